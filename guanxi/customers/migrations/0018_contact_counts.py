from django.db import migrations

# One row for each organisation somebody speaks for now: for conditions, and for how complete the file is.
VIEW = """
create view gx_customers_contactcounts as
select organisation_id as customer_id, count(*) as contacts,
  count(*) filter (where 'decider' = any(roles)) as deciders
from gx_customers_contact
where until_on is null
group by organisation_id
"""


class Migration(migrations.Migration):
    dependencies = [("gx_customers", "0017_known_facts")]

    operations = [migrations.RunSQL(VIEW, "drop view gx_customers_contactcounts")]
