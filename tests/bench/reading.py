"""What reading reports costs, long ones and scanned ones, and how well needs, levels and profiles are read."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pypdfium2

from api.runtime import Runtime
from api.settings import Settings
from matcher.documents.reading import read_report, read_report_bytes
from matcher.samples.scan import scan_pages
from tests.bench.measures import Row
from tests.matcher.scoring import labelled_reports, tally

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = _ROOT / "matcher" / "samples" / "reports"
_PRINTED = _SAMPLES / "carbon_materials.pdf"
_SETS = (
    ("示范报告", _SAMPLES),
    ("另一组报告（写规则时没有看过）", _ROOT / "tests" / "data" / "reports" / "set_aside"),
)
_TEXT_PAGES, _SCANNED_PAGES = 60, 10


def measure_reading(home: Path) -> list[Row]:
    """Seconds for sixty pages of text and ten scanned pages, each from the file to its needs; then the sets as wholes."""
    runtime = Runtime(Settings(home=home))
    extract = runtime.need_extractor.extract
    read_report(_PRINTED)  # so that no start of a process is counted
    rows = []
    for what, data in (
        (f"读 {_TEXT_PAGES} 页文字的 PDF", _repeat_pages(_TEXT_PAGES)),
        (f"识别并读 {_SCANNED_PAGES} 页扫描件", scan_pages(_repeat_pages(_SCANNED_PAGES))),
    ):
        started = time.perf_counter()
        document = read_report_bytes(data, "report.pdf")
        needs = len(extract(document).needs)
        rows.append((what, f"{time.perf_counter() - started:.1f} 秒，读出 {needs} 项需求"))
    return rows + [_judge(name, folder, runtime) for name, folder in _SETS if folder.is_dir()]


def _judge(name: str, folder: Path, runtime: Runtime) -> Row:
    """The set as a whole: nothing of a single report is told."""
    labelled = labelled_reports(folder)
    counts = tally((runtime.need_extractor.extract(read_report(path)), labels) for path, labels in labelled)
    said = f"需求 F1 {counts.f1:.3f}，等级对 {counts.level_share:.1%}，企业概况对 {counts.profile_share:.1%}"
    return f"{name}（{len(labelled)} 份）", said


def _repeat_pages(count: int) -> bytes:
    """The printed sample's pages again and again, `count` of them."""
    source, target = pypdfium2.PdfDocument(_PRINTED), pypdfium2.PdfDocument.new()
    target.import_pages(source, [number % len(source) for number in range(count)])
    stream = io.BytesIO()
    target.save(stream)
    return stream.getvalue()
