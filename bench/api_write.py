"""A PATCH, a POST and a tried PATCH of a customer beside the bare verbs, in one run.

    GUANXI_DATA=FOLDER .venv/bin/python bench/api_write.py [--calls 200] [--email administrator@...]

The installation in FOLDER must be running. Everything is rolled back. Told are the medians of: the verb alone;
the whole call (key, limit, rights, lock, form, verb, answer) through every middleware, without the network.
"""

import itertools

from api_page import asked, median


def measure(options):
    from django.test import Client

    from guanxi.api import middleware
    from guanxi.customers.actions import create_customer, edit_customer
    from guanxi.customers.types import CustomerDraft
    from guanxi.platform.access.actions import create_api_key
    from guanxi.platform.access.models import User
    from guanxi.platform.access.queries import actor_of

    middleware.CALLS_A_MINUTE = 10**9
    users = User.objects.filter(is_active=True, roles__code="administrator")
    actor = actor_of((users.filter(email=options.email) if options.email else users)[0])
    _key, token = create_api_key(actor=actor, name="bench", allowed=list(actor.rights))
    client = Client(headers={"authorization": f"Bearer {token}"})
    made = create_customer(actor=actor, draft=CustomerDraft(name="bench"))
    count = itertools.count()
    path = f"/api/v1/customers/{made.pk}"

    def edit():
        edit_customer(
            actor=actor, customer=made.pk, draft=CustomerDraft(name="bench", phone=f"1{next(count):010}")
        )

    def patch(query=""):
        body = {"phone": f"1{next(count):010}"}
        answer = client.patch(path + query, body, content_type="application/json")
        assert answer.status_code == 200, answer.content

    def create():
        create_customer(actor=actor, draft=CustomerDraft(name=f"bench {next(count)}"))

    def post():
        body = {"kind": "organisation", "name": f"bench {next(count)}"}
        answer = client.post("/api/v1/customers", body, content_type="application/json")
        assert answer.status_code == 201, answer.content

    for name, work in (
        ("verb edit", edit),
        ("PATCH", patch),
        ("PATCH ?dry_run=1", lambda: patch("?dry_run=1")),
        ("verb create", create),
        ("POST", post),
    ):
        print(f"{name:18}{median(work, options.calls):8.2f} ms")


if __name__ == "__main__":
    asked(measure, __doc__, 200)
