"""A form that arrives twice is carried out once: one click too many, a second try on a bad line, a kill between."""

import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from test_addresses import addresses, ask, path_of
from world import build_world

from guanxi.customers.models import Customer, Touch
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job, Sent
from guanxi.platform.verbs.once import KEPT, Sending, forget_sent

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
NAME = re.compile(r'name="once" value="([\w-]{16})"')


def browser() -> Client:
    system = system_actor("tests")
    role = create_role(actor=system, name="all", code="all", rights={"*": 5})
    user = create_user(
        actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk], language="en"
    )
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, path: str) -> dict[str, str]:
    """The name of the page's forms, as the browser sends it."""
    return {"once": NAME.search(client.get(path).content.decode())[1]}


@pytest.mark.django_db
def test_every_form_of_every_page_has_a_name():
    world = build_world()
    client = Client()
    client.force_login(world.people["own_all"])
    nameless, seen = [], 0
    for name, pattern in addresses():
        text = ask(client, "get", path_of(name, pattern, world.own)).text
        forms = [
            form for form in FORM.findall(text) if re.search(r'method="post"', form[:300], re.IGNORECASE)
        ]
        nameless += [(name, form[:120]) for form in forms if len(NAME.findall(form)) != 1]
        seen += len(forms)
    assert nameless == []
    assert seen > 150


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "given", "model"),
    [
        ("customers:new_organisation", {"kind": "organisation", "name": "Huaqiang"}, Customer),
        ("work:new_follow_up", {"title": "call", "due_on": "2026-03-02"}, None),
        ("customers:enter_card", {"name": "Wang Li"}, None),
    ],
)
def test_a_form_sent_twice_is_carried_out_once(name, given, model):
    client = browser()
    path = reverse(name)
    form = opened(client, path) | given
    before = ChangeSet.objects.count()
    first = client.post(path, form)
    assert first.status_code == 302, first.content.decode()[-3000:]
    done = ChangeSet.objects.count()
    second = client.post(path, form)
    assert done > before
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert ChangeSet.objects.count() == done
    assert "sent twice" in client.get(second["Location"], follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_is_carried_out_once():
    client = browser()
    path = reverse("customers:new_organisation")
    form = opened(client, path) | {"kind": "organisation", "name": "Huaqiang"}
    gate, found = threading.Barrier(4), []

    def send() -> None:
        mine = Client()
        mine.cookies = client.cookies
        gate.wait(60)
        answer = mine.post(path, form)
        found.append((answer.status_code, answer["Location"]))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    made = Customer.objects.get()
    assert found == [(302, reverse("customers:page", args=[made.pk]))] * 4


@pytest.mark.django_db
def test_killed_before_its_answer_a_form_is_not_carried_out_again(monkeypatch):
    client = browser()
    path = reverse("customers:new_organisation")
    form = opened(client, path) | {"kind": "organisation", "name": "Huaqiang"}
    with monkeypatch.context() as cut:
        cut.setattr(Sending, "keep", lambda *_: None)
        client.post(path, form)
    again = client.post(path, form)
    assert again.status_code == 409
    assert "was not done a second time" in again.content.decode()
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_note_goes_with_what_was_done(monkeypatch):
    """Rolled back together: the form may be sent again, and is then carried out."""
    client = browser()
    path = reverse("customers:new_organisation")
    form = opened(client, path) | {"kind": "organisation", "name": "Huaqiang"}

    def cut(*_args: object, **_named: object) -> None:
        raise RuntimeError("the cable")

    with monkeypatch.context() as broken:
        broken.setattr("guanxi.customers.actions.customers.tell", cut)
        client.raise_request_exception = False
        assert client.post(path, form).status_code == 500
    assert (Customer.objects.count(), Sent.objects.count()) == (0, 0)
    assert client.post(path, form).status_code == 302
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_what_differs_or_was_refused_or_undone_is_carried_out():
    client = browser()
    path = reverse("customers:new_organisation")
    form = opened(client, path) | {"kind": "organisation"}
    assert client.post(path, form | {"name": ""}).status_code == 422
    assert client.post(path, form | {"name": "Huaqiang"}).status_code == 302
    assert client.post(path, form | {"name": "Huaqiang 2"}).status_code == 302
    assert Customer.objects.count() == 2
    made = ChangeSet.objects.filter(verb="customers.create").order_by("pk").first()
    undo_change_set(actor=system_actor("tests"), change_set=made.pk)
    assert client.post(path, form | {"name": "Huaqiang"}).status_code == 302
    assert Customer.objects.filter(name="Huaqiang").count() == 1


@pytest.mark.django_db
def test_a_second_person_is_not_led_to_what_the_first_did():
    client = browser()
    path = reverse("work:new_follow_up")
    form = opened(client, path) | {"title": "call", "due_on": "2026-03-02"}
    client.post(path, form)
    other = create_user(
        actor=system_actor("tests"),
        email="gao@x.cn",
        name="gao",
        password=None,
        roles=list(User.objects.get().roles.values_list("pk", flat=True)),
    )
    client.force_login(other)
    client.post(path, form)
    done = ChangeSet.objects.filter(verb="work.set_follow_up").order_by("actor_id")
    assert list(done.values_list("actor__name", flat=True)) == ["lin", "gao"]


@pytest.mark.django_db
def test_one_file_sent_twice_is_one_import_and_another_file_another():
    client = browser()
    path = reverse("office:new_import")
    form = opened(client, path) | {"target": "customers.list"}

    def send(text: str) -> str:
        file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
        return client.post(path, form | {"file": file})["Location"]

    assert send("name\nA\n") == send("name\nA\n") != send("name\nB\n")
    assert ImportRun.objects.count() == 2


@pytest.mark.django_db
def test_a_job_asked_for_twice_is_one():
    client = browser()
    form = opened(client, reverse("customers:doubles_found"))
    answers = [client.post(reverse("customers:scan"), form)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_names_are_dropped_when_nobody_sends_them_again():
    client = browser()
    path = reverse("customers:new_organisation")
    client.post(path, opened(client, path) | {"kind": "organisation", "name": "Huaqiang"})
    kept = Sent.objects.get()
    assert forget_sent(kept.at + KEPT) == 0
    assert forget_sent(kept.at + KEPT * 2) == 1
    assert not Touch.objects.exists()
