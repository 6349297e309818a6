"""Somebody at a browser, with the rights named."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client

from guanxi.customers import actions
from guanxi.customers.types import (
    CustomerDraft,
)
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass
class Desk:
    actor: Actor
    client: Client

    def firm(self, name: str, **facts: object) -> int:
        return actions.create_customer(actor=self.actor, draft=CustomerDraft(name=name, **facts)).pk

    def person(self, name: str) -> int:
        return self.firm(name, kind="person")

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    def post(self, path: str, **values: object) -> int:
        return self.client.post(path, values).status_code


def desk(name: str, **rights: int) -> Desk:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name=name, code=name, rights=rights)
    user = create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])
    client = Client()
    client.force_login(user)
    return Desk(actor_of(user, clock=lambda: NOON), client)
