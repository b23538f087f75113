"""What an owner does with a read report: reach the plan on a phone, ask why not, print what is to be signed."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MakeVisitor

pytestmark = pytest.mark.e2e

_READING_MS = 180_000  # a machine may be busy with other tests
_MOST_SIGNED_PAGES = 4
_HEAD = 20  # characters: the page's number and the heading


def _bring(page: Page, sample: str) -> None:
    page.locator(f"button[value='{sample}']").click()
    page.locator(".report").wait_for(timeout=_READING_MS)


def test_on_a_phone_one_tap_leads_from_anywhere_to_the_plan_and_back_to_the_needs(visit: MakeVisitor) -> None:
    visitor = visit(390)
    page = visitor.page
    visitor.open("/report")
    _bring(page, "chemical_plant.docx")
    page.locator("article.need").nth(4).scroll_into_view_if_needed()
    contents = page.get_by_role("navigation", name="本页内容")
    contents.get_by_role("link", name="组合方案").click()
    expect(page.get_by_role("heading", name="组合方案")).to_be_in_viewport()
    contents.get_by_role("link", name="需求").click()
    expect(page.locator("article.need").first).to_be_in_viewport()
    visitor.check()


def test_what_is_wider_than_the_phone_says_so_until_its_end_is_reached(visit: MakeVisitor) -> None:
    visitor = visit(390)
    page = visitor.page
    visitor.open("/report")
    _bring(page, "chemical_plant.docx")
    matrix = page.locator(".matrix")
    told = "box => [getComputedStyle(box, '::before').display, getComputedStyle(box).maskImage !== 'none']"
    assert matrix.evaluate(told) == ["block", True]
    matrix.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    expect(matrix).to_have_class(re.compile("is-at-end"))
    assert matrix.evaluate(told) == ["block", False]
    page.goto(f"{page.url.split('?')[0]}/plan")
    assert page.locator(".paper__scroll.is-wide").count() > 3
    visitor.check()


def test_why_not_is_asked_in_place_by_need_and_by_name(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/report")
    _bring(page, "cashmere_visit.txt")
    fold = page.locator(".why__needs details").first
    fold.locator("summary").click()
    fold.locator("button").first.click()
    answer = page.locator("#why-not-answer .why__answer")
    expect(answer).to_be_in_viewport()
    page.get_by_label("产品或服务商").fill("系统")
    page.get_by_role("button", name="怎样才会选它").click()
    choices = answer.locator("ul.why__items a")
    expect(choices.first).to_be_visible()
    name = choices.first.inner_text()
    choices.first.click()
    expect(answer.locator("p a").first).to_have_text(name)
    visitor.check()


def test_without_scripts_asking_why_not_keeps_what_is_tried(visit: MakeVisitor) -> None:
    visitor = visit(390, scripts=False)
    page = visitor.page
    visitor.open("/report")
    page.locator("button[value='cashmere_visit.txt']").click()
    page.locator(".report").wait_for(timeout=_READING_MS)
    page.get_by_label("自有预算").fill("7")
    page.get_by_role("button", name="重新算").click()
    page.get_by_label("产品或服务商").fill("系统")
    page.get_by_role("button", name="怎样才会选它").click()
    page.locator("ul.why__items a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("为什么没有选它")
    page.get_by_role("link", name="回到报告").click()
    expect(page.get_by_label("自有预算")).to_have_value("7")


@pytest.mark.parametrize("sample", ["chemical_plant.docx", "special_bearings.pdf", "dairy_selfcheck.xlsx"])
def test_what_is_signed_prints_on_at_most_four_pages_and_ends_with_the_signatures(
    visit: MakeVisitor, sample: str
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/report")
    _bring(page, sample)
    page.goto(f"{page.url.split('?')[0]}/plan")
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as printed:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in printed]
    first = next(number for number, text in enumerate(texts) if "附件1" in text[:_HEAD])
    assert 1 <= first <= _MOST_SIGNED_PAGES
    assert "诊断机构" in texts[first - 1]
