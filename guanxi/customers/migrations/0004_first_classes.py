from django.db import migrations

# The company's ladder as an installation begins with it; administrators change it.
STEPS = ("Potential", "Interested", "Quasi customer", "Signed", "Quasi-owner", "Owner", "Member")

# Told by the record itself. The journal holds what people did; nobody did this.
CLASSES = """
set constraints all immediate;
alter table gx_customers_customer disable trigger user;
update gx_customers_customer c set
    sector = case when c.kind = 'person' then 'individual' else 'enterprise' end,
    archive_class = case when exists (
        select from gx_customers_touch t where t.customer_id = c.id and t.channel = 'order'
    ) then 'existing' else 'potential' end;
alter table gx_customers_customer enable trigger user;
"""


def write_classes(apps, schema_editor):
    if apps.get_model("gx_customers", "Customer").objects.exists():
        schema_editor.execute(CLASSES)


def write_ladder(apps, schema_editor):
    step = apps.get_model("gx_customers", "LadderStep")
    for place, name in enumerate(STEPS, 1):
        schema_editor.execute(
            f"insert into {step._meta.db_table} (name, place, is_active) values (%s, %s, true)",
            (name, place * 10),
        )


class Migration(migrations.Migration):
    dependencies = [("gx_customers", "0003_records")]

    operations = [
        migrations.RunPython(write_classes, migrations.RunPython.noop),
        migrations.RunPython(write_ladder, migrations.RunPython.noop),
    ]
