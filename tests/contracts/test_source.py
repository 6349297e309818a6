"""The house rules hold, and each rule catches the fault it is there for."""

from collections.abc import Callable
from pathlib import Path

import pytest
import source

CHECKS: dict[Callable[[Path], list[str]], tuple[str, str]] = {
    source.wrong_file_names: ("guanxi/work/helpers.py", "x = 1\n"),
    source.empty_areas: ("guanxi/research/apps.py", "x = 1\n"),
    source.long_files: ("guanxi/work/rules.py", "x = 1\n" * 501),
    source.writes_outside_actions: (
        "guanxi/work/queries.py",
        "def f(actor):\n    FollowUp.objects.filter(pk=1).update(title='x')\n",
    ),
    source.queries_without_policy: (
        "guanxi/work/queries.py",
        "def all_of_them(actor):\n    return FollowUp.objects.all()\n",
    ),
    source.foreign_managers: (
        "guanxi/commerce/rules.py",
        "from guanxi.customers.models import Customer\nrows = Customer.objects.all()\n",
    ),
    source.exceptions_without_reason: ("guanxi/work/rules.py", "import os  # noqa\n"),
    source.unfinished_words: ("guanxi/work/rules.py", "# TO" + "DO later\n"),
    source.raw_markup: ("guanxi/work/templates/work/x.html", "<p>{{ name|safe }}</p>\n"),
    source.upward_addresses: ("guanxi/work/views.py", "redirect('customers:page', 1)\n"),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_the_house_keeps_it(check):
    assert check(source.ROOT) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_a_planted_fault_is_found(check, tmp_path):
    name, text = CHECKS[check]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    (found,) = check(tmp_path)
    assert name in found or name.split("/")[1] in found
