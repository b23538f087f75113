"""The shortage board as page, JSON and command, and what an uploaded report leaves behind in it."""

from __future__ import annotations

import html
import logging
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api import demand
from api.app import create_app
from api.demand import load_key, note_quietly
from api.runtime import Runtime
from api.samples import sample_digests
from api.settings import Settings
from catalog.commands import save_item
from matcher.errors import DemandKeyUnusable
from matcher.matching.model import MatchResult, NeedMatch
from matcher.tables import OpenDemand
from tests.api.command import duijie
from tests.catalog.contents import NOW, make_product
from tests.factories.enterprises import CHEMICALS, MATERIALS, add_demand
from tests.factories.needs import make_need, make_reading

SECRET = "秘密机械有限公司"


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """A service with an item and no model: the board needs none."""
    for name in ("DUIJIE_HOME", "DUIJIE_DATABASE_URL", "DUIJIE_DEBUG", "DUIJIE_DEMAND_POOL"):
        monkeypatch.delenv(name, raising=False)
    made = Runtime(Settings(home=tmp_path))
    with made.writing() as session:
        save_item(session, make_product(), made.taxonomy, actor="tests", now=NOW)
    yield made
    made.engine.dispose()


@pytest.fixture
def visitor(runtime: Runtime) -> TestClient:
    return TestClient(create_app(runtime), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture
def filled(runtime: Runtime) -> Runtime:
    """Four enterprises that lack 设备管理 in part, three of them 生产管控 wholly, one more scene asked for by one."""
    with runtime.writing() as session:
        for digest in "abcd":
            add_demand(session, digest, "S08", "partial", target_level=2)
        for digest in "abc":
            add_demand(session, digest, "S06", "gap", month="2026-10", industry=CHEMICALS)
        add_demand(session, "a", "S13", "gap")
    return runtime


def _words(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def _result(sha256: str = "0" * 64) -> MatchResult:
    need = make_need("S08", "秘密的原话", identifier="N1")
    reading = make_reading(need, name=SECRET, industry=MATERIALS, region="贺兰县")
    reading = type(reading)(reading.file, sha256, *(getattr(reading, name) for name in reading.__slots__[2:]))
    return MatchResult(reading, (NeedMatch("N1", "gap", ()),), ())


def _rows(runtime: Runtime) -> list[OpenDemand]:
    with runtime.reading() as session:
        return list(session.exec(select(OpenDemand)))


@pytest.mark.usefixtures("filled")
def test_the_page_says_the_board(visitor: TestClient) -> None:
    page = visitor.get("/shortages")
    assert page.status_code == 200
    words = _words(page.text)
    assert (
        "4家企业提了8项需求：目录里有合适的0项，只有部分合适4项，暂时没有4项。缺口最大的是生产管控。" in words
    )
    assert "1 生产管控 3家在找" in words
    assert "2 设备管理 4家在找" in words
    assert "想达到：二级4家" in words
    assert 'href="/?topic=S08"' in page.text
    assert "建议征集：生产管控（3家目录暂无" in words
    assert "建议办一场设备管理专场" in words
    assert "另有1组合计也不足3家" in words
    assert "财务管理" not in words
    assert re.search(r"绿色消费品制造 不足3家", words)


@pytest.mark.usefixtures("filled")
def test_the_page_narrows_by_links_and_passes_over_what_it_does_not_know(visitor: TestClient) -> None:
    narrowed = visitor.get("/shortages", params={"industry": MATERIALS, "month": "2026-11"})
    words = _words(narrowed.text)
    assert f"2026年11月，{MATERIALS}，4家企业提了5项需求" in words
    assert "生产管控3家在找" not in words
    assert "企业还不足3家" not in words
    nobody = _words(visitor.get("/shortages", params={"region": "西夏区"}).text)
    assert "西夏区没有企业提过需求。" in nobody
    assert visitor.get("/shortages?month=x&industry=y&region=z").text == visitor.get("/shortages").text


def test_one_or_two_enterprises_are_not_shown(runtime: Runtime, visitor: TestClient) -> None:
    with runtime.writing() as session:
        add_demand(session, "a")
        add_demand(session, "b")
    words = _words(visitor.get("/shortages").text)
    assert "企业还不足3家" in words
    assert "设备管理" not in words
    document = visitor.get("/api/v1/shortages").json()
    assert (document["enterprises"], document["groups"], document["gap"]) == (None, [], 0)


def test_the_empty_board_says_how_it_fills(visitor: TestClient) -> None:
    words = _words(visitor.get("/shortages").text)
    assert "还没有企业的需求" in words
    assert "会自动计到这里。示例报告不计。" in words


def test_json_and_command_tell_the_same(filled: Runtime, visitor: TestClient, tmp_path: Path) -> None:
    document = visitor.get("/api/v1/shortages", params={"by": ["topic", "industry"]}).json()
    printed = duijie("shortages", "--by", "topic", "--by", "industry", "--json", home=tmp_path)
    assert printed.code == 0
    assert printed.document == document
    assert [(group["topic"], group["industry"], group["gap"]) for group in document["groups"]] == [
        ("S06", CHEMICALS, 3),
        ("S08", MATERIALS, 0),
    ]
    assert document["groups"][1]["target_levels"] == {"2": 4}
    assert document["months"] == ["2026-10", "2026-11"]
    people = duijie("shortages", "--month", "2026-10", home=tmp_path)
    assert people.out.startswith("2026年10月，3家企业提了3项需求")
    assert "征集方向" in people.out


def test_unknown_scopes_are_refused(visitor: TestClient, tmp_path: Path) -> None:
    assert visitor.get("/api/v1/shortages?month=2026-13").status_code == 422
    assert visitor.get("/api/v1/shortages?by=provider").status_code == 422
    answer = visitor.get("/api/v1/shortages", params={"region": "火星"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_term")
    assert duijie("shortages", "--month", "11月", home=tmp_path).code == 1
    assert duijie("shortages", "--by", "provider", home=tmp_path).code == 2


def test_an_uploaded_report_leaves_counts_and_no_name(runtime: Runtime, tmp_path: Path) -> None:
    note_quietly(runtime, _result())
    (row,) = _rows(runtime)
    assert (row.topic, row.state, row.industry, row.region) == ("S08", "gap", MATERIALS, "贺兰县")
    assert row.month == f"{runtime.today():%Y-%m}"
    runtime.engine.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("duijie.sqlite*"))
    assert SECRET.encode() not in kept
    assert "秘密".encode() not in kept
    assert stat.S_IMODE((tmp_path / "demand.key").stat().st_mode) == 0o600


def test_samples_do_not_count_nor_anything_when_the_setting_is_off(runtime: Runtime, tmp_path: Path) -> None:
    assert len(sample_digests()) >= 7
    note_quietly(runtime, _result(min(sample_digests())))
    closed = Runtime(Settings(home=tmp_path, demand_pool=False))
    note_quietly(closed, _result())
    closed.engine.dispose()
    assert _rows(runtime) == []
    assert not (tmp_path / "demand.key").exists()


def test_a_failure_costs_no_result_and_logs_only_its_class(
    runtime: Runtime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(f"disk full while writing {SECRET}")

    monkeypatch.setattr(demand, "record_demand", fail)
    with caplog.at_level(logging.DEBUG):
        note_quietly(runtime, _result())
    assert "demand pool could not write: OSError" in caplog.text
    assert SECRET not in caplog.text


def test_the_key_stays_the_same_and_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new" / "demand.key"
    assert load_key(path) == load_key(path)
    assert [entry.name for entry in path.parent.iterdir()] == ["demand.key"]
    path.write_bytes(b"short")
    with pytest.raises(DemandKeyUnusable, match="不是本程序写的密钥"):
        load_key(path)


HEADER = "企业名称,所属行业,年营业收入(万元),愿意作为样板公开\n"


def test_a_list_of_enterprises_comes_in_and_goes_out(tmp_path: Path) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text(f"{HEADER}甲厂,化工,900,是\n乙厂,食品,,否\n", encoding="utf-8")
    home = tmp_path / "home"
    given = duijie("import", listed, "--kind", "enterprise", "--json", home=home)
    assert (given.code, given.document["kind"], given.document["created"]) == (0, "enterprise", 2)
    found = duijie("import", listed, "--json", home=home)
    assert (found.code, found.document["kind"], found.document["unchanged"]) == (0, "enterprise", 2)
    out = tmp_path / "out.csv"
    assert duijie("export", out, "--kind", "enterprise", home=home).code == 0
    assert "甲厂" in out.read_text(encoding="utf-8-sig")
    assert duijie("template", tmp_path / "t.xlsx", "--kind", "outcome", home=home).code == 0


def test_a_wrong_list_is_refused_with_its_rows(tmp_path: Path) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text(f"{HEADER}甲厂,航天,900,是\n", encoding="utf-8")
    refused = duijie("import", listed, "--kind", "enterprise", "--json", home=tmp_path / "home")
    assert refused.code == 1
    assert refused.document["issues"][0]["column"] == "所属行业"
    mapped = duijie("import", listed, "--kind", "enterprise", "--mapping", "x", home=tmp_path / "home")
    assert mapped.code == 1
    assert "--mapping 只用于供给目录" in mapped.err
