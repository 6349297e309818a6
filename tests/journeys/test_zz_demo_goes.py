"""The last journey of the house: the demo company goes in one action, what people made themselves stays."""

from hands import fill, save, says, words
from playwright.sync_api import expect


def test_the_demo_company_goes_and_ones_own_stays(visit, house):
    one = visit()
    one.sign_in(house.administrator)
    page = one.page
    one.go("/customers/new/organisation/")
    fill(one, name="自己的第一位客户")
    save(one)
    says(one, "%(name)s is in the customer file.", name="自己的第一位客户")
    built = house.key("select count(*) from gx_customers_customer where created_at < '2026-07-01'")
    assert built > 100

    one.go("/office/demo/")
    page.locator("[data-dialog=remove-demo]").click()
    page.locator("#remove-demo form[action] button").last.click()
    page.wait_for_url("**/office/jobs/*/")
    expect(page.locator("main .gx-alert")).to_contain_text(words(one, "Done: nothing went wrong."))

    one.go("/customers/?q=自己的第一")
    expect(page.locator("#list-results tbody tr")).to_have_count(1)
    assert house.key("select count(*) from gx_customers_customer where created_at < '2026-07-01'") == 0
    assert house.key("select count(*) from gx_commerce_order where created_at < '2026-07-01'") == 0
    one.go("/office/demo/")
    expect(page.locator("main")).to_contain_text(words(one, "There is no demo company here any more."))
