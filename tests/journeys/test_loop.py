"""Once round the loop in the browser: know, evaluate, plan, act, measure."""

import csv
import re
from io import StringIO

import pytest
from hands import condition, fill, key_of, save, says, upload, words
from playwright.sync_api import expect
from trade import trade

ROUNDS = {
    "zh-desk": ("zh-hans", 1440, "ZD"),
    "zh-phone": ("zh-hans", 390, "ZP"),
    "en-desk": ("en", 1440, "ED"),
}
TRANSACTIONS = "commerce.transactions"


@pytest.fixture(params=ROUNDS, ids=list(ROUNDS))
def round_(request, visit, house):
    language, width, mark = ROUNDS[request.param]
    one = visit(language, width)
    one.sign_in(house.administrator)
    return one, mark


def figure(one, label):
    """The number under a label, as it is drawn."""
    value = one.page.locator(".gx-stat", has=one.page.get_by_text(words(one, label), exact=True)).locator(
        ".gx-stat-value"
    )
    return int(re.sub(r"\D", "", value.first.inner_text()))


def check_and_import(one, mark, sales):
    upload(one, TRANSACTIONS, f"{mark}.csv", sales.content)
    page = one.page
    expect(page.locator("main [name='column.customer']")).to_have_value("CustomerID")
    expect(page.locator(".gx-table").first).to_contain_text(f"{mark}000001")
    save(one)
    go = page.locator(".gx-page-actions button.gx-button-primary")
    expect(go).to_be_visible()
    assert figure(one, "Rows read") == sales.lines + sales.refused
    assert figure(one, "Rows left out") == sales.refused
    return go


def test_know_import_look_take_back_import_again(round_):
    one, mark = round_
    page, sales = one.page, trade(mark)
    go = check_and_import(one, mark, sales)
    rules = page.locator(".gx-table tbody tr")
    for rule, count in (
        ("No customer", 7),
        ("Price or amount of zero or less", 5),
        ("Exact duplicate of an earlier line", 4),
    ):
        expect(rules.filter(has_text=words(one, rule)).first).to_contain_text(str(count))
    with page.expect_download() as waiting:
        page.locator("a[href*=failed-rows]").click()
    failed = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert len(failed) == 1 + sales.refused

    go.click()
    undo = page.locator("[data-dialog=undo-import]")
    expect(undo).to_be_visible()
    assert figure(one, "Rows imported") == sales.lines
    one.go(f"/customers/?q={mark}00001")
    expect(page.locator("#list-results tbody tr")).to_have_count(1)

    page.go_back()
    undo.click()
    page.locator("#undo-import button.gx-button-danger, #undo-import form[method=post] button").last.click()
    says(one, "Undone.")
    one.go(f"/customers/?q={mark}00001")
    expect(page.locator("main")).to_contain_text(words(one, "Nothing matches"))

    check_and_import(one, mark, sales).click()
    expect(page.locator("[data-dialog=undo-import]")).to_be_visible()


def test_evaluate_and_open_the_rows_behind_a_figure(round_):
    one, _mark = round_
    page = one.page
    one.go("/analytics/scorecard/")
    page.locator(".gx-page-actions button").click()
    expect(page.locator(".gx-progress")).to_have_count(0)
    expect(page.locator(".gx-stat").first).to_be_visible()
    line = page.locator("main tr[data-href]").first  # a stage
    told = int(re.sub(r"\D", "", line.locator("td").first.inner_text()))
    line.locator("a").first.click()
    found = page.locator(".gx-list-foot .gx-number")
    expect(found).to_have_text(re.compile(r"\d"))
    assert int(re.sub(r"\D", "", found.inner_text())) == told


def test_grade_a_customer_of_the_list(round_):
    one, mark = round_
    page = one.page
    one.go(f"/customers/?q={mark}00001")
    page.locator("#list-results a.gx-record-link").first.click()
    if not one.is_phone:
        page.locator("[data-panel-full]").click()
    page.wait_for_url("**/customers/*/")
    key = key_of(one)
    one.go(f"/grading/customers/{key}/")
    judged = {
        "difference": "very", "value": "value", "preference": "us", "access": "easy",
        "rules": "few", "volume": "large", "margin": "high", "relationship": "firm",
    }  # fmt: skip
    for name, word in judged.items():
        page.locator(f"main input[name={name}][value={word}]").check()
    save(one)
    one.go(f"/customers/?q={mark}00001")
    expect(page.locator("#list-results tbody tr")).to_contain_text("A1")


def test_plan_act_and_measure(round_):
    one, mark = round_
    page = one.page
    for offer in ("A", "B"):
        one.go("/decisions/offers/new/")
        fill(
            one, name=f"{mark} {offer}", text_zh="{name}九折，代码{code}", text_en="10 % off, {name}: {code}"
        )
        save(one)
        says(one, "The offer was created.")

    one.go("/marketing/lists/new/")
    fill(one, name=f"{mark} list")
    condition(one, words(one, "Customer number"), f"{mark}000")
    builder = page.locator("main gx-conditions")
    builder.locator("[data-focus=operator]").select_option(value="starts")
    builder.locator(".gx-condition-value input").fill(f"{mark}000")
    expect(page.locator(".gx-conditions-count")).to_contain_text("80")
    save(one)
    says(one, "The list was created.")

    one.go("/marketing/campaigns/new/")
    fill(one, name=f"{mark} campaign")
    for field, label in (
        ("customer_list", f"{mark} list"),
        ("offer_a", f"{mark} A"),
        ("offer_b", f"{mark} B"),
    ):
        page.locator(f"main [name={field}]").select_option(label=label)
    save(one)
    says(one, "Planned. Look at the cells, then launch.")
    codes = page.locator("main table code").all_inner_texts()
    assert len(set(codes)) == 3
    sizes = [
        int(re.match(r"\d+", text)[0])
        for text in page.locator("main tbody td:nth-child(3)").all_inner_texts()
    ]
    assert sizes == [32, 32, 16]
    campaign = page.url
    page.locator(".gx-page-actions .gx-button-primary").click()
    expect(page.locator(".gx-toast").last).to_be_visible()
    letters = {}
    for cell in (0, 1):
        with page.expect_download() as waiting:
            row = page.locator("main tbody tr").nth(cell)
            row.locator("[popovertarget]").click()
            row.locator("button", has_text="CSV").click()
        letters[cell] = list(csv.reader(StringIO(waiting.value.path().read_text("utf-8-sig"))))
        assert len(letters[cell]) == 1 + sizes[cell]
        assert {line[-1] for line in letters[cell][1:]} == {codes[cell]}
        assert all(codes[cell] in line[-2] for line in letters[cell][1:])

    customer = letters[0][1][0]
    one.go("/marketing/answers/")
    fill(one, code=codes[0], customer=customer)
    save(one)
    expect(page.locator("main .gx-facts")).to_contain_text(customer)
    fill(one, revenue="1200")
    save(one)
    says(one, "The answer is recorded.")
    page.goto(campaign)
    row = page.locator("main tbody tr").first
    expect(row).to_contain_text("1,200")
    expect(row).to_contain_text("3.1%")  # one of thirty-two
    expect(page.locator(".gx-verdict")).to_have_count(2)
    expect(page.locator("[data-chart] canvas, [data-chart] svg").first).to_be_visible()


def test_long_work_moves_a_bar_and_can_be_taken_back(visit, house):
    one = visit()
    one.sign_in(house.administrator)
    page, sales = one.page, trade("BIG", customers=1_500)
    upload(one, TRANSACTIONS, "long.csv", sales.content)
    save(one)
    page.locator(".gx-page-actions button.gx-button-primary").click()
    expect(page.locator(".gx-progress-figures")).to_have_text(re.compile(r"^[1-9]"))
    page.locator(".gx-progress button").click()
    expect(page.locator("main")).to_contain_text(words(one, "The import was cancelled. Nothing was changed."))
    one.go("/customers/?q=BIG0000")
    expect(page.locator("main")).to_contain_text(words(one, "Nothing matches"))


def test_a_page_without_pushes_asks_by_itself(visit, house):
    one = visit(pardons=("ERR_FAILED",))  # what the browser says of the stream it did not get
    one.context.route("**/events?*", lambda route: route.abort())
    one.sign_in(house.administrator)
    upload(one, "customers.list", "无推送.csv", "名称,电话\n无推送试验厂,021-66600001\n".encode())
    save(one)
    expect(one.page.locator(".gx-page-actions button.gx-button-primary")).to_be_visible()
    assert figure(one, "Rows to import") == 1
