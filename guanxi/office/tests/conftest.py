"""The cast of administration: 安 may do everything, 林 and 高 sell."""

import re

import pytest
from django.test import Client

from guanxi.platform.access.actions import create_user, install_roles
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import system_actor


class Office:
    def __init__(self) -> None:
        system = system_actor("tests")
        install_roles(actor=system)
        self.roles = {r.code: r.pk for r in Role.objects.all()}
        self.an, self.lin, self.gao = (
            create_user(
                actor=system,
                email=f"{name}@x.cn",
                name=name,
                password=None,
                roles=[self.roles[role]],
                language="en",
            )
            for name, role in (("an", "administrator"), ("lin", "salesperson"), ("gao", "salesperson"))
        )

    def browser(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def office() -> Office:
    return Office()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
