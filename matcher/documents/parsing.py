"""One file's bytes become a Document, in this process: what the isolated child runs."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING

from ..errors import DamagedReport, ReportError, ReportTooLarge
from .assembly import assemble_document
from .drafts import Draught, RecognitionNeeded
from .guard import check_size, identify_container
from .limits import Limits
from .model import Document

if TYPE_CHECKING:
    from .scanning import Scanner


def parse_report(data: bytes, name: str, limits: Limits, scanner: Scanner | None = None) -> Document:
    """Read a report without isolation.

    Raises a ReportError for whatever cannot be read, RecognitionNeeded for pictures of pages when there is no scanner,
    and nothing else.
    """
    try:
        return assemble_document(
            _read_draught(data, name, limits, scanner),
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            limits=limits,
        )
    except (ReportError, RecognitionNeeded):
        raise
    except (MemoryError, RecursionError):
        raise ReportTooLarge(f"“{name}”太大或太复杂，读取时超出内存上限，请拆分或精简后再上传。") from None
    except Exception:  # noqa: BLE001  # parsers of foreign formats fail in countless ways
        # None of their words are passed on: they may quote the report.
        raise DamagedReport(
            f"“{name}”的内部结构已损坏，请用 Office、WPS 或 PDF 软件重新导出后再上传。"
        ) from None


def _read_draught(data: bytes, name: str, limits: Limits, scanner: Scanner | None) -> Draught:
    """The drafts by format; readers are imported only when needed, for the start of the process counts."""
    check_size(len(data), name, limits)
    container = identify_container(data, name)
    if container == "pdf":
        from .pdf import read_pdf

        return read_pdf(data, name, limits, scanner)
    if container == "image":
        from .pictures import read_pictures

        return read_pictures(data, name, limits, scanner)
    if container == "text":
        from .plain import read_plain

        return read_plain(data, name, markdown=PurePath(name).suffix.lower() in (".md", ".markdown"))
    from .package import Package

    package = Package(data, name, limits)
    if package.kind == "docx":
        from .docx import read_docx

        return read_docx(package)
    from .xlsx import read_xlsx

    return read_xlsx(package, name, limits)
