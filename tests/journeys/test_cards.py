"""On the phone: a card from the address book becomes records; what changes is judged, printed and reviewed."""

from hands import fill, key_of, save, says, words
from playwright.sync_api import expect

CARD = """BEGIN:VCARD
VERSION:3.0
N:江;一帆;;;
FN:江一帆
ORG:澄江阀门厂;采购部
TITLE:采购经理
TEL;type=CELL:13922220001
EMAIL:jiang@chengjiang.example
X-SOCIALPROFILE;type=weibo:http://weibo.com/n/jyf
END:VCARD
"""


def test_a_card_is_entered_changed_judged_and_reviewed(visit, house):
    one = visit("zh-hans", 390)
    one.sign_in(house.administrator)
    page = one.page
    one.go("/customers/new/card/")
    page.locator("main input[type=file]").set_input_files(
        {"name": "jiang.vcf", "mimeType": "text/vcard", "buffer": CARD.encode()}
    )
    page.get_by_role("button", name=words(one, "Read the card")).click()
    expect(page.locator("main input[name=company]")).to_have_value("澄江阀门厂")
    save(one)
    says(one, "%(name)s is in the customer file.", name="澄江阀门厂")
    key = key_of(one)
    expect(page.locator("#related")).to_contain_text("江一帆")

    one.go(f"/customers/{key}/edit/")
    fill(one, phone="0510-86001234")
    save(one)
    says(one, "Saved.")

    page.get_by_role("link", name=words(one, "Change sheet"), exact=True).click()
    fill(one, **{"cause.phone": "总机换号", "measure.phone": "通知全体同事"})
    save(one)
    expect(page.locator(".gx-sheet")).to_contain_text("总机换号")
    expect(page.locator(".gx-sheet")).to_contain_text("0510-86001234")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")

    one.go(f"/customers/{key}/")
    page.get_by_role("button", name=words(one, "Reviewed")).click()
    says(one, "Noted: everything on the card is right today.")
