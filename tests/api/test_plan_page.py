"""一企一策 over the web and on the command line: the owner's alone, the same bytes each time, and it follows the form."""

from __future__ import annotations

import hashlib
import html
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

import matcher
from api.app import create_app
from api.runtime import Runtime
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
    page = html.unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", client.get(f"{address}/plan").text)))
    first, second = (client.get(f"{address}/plan.docx") for _ in range(2))
    assert first.content == second.content
    assert first.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    document = docx.Document(io.BytesIO(first.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    quotes = [paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("“")]
    headings = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert (len(headings) >= 6, len(quotes) >= 3, len(cells) > 50) == (True, True, True)
    told = [*headings, *(quote.partition("　")[0] for quote in quotes), *cells]
    assert [text for text in told if re.sub(r"\s+", "", text) not in page] == []


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
    for seed, file in zip(
        "12", files, strict=True
    ):  # another order of sets and dictionaries, if anything hung on it
        command = [
            sys.executable,
            "-m",
            "api.cli",
            "plan",
            str(_REPORT),
            "--out",
            str(file),
            "--home",
            str(sample_home),
        ]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_command_never_replaces_the_report_nor_a_file_that_was_not_named(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.docx"
    report.write_bytes(_REPORT.read_bytes())
    outcome = duijie("plan", report, "--out", report, home=sample_home)
    assert (outcome.code, report.read_bytes()) == (1, _REPORT.read_bytes())
    monkeypatch.chdir(tmp_path)
    done = duijie("plan", _REPORT, "--json", home=sample_home)
    made = tmp_path / done.document["file"]
    assert done.document["sha256"] == hashlib.sha256(made.read_bytes()).hexdigest()
    again = duijie("plan", _REPORT, "--json", home=sample_home)
    assert (again.code, "--out" in again.err) == (1, True)


def test_the_command_refuses_another_kind_of_file(sample_home: Path, tmp_path: Path) -> None:
    outcome = duijie("plan", _REPORT, "--out", tmp_path / "a.pdf", home=sample_home)
    assert outcome.code == 1
    assert ".docx" in outcome.err
    assert not list(tmp_path.iterdir())
