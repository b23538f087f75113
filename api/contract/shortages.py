"""The shortage board as the stable JSON of the command line and the API."""

from __future__ import annotations

from typing import Any

from matcher.shortages.model import Board, Group, Rest

Document = dict[str, Any]


def shortages_document(board: Board) -> Document:
    """What `duijie shortages --json` and the API's board answer; a count of null stands for one or two enterprises."""
    return {
        "month": board.first,
        "until": board.last,
        "industry": board.industry,
        "region": board.region,
        "by": list(board.by),
        "months": list(board.months),
        "enterprises": board.enterprises,
        "covered": board.covered,
        "partial": board.partial,
        "gap": board.gap,
        "groups": [_group(group) for group in board.groups],
        "rest": _rest(board.rest) if board.rest else None,
        "call": board.call,
        "theme": board.theme,
    }


def _group(group: Group) -> Document:
    return {
        "topic": group.topic,
        "industry": group.industry,
        "region": group.region,
        "enterprises": group.enterprises,
        "covered": group.covered,
        "partial": group.partial,
        "gap": group.gap,
        "target_levels": {str(level): count for level, count in group.target_levels.items()},
        "items": group.items,
    }


def _rest(rest: Rest) -> Document:
    return {
        "groups": rest.groups,
        "enterprises": rest.enterprises,
        "covered": rest.covered,
        "partial": rest.partial,
        "gap": rest.gap,
    }
