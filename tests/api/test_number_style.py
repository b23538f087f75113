"""One style for numbers on every page: nothing between a number and its Chinese unit, nor before one within a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.runtime import Runtime

_UNIT = "(?:亿元|万元|元|天|周|个|年|月|项|条|家|人(?!才)|次|级|分|秒|毫秒|处|页|段|行|题|种|笔|组|份|位|字|起|问|版|张|款|到)"
_WRONG = re.compile(rf"[\d%] +{_UNIT}|[\u4e00-\u9fff] +\d[\d.,–]* ?{_UNIT}")
_OWN_WORDS = (  # what a report, a provider or a visitor wrote stays as it was written
    "//*[@id='source'] | //q | //mark | //blockquote | //script | //style | //*[@data-label='产品原文']"
    " | //*[contains(@class, 'notes')] | //input | //select"
)


def find_wrong(page: str) -> list[str]:
    """The texts of a page that break the style, but for those that are somebody's own words."""
    tree = html.fromstring(page)
    own = {inner for part in tree.xpath(_OWN_WORDS) for inner in part.iter()}
    said = [
        text
        for node in tree.iter()
        if node not in own and isinstance(node.tag, str)
        for text in (node.text, *(child.tail for child in node))
        if text
    ]
    said += [value for node in tree.iter() if node not in own for value in (node.get("aria-label"),) if value]
    return [text.strip() for text in said if _WRONG.search(" ".join(text.split()))]


@pytest.fixture(scope="module")
def visitor(sample_runtime: Runtime) -> Iterator[TestClient]:
    """A visitor of the sample catalogue."""
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as client:
        yield client


def test_the_rule_finds_what_it_is_for() -> None:
    page = (
        "<p>首年 3 万元</p><p>自付 3万元</p><dl><dt>费用</dt><dd>3万元</dd></dl><q>共 3 项</q><p>得分 91</p>"
    )
    assert find_wrong(page) == ["首年 3 万元", "自付 3万元"]


@pytest.mark.parametrize(
    "sample", ["chemical_plant.docx", "dairy_selfcheck.xlsx", "cashmere_visit.txt", "special_bearings.pdf"]
)
def test_the_pages_of_a_report_write_numbers_in_one_style(visitor: TestClient, sample: str) -> None:
    answer = visitor.post("/report/sample", data={"sample": sample}, follow_redirects=False)
    address = answer.headers["location"]
    while visitor.get(f"{address}/progress").status_code != 204:
        pass
    query = "?budget=20&share=20&cap=3&credit=5&borrow=1&months=24&lpr=3"
    for path in (address, f"{address}{query}", f"{address}/plan{query}"):
        assert find_wrong(visitor.get(path).text) == [], path


@pytest.mark.parametrize(
    "path", ["/", "/?q=10万以下 化工 三个月上线", "/?topic=S08", "/report", "/items/5", "/items/190"]
)
def test_the_other_pages_do_as_well(visitor: TestClient, path: str) -> None:
    assert find_wrong(visitor.get(path).text) == []
