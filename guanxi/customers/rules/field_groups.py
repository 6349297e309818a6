"""The field groups a customer's record has, and which of them are on file."""

from collections.abc import Mapping

Known = frozenset[str]
"""What is known: names of columns, and contact, decider, department, problem, order, return."""

# Each group with what of it suffices; an empty one is kept by no area yet.
PERSON: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "address": ("address", "city"),
    "age_sex": ("born_on", "sex"),
    "income": ("income",),
    "household_size": ("household_size",),
    "occupation": ("occupation",),
    "preferences": ("preferences",),
    "lifestyle": ("lifestyle",),
    "hobbies": ("hobbies",),
    "purchases": ("order",),
    "average_amount": ("order",),
    "media": ("media",),
    "problems": ("problem",),
    "card_credit": ("card_last_four", "credit_limit"),
    "delivery": ("delivery_method",),
    "other_preferences": ("other_preferences",),
    "novelty": ("novelty",),
}
ORGANISATION: Mapping[str, tuple[str, ...]] = {
    "main_contact": ("contact",),
    "name_address": ("address", "city"),
    "departments": ("department",),
    "industry": ("industry", "industry_code"),
    "status": ("name",),
    "purchases": ("order",),
    "average_quantity": ("order",),
    "delivery_requirements": ("delivery_requirements", "delivery_method"),
    "specifications": ("specifications",),
    "returns": ("return",),
    "deciders": ("decider",),
    "credit_payment": ("credit_limit",),
    "problems": ("problem",),
    "novelty": ("novelty",),
    "trade_type": ("trade_role",),
    "profit_source": ("profit_source",),
    "employees": ("employees",),
    "annual_sales": ("annual_sales",),
    "equipment": ("hardware", "software"),
    "sales_record": ("order",),
    "quotes": (),
    "evaluation": ("evaluation",),
}


def groups_on_file(kind: str, known: Known) -> dict[str, bool]:
    """All groups of an organisation or a person in their order; True where one of its facts is on file."""
    groups = ORGANISATION if kind == "organisation" else PERSON
    return {group: any(name in known for name in names) for group, names in groups.items()}
