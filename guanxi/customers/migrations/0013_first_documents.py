from django.db import migrations

# The types an installation begins with; administrators change them. Longest terms: the business licence runs
# with the firm's own term, an identity card at most 20 years, the others as their issuers give them.
TYPES = (
    ("business_licence", "营业执照", "Business licence", 600, True, 60, "block", "uscc"),
    ("organisation_permit", "许可证", "Organisation permit", 120, False, 60, "block", ""),
    ("identity_card", "居民身份证", "Identity card", 240, True, 30, "block", "identity_card"),
    ("tax_certificate", "税务登记证", "Tax certificate", 240, True, 30, "escalate", ""),
    ("authorisation_letter", "授权委托书", "Authorisation letter", 60, False, 14, "block", ""),
    ("contract_seal", "合同印章备案", "Contract seal specimen", 120, True, 30, "escalate", ""),
    ("bank_permit", "开户许可证", "Bank account permit", 240, True, 30, "warn", ""),
)
COLUMNS = (
    "code, name_zh, name_en, longest_months, allows_long_term, warn_days, when_expired, number_rule, is_active"
)

# One row for each customer with documents, for conditions: days only, so that the clock is always the asker's.
VIEW = """
create view gx_customers_documentdays as
select customer_id,
    min(expires_on) filter (where state = 'confirmed') as next_expiry_on,
    count(*) filter (where state = 'confirmed') as confirmed,
    count(*) filter (where state = 'proposed') as to_confirm
from gx_customers_document
group by customer_id
"""


def write_types(apps, schema_editor):
    table = apps.get_model("gx_customers", "DocumentType")._meta.db_table
    for values in TYPES:
        schema_editor.execute(
            f"insert into {table} ({COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, true)", values
        )


class Migration(migrations.Migration):
    dependencies = [("gx_customers", "0012_documents")]

    operations = [
        migrations.RunPython(write_types, migrations.RunPython.noop),
        migrations.RunSQL(VIEW, "drop view gx_customers_documentdays"),
    ]
