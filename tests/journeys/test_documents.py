"""A document in the browser: one enters it, another confirms it, it runs out, and business is refused."""

import struct
import zlib
from datetime import date, timedelta

from hands import fill, key_of, save, says, upload, words
from playwright.sync_api import expect

FIRM = """
select min(c.id) from gx_customers_customer c join gx_access_user u on u.id = c.owner_id
where u.email = '{seller}' and c.kind = 'organisation' and c.archived_at is null
and not exists (select from gx_customers_document d where d.customer_id = c.id)
"""
PERMIT = "select id from gx_customers_documenttype where code = 'organisation_permit'"
ORDERS = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\nQ1,P1,Pump,1,{day},10,{code}\n"
NUMBER = "PX-2026-001"


def scan() -> bytes:
    """One white dot as a PNG."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


OVER = "This document expired on %(day)s: no business may be done on it. Ask for the new one."


def confirm(checker, key, last_day, told="Confirmed: it counts from now on.", **parts):
    """What waits stands on Home; beside the scan the checker types it again."""
    checker.go("/")
    expect(checker.page.locator("main a[href*='/confirm/']").first).to_be_visible()
    checker.go(f"/customers/documents/{key}/confirm/")
    expect(checker.page.locator("img.gx-scan")).to_be_visible()
    expect(checker.page.locator("main")).not_to_contain_text(NUMBER)
    fill(checker, number=NUMBER, expires_on=str(last_day))
    save(checker)
    says(checker, told, **parts)


def test_entered_confirmed_over_and_business_refused(visit, house):
    by_email = {one.email.partition("@")[0]: one for one in house.accounts}
    maker, checker, office = visit("zh-hans", 390), visit("en", 1440), visit("en", 1440)
    maker.sign_in(by_email["linyue"])
    checker.sign_in(by_email["chenli"])
    office.sign_in(house.administrator)
    today = date.fromisoformat(
        office.page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    )
    firm = house.key(FIRM.format(seller=by_email["linyue"].email))
    permit = str(house.key(PERMIT))
    page = maker.page

    maker.go(f"/customers/{firm}/documents/new/")
    page.locator("main [name=document_type]").select_option(permit)
    fill(maker, number=NUMBER, issued_on=str(today - timedelta(days=700)), expires_on="9999-12-31")
    page.locator("main input[type=file]").set_input_files(
        {"name": "permit.png", "mimeType": "image/png", "buffer": scan()}
    )
    save(maker)
    expect(page.locator("main .gx-error")).to_be_visible()  # no day at all
    fill(maker, expires_on=str(today + timedelta(days=200)))
    page.locator("main input[type=file]").set_input_files(
        {"name": "permit.png", "mimeType": "image/png", "buffer": scan()}
    )
    save(maker)
    says(maker, "Entered. It counts once another person has confirmed it.")
    entry = page.url
    expect(page.locator("main a[href*='/confirm/']")).to_have_count(0)
    confirm(checker, key_of(maker), today + timedelta(days=200))

    page.goto(entry)
    page.locator("main a[href*='/change/']").click()
    page.locator("main .gx-segmented label", has_text=words(maker, "the entry was wrong")).click()
    yesterday = today - timedelta(days=1)
    fill(maker, expires_on=str(yesterday))
    save(maker)
    says(maker, OVER, day=yesterday)
    confirm(checker, key_of(maker), yesterday, OVER, day=yesterday)

    office.go("/customers/documents/types/")
    office.page.locator("main [name=document_type]").select_option(permit)
    office.page.locator("main [name=purpose]").select_option("order")
    office.page.locator("main [name=customer_kind]").select_option("organisation")
    save(office)
    says(office, "Set.")
    try:
        maker.go(f"/customers/{firm}/")
        expect(page.locator(".gx-page-sub .gx-tone-danger")).to_contain_text(words(maker, "expired"))
        code = page.locator("#about .gx-facts dd", has_text="HC").first.inner_text()
        upload(maker, "commerce.transactions", "orders.csv", ORDERS.format(day=today, code=code).encode())
        save(maker)
        rule = words(maker, "A document the customer needs for orders was not valid that day")
        expect(page.locator("main")).to_contain_text(rule)
    finally:
        office.page.locator("main form[action*='/documents/needs/'] button").last.click()
        says(office, "It is asked for no longer.")
