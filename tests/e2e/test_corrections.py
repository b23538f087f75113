"""A visitor corrects what was read of his report: in place with scripts, by plain forms without."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MakeVisitor

pytestmark = pytest.mark.e2e

REPORT = Path(str(resources.files("matcher") / "samples" / "reports" / "cashmere_visit.txt"))


def _bring_report(page: Page) -> None:
    page.set_input_files("input[name=file]", REPORT)
    page.get_by_role("button", name="开始读报告").click()
    page.locator(".report").wait_for(timeout=180_000)


@pytest.mark.parametrize("width", [1440, 390])
def test_needs_are_corrected_in_place(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/report")
    _bring_report(page)
    page.evaluate("window.stayed = true")
    cards = page.locator("article.need")
    count = cards.count()

    first = cards.first
    first.locator(".check > summary").click()
    first.get_by_role("button", name="对，是这项").click()
    expect(first.locator(".checked")).to_have_text("已核对")
    expect(first.locator(".check > summary")).to_be_focused()

    second = cards.nth(1)
    second.locator(".check > summary").click()
    second.locator("summary", has_text="不是需求").click()
    small = second.evaluate(
        """card => [...card.querySelectorAll('.check summary, .check button, .check select')]
          .filter((found) => found.checkVisibility())
          .map((found) => found.getBoundingClientRect().height).filter((height) => height < 44)"""
    )
    assert small == []
    second.get_by_role("button", name="去掉").click()
    expect(cards).to_have_count(count - 1)
    expect(page.locator(".checks__undo button")).to_be_focused()
    page.get_by_text("已去掉1项").click()
    page.get_by_role("button", name="恢复").click()
    expect(cards).to_have_count(count)

    if width < 1080:
        first.locator("[data-quote]").first.click()
    sentence = page.locator("#source [data-block]", has_text="九十年代末起家")
    sentence.click(position={"x": 60, "y": 12})
    expect(page.locator("[data-claim-quote]")).to_contain_text("九十年代末起家")
    page.locator("[data-claim] select").select_option(label="采购管理")
    before = page.evaluate("window.scrollY")
    page.get_by_role("button", name="记下").click()
    expect(cards).to_have_count(count + 1)
    assert abs(page.evaluate("window.scrollY") - before) <= 1
    expect(cards.last.locator(".quote__text")).to_contain_text("九十年代末起家")
    assert page.evaluate("window.stayed") is True  # nothing was loaded anew


def test_what_is_tried_on_the_bundle_outlives_a_correction(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/report")
    _bring_report(page)
    said = page.locator("#bundle-answer [data-said]").first
    whole = said.inner_text()
    first = page.locator("article.need").first
    first.locator(".check > summary").click()
    page.get_by_label("自有预算").fill("7")
    first.get_by_role("button", name="对，是这项").click()  # also the change of the budget
    expect(first.locator(".checked")).to_have_text("已核对")
    expect(page.get_by_label("自有预算")).to_have_value("7")
    expect(said).not_to_have_text(whole)
    page.reload()
    expect(page.get_by_label("自有预算")).to_have_value("7")


def test_half_a_sentence_is_selected_and_becomes_a_need(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/report")
    _bring_report(page)
    page.locator("#source [data-block]", has_text="做羊绒衫、围巾、披肩").evaluate(
        """block => {
          const node = block.firstChild;
          getSelection().setBaseAndExtent(node, 1, node, 12);
        }"""
    )
    expect(page.locator("[data-claim-quote]")).to_have_text("羊绒衫、围巾、披肩，自")
    page.locator("[data-claim] select").select_option(label="售后服务")
    page.get_by_role("button", name="记下").click()
    added = page.locator("article.need", has_text="人工加的")
    expect(added.locator(".quote__text")).to_have_text("羊绒衫、围巾、披肩，自")


def test_needs_are_corrected_without_scripts(visit: MakeVisitor) -> None:
    visitor = visit(scripts=False)
    page = visitor.page
    visitor.open("/report")
    _bring_report(page)
    cards = page.locator("article.need")
    count = cards.count()
    page.get_by_label("自有预算").fill("7")
    page.get_by_role("button", name="重新算").click()
    page.locator("#add-need > summary").click()
    page.get_by_label("原句里的字").fill("九十年代末")
    page.get_by_role("button", name="找原句").click()
    page.locator("#add-need input[type=radio]").first.check()
    page.locator("#add-need").get_by_label("场景").select_option(label="采购管理")
    page.get_by_role("button", name="记成需求").click()
    assert "#need-" in page.url
    expect(page.get_by_label("自有预算")).to_have_value("7")
    expect(page.locator("article.need:target .quote__text").first).to_contain_text("九十年代末")
    expect(cards).to_have_count(count + 1)
    page.get_by_role("button", name="撤销").click()
    expect(cards).to_have_count(count)
    with page.expect_download() as download:
        cards.first.locator(".check > summary").click()
        cards.first.get_by_role("button", name="对，是这项").click()
        page.get_by_role("link", name="导出核对记录").click()
    assert download.value.suggested_filename == "corrections-examples.jsonl"
