"""Damaged copies of every format: a refusal or a document, never anything else, and in bounded time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from tests.factories import documents as make
from tests.factories import scans

ROOT = Path(__file__).resolve().parents[3]
SENTENCE = "设备停机原因没有记录，维修全凭老师傅的经验判断。"
MUTATIONS = 200


def small_docx() -> bytes:
    document = docx.Document()
    document.add_heading("一、存在问题", 1)
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "场景等级"
    table.cell(1, 0).text = "设备管理"
    return make.save_docx(document)


def stored(data: bytes) -> bytes:
    """The same package without compression, so that damage reaches the XML."""
    import io
    import zipfile

    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            if not name.startswith(
                ("word/theme", "docProps", "word/stylesWithEffects", "customXml", "word/fontTable")
            ):
                target.writestr(name, source.read(name))
    return stream.getvalue()


XLSX = make.make_xlsx(
    {"等级": [["环节", "场景", "等级"], ["生产", "设备管理", 1], [None, "质量", 0.5]]},
    merges={"等级": ["A2:A3"]},
)
PDF = make.make_pdf([make.paragraph(SENTENCE), make.grid([["序号", "问题"], ["1", "库存不准"]])], footer=True)
SMALL_PAGE = scans.upper_part(scans.draw_page(scans.PROSE, 60))
FILES = {
    "报告.docx": small_docx(),
    "散装.docx": stored(small_docx()),
    "自评.xlsx": stored(XLSX),
    "报告.pdf": PDF,
    "原样.pdf": make.make_raw_pdf(
        b"BT /F1 12 Tf 72 700 Td (Maintenance relies on experience) Tj ET 50 50 100 100 re S"
    ),
    "扫描.pdf": scans.scan_pdf([SMALL_PAGE]),
    "乱码.pdf": scans.cut_page(scans.PROSE).replace(b"/ToUnicode", b"/ToUnicodX"),
    "照片.jpg": scans.save_picture(SMALL_PAGE, "JPEG", orientation=6),
    "照片.webp": scans.save_picture(SMALL_PAGE, "WEBP"),
    "两页.tif": scans.save_tiff([SMALL_PAGE] * 2),
    "走访.txt": f"走访记录\n{SENTENCE}\n".encode("gb18030") * 5,
    "走访.md": f"# 走访记录\n\n| 序号 | 问题 |\n| --- | --- |\n| 1 | {SENTENCE} |\n".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_are_refused_or_read(name: str) -> None:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.matcher.documents.fuzzing", name, str(MUTATIONS), "20261124"],
        input=FILES[name],
        capture_output=True,
        check=True,
        timeout=120,
        cwd=ROOT,
    )
    result = json.loads(done.stdout)
    assert result["strange"] == []
    assert sum(result["outcomes"].values()) == MUTATIONS
    assert time.perf_counter() - started < 60
