"""Who asks, how a condition is sent, and whether anything was written."""

import json

from django.test import Client

from guanxi.platform.access.models import User
from guanxi.platform.journal.models import Change


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def condition(fact: str, operator: str, value: object) -> str:
    return json.dumps({"all": [{"fact": fact, "is": operator, "value": value}]})


def written() -> int:
    return Change.objects.count()
