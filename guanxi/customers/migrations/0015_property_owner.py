from django.db import migrations

# "Owner" is the colleague who answers for a customer; the ladder means the owner of a property (业主).
# Nobody did this: the journal, which holds what people did, is not asked.
RENAMED = """
alter table gx_customers_ladderstep disable trigger user;
update gx_customers_ladderstep set name = 'Property owner' where name = 'Owner'
    and not exists (select from gx_customers_ladderstep where name = 'Property owner');
alter table gx_customers_ladderstep enable trigger user;
"""


class Migration(migrations.Migration):
    dependencies = [("gx_customers", "0014_comparing")]

    operations = [migrations.RunSQL(RENAMED, migrations.RunSQL.noop)]
