"""What a person does at a page, the same in every language and at every width."""

import re
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext
from house import Visit
from playwright.sync_api import Locator, expect

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def words(visit: Visit, text: str, **parts: object) -> str:
    """A text of the product as this visitor reads it."""
    with translation.override(visit.language):
        return gettext(text) % parts if parts else gettext(text)


def fill(visit: Visit, **values: str) -> None:
    """Type into the fields of the page's form; a folded section is opened first."""
    for name, value in values.items():
        field = visit.page.locator(f"main [name='{name}']")
        folded = visit.page.locator("main details:not([open])", has=visit.page.locator(f"[name='{name}']"))
        if folded.count():
            folded.first.locator("summary").first.click()
        field.fill(value)


def save(visit: Visit) -> None:
    visit.page.locator("main [data-save]").first.click()


def says(visit: Visit, text: str, **parts: object) -> Locator:
    """Wait for the toast with this text."""
    toast = visit.page.locator(".gx-toast", has_text=words(visit, text, **parts)).last
    expect(toast).to_be_visible()
    return toast


def key_of(visit: Visit) -> int:
    """The key in the address of the record one stands on."""
    found = re.search(r"/(\d+)/", visit.page.url)
    assert found, visit.page.url
    return int(found[1])


def condition(visit: Visit, fact: str, value: str, within: str = "main") -> None:
    """Add a row to the builder of conditions, with the fact's first operator."""
    builder = visit.page.locator(f"{within} gx-conditions")
    builder.locator("[data-focus=add-plus]").first.click()
    row = builder.locator(".gx-condition-row").last
    row.locator("[data-focus=fact]").fill(fact)
    row.get_by_role("option", name=fact, exact=True).first.click()
    editor = builder.locator(".gx-condition-row").last.locator(".gx-condition-value")
    select = editor.locator("select")
    if select.count():
        select.select_option(label=value)
    elif editor.locator("input[type=checkbox]").count():
        editor.get_by_role("checkbox", name=value).check()
    else:
        editor.locator("input, textarea").fill(value)


def upload(visit: Visit, target: str, name: str, content: bytes) -> None:
    """Bring a file in and wait for its columns."""
    visit.go("/office/imports/new/")
    visit.page.locator(f"main input[name=target][value='{target}']").check()
    kind = XLSX if name.endswith(".xlsx") else "text/csv"
    visit.page.locator("main input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    save(visit)
    visit.page.wait_for_url("**/columns/")


def workbook(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("客户")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()
