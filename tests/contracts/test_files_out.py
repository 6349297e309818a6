"""Every file of records demands the right to export, and the journal keeps who took it."""

from dataclasses import dataclass

import pytest
from callers import signed_in
from django.db import transaction
from django.test import Client
from django.urls import reverse
from test_addresses import addresses, path_of

from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.files import store
from guanxi.platform.jobs import start_job
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job
from guanxi.platform.verbs import rights

pytestmark = pytest.mark.django_db
RIGHT = "web.export_lists"
FORMS = ("?export=csv", "?export=xlsx", "?export=json", "?export=vcf")
# Files that are no records of the house on their way out.
OTHERS = {
    "customers:document_scan": "the paper itself, which its second person must look at",
    "office:import_failed_rows": "lines of a file that its reader brought along",
    "marketing:cell_file": "has a right of its own, and its verb stands in the journal",
}
EXPECTED = {
    "customers:card", "customers:change_sheet_pdf", "customers:list", "customers:paper_pdf", "customers:papers",
    "customers:papers_file", "customers:people", "customers:documents",
}  # fmt: skip


def person(name: str, without: str = "") -> User:
    given = {one.name: 5 for one in rights() if one.name != without}
    system = system_actor("tests")
    role = create_role(actor=system, name=name, code=name, rights=given)
    return create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])


def printed(user: User) -> int:
    """A PDF of many customers that was made in the background."""
    job = start_job(system_actor("tests"), "customers.print_papers", {})
    file = store([b"%PDF-1.4 x"])
    Job.objects.filter(pk=job.pk).update(
        state="done", owner=user, result={"rows": 60, "digest": file.digest, "name": "cards.pdf"}
    )
    return job.pk


@dataclass(frozen=True)
class Handed:
    """A request that hands out a file; `noted`: how many entries of the journal tell of it."""

    name: str
    method: str
    path: str
    given: dict[str, object]
    noted: int


def files_for(client: Client, world, keys: dict[str, int]) -> list[Handed]:
    """Every request by which this person gets a file: each address, each form of each list, each print."""
    found = []
    given = {"print": "1", "keys": [str(world.own["customer"])], "form": "data_card"}
    for name, pattern in addresses():
        path = path_of(name, pattern, keys)
        page, noted = asked(client, "get", path, {})
        forms = FORMS if "export=" in page.text else ()
        for method, where, body in (
            ("get", path, {}),
            ("post", path, given),
            *(("get", path + f, {}) for f in forms),
        ):
            answer, noted = asked(client, method, where, body)
            if answer.is_file and name not in OTHERS:
                found.append(Handed(name, method, where, body, noted))
    return found


@dataclass(frozen=True)
class Told:
    is_file: bool
    text: str


def asked(client: Client, method: str, path: str, given: dict[str, object]) -> tuple[Told, int]:
    """The answer, and how many exports the journal noted meanwhile; nothing of it stays."""
    with transaction.atomic():
        before = entries()
        answer = getattr(client, method)(path, given) if given else getattr(client, method)(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
        noted = entries() - before
        transaction.set_rollback(True)
    return Told(is_file, content.decode("utf-8", "replace")), noted


def entries() -> int:
    return ChangeSet.objects.filter(verb=RIGHT).exclude(why="").count()


def test_every_file_demands_the_right_and_stands_in_the_journal(world):
    allowed, barred = person("all_files"), person("no_files", without=RIGHT)
    keys = world.own | {"job": printed(allowed)}
    found = files_for(signed_in(allowed), world, keys)
    assert {one.name for one in found} >= EXPECTED
    assert {(one.name, one.path) for one in found if one.noted != 1} == set()
    client = signed_in(barred)
    refused = [asked(client, one.method, one.path, one.given) for one in found]
    assert [(told.is_file, noted) for told, noted in refused] == [(False, 0)] * len(found)


def test_many_forms_are_not_printed_in_the_background_without_the_right(world):
    client = signed_in(person("no_files", without=RIGHT))
    before = Job.objects.count()
    many = {"print": "1", "keys": [str(world.own["customer"])] * 60}
    assert client.post(reverse("customers:papers"), many).status_code == 403
    assert Job.objects.count() == before


def test_no_page_offers_what_is_refused(world):
    client: Client = signed_in(person("no_files", without=RIGHT))
    key = world.own["customer"]
    for name, words in (
        ("customers:page", "card.vcf"),
        ("customers:paper", "forms/pdf"),
        ("customers:list", "export="),
    ):
        path = reverse(name, args=[key] if name != "customers:list" else [])
        assert words not in client.get(path).content.decode(), name


def test_the_journal_tells_which_file_and_how_many(world):
    client = signed_in(person("all_files"))
    b"".join(client.get(f"{reverse('customers:people')}?export=csv").streaming_content)
    client.get(reverse("customers:card", args=[world.own["customer"]]))
    told = list(ChangeSet.objects.filter(verb=RIGHT).order_by("pk").values_list("why", flat=True))
    assert len(told) == 2
    assert told[0].endswith(".csv · 4")
    assert told[1] == "客户 eigen.vcf · 1"
