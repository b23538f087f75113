"""The command line: the documents it prints, what it refuses and how, and what it leaves behind."""

from __future__ import annotations

import csv
import functools
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

import api.cli.serving
import api.runtime
import matcher
from api.cli.serving import is_loopback
from api.cli.shell import CommandRefused, Shell
from catalog.db import create_database_engine
from embeddings.encoders import SentenceEncoder
from matcher.documents.reading import read_report
from tests.api.command import duijie
from tests.contracts.schema import check

REPORTS = sorted(
    path
    for path in (Path(matcher.__file__).parent / "samples" / "reports").iterdir()
    if path.suffix != ".json"
)
LONG_REPORT = next(path for path in REPORTS if path.stem == "chemical_plant")
SHORT_REPORT = next(path for path in REPORTS if path.stem == "cashmere_visit")


@pytest.fixture(autouse=True, scope="module")
def _one_model() -> Iterator[None]:
    """Every run of the command would load the model again; here they share it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.runtime, "SentenceEncoder", functools.cache(SentenceEncoder))
        for name in ("DUIJIE_HOME", "DUIJIE_DEBUG", "DUIJIE_DATABASE_URL"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def new_home(pristine_home: Path, tmp_path: Path) -> Path:
    """A data directory with a model and nothing else."""
    home = tmp_path / "new"
    home.mkdir()
    (home / "model").symlink_to((pristine_home / "model").resolve(), target_is_directory=True)
    return home


def _write_csv(path: Path, header: list[str], *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


HEADER = ["产品名称", "类型", "服务商名称", "应用场景", "价格说明"]
GOOD = ["试验排产软件", "数字化产品", "银川试验软件有限公司", "计划排程", "3万元/年"]
BAD = ["没有服务商的软件", "数字化产品", "", "计划排程", ""]


def test_search_answers_the_contract(sample_home: Path) -> None:
    outcome = duijie("search", "设备老坏，想提前知道", "-k", 5, "--json", home=sample_home)
    assert outcome.code == 0
    check("search", outcome.document)
    document = outcome.document
    assert document["query"] == "设备老坏，想提前知道"
    assert len(document["hits"]) == 5 <= document["total"]
    assert not document["nothing_fits"]
    for hit in document["hits"]:
        assert hit["score"] == sum(hit["parts"].values())
        assert hit["reasons"]
    scores = [hit["score"] for hit in document["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_filters_of_a_search_are_its_conditions(sample_home: Path) -> None:
    outcome = duijie(
        "search", "排产", "--kind", "product", "--industry", "新型材料", "--industry", "绿色消费品制造", "--scene", "计划排程",
        "--json", home=sample_home,
    )  # fmt: skip
    check("search", outcome.document)
    assert [(c["field"], c["op"], c["value"]) for c in outcome.document["conditions"]] == [
        ("kind", "=", "product"),
        ("industry", "in", ["新型材料制造", "绿色消费品制造"]),
        ("topic", "=", "S05"),
    ]
    assert {hit["kind"] for hit in outcome.document["hits"]} == {"product"}


def test_global_options_may_stand_anywhere(sample_home: Path) -> None:
    front = duijie("--json", "--home", sample_home, "search", "排产", "-k", 1)
    behind = duijie("search", "排产", "-k", 1, f"--home={sample_home}", "--json")
    assert front.code == behind.code == 0
    assert front.document == behind.document


def test_search_for_people_is_a_chinese_table(sample_home: Path) -> None:
    outcome = duijie("search", "排产老是靠人工", "-k", 2, home=sample_home)
    assert outcome.code == 0
    for heading in ("产品或服务", "价格与时间", "为什么", "得分", "列出前2项"):
        assert heading in outcome.out


@pytest.mark.parametrize("option", [("--industry", "餐饮"), ("--scene", "炒菜")])
def test_an_unknown_filter_is_refused_with_the_known_ones(sample_home: Path, option: tuple[str, str]) -> None:
    outcome = duijie("search", "排产", *option, "--json", home=sample_home)
    assert outcome.code == 1
    assert outcome.out == ""
    assert option[1] in outcome.err
    assert "可用的有" in outcome.err


def test_an_empty_catalogue_finds_nothing_and_says_so(new_home: Path) -> None:
    outcome = duijie("search", "排产", "--json", home=new_home)
    assert outcome.code == 0
    check("search", outcome.document)
    assert outcome.document["nothing_fits"]
    assert "没有合适的" in duijie("search", "排产", home=new_home).out


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.name)
def test_needs_answers_the_contract_for_every_sample(sample_home: Path, report: Path) -> None:
    outcome = duijie("needs", report, "--json", home=sample_home)
    assert outcome.code == 0, outcome.err
    check("needs", outcome.document)
    everything = "\n".join(block.text for block in read_report(report).blocks)
    assert outcome.document["needs"]
    for need in outcome.document["needs"]:
        assert all(line in everything for line in need["quote"].splitlines())
        location = need["location"]
        assert location["end"] - location["start"] == len(need["quote"])


def test_needs_for_people_shows_sentences_with_their_places(sample_home: Path) -> None:
    outcome = duijie("needs", SHORT_REPORT, home=sample_home)
    assert outcome.code == 0
    for heading in ("企业画像", "统一社会信用代码", "报告原文", "优先"):
        assert heading in outcome.out


def test_match_answers_the_contract(sample_home: Path) -> None:
    outcome = duijie("match", LONG_REPORT, "-k", 3, "--json", home=sample_home)
    assert outcome.code == 0, outcome.err
    document = outcome.document
    check("match", document)
    assert [match["need"] for match in document["matches"]] == [need["id"] for need in document["needs"]]
    for match in document["matches"]:
        assert len(match["items"]) <= 3
        for hit in match["items"]:
            assert hit["score"] == sum(hit["parts"].values())
            assert hit["reasons"]
    for offer in document["finance"]:
        assert offer["score"] == sum(offer["parts"].values())
        assert offer["eligible"] == (not offer["unmet"])
    plan = document["financing_plan"]
    bought = [payment for payment in plan["payments"] if payment["item"]]
    assert sum(payment["cost_wan"] for payment in bought) == pytest.approx(document["bundle"]["cost_wan"])
    lent = sum(payment["lent_wan"] for payment in plan["payments"])
    assert lent == pytest.approx(sum(loan["amount_wan"] for loan in plan["best"]["loans"])) == 200.0
    assert {entry["purpose"] for entry in plan["purposes"]} == {"设备更新"}


def test_a_budget_of_nothing_puts_prices_above_it(sample_home: Path) -> None:
    def over_budget(*budget: object) -> int:
        document = duijie("match", SHORT_REPORT, "-k", 3, "--json", *budget, home=sample_home).document
        return sum("超出预算" in hit["parts"] for match in document["matches"] for hit in match["items"])

    assert over_budget("--budget", 0.01) > over_budget("--budget", 100_000) == 0


def test_match_with_a_budget_shows_the_best_bundle_and_what_more_money_buys(sample_home: Path) -> None:
    document = duijie("match", SHORT_REPORT, "-k", 1, "--budget", 3, "--json", home=sample_home).document
    bundle = document["bundle"]
    assert bundle["optimal"] is True
    assert bundle["weight"] == bundle["bound"] > 0
    assert 0 <= bundle["cost_wan"] <= 3
    shown = duijie("match", SHORT_REPORT, "-k", 1, "--budget", 3, home=sample_home).out
    assert "组合方案" in shown
    assert "已证明预算内没有更好的组合" in shown
    assert "再加" in shown


def test_match_for_people_has_recommendations_and_reasons(sample_home: Path) -> None:
    outcome = duijie("match", SHORT_REPORT, "-k", 1, home=sample_home)
    assert outcome.code == 0
    for heading in ("推荐", "理由与注意", "得分", "需求（"):
        assert heading in outcome.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("没有.docx", None, "找不到文件"),
        ("空的.txt", b"", "空文件"),
        ("坏的.docx", b"PK\x03\x04" + b"\x00" * 40, "坏的.docx"),
        ("图片.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "图片.png"),
    ],
    ids=["missing", "empty", "damaged", "picture"],
)
@pytest.mark.parametrize("command", ["needs", "match"])
def test_an_unreadable_report_is_refused_in_one_or_two_lines(
    new_home: Path, tmp_path: Path, command: str, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    outcome = duijie(command, path, "--json", home=new_home)
    assert outcome.code == 1
    assert outcome.out == ""
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert 1 <= len(outcome.err.strip().splitlines()) <= 2


def test_import_finds_what_it_wrote(own_home: Path, tmp_path: Path) -> None:
    file = _write_csv(tmp_path / "一个.csv", HEADER, GOOD)
    outcome = duijie("import", file, "--json", home=own_home)
    assert outcome.code == 0, outcome.err
    document = outcome.document
    assert (document["kind"], document["rows"], document["created"], document["written"]) == (
        "product",
        1,
        1,
        True,
    )
    again = duijie("import", file, "--json", home=own_home).document
    assert (again["created"], again["unchanged"]) == (0, 1)
    hits = duijie("search", "试验排产软件", "-k", 1, "--json", home=own_home).document["hits"]
    assert [hit["name"] for hit in hits] == ["试验排产软件"]


def test_import_with_a_bad_row_writes_nothing_unless_partial(own_home: Path, tmp_path: Path) -> None:
    file = _write_csv(tmp_path / "两个.csv", HEADER, GOOD, BAD)
    refused = duijie("import", file, "--json", home=own_home)
    assert refused.code == 1
    assert refused.document["written"] is False
    assert [issue["row"] for issue in refused.document["issues"] if issue["severity"] == "error"] == [3]
    assert "1行不合要求" in refused.err
    found = duijie("search", "试验排产软件", "-k", 50, "--json", home=own_home).document["hits"]
    assert "试验排产软件" not in {hit["name"] for hit in found}
    partial = duijie("import", file, "--partial", "--json", home=own_home)
    assert partial.code == 0
    assert (partial.document["created"], partial.document["failed"]) == (1, 1)


def test_import_for_people_names_the_row_and_the_way_out(own_home: Path, tmp_path: Path) -> None:
    outcome = duijie("import", _write_csv(tmp_path / "两个.csv", HEADER, GOOD, BAD), home=own_home)
    assert outcome.code == 1
    assert "没有写入" in outcome.out
    assert "服务商名称" in outcome.out
    assert "--partial" in outcome.err


def test_import_of_what_is_no_table_is_refused(new_home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "图片.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    for path in (picture, tmp_path / "没有.csv"):
        outcome = duijie("import", path, "--json", home=new_home)
        assert (outcome.code, outcome.out) == (1, "")
        assert path.name in outcome.err
        assert "Traceback" not in outcome.err


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", ["product", "finance", "provider"])
def test_an_export_imports_again_without_changing_anything(
    own_home: Path, tmp_path: Path, kind: str, suffix: str
) -> None:
    file = tmp_path / f"导出.{suffix}"
    exported = duijie("export", file, "--kind", kind, "--json", home=own_home)
    assert exported.code == 0
    assert exported.document == {"file": str(file), "kind": kind, "bytes": file.stat().st_size}
    imported = duijie("import", file, "--kind", kind, "--json", home=own_home)
    assert imported.code == 0, imported.document["issues"]
    assert imported.document["rows"] == imported.document["unchanged"] > 0


def test_template_is_a_workbook_with_help(tmp_path: Path) -> None:
    file = tmp_path / "模板.xlsx"
    assert duijie("template", file, "--kind", "finance").code == 0
    assert load_workbook(file).sheetnames == ["填写", "代码", "说明"]


def test_files_that_cannot_be_written_are_refused(tmp_path: Path, new_home: Path) -> None:
    for arguments in (
        ("template", tmp_path / "没有这个文件夹" / "模板.xlsx"),
        ("template", tmp_path / "模板.docx"),
        ("export", tmp_path / "导出.pdf"),
    ):
        outcome = duijie(*arguments, home=new_home)
        assert outcome.code == 1
        assert len(outcome.err.strip().splitlines()) == 1


def test_reconcile_mends_a_lost_index(own_home: Path) -> None:
    shutil.rmtree(own_home / "index")
    outcome = duijie("reconcile", "--json", home=own_home)
    assert outcome.code == 0
    before, after = outcome.document["before"], outcome.document["after"]
    assert before["missing"] > 100
    assert not before["in_step"]
    assert after == {
        "missing": 0, "stale": 0, "surplus": 0, "jobs": 0, "encoder_changed": False, "in_step": True,
    }  # fmt: skip
    assert "无需改动" in duijie("reconcile", home=own_home).out


def test_search_heals_an_index_that_was_left_behind(own_home: Path) -> None:
    shutil.rmtree(own_home / "index")
    outcome = duijie("search", "排产", "--json", home=own_home)
    assert outcome.document["total"] > 0


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    folder = tmp_path / "评测"
    folder.mkdir()
    documents = {
        "d1": ("排产软件", "按订单交期排定每台设备的任务", ["S05"]),
        "d2": ("食堂订餐", "员工选菜品和取餐时间", ["S14"]),
    }
    rows = [{"_id": key, "title": t, "text": x, "scenes": s} for key, (t, x, s) in documents.items()]
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (folder / "queries.jsonl").write_text(
        json.dumps({"_id": "q1", "text": "生产计划排不准"}), encoding="utf-8"
    )
    (folder / "qrels.tsv").write_text("query\tdocument\tgrade\nq1\td1\t1\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("options", [(), ("--match",)], ids=["retrieval", "matcher"])
def test_evaluate_answers_the_contract(sample_home: Path, benchmark: Path, options: tuple[str, ...]) -> None:
    outcome = duijie("evaluate", benchmark, *options, "--json", home=sample_home)
    assert outcome.code == 0, outcome.err
    check("evaluate", outcome.document)
    assert (outcome.document["docs"], outcome.document["queries"], outcome.document["ndcg@10"]) == (2, 1, 1.0)


def test_evaluate_refuses_what_is_no_benchmark(new_home: Path, tmp_path: Path) -> None:
    outcome = duijie("evaluate", tmp_path, "--json", home=new_home)
    assert (outcome.code, outcome.out) == (1, "")
    assert "BEIR" in outcome.err


def test_demo_does_everything_once(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.cli.serving, "_SAMPLE_REPORT", SHORT_REPORT.name)
    first = duijie("demo", "--json", home=own_home)
    assert first.code == 0, first.err
    check("match", first.document["match"])
    kinds = [entry["kind"] for entry in first.document["imported"]]
    assert kinds == ["provider", "product", "finance", "enterprise", "outcome"]
    generation = (own_home / "index" / "CURRENT").read_text()
    second = duijie("demo", "--json", home=own_home)
    assert second.code == 0
    assert second.document["imported"] == []
    assert (own_home / "index" / "CURRENT").read_text() == generation
    assert "已经就绪" in duijie("demo", home=own_home).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["searc", "x"], "没有命令 searc"),
        (["search"], "缺少参数 TEXT"),
        (["search", "a", "b"], "多出了参数 b"),
        (["search", "a", "--kin", "x"], "没有选项 --kin"),
        (["search", "a", "-k", "many"], "-k 的值不是数字"),
        (["search", "a", "-k", "0"], "-k 的值不能小于 1"),
        (["search", "a", "--kind", "x"], "只能是 product、solution、finance\n"),
        (["search", "a", "--kind"], "--kind 后面要写值"),
        (["match", "a.docx", "--budget", "-1"], "--budget 的值不能小于 0"),
        (["--json"], "缺少命令"),
    ],
)
def test_wrong_usage_exits_with_2_in_chinese(arguments: list[str], said: str) -> None:
    outcome = duijie(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert said in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["match", "--help"]])
def test_help_is_no_error(arguments: list[str]) -> None:
    outcome = duijie(*arguments)
    assert outcome.code == 0
    assert "退出码" in outcome.out


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("inner words")


def test_an_unexpected_error_is_one_sentence_with_a_way_to_see_more(
    new_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.runtime.Runtime, "refresh_index", _fail)
    outcome = duijie("reconcile", "--json", home=new_home)
    assert (outcome.code, outcome.out) == (1, "")
    assert "DUIJIE_DEBUG=1" in outcome.err
    assert "inner words" not in outcome.err
    monkeypatch.setenv("DUIJIE_DEBUG", "1")
    with pytest.raises(RuntimeError, match="inner words"):
        duijie("reconcile", home=new_home)


def test_wrong_settings_and_unusable_places_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    assert duijie("export", tmp_path / "a.csv", home=occupied / "home").err.startswith("读写“")
    monkeypatch.setenv("DUIJIE_DATABASE_URL", "nonsense")
    assert "DUIJIE_DATABASE_URL" in duijie("export", tmp_path / "a.csv", home=tmp_path).err
    monkeypatch.delenv("DUIJIE_DATABASE_URL")
    monkeypatch.setenv("DUIJIE_MAX_UPLOAD_MB", "many")
    outcome = duijie("export", tmp_path / "a.csv", home=tmp_path)
    assert outcome.code == 1
    assert "DUIJIE_MAX_UPLOAD_MB" in outcome.err


def test_a_database_of_a_newer_release_is_refused(own_home: Path, tmp_path: Path) -> None:
    engine = create_database_engine(f"sqlite:///{own_home / 'duijie.sqlite'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    outcome = duijie("export", tmp_path / "a.csv", home=own_home)
    assert outcome.code == 1
    assert "请升级程序" in outcome.err


def test_a_database_that_another_program_holds_is_named_as_busy(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.db._BUSY_TIMEOUT_MS", 100)
    file = _write_csv(tmp_path / "一个.csv", HEADER, GOOD)
    with sqlite3.connect(own_home / "duijie.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        outcome = duijie("import", file, home=own_home)
        other.execute("ROLLBACK")
    other.close()
    assert outcome.code == 1
    assert "另一个程序" in outcome.err
    assert duijie("import", file, home=own_home).code == 0


def test_home_comes_from_the_environment_unless_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIJIE_HOME", str(tmp_path / "env"))
    assert Shell().settings.home == tmp_path / "env"
    assert Shell(home=tmp_path / "given").settings.home == tmp_path / "given"


def test_commands_start_without_what_they_do_not_need() -> None:
    program = "import sys, api.cli.main; print(*sorted({'torch', 'faiss', 'sqlmodel', 'fastapi'} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_what_libraries_print_does_not_mix_with_the_answer() -> None:
    program = (
        "import ctypes, api.cli.main; api.cli.main._keep_stdout(); libc = ctypes.CDLL(None); libc.puts(b'noise'); "
        "libc.fflush(None); print('答案')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode() == "答案\n"
    assert done.stderr.decode() == "noise\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org"])  # noqa: S104  # refused is the point
def test_serve_refuses_addresses_that_others_reach(new_home: Path, host: str) -> None:
    outcome = duijie("serve", "--host", host, home=new_home)
    assert outcome.code == 1
    assert "--expose-without-accounts" in outcome.err
    assert not is_loopback(host)


def test_serve_says_when_the_port_is_taken(new_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = duijie("serve", "--port", taken.getsockname()[1], home=new_home)
    assert outcome.code == 1
    assert "--port" in outcome.err


def test_refusals_keep_their_words() -> None:
    assert str(CommandRefused("换个文件名")) == "换个文件名"
