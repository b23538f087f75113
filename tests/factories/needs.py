"""Needs, enterprises and readings as values, with sensible defaults."""

from __future__ import annotations

from typing import Any

from matcher.documents.model import Location, Place
from matcher.needs.model import Enterprise, Evidence, FinancingWish, Need, Reading

_SOMEWHERE = Location(Place("paragraph", number=1), 0, 10)


def make_need(topic: str, quote: str, *, identifier: str = "N01", **fields: Any) -> Need:
    """A need with one piece of evidence."""
    evidence = (Evidence(quote, _SOMEWHERE, 0.9),)
    return Need(identifier, topic, quote, evidence, confidence=0.9, **fields)


def make_wish(**fields: Any) -> FinancingWish:
    """A wish for 200 万元 for equipment over 36 months, unless said otherwise."""
    usual: dict[str, Any] = {
        "purpose": "设备更新",
        "amount_wan": 200.0,
        "term_months": 36,
        "quote": "拟申请贷款",
    }
    return FinancingWish(location=_SOMEWHERE, **{**usual, **fields})


def make_reading(*needs: Need, financing: FinancingWish | None = None, **enterprise: Any) -> Reading:
    """A reading with these needs; keywords fill the enterprise's profile."""
    return Reading("report.docx", "0" * 64, Enterprise(**enterprise), needs, financing, (), ())
