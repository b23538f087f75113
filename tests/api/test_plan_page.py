"""一企一策 over the web and on the command line: the owner's alone, the same bytes each time, and it follows the form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import matcher
from api.app import create_app
from api.runtime import Runtime
from matcher.documents.reading import read_report_bytes
from tests.api.command import duijie

_REPORT = Path(matcher.__file__).parent / "samples" / "reports" / "cashmere_visit.txt"


@pytest.fixture(scope="module")
def studied(sample_runtime: Runtime) -> Iterator[tuple[TestClient, str]]:
    """A visitor whose sample report is read, and the report's address."""
    with TestClient(create_app(sample_runtime), base_url="http://127.0.0.1") as client:
        answer = client.post("/report/sample", data={"sample": "cashmere_visit.txt"}, follow_redirects=False)
        address = answer.headers["location"]
        while client.get(f"{address}/progress").status_code != 204:
            pass
        yield client, address


def test_page_and_file_say_the_same_and_the_file_is_always_the_same(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    page = client.get(f"{address}/plan").text
    first, second = (client.get(f"{address}/plan.docx") for _ in range(2))
    assert first.content == second.content
    assert first.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    blocks = read_report_bytes(first.content, "plan.docx").blocks
    headings = [block.text for block in blocks if block.heading and "、" in block.text[:2]]
    assert len(headings) >= 6
    assert all(heading in page for heading in headings)


def test_the_plan_follows_the_form_in_its_address(studied: tuple[TestClient, str]) -> None:
    client, address = studied
    asked = f"{address}/plan.docx?budget=3&basis=worst"
    assert client.get(asked).content != client.get(f"{address}/plan.docx").content
    page = client.get(f"{address}/plan?budget=3&basis=worst").text
    assert "plan.docx?budget=3&amp;basis=worst" in page
    bundle = client.get(f"{address}?budget=3").text
    assert f"{address}/plan?budget=3&amp;basis=worst" in bundle


def test_nobody_else_sees_the_plan(studied: tuple[TestClient, str], client: TestClient) -> None:
    _, address = studied
    for path in ("plan", "plan.docx"):
        assert client.get(f"{address}/{path}").status_code == 404


def test_the_command_writes_the_same_file_twice(sample_home: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.docx", "b.docx")]
    outcomes = [duijie("plan", _REPORT, "--out", file, "--json", home=sample_home) for file in files]
    assert [outcome.code for outcome in outcomes] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert outcomes[0].document["sha256"] == hashlib.sha256(files[0].read_bytes()).hexdigest()


def test_the_command_refuses_another_kind_of_file(sample_home: Path, tmp_path: Path) -> None:
    outcome = duijie("plan", _REPORT, "--out", tmp_path / "a.pdf", home=sample_home)
    assert outcome.code == 1
    assert ".docx" in outcome.err
    assert not list(tmp_path.iterdir())
