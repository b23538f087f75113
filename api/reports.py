"""Reading and matching one uploaded report, step by step; of its content nothing but counts of open needs is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from api.demand import note_quietly
from api.runtime import Runtime
from matcher.documents.limits import MIB, Limits
from matcher.documents.model import Document
from matcher.documents.reading import read_report_bytes
from matcher.matching.model import MatchResult
from matcher.needs.corrections.model import Correction
from matcher.needs.model import Reading
from matcher.peers.finding import find_peers_of
from matcher.peers.model import PeerReport

STAGES = ("读取文件", "识别需求", "匹配产品与金融")
"""What happens to a report, in order."""

DEFAULT_K = 5
LARGEST_K = 20


class Advance(Protocol):
    """Told what happens to a report."""

    def __call__(self, stage: int, note: str = "") -> None:
        """Stage `stage`, an index of STAGES, begins, or has come as far as `note` says."""


def _ignore(stage: int, note: str = "") -> None:
    """For callers who wait without watching."""


@dataclass(frozen=True, slots=True)
class Study:
    """A report's text, what was found for it, and similar companies; no peers where nobody looked for them.

    `corrections` are what a person said of the needs; `result` is of the reading after them, `as_read` the one before, None
    until somebody says anything.
    """

    document: Document
    result: MatchResult
    peers: PeerReport | None = None
    corrections: tuple[Correction, ...] = ()
    as_read: Reading | None = None

    @property
    def reading_as_read(self) -> Reading:
        """What was read, before anybody corrected it."""
        return self.as_read or self.result.reading


def read_needs(
    runtime: Runtime, data: bytes, name: str, advance: Advance = _ignore
) -> tuple[Document, Reading]:
    """The document and what it says. Raises a ReportError when it cannot be read."""
    advance(0)
    limits = Limits(file_bytes=runtime.settings.max_upload_mb * MIB)

    def tell(done: int, total: int) -> None:
        advance(0, f"正在识别扫描页 {min(done + 1, total)}/{total}")

    document = read_report_bytes(data, name, limits=limits, progress=tell)
    advance(1)
    return document, runtime.need_extractor.extract(document)


def study_report(
    runtime: Runtime,
    data: bytes,
    name: str,
    *,
    k: int = DEFAULT_K,
    budget_wan: float | None = None,
    advance: Advance = _ignore,
) -> Study:
    """Read a report and match it: k items per need, budget in 万元; its gaps are counted in the pool of open demands.

    Raises a ReportError or IndexUnavailable.
    """
    document, reading = read_needs(runtime, data, name, advance)
    advance(2)
    study = match_reading(runtime, begin_study(document, reading), reading, k=k, budget_wan=budget_wan)
    note_quietly(runtime, study.result)
    return study


def begin_study(document: Document, reading: Reading) -> Study:
    """A report that was read and not matched yet."""
    return Study(document, MatchResult(reading, (), ()))


def match_reading(
    runtime: Runtime, study: Study, reading: Reading, *, k: int = DEFAULT_K, budget_wan: float | None = None
) -> Study:
    """The study with this reading of its report matched, and similar companies; budget in 万元. Raises IndexUnavailable."""
    index = runtime.catalogue.load().index
    with runtime.reading() as session:
        result = runtime.matcher.match(
            session,
            index,
            reading,
            today=runtime.today(),
            k=k,
            budget_wan=budget_wan,
        )
        peers = find_peers_of(session, reading, today=runtime.today())
    return replace(study, result=result, peers=peers)
