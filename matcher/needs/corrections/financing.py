"""The wish for money after corrections: it stands and falls with the need for financing."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.queries import FINANCING_TOPIC
from matcher.documents.model import Document
from matcher.layout.sections import part_of
from matcher.needs.corrections.passages import find_block
from matcher.needs.financing import describe_wish
from matcher.needs.model import Evidence, FinancingWish, Need, Reading
from matcher.needs.statements import Statement, cut


def find_wish(reading: Reading, needs: Sequence[Need], document: Document) -> FinancingWish | None:
    """The wish as read while its sentence speaks for a need of financing, else what that need's own sentence says; None without one."""
    need = next((need for need in needs if need.topic == FINANCING_TOPIC), None)
    if need is None:
        return None
    read = reading.financing
    if read is not None and any(evidence.location == read.location for evidence in need.evidence):
        return read
    return _read_wish(need.evidence[0], document)


def _read_wish(evidence: Evidence, document: Document) -> FinancingWish:
    block = find_block(document, evidence.location)
    start, end = (at - block.offset for at in (evidence.location.start, evidence.location.end))
    part = part_of(block.section)
    near = [Statement(block, low, high, part) for low, high in cut(block) if not (low < end and start < high)]
    return describe_wish(Statement(block, start, end, part), near)
