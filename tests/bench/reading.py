"""Reading reports: how long sixty pages of text and ten scanned ones take, and how much of what labelled reports say is found."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from api.runtime import Runtime
from api.settings import Settings
from matcher.documents.reading import read_report, read_report_bytes
from matcher.samples.scan import scan_pages
from tests.bench.measures import Row
from tests.factories import documents as make
from tests.matcher.scoring import labelled_reports, tally

_ROOT = Path(__file__).parents[2]
_REPORTS = _ROOT / "tests" / "data" / "reports"
_SAMPLES = _ROOT / "matcher" / "samples" / "reports"
_SETS = (
    ("示例报告", _SAMPLES),
    ("开发用的报告", _REPORTS / "dev"),
    ("调参前另放一边的报告", _REPORTS / "set_aside"),
)
_LONG, _SCANNED = 60, 10  # pages
_LONGEST = 900  # characters of a paragraph of the long report


def measure_reading(home: Path) -> list[Row]:
    """Time and quality of reading; of a set only the sums are told."""
    runtime = Runtime(Settings(home=home))
    long = _long_report()
    scan = scan_pages(_first_pages(long, _SCANNED))
    rows = [
        ("读 60 页文字并识别需求（另一进程中读取，两核）", _time(runtime, long)),
        ("读 10 页写满字的扫描件并识别需求", _time(runtime, scan)),
    ]
    return rows + [_judge(runtime, name, folder) for name, folder in _SETS]


def _time(runtime: Runtime, data: bytes) -> str:
    extractor = runtime.need_extractor
    started = time.perf_counter()
    document = read_report_bytes(data, "report.pdf")
    read = time.perf_counter()
    needs = extractor.extract(document).needs
    done = time.perf_counter()
    characters = sum(len(block.text) for block in document.blocks)
    said = f"读取 {read - started:.1f} 秒，识别 {done - read:.1f} 秒"
    return f"共 {done - started:.1f} 秒（{said}；{characters} 字，{len(needs)} 项需求）"


def _judge(runtime: Runtime, name: str, folder: Path) -> Row:
    labelled = labelled_reports(folder)
    read = [(runtime.need_extractor.extract(read_report(path)), labels) for path, labels in labelled]
    counts = tally(read)
    levels, profile = counts.levels, counts.profile
    return (
        f"{name}（{len(labelled)} 份，{counts.expected} 项需求）",
        f"场景 F1 **{counts.f1:.3f}**；写明的等级对 {levels[0]}/{levels[1]}；概况对 {profile[0]}/{profile[1]}",
    )


def _long_report() -> bytes:
    """Sixty pages whose sentences are those of all our reports, each once: what was judged once costs nothing again."""
    story = [make.paragraph(text, size=14) for text in dict.fromkeys(_iterate_texts())]
    whole = make.make_pdf(story, header="示例诊断报告", footer=True)
    return _first_pages(whole, _LONG)


def _iterate_texts() -> Iterator[str]:
    for _, folder in _SETS[:2]:
        for path, _ in labelled_reports(folder):
            yield from (block.text[:_LONGEST] for block in read_report(path).blocks if block.table is None)


def _first_pages(pdf: bytes, count: int) -> bytes:
    """The pdf's first pages. Raises ValueError when it has fewer."""
    source = pypdfium2.PdfDocument(pdf)
    if len(source) < count:
        raise ValueError(f"{len(source)} pages instead of {count}")
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source, list(range(count)))
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue()
