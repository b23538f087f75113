"""What to do with a file that is no report as it stands but soon may be: the advice that goes with the ending of its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

_TEXT = "请在 Word 或 WPS 里另存为 docx 或 pdf，再上传"
_SHEET = "请在 Excel 或 WPS 里另存为 xlsx，再上传"
_SLIDES = "请在 PowerPoint 或 WPS 里另存为 pdf，再上传"
_PACKED = "请先解压，再上传里面的报告（docx、pdf、xlsx、txt、md 或图片）"

ADVICE: Mapping[str, str] = {
    ".doc": f"是旧版 Word 文档（.doc），{_TEXT}",
    ".wps": f"是 WPS 文字文档（.wps），{_TEXT}",
    ".rtf": f"是 RTF 文档，{_TEXT}",
    ".odt": f"是 ODT 文档，{_TEXT}",
    ".xls": f"是旧版 Excel 工作簿（.xls），{_SHEET}",
    ".et": f"是 WPS 表格（.et），{_SHEET}",
    ".csv": f"是 CSV 表格，{_SHEET}",
    ".ppt": f"是演示文稿（.ppt），{_SLIDES}",
    ".pptx": f"是演示文稿（.pptx），{_SLIDES}",
    ".dps": f"是 WPS 演示文稿（.dps），{_SLIDES}",
    ".zip": f"是压缩包，{_PACKED}",
    ".rar": f"是压缩包，{_PACKED}",
    ".7z": f"是压缩包，{_PACKED}",
    ".gz": f"是压缩包，{_PACKED}",
}
"""By ending: what the file is and how it becomes one that can be read."""


def advise(name: str) -> str | None:
    """The whole sentence for a file of this name; None where there is nothing particular to advise."""
    advice = ADVICE.get(PurePath(name).suffix.lower())
    return f"“{name}”{advice}。" if advice else None
