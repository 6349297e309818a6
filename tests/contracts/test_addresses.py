"""Every address x every role: who may, who may not, and nobody gets at a stranger's record."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from builders import SECRET
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from world import World, build_world

from guanxi.platform.access.queries import actor_of
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.models import Change

# What each address' parameters mean. An address with parameters that stands here not fails the walk.
PARAMETERS: dict[str, dict[str, str]] = {
    "customers:card": {"key": "customer"},
    "customers:page": {"key": "customer"},
    "customers:portrait": {"key": "customer"},
    "customers:file": {"key": "customer"},
    "customers:relations": {"key": "customer"},
    "customers:keep_archive": {"key": "customer"},
    "customers:tick": {"key": "customer"},
    "customers:follow": {"key": "customer"},
    "customers:unfollow": {"key": "customer"},
    "customers:review_card": {"key": "customer"},
    "customers:reviewed": {"key": "customer"},
    "customers:new_change_sheet": {"key": "customer"},
    "customers:change_sheet": {"key": "change_sheet"},
    "customers:change_sheet_pdf": {"key": "change_sheet"},
    "customers:paper": {"key": "customer"},
    "customers:paper_pdf": {"key": "customer"},
    "customers:papers_run": {"key": "job"},
    "customers:papers_file": {"key": "job"},
    "customers:edit": {"key": "customer"},
    "customers:owner": {"key": "customer"},
    "customers:archive": {"key": "customer"},
    "customers:restore": {"key": "customer"},
    "customers:delete": {"key": "customer"},
    "customers:history": {"key": "customer"},
    "customers:note": {"key": "customer"},
    "customers:talk": {"key": "customer"},
    "customers:new_contact": {"key": "customer"},
    "customers:known": {"key": "customer"},
    "customers:more_about": {"key": "customer"},
    "customers:ties": {"key": "customer"},
    "customers:classify": {"key": "customer"},
    "customers:climb": {"key": "customer"},
    "customers:new_rival_purchase": {"key": "customer"},
    "customers:end_rival_purchase": {"key": "rival_purchase"},
    "customers:edit_rival_purchase": {"key": "rival_purchase"},
    "customers:new_owed_report": {"key": "customer"},
    "customers:edit_owed_report": {"key": "owed_report"},
    "customers:end_owed_report": {"key": "owed_report"},
    "customers:receive_report": {"key": "owed_report"},
    "customers:new_statement": {"key": "customer"},
    "customers:edit_statement": {"key": "statement"},
    "customers:delete_statement": {"key": "statement"},
    "customers:new_department": {"key": "customer"},
    "customers:edit_department": {"key": "department"},
    "customers:delete_department": {"key": "department"},
    "customers:parent": {"key": "customer"},
    "customers:add_branch": {"key": "customer"},
    "customers:new_link": {"key": "customer"},
    "customers:edit_link": {"key": "link"},
    "customers:end_link": {"key": "link"},
    "customers:new_household": {"key": "customer"},
    "customers:add_member": {"key": "household_member"},
    "customers:edit_household": {"key": "household_member"},
    "customers:leave_household": {"key": "household_member"},
    "customers:dissolve_household": {"key": "household_member"},
    "customers:leave_contact": {"key": "contact"},
    "customers:competitor": {"key": "competitor"},
    "customers:edit_competitor": {"key": "competitor"},
    "customers:new_competitor_product": {"key": "competitor"},
    "customers:edit_competitor_product": {"key": "competitor_product"},
    "customers:drop_competitor_product": {"key": "competitor_product"},
    "customers:drop_competitor_note": {"key": "competitor_note"},
    "customers:new_competitor_note": {"key": "competitor"},
    "customers:ask": {"key": "customer"},
    "customers:state_source": {"key": "customer"},
    "customers:edit_source": {"key": "source"},
    "customers:delete_source": {"key": "source"},
    "customers:edit_question": {"key": "question"},
    "customers:drop_question": {"key": "question"},
    "customers:edit_contact": {"key": "contact"},
    "customers:claim": {"key": "clash_answer"},
    "customers:dispute": {"key": "dispute"},
    "customers:withdraw_dispute": {"key": "dispute"},
    "customers:unmerge": {"key": "merge"},
    "customers:end_sharing": {"key": "customer"},
    "customers:delete_touch": {"key": "touch"},
    "customers:new_document": {"key": "customer"},
    "customers:document": {"key": "document"},
    "customers:change_document": {"key": "document"},
    "customers:confirm_document": {"key": "document"},
    "customers:reject_document": {"key": "document"},
    "customers:withdraw_document": {"key": "document"},
    "customers:revoke_document": {"key": "document"},
    "customers:document_scan": {"key": "document"},
    "customers:document_type": {"key": "document_type"},
    "customers:drop_document_need": {"key": "document_need"},
    "customers:risk_event": {"key": "risk_event"},
    "customers:edit_risk_event": {"key": "risk_event"},
    "customers:close_risk_event": {"key": "risk_event"},
    "customers:reopen_risk_event": {"key": "risk_event"},
    "work:finish": {"key": "follow_up"},
    "work:move": {"key": "follow_up"},
    "decisions:edit_offer": {"key": "offer"},
    "marketing:answers": {"key": "campaign"},
    "marketing:campaign": {"key": "campaign"},
    "marketing:cell_file": {"key": "cell"},
    "marketing:edit_list": {"key": "list"},
    "marketing:freeze": {"key": "list"},
    "marketing:launch": {"key": "campaign"},
    "marketing:letter": {"key": "program"},
    "marketing:list": {"key": "list"},
    "marketing:preview": {"key": "cell"},
    "grading:grade": {"key": "customer"},
    "office:revoke_key": {"key": "api_key"},
    "office:person": {"key": "user"},
    "office:withdraw": {"key": "invitation"},
    "office:team": {"key": "team"},
    "office:join": {"token": "join_token"},
    "office:role": {"key": "role"},
    "office:change_set": {"key": "change_set"},
    "office:undo": {"key": "change_set"},
    "office:job": {"key": "job"},
    "office:cancel_job": {"key": "job"},
    "office:import_cancel": {"key": "import_run"},
    "office:import_check": {"key": "import_run"},
    "office:import_correct": {"key": "import_run"},
    "office:import_columns": {"key": "import_run"},
    "office:import_failed_rows": {"key": "import_run"},
    "office:import_reading": {"key": "import_run"},
    "office:import_run": {"key": "import_run"},
    "office:import_rows": {"key": "import_run"},
    "office:import_start": {"key": "import_run"},
}
# What signs people in and out speaks of nobody's records.
SKIP_POST = {"web:sign_in", "web:sign_out"}
FINE = {200, 204, 302, 400, 405, 409, 422}
# People, teams, roles and invitations are the whole company's: who has the right reaches every one.
COMPANY_WIDE = {
    "office:person",
    "office:withdraw",
    "office:team",
    "office:role",
    "office:join",
    "decisions:edit_offer",
    "customers:edit_source",
    "customers:delete_source",
    "customers:competitor",
    "customers:edit_competitor",
    "customers:new_competitor_product",
    "customers:new_competitor_note",
    "customers:edit_competitor_product",
    "customers:drop_competitor_product",
    "customers:drop_competitor_note",
    "customers:edit_question",
    "customers:drop_question",
    "customers:document_type",
    "customers:drop_document_need",
}
# These speak of a record in their body; an empty one names none.
NAMED_IN_BODY = {"web:undo", "web:delete_view"}


def addresses() -> list[tuple[str, URLPattern]]:
    """Pages and what they ask for; the addresses for programs are walked in test_api.py."""
    return [(name, pattern) for name, pattern in every_address() if not name.startswith("api:")]


def every_address() -> list[tuple[str, URLPattern]]:
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda found: found[0])


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, prefix + space)
        else:
            yield f"{prefix}{pattern.name or str(pattern.pattern) or '/'}", pattern


def path_of(name: str, pattern: URLPattern, keys: dict[str, int]) -> str:
    """Raises KeyError for an address this walk does not know."""
    if not pattern.pattern.converters:
        return "/" if name == "/" else reverse(name)
    return reverse(name, kwargs={word: keys[kind] for word, kind in PARAMETERS[name].items()})


@pytest.fixture
def world(db) -> World:
    return build_world()


@pytest.fixture
def visitors(world) -> dict[str, tuple[Actor, Client]]:
    """Everybody signed in once: the walk asks a thousand pages."""
    signed_in: dict[str, tuple[Actor, Client]] = {}
    for role, user in world.people.items():
        client = Client(raise_request_exception=True)
        client.force_login(user)
        signed_in[role] = (actor_of(user), client)
    return signed_in


def test_every_address_names_its_access():
    nameless = [name for name, pattern in every_address() if not hasattr(pattern.callback, "access")]
    assert nameless == []


def test_every_address_with_parameters_is_known():
    unknown = [n for n, p in addresses() if p.pattern.converters and n not in PARAMETERS]
    assert unknown == []


def test_every_address_keeps_to_rights_and_rows(world, visitors, subtests):
    for name, pattern in addresses():
        for method in ("get", "post"):
            if method == "post" and name in SKIP_POST:
                continue
            with subtests.test(address=name, method=method):
                check_stranger(name, pattern, method, world)
                for role in visitors:
                    check_role(name, pattern, method, role, visitors, world)


@dataclass(frozen=True)
class Answer:
    status_code: int
    text: str
    location: str


def ask(client: Client, method: str, path: str) -> Answer:
    """The whole answer; reading a file to its end also closes it."""
    answer = getattr(client, method)(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, content.decode("utf-8", "replace"), answer.get("Location", ""))


def check_stranger(name, pattern, method, world):
    if pattern.callback.access.kind == "public":
        return
    with transaction.atomic():
        answer = ask(Client(), method, path_of(name, pattern, world.own))
        transaction.set_rollback(True)
    assert answer.status_code == 302, "a person who has not signed in"
    assert "/sign-in/" in answer.location


def check_role(name, pattern, method, role, visitors, world):
    access = pattern.callback.access
    actor, client = visitors[role]
    allowed = access.open_to(actor)
    with transaction.atomic():
        if pattern.pattern.converters:
            before = Change.objects.count()
            answer = ask(client, method, path_of(name, pattern, world.foreign))
            # The first right is the record's own.
            reaches = allowed and (name in COMPANY_WIDE or actor.scope(access.rights[0]) == 5)
            if not allowed:
                assert answer.status_code == 403, (method, role, "without the right")
            elif not reaches:
                assert answer.status_code in {404, 405}, (method, role, "a stranger's record")
            if not reaches:
                assert SECRET not in answer.text, (method, role)
                assert Change.objects.count() == before, (method, role, "something was written")
            if role == "own_all":
                answer = ask(client, method, path_of(name, pattern, world.own))
                assert answer.status_code in FINE, (method, role, "an own record")
        else:
            answer = ask(client, method, path_of(name, pattern, world.own))
            fine = FINE | {404} if name in NAMED_IN_BODY else FINE
            assert answer.status_code in fine if allowed else answer.status_code == 403, (method, role)
            if all(actor.scope(r) < 5 for r in actor.rights):
                assert SECRET not in answer.text, (method, role)
        transaction.set_rollback(True)


@pytest.mark.parametrize("typed", [SECRET, "客户", "13800001111", "1111", "kehu"])
def test_search_finds_only_what_one_may_see(typed, world):
    with transaction.atomic():
        client = Client()
        client.force_login(world.people["own_all"])
        answer = client.get(reverse("web:palette"), {"q": typed})
        assert answer.status_code == 200
        text = answer.content.decode().replace(f'"{SECRET}"', "").replace(f"q={SECRET}", "")
        assert SECRET not in text
        transaction.set_rollback(True)


def test_a_planted_open_door_is_caught(world, visitors, monkeypatch):
    """The walk notices a view that looks a record up without asking who is there."""
    from guanxi.customers import queries
    from guanxi.customers.models import Customer

    monkeypatch.setattr(queries, "customer", lambda _actor, key: Customer.objects.get(pk=key))
    found = dict(addresses())["customers:page"]
    with pytest.raises(AssertionError, match="stranger's record"):
        check_role("customers:page", found, "get", "own_all", visitors, world)
