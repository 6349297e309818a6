"""Questions about the customer file. Each begins with what the actor may see."""

from guanxi.customers.queries.contacts import (
    contact,
    contacts,
    employers,
    employments,
    people_of,
)
from guanxi.customers.queries.customers import (
    LEAN,
    buyers,
    choice_words,
    codes_out_of_reach,
    customer,
    customers,
    field_labels,
    keys_by_code,
    keys_by_name,
    names,
    people,
)
from guanxi.customers.queries.history import readable, record_history
from guanxi.customers.queries.merging import (
    CHOSEN_FIELDS,
    consequences,
    likeliest,
    meanwhile,
    merge_of,
    merges_into,
    side_by_side,
    standing,
    to_merge,
    unmergeable,
    values_of,
)
from guanxi.customers.queries.papers import FORMS, LAYOUTS, paper, paper_words
from guanxi.customers.queries.pictures import completeness, places, relations
from guanxi.customers.queries.portrait import known_customer
from guanxi.customers.queries.search import (
    MANY,
    MOST_COMPARED,
    matching,
    search_customers,
)
from guanxi.customers.queries.touches import (
    channel_choices,
    channels_of,
    timeline,
    touch,
)

__all__ = [
    "CHOSEN_FIELDS",
    "FORMS",
    "LAYOUTS",
    "LEAN",
    "MANY",
    "MOST_COMPARED",
    "buyers",
    "channel_choices",
    "channels_of",
    "choice_words",
    "codes_out_of_reach",
    "completeness",
    "consequences",
    "contact",
    "contacts",
    "customer",
    "customers",
    "employers",
    "employments",
    "field_labels",
    "keys_by_code",
    "keys_by_name",
    "known_customer",
    "likeliest",
    "matching",
    "meanwhile",
    "merge_of",
    "merges_into",
    "names",
    "paper",
    "paper_words",
    "people",
    "people_of",
    "places",
    "readable",
    "record_history",
    "relations",
    "search_customers",
    "side_by_side",
    "standing",
    "timeline",
    "to_merge",
    "touch",
    "unmergeable",
    "values_of",
]
