"""One file's bytes become a Document, in this process: what the isolated child runs."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from ..errors import DamagedReport, ReportError, ReportTooLarge
from .assembly import assemble_document
from .drafts import Draught
from .guard import check_size, identify_container
from .limits import Limits
from .model import Document


def parse_report(data: bytes, name: str, limits: Limits) -> Document:
    """Read a report without isolation. Raises a ReportError for whatever cannot be read, and nothing else."""
    try:
        return assemble_document(
            _read_draught(data, name, limits),
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            limits=limits,
        )
    except ReportError:
        raise
    except (MemoryError, RecursionError):
        raise ReportTooLarge(f"“{name}”太大或太复杂，读取时超出内存上限，请拆分或精简后再上传。") from None
    except Exception:  # noqa: BLE001  # parsers of foreign formats fail in countless ways
        # None of their words are passed on: they may quote the report.
        raise DamagedReport(
            f"“{name}”的内部结构已损坏，请用 Office、WPS 或 PDF 软件重新导出后再上传。"
        ) from None


def _read_draught(data: bytes, name: str, limits: Limits) -> Draught:
    """The drafts by format; readers are imported only when needed, for the start of the process counts."""
    check_size(len(data), name, limits)
    container = identify_container(data, name)
    if container == "pdf":
        from .pdf import read_pdf

        return read_pdf(data, name, limits)
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
