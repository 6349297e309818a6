"""A view for conditions: the frozen lists that hold a customer, as keys in text."""

from django.db import migrations

FORWARDS = """
create view gx_marketing_inlists as
select customer_id, array_agg(list_id::text order by list_id) as lists
from gx_marketing_listmember group by customer_id
"""


class Migration(migrations.Migration):
    dependencies = [("gx_marketing", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, "drop view gx_marketing_inlists")]
