"""What a searcher does on the page: conditions as chips, questions, pinyin, suggestions, why an item is missing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import MakeVisitor

pytestmark = pytest.mark.e2e

WIDTHS = [1440, 390]
WRITTEN = "10万以下 化工 SaaS 三个月上线 能连ERP 不要私有化 的设备管理"
LONG = "车间的设备老是坏，修了又坏，坏了才修，备件也不知道还有没有，" * 14


def _total(sentence: str) -> int:
    return int(sentence.rsplit("找到", maxsplit=1)[-1].split("项", maxsplit=1)[0])


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_conditions_become_chips_that_can_be_changed(visit: MakeVisitor, width: int, scripts: bool) -> None:
    visitor = visit(width, scripts=scripts)
    page = visitor.page
    visitor.open(f"/?q={quote(WRITTEN)}")
    chips = page.locator(".condition")
    expect(chips).to_have_count(6)
    expect(page.locator("#q")).to_have_value("设备管理")
    price = page.locator(".condition").filter(has=page.locator("summary", has_text="万元"))
    price.locator("summary").click()
    expect(price.locator(".condition__quote")).to_have_text("读自“10万以下”")
    before = _total(page.locator(".results__sentence").inner_text())
    price.locator("input[type=number]").fill("3")
    price.get_by_role("button", name="改").click()
    expect(page.locator(".condition > summary", has_text="万元")).to_contain_text("3万元")
    expect(page.locator(".results__sentence")).not_to_contain_text("10万以下")
    assert _total(page.locator(".results__sentence").inner_text()) <= before
    deployment = page.locator(".condition").filter(has=page.locator("summary", has_text="SaaS"))
    deployment.locator("summary").click()
    deployment.get_by_text("改为优先，不强求").click()
    expect(page.locator(".condition--soft > summary", has_text="SaaS")).to_have_count(1)
    page.get_by_label("去掉条件：").first.click()
    expect(page.locator(".condition")).to_have_count(5)


@pytest.mark.parametrize("width", WIDTHS)
def test_questions_are_answered_taken_back_and_confirmed(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/?q=生产管理软件")
    first = page.locator(".guide__question").inner_text()
    page.get_by_role("button", name="不知道").click()
    expect(page.locator(".guide__given li")).to_have_count(1)
    page.locator(".guide .pick-box").first.click()
    if page.get_by_role("button", name="就这些").count():
        page.get_by_role("button", name="就这些").click()
    expect(page.locator(".guide__given li")).to_have_count(2)
    expect(page.locator(".guide__sentence")).to_contain_text("我的理解：您")
    page.get_by_text("撤回").first.click()
    expect(page.locator(".guide__given li")).to_have_count(1)
    page.get_by_text("撤回").first.click()
    expect(page.locator(".guide__question")).to_contain_text(first.split("第")[0].strip())


def test_a_dialogue_ends_with_a_short_list_and_conditions(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/?guide=1")
    for _ in range(4):
        if not page.locator(".guide__picks").count():
            break
        page.locator(".guide .pick-box").first.click()
        if page.get_by_role("button", name="就这些").count():
            page.get_by_role("button", name="就这些").click()
    expect(page.locator(".guide__question")).to_contain_text("最像您要的")
    expect(page.locator(".guide__sentence")).to_be_visible()
    given = page.locator(".guide__given li > span").all_inner_texts()
    page.get_by_role("link", name="对，按这些条件筛选").click()
    made = page.locator(".condition").count() + page.locator(".option input:checked").count()
    assert made > 0
    # What became a condition is no answer any more.
    kept = page.locator(".guide__given li > span").all_inner_texts()
    assert set(kept) < set(given)


@pytest.mark.parametrize(
    ("typed", "how", "read"),
    [
        ("zhiliang guanli", "按拼音", "质量管理"),
        ("志造执行", "改错字", "制造执行"),
        ("sbgl", "按首字母", "设备管理"),
    ],
)
def test_what_is_not_written_exactly_is_said_and_the_original_is_kept(
    visit: MakeVisitor, typed: str, how: str, read: str
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open(f"/?q={quote(typed)}")
    expect(page.locator(".spelled")).to_contain_text(how)
    expect(page.locator(".spelled")).to_contain_text(f"“{typed}”读作“{read}”")
    expect(page.locator("#q")).to_have_value(typed)
    assert page.locator("article.card").count() > 0
    page.locator(".spelled a").click()
    expect(page.locator(".spelled")).to_have_count(0)
    assert "literal=1" in page.url


def test_suggestions_are_chosen_by_keyboard(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("zhil", delay=30)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("按拼音")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page.locator(".results__sentence")).to_contain_text("“质量")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox").press_sequentially("a", delay=30)
    page.get_by_role("combobox").press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_why_an_item_is_missing_and_the_way_to_it(visit: MakeVisitor, width: int) -> None:
    visitor = visit(width)
    page = visitor.page
    visitor.open("/?q=设备点检")
    name = page.locator("article.card h2 a").first.inner_text()
    visitor.open(f"/?q={quote('设备点检 贷款除外 一分钱以下')}&c={quote('price_wan<=0')}&kind=solution")
    page.get_by_label("写下产品名称").fill(name)
    page.get_by_role("button", name="为什么").click()
    expect(page.locator(".why__answer")).to_contain_text("条件")
    page.get_by_role("link", name="去掉这些条件再看").click()
    expect(page.locator("article.card h2 a", has_text=name)).to_have_count(1)
    page.get_by_label("写下产品名称").fill("不存在的火星探测系统")
    page.get_by_role("button", name="为什么").click()
    expect(page.locator(".why__answer")).to_contain_text("目录里没有名称像")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path",
    [
        f"/?q={quote(LONG)}",
        "/?q=宠物美容预约",
        "/?q=设备更新贷款&topic=S08&deployment=SaaS&c=price_wan<=1",
        "/?q=管理&"
        + "&".join(f"topic=S{number:02}" for number in range(1, 17))
        + "&deployment=SaaS&trial=true&free=true&interface=ERP",
        "/search-report",
    ],
)
def test_long_empty_and_much_filtered_pages_fit_the_window(visit: MakeVisitor, path: str, width: int) -> None:
    visitor = visit(width)
    visitor.open(path)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    visitor.check()


def test_opening_a_hit_is_counted_in_the_search_report(visit: MakeVisitor) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/?q=轴承振动在线监测")
    page.locator("article.card h2 a").first.click()
    expect(page.locator(".item__head")).to_be_visible()
    for _ in range(6):  # the report lists the most frequent texts, and other visitors search as well
        visitor.open("/?q=来料检验台账")
    expect(page.locator("article.card").first).to_be_visible()
    for _ in range(50):  # notes are written beside the answers
        visitor.open("/search-report")
        if "来料检验台账" in page.content():
            break
        page.wait_for_timeout(100)
    unopened = page.locator(".searches__texts > *").nth(1)  # beside those without result and the slow ones
    expect(unopened).to_contain_text("来料检验台账")
    expect(unopened).not_to_contain_text("轴承振动在线监测")
