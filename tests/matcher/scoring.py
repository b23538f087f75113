"""Comparing what was read from a report with what a careful human labelled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.needs.model import Reading

_FORMATS = (".docx", ".pdf", ".xlsx", ".txt", ".md", ".jpg", ".png")


@dataclass
class Tally:
    """Counts over a set of reports."""

    found: int = 0
    expected: int = 0
    right: int = 0
    profile: list[int] = field(default_factory=lambda: [0, 0])
    levels: list[int] = field(default_factory=lambda: [0, 0])
    misses: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Topic F1 over all reports together."""
        return 2 * self.right / max(1, self.found + self.expected)

    @property
    def profile_share(self) -> float:
        """Share of profile fields that are exactly right, nulls included."""
        return self.profile[0] / max(1, self.profile[1])

    @property
    def level_share(self) -> float:
        """Share of levels right among the rightly found needs that state any."""
        return self.levels[0] / max(1, self.levels[1])


def labelled_reports(folder: Path) -> list[tuple[Path, Mapping[str, Any]]]:
    """Every report of a folder with its labels."""
    reports = sorted(
        path
        for path in folder.iterdir()
        if path.suffix in _FORMATS and path.with_suffix(".expected.json").exists()
    )
    return [
        (path, json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))) for path in reports
    ]


def tally(pairs: Iterable[tuple[Reading, Mapping[str, Any]]]) -> Tally:
    """Count over (reading, labels)."""
    counts = Tally()
    for reading, labels in pairs:
        expected = {need["topic"]: need for need in labels["needs"]}
        found = {need.topic: need for need in reading.needs}
        counts.found += len(found)
        counts.expected += len(expected)
        counts.right += len(found.keys() & expected.keys())
        counts.misses += [f"{reading.file} +{topic}" for topic in sorted(found.keys() - expected.keys())]
        counts.misses += [f"{reading.file} -{topic}" for topic in sorted(expected.keys() - found.keys())]
        for topic in found.keys() & expected.keys():
            pairs_of_levels = (
                (expected[topic]["current_level"], found[topic].current_level),
                (expected[topic]["target_level"], found[topic].target_level),
            )
            for wanted, got in pairs_of_levels:
                if wanted is not None:
                    counts.levels[0] += wanted == got
                    counts.levels[1] += 1
        for name, wanted in labels["enterprise"].items():
            counts.profile[0] += _same(wanted, getattr(reading.enterprise, name))
            counts.profile[1] += 1
    return counts


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list) or isinstance(got, tuple):
        return set(wanted or ()) == set(got or ())
    return bool(wanted == got)
