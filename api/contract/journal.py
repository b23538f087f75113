"""The search report as the stable JSON of the command line and the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from catalog.search.journal import Figures, SearchReport, TextList

Document = dict[str, Any]


def search_report_document(report: SearchReport, *, text_days: int) -> Document:
    """What `duijie search-report --json` and the API's search report answer; shares are 0–1, None when of nothing.

    `text_days` is how long texts are kept, 0 for never.
    """
    return {
        "month": report.month,
        "industry": report.industry,
        "slow_ms": report.slow_ms,
        "text_days": text_days,
        "totals": _figures(report.totals),
        "months": [{"month": entry.month, **_figures(entry.figures)} for entry in report.months],
        "industries": [
            {"industry": entry.industry, **_figures(entry.figures)} for entry in report.industries
        ],
        "texts": {
            "without_result": _texts(report.without_result),
            "unclicked": _texts(report.unclicked),
            "slow": _texts(report.slow),
        },
    }


def _figures(figures: Figures) -> Document:
    return {
        **asdict(figures),
        "share_without_result": figures.share_without_result,
        "share_unclicked": figures.share_unclicked,
        "share_slow": figures.share_slow,
    }


def _texts(texts: TextList) -> Document:
    return {
        "rows": [asdict(row) for row in texts.rows],
        "unlisted": texts.unlisted,
        "forgotten": texts.forgotten,
    }
