"""The way in: a report's path or bytes become a Document, read in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ReportNotFound
from .guard import check_size, tame_name
from .isolated import read_isolated
from .limits import Limits
from .model import Document

if TYPE_CHECKING:
    from .scanning import Progress

__all__ = ["Limits", "read_report", "read_report_bytes"]

_USUAL = Limits()


def read_report(path: Path, *, limits: Limits = _USUAL, progress: Progress | None = None) -> Document:
    """Read a docx, pdf, xlsx, txt or md file or a picture; `progress` as for `read_report_bytes`.

    Raises ReportNotFound for a missing file, a folder or one that may not be read, and another ReportError
    (see `matcher.errors`) when the content cannot be read; the message names the file and never quotes it.
    """
    name = tame_name(path.name)
    try:
        if path.is_dir():
            raise ReportNotFound(f"“{name}”是文件夹，请指定一份报告文件。")
        if not path.is_file():
            raise ReportNotFound(f"找不到文件“{name}”，请检查路径是否正确。")
        check_size(path.stat().st_size, name, limits)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError:
        raise ReportNotFound(f"无法打开文件“{name}”，请检查是否有读取权限。") from None
    return read_report_bytes(data, name, limits=limits, progress=progress)


def read_report_bytes(
    data: bytes, name: str, *, limits: Limits = _USUAL, progress: Progress | None = None
) -> Document:
    """Read an uploaded report; `name` is the file's name as the person knows it. Raises a ReportError.

    `progress` is called with the pages recognised so far and all that are to be, once at the start and after each,
    when the report is a scan or a photograph.
    """
    name = tame_name(name)
    check_size(len(data), name, limits)
    return read_isolated(data, name, limits, progress)
