"""What visitors do: search, filter, open an item, bring a report, follow a quote; with and without scripts."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MakeVisitor

pytestmark = pytest.mark.e2e

REPORTS = Path(str(resources.files("matcher") / "samples" / "reports"))
WIDTHS = [1440, 390]
_READING_MS = 180_000  # a machine may be busy with other tests


def _bring_report(page: Page, name: str) -> None:
    page.set_input_files("input[name=file]", REPORTS / name)
    page.get_by_role("button", name="开始读报告").click()
    page.locator(".report").wait_for(timeout=_READING_MS)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_report_becomes_needs_products_and_loans(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/report")
    visitor.check()
    page.set_input_files("input[name=file]", REPORTS / "chemical_plant.docx")
    expect(page.get_by_text("已选：chemical_plant.docx")).to_be_visible()
    page.get_by_role("button", name="开始读报告").click()
    page.locator(".report").wait_for(timeout=_READING_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text("宁夏示例宁东硫化工有限公司")
    assert page.locator("article.need").count() > 5
    assert page.locator("article.need .pick--first").count() > 5
    assert page.locator("article.offer").count() > 5
    expect(page.locator("svg.radar")).to_be_visible()
    visitor.check()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_quote_shows_its_sentence_in_the_text_without_moving_the_page(
    visit: MakeVisitor, width: int
) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/report")
    _bring_report(page, "special_bearings.pdf")
    quote = page.locator("article.need").nth(2).locator("[data-quote]").first
    quote.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    quote.click()
    shown = page.locator(".cited.is-shown")
    expect(shown).to_be_in_viewport()
    words = quote.locator(".quote__text").inner_text()
    assert re.sub(r"\s", "", shown.inner_text()) in re.sub(r"\s", "", words)
    assert page.evaluate("window.scrollY") == before
    visitor.check()
    shown.click()
    assert "#need-" in page.url
    expect(page.locator("article.need:target")).to_be_in_viewport()


def test_everything_essential_works_without_scripts(visit: MakeVisitor) -> None:
    visitor = visit(scripts=False)
    page = visitor.page
    visitor.open("/")
    page.get_by_role("combobox").fill("库存账实对不上")
    page.get_by_role("button", name="找一找").click()
    assert page.locator("article.card").count() > 2
    page.get_by_role("checkbox", name="仓储物流").check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page.get_by_role("checkbox", name="仓储物流")).to_be_checked()
    page.locator("article.card h2 a").first.click()
    expect(page.get_by_role("heading", name="解决什么问题")).to_be_visible()
    visitor.open("/report")
    _bring_report(page, "aluminium_profiles.md")
    page.locator("article.need [data-quote]").first.click()
    assert "#quote-" in page.url
    expect(page.locator(".anchor:target + .cited").first).to_be_in_viewport()
    page.get_by_role("button", name="马上删除").click()
    expect(page.get_by_text("已经删除")).to_be_visible()


def test_choosing_a_filter_changes_the_list_in_place(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/?q=设备坏了才修，想提前知道")
    page.get_by_text("其余14个场景").click()
    option = page.get_by_role("checkbox", name="基础化学原料制造")
    count = int(page.locator("label", has=option).locator(".option__count").inner_text())
    option.check()
    expect(page.locator(".results__sentence")).to_contain_text(f"找到{count}项")
    # A screen reader speaks only what changes in a place that stays.
    expect(page.locator("#said")).to_contain_text(f"找到{count}项")
    assert "industry=" in page.url
    expect(page.locator("#industry-0")).to_be_focused()
    expect(page.locator("#more-2")).to_have_attribute("open", "")
    page.get_by_role("checkbox", name="新型材料制造").check()
    expect(page.locator(".condition > summary")).to_have_text(["基础化学原料制造或新型材料制造"])
    page.get_by_role("link", name="全部清除").click()
    expect(page.locator(".condition")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/", "/?q=设备更新贷款", "/?q=库存账实对不上&topic=S12", "/?q=zzzqqq", "/items/5", "/docs"]
)
def test_pages_load_whole_and_fit_the_window(visit: MakeVisitor, path: str, width: int) -> None:
    visitor = visit(width)
    visitor.open(path)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    visitor.check()


def test_a_wrong_file_is_refused_beside_the_field_before_it_travels(
    visit: MakeVisitor, tmp_path: Path
) -> None:
    visitor = visit(390)
    page = visitor.page
    picture = tmp_path / "照片.gif"
    picture.write_bytes(b"GIF89a")
    visitor.open("/report")
    page.set_input_files("input[name=file]", picture)
    expect(page.get_by_role("alert")).to_contain_text("“照片.gif”不是能读的格式")
    page.get_by_role("button", name="开始读报告").click()
    assert page.url.endswith("/report")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("诊断.doc", "另存为 docx 或 pdf"),
        ("诊断.wps", "另存为 docx 或 pdf"),
        ("自评.XLS", "另存为 xlsx"),
        ("汇报.ppt", "另存为 pdf"),
        ("材料.rar", "先解压"),
        ("材料.zip", "先解压"),
    ],
)
def test_a_file_that_may_become_a_report_is_refused_with_the_way_there(
    visit: MakeVisitor, tmp_path: Path, name: str, advice: str
) -> None:
    visitor = visit(390)
    (tmp_path / name).write_bytes(b"x")
    visitor.open("/report")
    visitor.page.set_input_files("input[name=file]", tmp_path / name)
    expect(visitor.page.get_by_role("alert")).to_contain_text(advice)


def test_after_the_report_was_deleted_elsewhere_the_page_says_so_and_leads_on(visit: MakeVisitor) -> None:
    visitor = visit(390)
    page = visitor.page
    visitor.open("/report")
    _bring_report(page, "cashmere_visit.txt")
    assert page.context.request.post(f"{page.url}/delete", headers={"origin": page.url}).ok
    page.get_by_label("自有预算").fill("3")
    page.keyboard.press("Tab")
    expect(page.locator("#toast")).to_contain_text("这份报告已经不在了")
    visitor.complaints.clear()  # the browser itself notes that the answer was 404
    page.locator("#toast").get_by_role("link", name="重新上传").click()
    expect(page.get_by_text("选择一份报告")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough_for_fingers(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    for path in ("/", "/?q=库存账实对不上&topic=S12&industry=绿色消费品制造", "/report"):
        visitor.open(path)
        small = visitor.page.evaluate(
            """() => [...document.querySelectorAll(
                'button, .button, .tab, .example, summary, .top__nav a, .ask__box, .option, .sample')]
              .filter((found) => found.checkVisibility())
              .map((found) => [found.className, found.getBoundingClientRect().height])
              .filter(([, height]) => height > 0 && height < 44)"""
        )
        assert small == [], path


def test_the_keyboard_reaches_the_search_and_shows_where_it_is(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("设备更新贷款")
    page.keyboard.press("Enter")
    expect(page.locator("article.card").first).to_be_visible()
    page.locator("article.card h2 a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_financing_plan_follows_what_is_tried_without_a_reload(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/report")
    page.locator("button[value='special_bearings.pdf']").click()
    said = page.locator("#financing-answer .bundle__sentence")
    expect(said).to_contain_text("没有融资方案", timeout=60_000)
    page.evaluate("window.stayed = true")
    page.get_by_label("看看组合全部贷款买的话").check()
    expect(said).to_contain_text(re.compile(r"借[\d.]+万元"))
    whole = said.inner_text()
    page.get_by_label("借多久").fill("24")
    page.get_by_label("LPR").fill("3")
    page.get_by_label("自有预算").fill("5")
    page.keyboard.press("Tab")
    expect(said).not_to_have_text(whole)
    expect(said).to_contain_text(re.compile(r"借[0-5](\.\d+)?万元"))
    expect(page.locator(".falls li").first).to_be_visible()
    page.locator("input[name=drop]").first.check()
    expect(page.locator(".bundle__dropped")).to_be_visible()
    assert page.evaluate("window.stayed")
    visitor.check()


def test_a_product_is_put_into_the_plan_from_its_card_and_into_the_document(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/report")
    page.locator("button[value='cashmere_visit.txt']").click()
    answer = page.locator("#bundle-answer")
    answer.wait_for(timeout=_READING_MS)
    page.locator("article.need details.fold--items").evaluate_all(
        "folds => folds.forEach(fold => fold.open = true)"
    )
    priced = page.locator("article.need details .pick", has_text=re.compile(r"价格\s*[\d.]+万元(?!/|起|＋)"))
    values = priced.locator("[data-pin]:not(:checked)").evaluate_all("ticks => ticks.map(tick => tick.value)")
    chosen = answer.locator("[type=checkbox][name=want]").evaluate_all(
        "ticks => ticks.map(tick => tick.value)"
    )
    wanted = next(value for value in values if value not in chosen)
    page.locator(f"[data-pin][value='{wanted}']").first.check()
    expect(answer.locator(f"[type=checkbox][name=want][value='{wanted}']")).to_be_checked()
    expect(page.locator("#toast")).to_have_text(answer.locator("[data-said]").first.inner_text())
    name = answer.locator(".chosen--pinned a").first.inner_text()
    answer.get_by_role("link", name="看一企一策").click()
    expect(page.locator("#bundle")).to_contain_text(name)
    page.go_back()
    visitor.check()
