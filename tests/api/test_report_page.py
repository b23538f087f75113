"""The order of the report page: needs beside the report, then the plan, then the rest; what is folded says how much it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime

_NOT_A_LIST = {"这些数怎样算"}


@pytest.fixture(scope="module")
def page(sample_runtime: Runtime) -> Iterator[str]:
    """The page of a sample report with a wish for a loan, levels and a scored self-assessment."""
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as client:
        answer = client.post("/report/sample", data={"sample": "chemical_plant.docx"}, follow_redirects=False)
        address = answer.headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        yield client.get(address).text


def test_the_contents_lead_to_every_part_in_the_order_of_the_page(page: str) -> None:
    contents = page[page.index('<nav class="contents"') :].split("</nav>", maxsplit=1)[0]
    parts = re.findall(r'href="#([^"]+)"', contents)
    assert parts == ["checks", "bundle", "financing-plan", "financing", "standing", "peers"]
    places = [page.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    assert page.index('id="source"') < page.index('id="bundle"')
    needs = re.search(r'href="#checks">需求<i>(\d+)</i>', contents)
    assert needs is not None
    assert int(needs[1]) == page.count('<article class="need ')


def test_what_is_folded_says_how_much_it_holds(page: str) -> None:
    report = page[page.index('<div class="report">') :]
    said = [
        re.sub(r"<[^>]+>", "", words).strip()
        for words in re.findall(
            r'<details class="(?:fold|levels-table)[^>]*>\s*<summary>(.*?)</summary>', report, re.DOTALL
        )
    ]
    assert len(said) > 30
    assert [words for words in said if not re.search(r"\d", words) and words not in _NOT_A_LIST] == []
