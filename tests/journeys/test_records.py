"""What belongs to a customer, told at its page: whose branch it is, what it said, where it stands and buys."""

import re

from hands import fill, key_of, save, says, words
from playwright.sync_api import expect


def new_firm(one, name):
    one.go("/customers/new/organisation/")
    fill(one, name=name)
    save(one)
    one.page.wait_for_url("**/customers/*/")
    return key_of(one)


def test_a_branch_says_what_it_needs_and_from_whom_it_buys(visit, house):
    one = visit()
    one.sign_in(house.administrator)
    page = one.page
    head, branch = new_firm(one, "望江集团总部"), new_firm(one, "望江集团一厂")

    one.go(f"/customers/{branch}/parent/")
    field = page.locator("main [name=parent]")
    field.press_sequentially("望江集团总")
    option = page.locator("datalist option").first
    expect(option).to_have_attribute("value", f"望江集团总部 #{head}")
    field.fill(option.get_attribute("value"))
    save(one)
    says(one, "Saved.")
    tree = page.locator(".gx-tree")
    expect(tree.locator("a")).to_have_text("望江集团总部")
    expect(tree.locator("[aria-current]")).to_have_text("望江集团一厂")

    page.get_by_role("link", name=words(one, "Add a statement")).click()
    fill(one, text="半年内要换两台耐腐蚀泵")
    save(one)
    says(one, "Saved.")
    about = page.locator("#about")
    expect(about).to_contain_text("半年内要换两台耐腐蚀泵")

    about.get_by_role("button", name=words(one, "On to: %(step)s", step=words(one, "Potential"))).click()
    says(one, "Saved.")
    one.go("/customers/competitors/new/")
    fill(one, name="望海泵业", strategy="首单让利")
    save(one)
    says(one, "Saved.")
    rival = page.url
    one.go(f"/customers/{branch}/rivals/new/")
    page.locator("main [name=competitor]").select_option(label="望海泵业")
    fill(one, reason="报价低一成")
    save(one)
    expect(about).to_contain_text("报价低一成")
    page.goto(rival)
    expect(page.locator("main")).to_contain_text("望江集团一厂")


def test_what_is_sent_twice_at_once_is_kept_once(visit, house):
    one = visit()
    one.sign_in(house.administrator)
    one.go("/customers/new/organisation/")
    fill(one, name="双击登记厂")
    sent = []
    one.page.on(
        "request", lambda asked: sent.append(asked.method) if "/new/organisation/" in asked.url else None
    )
    button = one.page.locator("main [data-save]").first
    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 15); }")
    one.page.wait_for_url(re.compile(r"/customers/\d+/"))
    assert sent == ["POST"]
