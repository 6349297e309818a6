from django.db import migrations

# One row for each customer of whom single facts have a source: for conditions, and for how fresh the file is.
VIEW = """
create view gx_customers_knownfacts as
select customer_id, max("on") as confirmed_on, count(*) as stated
from gx_customers_factsource
group by customer_id
"""


class Migration(migrations.Migration):
    dependencies = [("gx_customers", "0016_reviews_and_changes")]

    operations = [migrations.RunSQL(VIEW, "drop view gx_customers_knownfacts")]
