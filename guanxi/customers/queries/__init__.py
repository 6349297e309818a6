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
    "LEAN",
    "MANY",
    "MOST_COMPARED",
    "buyers",
    "channel_choices",
    "channels_of",
    "choice_words",
    "codes_out_of_reach",
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
    "matching",
    "names",
    "people",
    "people_of",
    "readable",
    "record_history",
    "search_customers",
    "timeline",
    "touch",
]
