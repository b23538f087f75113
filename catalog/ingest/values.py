"""What reading a cell can end in, and the splitting that all readers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from embeddings.segmentation import fold


@dataclass(frozen=True, slots=True)
class CellProblem(Exception):
    """A cell that cannot be read as its column asks; `fatal` refuses the row, otherwise the field stays empty."""

    message: str
    fatal: bool = True
    known: Any = None
    """What could be read nevertheless; kept where the file's words are known to be free (a lenient mapping)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A value that was read, and what people should know about it."""

    value: Any
    message: str


_PLACEHOLDERS = {
    "-", "--", "—", "——", "/", "\\", "…", "...", "无", "暂无", "未知", "不详", "未注明", "未填", "待补充", "待定",
    "n/a", "na", "null", "none", "tbd",
}  # fmt: skip


def is_blank(text: str) -> bool:
    """Whether a cell states nothing: empty, or one of the marks that people put for nothing."""
    return not text or fold(text).strip() in _PLACEHOLDERS


def split_values(text: str, extra: str = "") -> list[str]:
    """The values of one cell: parted by semicolons or line ends, and by the `extra` characters outside parentheses."""
    parts: list[str] = []
    depth, current = 0, ""
    for character in text:
        depth += (character in "(（[【") - (character in ")）]】")
        if character in "；;\n" or (depth <= 0 and character in extra):
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
