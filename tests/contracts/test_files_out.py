"""Every file of records demands the right to export, and the journal keeps who took it."""

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
FORMS = ("", "?export=csv", "?export=xlsx", "?export=json", "?export=vcf")
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


def files_for(user: User, world) -> dict[str, int]:
    """Addresses that hand this person a file, each with how many entries of the journal tell of it."""
    client, found = signed_in(user), dict[str, int]()
    keys = world.own | {"job": printed(user)}
    for name, pattern in addresses():
        if name in OTHERS:
            continue
        path = path_of(name, pattern, keys)
        for method, asked, given in (
            *(("get", path + form, {}) for form in FORMS),
            ("post", path, {"print": "1", "keys": [str(world.own["customer"])], "form": "data_card"}),
        ):
            with transaction.atomic():
                noted = entries()
                answer = getattr(client, method)(asked, given) if given else getattr(client, method)(asked)
                if answer.streaming:
                    b"".join(answer.streaming_content)
                if answer.headers.get("Content-Disposition", "").startswith("attachment"):
                    found[name] = min(found.get(name, 99), entries() - noted)
                transaction.set_rollback(True)
    return found


def entries() -> int:
    return ChangeSet.objects.filter(verb=RIGHT).exclude(why="").count()


def test_without_the_right_no_address_hands_out_a_file(world):
    assert files_for(person("no_files", without=RIGHT), world) == {}


def test_every_file_handed_out_stands_in_the_journal(world):
    found = files_for(person("all_files"), world)
    assert found.keys() >= EXPECTED
    assert {name: count for name, count in found.items() if count != 1} == {}


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
