"""The bundle on the report page: what is tried changes the answer, wrong entries are named, why-not answers, strangers see nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.forms.bundle import read_bundle_form
from api.presenters.bundle import present_bundle
from api.presenters.frontier_chart import present_frontier
from api.presenters.items import Fact
from api.presenters.outlook import Outlook
from api.presenters.unpriced import find_count
from api.runtime import Runtime
from catalog.schemas import ProductContent
from matcher.bundles.frontier import trace_frontier
from matcher.bundles.model import Basis, Candidate, Demand, Preference, Price, Problem
from matcher.bundles.pricing import price_first_year
from matcher.bundles.solving import solve_bundle
from matcher.scoring.coverage import Coverage
from tests.factories.items import make_product

_PROBLEM = Problem(
    demands=(Demand("N01", 30, "设备管理"), Demand("N02", 20, "能耗管理")),
    candidates=(
        Candidate(1, "点检", "甲", Price(2.0, 3.0), {"N01": 1.0}),
        Candidate(2, "能耗", "乙", Price(4.0, 4.0), {"N02": 1.0}),
    ),
    budget_wan=10.0,
)


@pytest.fixture(scope="module")
def studied(sample_runtime: Runtime) -> Iterator[tuple[TestClient, str]]:
    """A visitor whose sample report is read, and the report's address."""
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as client:
        answer = client.post("/report/sample", data={"sample": "cashmere_visit.txt"}, follow_redirects=False)
        address = answer.headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        yield client, address


def test_the_form_changes_the_problem_and_keeps_what_was_typed() -> None:
    pairs = [
        ("budget", "5"),
        ("share", "20"),
        ("cap", "1"),
        ("providers", "2"),
        ("basis", "best"),
        ("prefer", "cost"),
        ("want", "1"),
    ]
    form, problem = read_bundle_form([*pairs, ("drop", "1"), ("drop", "2"), ("drop", "99")], _PROBLEM)
    assert not form.errors
    assert (problem.budget_wan, problem.subsidy.share, problem.subsidy.cap_wan) == (5.0, 0.2, 1.0)
    assert (problem.most_providers, problem.basis, problem.prefer) == (2, Basis.BEST, Preference.COST)
    assert "prefer=cost" in form.query()
    assert problem.wanted == frozenset()  # what is dropped is not wanted, unknown ids are passed over
    assert problem.excluded == frozenset({1, 2})


@pytest.mark.parametrize(("entry", "wan"), [("20万", 20.0), ("20 万元", 20.0), ("1,200", 1200.0)])
def test_an_entry_may_hold_its_unit(entry: str, wan: float) -> None:
    form, problem = read_bundle_form([("budget", entry)], _PROBLEM)
    assert (problem.budget_wan, form.errors) == (wan, {})


@pytest.mark.parametrize("entry", ["x", "-1", "1e99", "nan", "inf", "１２３４５６７８"])
def test_a_wrong_entry_is_named_and_leaves_the_budget_as_it_was(entry: str) -> None:
    form, problem = read_bundle_form([("budget", entry)], _PROBLEM)
    assert form.errors.keys() == {"budget"}
    assert form.budget == entry
    assert problem.budget_wan == 10.0


def test_an_estimate_stands_in_for_a_price_that_is_not_stated_in_full() -> None:
    open_ended = replace(
        _PROBLEM,
        candidates=(*_PROBLEM.candidates, Candidate(3, "云表", "丙", Price(2.0, None), {"N02": 1.0})),
    )
    form, problem = read_bundle_form([("price-3", "2.5"), ("price-1", "9"), ("price-77", "1")], open_ended)
    assert (form.prices, form.errors) == ({1: "9", 3: "2.5"}, {})
    assert solve_bundle(problem).items == (1, 3)  # 2.5 instead of 4; what is stated is not overruled
    assert solve_bundle(open_ended).items == (1, 2)
    assert "price-3=2.5" in form.query()
    below, unchanged = read_bundle_form([("price-3", "1")], open_ended)
    assert "至少2万元" in below.errors["price-3"]
    assert unchanged.assumed_prices == {}


def test_a_price_by_the_unit_counts_once_the_number_is_typed() -> None:
    item = make_product(
        3, price={"min_wan": 0.1, "max_wan": 0.1, "unit": "账号·年", "text": "1000元/账号/年"}
    )
    assert isinstance(item.content, ProductContent)
    seats = Candidate(3, "云表", "丙", price_first_year(item.content, {}), {"N02": 1.0})
    by_unit = replace(_PROBLEM, candidates=(*_PROBLEM.candidates, seats))
    coverage = Coverage({}, {3: item})
    assert solve_bundle(by_unit).items == (1, 2)
    typed = [("count-3-账号", "20"), ("count-3-台", "9"), ("count-1-账号", "9")]
    form, problem = read_bundle_form(typed, by_unit, coverage)
    assert (form.counts, form.errors) == ({(3, "账号"): "20"}, {})
    assert form.query().endswith(urlencode({"count-3-账号": "20"}))
    bundle = solve_bundle(problem)
    assert (bundle.items, bundle.cost_wan) == ((1, 3), 5.0)  # 2万元 instead of 4万元
    view = present_bundle("t", form, problem, bundle, Outlook(trace_frontier(problem), ()), coverage)
    assert [(e.question, e.price, e.counted) for e in view.estimated] == [("", "2万元", "账号20")]
    assert Fact("按数量算", "云表 账号20") in view.conditions
    wrong, unchanged = read_bundle_form([("count-3-账号", "二十")], by_unit, coverage)
    assert "请填0到1000000之间的数" in wrong.errors["count-3-账号"]
    assert unchanged.candidates == by_unit.candidates
    none, _ = read_bundle_form([("count-3-账号", "0")], by_unit, coverage)
    assert none.errors == {"count-3-账号": "请填大于0的数"}  # or it would be bought for nothing
    shown = present_bundle("t", wrong, unchanged, bundle, Outlook(trace_frontier(unchanged), ()), coverage)
    assert [(e.counted, e.counts[0].typed) for e in shown.estimated] == [("", "二十")]


def test_a_number_that_the_report_names_is_a_hint() -> None:
    assert find_count("台", ["18台数控机床没有联网", "数控机床共 18 台"]) == "18"
    assert find_count("台", ["18台数控机床，4台烘干机"]) == ""
    assert find_count("人", ["约200余人要账号"]) == "200"
    assert find_count("台", ["台账靠手工"]) == ""


def test_a_wanted_item_without_a_price_waits_and_the_bundle_stays() -> None:
    silent = Candidate(3, "云表", "丙", Price(2.0, None, "按台计价"), {"N02": 1.0})
    open_ended = replace(_PROBLEM, candidates=(*_PROBLEM.candidates, silent))
    form, problem = read_bundle_form([("want", "3")], open_ended)
    bundle = solve_bundle(problem)
    assert (bundle.obstacle, bundle.items) == (None, (1, 2))
    view = present_bundle("t", form, problem, bundle, Outlook(trace_frontier(problem), ()), Coverage({}, {}))
    assert view.errors == ("“云表”先没有放进组合：按台计价。在下面填上数量或估价，就放进来",)
    assert [entry.id for entry in view.estimated] == [3]
    _, priced = read_bundle_form([("want", "3"), ("price-3", "5")], open_ended)
    assert solve_bundle(priced).items == (1, 3)


def test_the_staircase_rises_with_the_money_and_marks_the_budget() -> None:
    frontier = trace_frontier(_PROBLEM)
    chart = present_frontier(frontier, 50, 3.5)
    assert chart is not None
    assert [stair.current for stair in chart.stairs] == [step.budget_wan == 3.0 for step in frontier.steps]
    assert all(
        left.x < right.x and left.y > right.y
        for left, right in zip(chart.stairs, chart.stairs[1:], strict=False)
    )
    assert chart.marker is not None
    assert chart.stairs[1].x < chart.marker < chart.stairs[2].x
    assert present_frontier(frontier, 50, 5000.0).marker is None  # type: ignore[union-attr]
    assert present_frontier(trace_frontier(replace(_PROBLEM, candidates=())), 50, 1.0) is None


def test_the_page_shows_the_bundle_of_the_budget_in_the_address(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    whole = client.get(address).text
    little = client.get(f"{address}?budget=1").text
    assert "已证明没有更好的组合" in whole
    assert len(re.findall(r'class="chosen', whole)) > len(re.findall(r'class="chosen', little)) > 0
    assert '<td><span class="state state--gap">未覆盖</span></td>' in little
    assert "预算还余" in whole


def test_the_better_fit_can_be_given_up_for_a_lower_cost(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    fitting = client.get(f"{address}?budget=30").text
    choices = re.findall(r'<b>自付([\d.]+)万元</b>.*?(?:<a href="([^"]+)">改按这个|现在的组合)', fitting)
    assert len(choices) > 1
    assert choices[0][1] == ""
    costs = [float(cost) for cost, _ in choices]
    assert costs == sorted(costs, reverse=True)
    last, link = choices[-1]
    cheapest = client.get(link.replace("&amp;", "&").removesuffix("#bundle")).text
    cheap = client.get(f"{address}?budget=30&prefer=cost").text
    assert f"首年{last}万元" in cheapest
    assert f"首年{last}万元" in cheap
    assert "可以花多少" not in cheap
    assert '<option value="cost" selected>选更便宜的</option>' in cheap
    counts = [re.search(r"覆盖(\d+)项需求中的(\d+)项", page) for page in (fitting, cheap)]
    assert counts[0]
    assert counts[1]
    assert counts[0].groups() == counts[1].groups()


def test_a_step_leads_to_its_budget_with_the_other_wishes_kept(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = client.get(f"{address}?budget=1&providers=2&basis=best").text
    steps = re.findall(rf'href="({re.escape(address)}\?budget=[^"]+)#bundle"', page)
    assert steps
    assert all("providers=2&amp;basis=best" in step for step in steps)


def test_the_script_gets_the_bundle_alone_and_others_the_page(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    part = client.get(f"{address}/bundle?budget=1", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div class="bundle__answer" id="bundle-answer">')
    answer = client.get(f"{address}/bundle?budget=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?budget=1#bundle")


def test_an_item_that_is_not_chosen_says_what_would_bring_it_in(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = client.get(f"{address}?budget=1").text
    chosen = re.search(r'name="item" value="(\d+)">([^<]+)</button>', page)
    assert chosen is not None
    answer = client.get(f"{address}/why-not?budget=1&item={chosen[1]}")
    assert answer.status_code == 200
    assert chosen[2] in answer.text
    assert client.get(f"{address}/why-not?item=999999").status_code == 404


def test_an_item_of_every_need_may_be_asked_about_and_is_compared_with_what_is_chosen(
    studied: tuple[TestClient, str],
) -> None:
    client, address = studied
    page = client.get(address).text
    form = page[page.index('id="why-not-form"') :].split("</form>")[0]
    folds = re.findall(r"<summary>([^<]+)，(\d+) ?项没有选</summary>(.*?)</details>", form, re.DOTALL)
    groups = {label: re.findall(r'value="(\d+)">([^<]+)</button>', items) for label, _, items in folds}
    assert set(groups) >= set(re.findall(r'<a href="#need-N\d+">([^<]+)</a>', page))
    assert [int(count) for _, count, _ in folds] == [len(items) for items in groups.values()]
    asked = next(iter(groups.values()))
    for item, name in asked[:8]:  # some have no price, and then only their own facts are compared
        answer = client.get(f"{address}/why-not?item={item}", headers={"HX-Request": "true"}).text
        assert answer.lstrip().startswith('<div class="why__answer">')
        if f"换成“{name}”后，按重要程度满足" in answer:
            break
    else:
        pytest.fail("none was compared")
    assert re.search(
        r'<th scope="row">(首年合计|其余产品)<small>整个组合</small></th><td>[\d.]+ ?万元</td>', answer
    )


def test_asking_why_not_loses_nothing_that_is_tried_on_the_bundle(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = client.get(f"{address}?budget=20").text
    dropped = re.search(r'name="drop" value="(\d+)"', page)
    assert dropped is not None
    tried = {"budget": "20", "providers": "2", "basis": "best", "drop": dropped[1], "months": "24"}
    form = client.get(address, params=tried).text
    form = form[form.index('id="why-not-form"') :].split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', form))
    assert hidden == tried
    item = re.search(r'name="item" value="(\d+)">', form)
    assert item is not None
    answer = client.get(f"{address}/why-not", params={**hidden, "item": item[1]}).text
    back = re.search(rf'href="{re.escape(address)}\?([^"#]+)#why-not"', answer)
    assert back is not None
    assert dict(parse_qsl(unescape(back[1]))) == tried


def test_an_item_is_found_by_a_few_characters_of_its_name_or_provider(
    studied: tuple[TestClient, str],
) -> None:
    client, address = studied
    page = client.get(address).text
    name = unescape(re.findall(r'name="item" value="\d+">([^<]+)</button>', page)[0])
    alone = client.get(f"{address}/why-not", params={"named": f" {name} "}).text
    assert re.search(rf'<div class="why__answer">\s*<p><a href="/items/\d+">{re.escape(name)}</a>', alone)
    several = client.get(f"{address}/why-not", params={"named": "系统", "budget": "5"}).text
    links = re.findall(rf'<li><a href="({re.escape(address)}/why-not\?[^"]+)"', several)
    assert f"的有{len(links)}项" in several
    assert all("budget=5" in link for link in links)
    assert client.get(unescape(links[0])).status_code == 200
    assert "没有叫“查无此物”的" in client.get(f"{address}/why-not", params={"named": "查无此物"}).text
    assert "请写产品或服务商的名字" in client.get(f"{address}/why-not").text


def test_milestones_name_what_more_money_newly_covers_and_the_rest_is_counted() -> None:
    third = Candidate(3, "半个能耗", "丙", Price(1.0, 1.0), {"N02": 0.5})
    form, problem = read_bundle_form([], replace(_PROBLEM, candidates=(*_PROBLEM.candidates, third)))
    bundle = solve_bundle(problem)
    frontier = trace_frontier(problem)
    view = present_bundle("t", form, problem, bundle, Outlook(frontier, ()), Coverage({}, {}))
    said = [(step.sentence.replace(" ", ""), step.current) for step in view.milestones]
    assert said == [("花3万元，覆盖“设备管理”", False), ("再加4万元，多覆盖“能耗管理”", True)]
    assert len(view.steps) == len(frontier.steps) > 2
    assert "budget=7&" in view.milestones[1].url


def test_each_further_suggestion_says_how_its_score_differs_from_the_first(
    studied: tuple[TestClient, str],
) -> None:
    client, address = studied
    page = client.get(address).text
    others = [need.count('<section class="pick"') for need in page.split('<article class="need ')[1:]]
    assert sum(others) > 0
    assert page.count('<details class="versus">') == sum(others)
    for block in re.findall(r'<dl class="versus__parts".*?</dl>', page, re.DOTALL):
        *parts, total = [int(said.replace("−", "-")) for said in re.findall(r"<b>([^<]+)</b>", block)]
        assert sum(parts) == total


def test_a_stranger_sees_no_bundle(studied: tuple[TestClient, str], sample_runtime: Runtime) -> None:
    _, address = studied
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as stranger:
        for path in (f"{address}/bundle", f"{address}/why-not?item=1"):
            assert stranger.get(path).status_code == 404
