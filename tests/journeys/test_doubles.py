"""A double is told while one types, made one with the first record, and taken apart again."""

import pytest
from hands import fill, key_of, save, says, words
from playwright.sync_api import expect

PLACES = {
    "zh-desk": ("zh-hans", 1440, "朗峰轴承制造有限公司", "朗峰軸承制造股份公司", "021-55667701"),
    "en-phone": ("en", 390, "东岭仪表制造有限公司", "東嶺儀表制造股份公司", "021-55667702"),
}


@pytest.mark.parametrize("place", PLACES)
def test_find_a_double_merge_it_and_take_it_apart(place, visit, house):
    language, width, name, again, phone = PLACES[place]
    one = visit(language, width)
    one.sign_in(house.administrator)
    one.go("/customers/new/organisation/")
    fill(one, name=name, phone=phone)
    save(one)
    says(one, "%(name)s is in the customer file.", name=name)
    first = key_of(one)

    one.go("/customers/new/organisation/")
    fill(one, name=again)
    expect(one.page.locator("#clashes")).to_contain_text(name)
    save(one)
    says(one, "%(name)s is in the customer file.", name=again)
    second = key_of(one)

    one.go(f"/customers/merge/?key={first}&key={second}&survivor={first}")
    save(one)
    expect(one.page.locator("main h1")).to_have_text(name)
    one.go(f"/customers/{second}/")
    assert key_of(one) == first, "the old address leads to the record that stands"
    one.page.locator("main").get_by_role("button", name=words(one, "Take apart")).click()
    says(one, "Taken apart.")
    one.go(f"/customers/{second}/")
    expect(one.page.locator("main h1")).to_have_text(again)
