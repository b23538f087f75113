"""The reading process: same result as without it, bounded, without secrets, traces or network."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from matcher.documents import isolated, wire
from matcher.documents.conversation import HEADER_BYTES
from matcher.documents.isolated import run_reader
from matcher.documents.limits import MIB, Limits
from matcher.documents.model import Block, Document, Place, Table, Warning
from matcher.documents.reading import read_report, read_report_bytes
from matcher.errors import (
    DamagedReport,
    EmptyReport,
    ReportError,
    ReportNotFound,
    ReportTooLarge,
    UnsafeReport,
    UnsupportedReport,
)
from tests.factories import documents as make
from tests.matcher.documents.helpers import read

SENTENCE = "设备停机原因没有记录，维修全凭老师傅的经验判断。"


def ten_pages() -> bytes:
    """A docx of about ten printed pages with headings and tables."""
    import docx

    document = docx.Document()
    for chapter in range(10):
        document.add_heading(f"{chapter + 1}. 现状与问题", 1)
        for _ in range(8):
            document.add_paragraph(SENTENCE * 3)
        table = document.add_table(rows=6, cols=4)
        for row in table.rows:
            for cell in row.cells:
                cell.text = "库存不准"
    return make.save_docx(document)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make.make_docx([("Heading 1", "一、存在问题"), SENTENCE]), "报告.docx"),
        (
            make.make_pdf([make.paragraph(SENTENCE), make.grid([["序号", "问题"], ["1", "库存不准"]])]),
            "报告.pdf",
        ),
        (make.make_xlsx({"甲": [["序号", "问题"], [1, "库存不准"]]}), "报告.xlsx"),
        (f"# 标题\n\n{SENTENCE}\n".encode("gb18030"), "走访.md"),
    ],
    ids=["docx", "pdf", "xlsx", "md"],
)
def test_the_child_gives_what_this_process_would(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read_report(path) == read_report_bytes(data, name) == read(data, name)
    assert list(tmp_path.iterdir()) == [path]


def test_documents_travel_unchanged() -> None:
    place = Place("cell", 3, row=1, column=2, page=4, part="nested")
    document = Document(
        name="报\u2028告\U00020000.docx",
        sha256="00",
        format="docx",
        blocks=(Block(0, "文\ud7ff\u0000字", place, 5, ("一", "二"), 3, 0),),
        tables=(Table(((0, None), (None, 0)), 1, ("一",), "表1"),),
        warnings=(Warning("a", "甲", None), Warning("b", "乙", place)),
    )
    received = wire.unpack_document(wire.load(wire.dump(wire.pack_document(document))))
    assert received == document
    assert received.blocks[0].place.part == "nested"


def test_ten_pages_of_word_take_well_under_a_second_and_a_half() -> None:
    data = ten_pages()
    started = time.perf_counter()
    document, usage = run_reader(data, "十页.docx", Limits())
    assert time.perf_counter() - started < 1.5
    assert len(document.blocks) == 10 * (1 + 8 + 24)
    assert usage["peak_mib"] < 200


@pytest.mark.parametrize(
    ("build", "name", "error"),
    [
        (lambda: make.make_bomb(190 << 20), "弹.docx", UnsafeReport),
        (lambda: make.make_raw_pdf(b"", compressed=make.deflate_zeros(400 << 20)), "弹.pdf", UnsafeReport),
        (lambda: b"", "空.txt", EmptyReport),
        (lambda: b"GIF89a\0", "图.docx", UnsupportedReport),
    ],
    ids=["zip bomb", "pdf bomb", "empty", "picture"],
)
def test_refusals_come_through_quickly(
    build: Callable[[], bytes], name: str, error: type[ReportError]
) -> None:
    data = build()
    started = time.perf_counter()
    with pytest.raises(error) as caught:
        read_report_bytes(data, name)
    assert time.perf_counter() - started < 5
    assert type(caught.value) is error
    assert name in caught.value.message


# A small process in between: peak memory is counted from the parent's at the fork, and pytest's is large.
_MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, status, file=sys.stderr)
"""


def run_child(data: bytes, name: str, limits: Limits) -> tuple[bytes, float, int]:
    """The child's answer, its peak memory in MiB and its exit status, measured from outside."""
    request = wire.dump({"name": name, "limits": asdict(limits), "recognise": False})
    child = [sys.executable, "-P", "-B", "-m", "matcher.documents.isolated"]
    process = subprocess.Popen(
        [sys.executable, "-c", _MEASURED, *child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=isolated._environment(),
    )
    answer, measured = process.communicate(len(request).to_bytes(8, "big") + request + data, timeout=60)
    peak, status = measured.split()[-2:]
    return answer, int(peak) / 1024, int(status)


def test_bombs_stay_within_the_memory_bound() -> None:
    bomb = make.make_raw_pdf(b"", compressed=make.deflate_zeros(900 << 20))
    answer, peak, status = run_child(bomb, "弹.pdf", Limits())
    assert status == 0
    assert json.loads(answer[HEADER_BYTES:])["error"]["class"] == "UnsafeReport"
    assert peak < 700


def test_memory_that_runs_out_is_a_refusal() -> None:
    many = make.make_raw_docx("<w:p><w:r><w:t>设备</w:t></w:r></w:p>" * 120_000)
    with pytest.raises(ReportTooLarge, match=r"内存|没有读完"):
        read_report_bytes(many, "大.docx", limits=Limits(memory_bytes=90 * MIB))


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_COMMAND", [sys.executable, "-c", "import time; time.sleep(30)"])
    started = time.perf_counter()
    with pytest.raises(ReportTooLarge, match="没有读完"):
        read_report_bytes(b"x", "慢.txt", limits=Limits(wall_seconds=1))
    assert time.perf_counter() - started < 5


def test_a_reader_that_burns_its_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    burn = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    monkeypatch.setattr(isolated, "_COMMAND", [sys.executable, "-c", burn])
    with pytest.raises(ReportTooLarge, match="没有读完"):
        read_report_bytes(b"x", "慢.txt")


def test_a_reader_that_cannot_start_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_COMMAND", ["/nowhere/python"])
    with pytest.raises(ReportError, match="稍后再试"):
        read_report_bytes(b"x", "忙.txt")


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "print('no json')", "print('{}')", "import sys; sys.exit(3)"]
)
def test_a_reader_that_dies_or_babbles_is_a_refusal(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_COMMAND", [sys.executable, "-c", code])
    with pytest.raises(DamagedReport):
        read_report_bytes(b"x" * 1_000_000, "怪.txt")


def test_the_child_knows_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIJIE_SECRET", "geheim")
    environment = isolated._environment()
    assert "geheim" not in "".join(environment.values())
    assert set(environment) <= {"PYTHONPATH", "LC_ALL", "PYTHONUTF8"}


PROBES = {
    "socket": "import socket; socket.socket()",
    "lookup": "import socket; socket.getaddrinfo('localhost', 80)",
    "program": "import subprocess; subprocess.run(['true'])",
    "shell": "import os; os.system('true')",
    "fork": "import os; os.fork()",
    "write": "open('{folder}/x', 'w')",
    "append": "open('{folder}/there', 'a')",
    "descriptor": "import os; os.open('{folder}/x', os.O_CREAT | os.O_WRONLY)",
    "remove": "import os; os.remove('{folder}/there')",
    "folder": "import os; os.mkdir('{folder}/y')",
}


@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
def test_a_confined_process_reads_and_nothing_more(probe: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("da")
    code = (
        "from matcher.documents.isolated import _confine\nfrom matcher.documents.limits import Limits\n"
        "_confine(Limits())\n"
        f"assert open({str(tmp_path / 'there')!r}).read() == 'da'\n"
        f"try:\n    {probe.format(folder=tmp_path)}\nexcept PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-c", code],
        env=isolated._environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "refused", done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_the_child_starts_fast_and_without_the_heavy_libraries() -> None:
    code = (
        "import sys, matcher.documents.isolated\n"
        "print([m for m in ('torch', 'faiss', 'sqlalchemy', 'numpy') if m in sys.modules])"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-P", "-B", "-c", code],
        env=isolated._environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.perf_counter() - started < 1
    assert done.stdout.strip() == "[]"


def test_nothing_of_a_report_reaches_logs_messages_or_the_disk(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "绝密配方甲乙丙丁"
    broken = make.edit_zip(make.make_docx([secret]), {"word/document.xml": f"<w:p>{secret}<w:q>".encode()})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path = tmp_path / "报告.docx"
    path.write_bytes(broken)
    with pytest.raises(DamagedReport) as caught:
        read_report(path)
    read_report_bytes(make.make_pdf([make.paragraph(secret)]), "报告.pdf")
    captured = capfd.readouterr()
    assert secret not in caught.value.message + caplog.text + captured.out + captured.err
    assert caught.value.__cause__ is None
    assert {p.name for p in tmp_path.iterdir()} == {"报告.docx", "scratch"}
    assert list(scratch.iterdir()) == []


def test_paths_that_are_no_readable_file(tmp_path: Path) -> None:
    with pytest.raises(ReportNotFound, match="找不到文件“没有"):
        read_report(tmp_path / "没有.docx")
    with pytest.raises(ReportNotFound, match="是文件夹"):
        read_report(tmp_path)
    with pytest.raises(ReportNotFound, match="找不到文件"):
        read_report(Path(os.devnull))


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as stream:
        stream.truncate(100 * MIB)
    started = time.perf_counter()
    with pytest.raises(ReportTooLarge, match="100 MB"):
        read_report(path)
    assert time.perf_counter() - started < 0.5


def test_odd_names_are_tamed_in_messages() -> None:
    with pytest.raises(EmptyReport) as caught:
        read_report_bytes(b"", "../../etc/坏\n名\x1b[31m字" + "长" * 300 + ".docx")
    message = caught.value.message
    assert "\n" not in message
    assert "\x1b" not in message
    assert "etc" not in message
    assert len(message) < 150


def test_limits_reach_the_child() -> None:
    data = make.make_xlsx({"甲": [["一", "二"]] * 30})
    with pytest.raises(ReportTooLarge, match="20行"):
        read_report_bytes(data, "表.xlsx", limits=replace(Limits(), sheet_rows=20))
