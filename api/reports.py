"""Reading and matching one uploaded report, step by step; nothing of it leaves memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.runtime import Runtime
from matcher.documents.limits import MIB, Limits
from matcher.documents.model import Document
from matcher.documents.reading import read_report_bytes
from matcher.matching.model import MatchResult
from matcher.needs.model import Reading

STAGES = ("读取文件", "识别需求", "匹配产品与金融")
"""What happens to a report, in order."""

DEFAULT_K = 5
LARGEST_K = 20

Advance = Callable[[int], None]
"""Called with the index of the stage that begins."""


@dataclass(frozen=True, slots=True)
class Study:
    """A report's text and what was found for it."""

    document: Document
    result: MatchResult


def read_needs(
    runtime: Runtime, data: bytes, name: str, advance: Advance = lambda _stage: None
) -> tuple[Document, Reading]:
    """The document and what it says. Raises a ReportError when it cannot be read."""
    advance(0)
    limits = Limits(file_bytes=runtime.settings.max_upload_mb * MIB)
    document = read_report_bytes(data, name, limits=limits)
    advance(1)
    return document, runtime.need_extractor.extract(document)


def study_report(
    runtime: Runtime,
    data: bytes,
    name: str,
    *,
    k: int = DEFAULT_K,
    budget_wan: float | None = None,
    advance: Advance = lambda _stage: None,
) -> Study:
    """Read a report and match it: k items per need, budget in 万元. Raises a ReportError or IndexUnavailable."""
    document, reading = read_needs(runtime, data, name, advance)
    advance(2)
    index = runtime.catalogue.load().index
    with runtime.reading() as session:
        result = runtime.matcher.match(
            session,
            index,
            reading,
            today=runtime.today(),
            k=k,
            budget_wan=budget_wan,
            lpr_pct=runtime.settings.lpr_pct,
        )
    return Study(document, result)
