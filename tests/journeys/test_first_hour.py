"""The first hour: from the first account to one's own customers, in both languages, at the desk and on the phone."""

from urllib.parse import unquote_plus

import pytest
from hands import condition, fill, key_of, save, says, upload, words, workbook
from house import Account
from playwright.sync_api import expect

# The same hour for each: names that nobody else in the house has.
HOURS = {
    "zh-desk": ("zh-hans", 1440, "蔚蓝仪表厂", "weilan", "88007711"),
    "zh-phone": ("zh-hans", 390, "鸿雁阀门厂", "hongyan", "88007722"),
    "en-desk": ("en", 1440, "琥珀轴承厂", "hupo", "88007733"),
}


@pytest.fixture(params=HOURS, ids=list(HOURS))
def hour(request, visit, house):
    language, width, name, pinyin, phone = HOURS[request.param]
    one = visit(language, width)
    one.sign_in(house.administrator)
    return one, name, pinyin, phone


def test_name_the_company_and_invite_a_colleague(hour, house, visit):
    one, name, pinyin, _phone = hour
    one.go("/office/company/")
    fill(one, name=f"{name}集团")
    save(one)
    says(one, "Saved.")
    expect(one.page.locator(".gx-brand-name")).to_have_text(f"{name}集团")

    one.go("/office/people/invite/")
    email, password = f"{pinyin}@example.com", "eine blaue wanne"
    fill(one, name="林晓", email=email)
    one.page.locator("main [name=role]").select_option(label=words(one, "Salesperson"))
    save(one)
    link = one.page.locator("#invitation-link").input_value()

    other = visit(one.language, one.width)
    other.go(link)
    other.page.locator("input[name=password]").fill(password)
    other.page.locator("main button[type=submit]").click()
    other.page.wait_for_url(house.address + "/**")
    expect(other.page.locator("main h1")).to_have_text(words(other, "Home"))

    other.go("/web/password/")
    fill(other, current=password, password="eine gelbe wanne")
    other.page.locator("main button[type=submit]").click()
    says(other, "Your password was changed. You were signed out everywhere else.")
    again = visit(one.language, one.width)
    again.sign_in(Account(email, "eine gelbe wanne", "林晓"))

    assert one.page.request.get(link).status == 404, "a link works once"


def test_a_customer_from_first_call_to_follow_up(hour):
    one, name, _pinyin, phone = hour
    page = one.page
    one.go("/customers/new/organisation/")
    fill(one, name=name, phone=f"021-{phone}", city="上海")
    save(one)
    says(one, "%(name)s is in the customer file.", name=name)
    key = key_of(one)

    one.go(f"/customers/{key}/contacts/new/")
    fill(one, name="周敏", title="采购经理", phone="13900001234")
    save(one)
    says(one, "Contact saved.")
    expect(page.locator("main").get_by_role("link", name="周敏", exact=True)).to_be_visible()

    one.go(f"/customers/{key}/edit/")
    fill(one, industry="仪器仪表")
    save(one)
    says(one, "Saved.")
    expect(page.locator("main")).to_contain_text("仪器仪表")

    page.locator(".gx-page-actions .gx-button-primary").click()
    fill(one, subject="询价泵阀", body="要三份报价", outcome="待报价")
    save(one)
    says(one, "Logged.")
    fill(one, body="老客户介绍来的")
    page.locator("main [data-composer] button").first.click()
    says(one, "Noted.")
    expect(page.locator(".gx-timeline .gx-touch")).to_have_count(3)  # the call, the note, the edit folded
    expect(page.locator(".gx-timeline")).to_contain_text("询价泵阀")

    one.go(f"/work/follow-ups/new/?about=customer:{key}&back=/customers/{key}/")
    fill(one, title=f"给{name}报价")
    save(one)
    says(one, "Follow-up set.")
    one.go("/")
    due = page.locator(".gx-row-line", has_text=f"给{name}报价")
    expect(due).to_contain_text(words(one, "today"))
    due.locator("button").first.click()
    says(one, "Done.")
    expect(page.locator(".gx-row-line", has_text=f"给{name}报价")).to_have_count(0)


def test_find_a_customer_by_two_characters_pinyin_and_phone(hour):
    one, name, pinyin, phone = hour
    page = one.page
    for typed in (name[:2], pinyin, phone[-4:]):
        one.go("/")
        if one.is_phone:
            page.locator(".gx-bottom [data-palette]").click()
        else:
            page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        page.get_by_role("option", name=name).first.click()
        page.wait_for_url("**/customers/*/")
        expect(page.locator("main h1")).to_contain_text(name)

        one.go("/customers/")
        page.locator("#list-search input[name=q]").press_sequentially(typed)
        expect(page.locator("#list-results tbody tr")).to_have_count(1)
        expect(page.locator("#list-results tbody tr")).to_contain_text(name)
        assert "q=" in page.url


def test_undo_by_the_toast_and_by_the_keyboard(hour):
    one, name, _pinyin, _phone = hour
    page = one.page
    for undo in ("toast", "keyboard", "elsewhere"):
        one.go("/customers/new/person/")
        fill(one, name=f"误{name}")
        save(one)
        toast = says(one, "%(name)s is in the customer file.", name=f"误{name}")
        if undo == "elsewhere":  # the toast comes along to the next page
            one.go("/work/follow-ups/")
            expect(page.locator(".gx-toast button").first).to_be_visible()
        if undo == "toast":
            toast.locator("button").first.click()
        else:
            page.keyboard.press("Control+z")
        if undo != "elsewhere":
            page.wait_for_url("**/customers/")  # the record's own page is gone
        says(one, "Undone.")
        one.go(f"/customers/?q=误{name}")
        expect(page.locator("main")).to_contain_text(words(one, "Nothing matches"))


def sent(answer):
    return unquote_plus(answer.request.post_data or "")


def test_filter_with_live_count_save_the_view_and_walk_in_the_panel(hour):
    one, name, _pinyin, _phone = hour
    page = one.page
    one.go("/customers/")
    page.locator("[data-filter-toggle]").click()
    with page.expect_response(lambda answer: "/count/" in answer.url and "上海" in sent(answer)) as waiting:
        condition(one, words(one, "City"), "上海")
    told = waiting.value.json()["count"]
    expect(page.locator(".gx-conditions-count")).to_contain_text(str(told))
    page.locator("#list-filter .gx-button-primary").click()
    page.wait_for_url("**filter=**")
    count = page.locator("#list-results tbody tr").count()
    assert count == told >= 2

    page.locator("[popovertarget=list-views]").click()
    page.locator("#list-view-form input[name=title]").fill(f"{name}的上海客户")
    page.locator("#list-view-form button").click()
    says(one, "The view was saved.")
    expect(page.locator(".gx-view[aria-current]")).to_have_text(f"{name}的上海客户")
    expect(page.locator("#list-results tbody tr")).to_have_count(count)
    if one.is_phone:
        return  # there a record is a page of its own

    first, second = (page.locator("#list-results tbody tr a.gx-record-link").nth(n) for n in (0, 1))
    first.click()
    expect(page.locator("#panel h2").first).to_contain_text(first.inner_text().split("\n")[-1])
    page.keyboard.press("j")
    expect(page.locator("#panel h2").first).to_contain_text(second.inner_text().split("\n")[-1])
    page.keyboard.press("k")
    expect(page.locator("#panel h2").first).to_contain_text(first.inner_text().split("\n")[-1])
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_language_and_appearance_are_the_persons_own(hour):
    one, _name, _pinyin, _phone = hour
    page, other = one.page, "en" if one.language == "zh-hans" else "zh-hans"
    page.locator("[popovertarget=user-menu]").click()
    page.locator("#user-menu input[name=theme][value=dark]").check()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator(f"#user-menu input[name=language][value={other}]").check()
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh-hans": "zh-Hans"}[other])
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    one.prefer(language=one.language, theme="light")


def test_import_a_customer_list_and_take_it_back(hour):
    one, name, _pinyin, _phone = hour
    page = one.page
    rows = [
        ["客户名称", "电话", "所在城市"],
        *([f"{name}第{n}分厂", f"0512-6700{n:04}", "苏州"] for n in range(1, 8)),
        ["", "0512-1", "苏州"],
    ]
    files = {
        f"{name}.xlsx": workbook(rows),
        f"{name}.csv": "\r\n".join(",".join(row) for row in rows).encode("gb18030"),
    }
    if one.is_phone or one.language == "en":
        files.popitem()  # the desk in Chinese has tried both
    for file, content in files.items():
        upload(one, "customers.list", file, content)
        expect(page.locator("main")).to_contain_text(f"{name}第1分厂")
        save(one)
        page.locator(".gx-page-actions button.gx-button-primary").click()  # checked: import
        undo = page.locator("[data-dialog=undo-import]")
        expect(undo).to_be_visible()
        one.go(f"/customers/?q={name}第")
        expect(page.locator("#list-results tbody tr")).to_have_count(7)
        page.go_back()
        undo.click()
        page.locator("#undo-import button[type=submit], #undo-import button.gx-button-danger").last.click()
        says(one, "Undone.")
        one.go(f"/customers/?q={name}第")
        expect(page.locator("main")).to_contain_text(words(one, "Nothing matches"))
