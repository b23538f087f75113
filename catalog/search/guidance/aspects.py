"""What a person can say about what they look for without knowing software, and in which plain words it is asked."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from catalog.errors import TaxonomyDamaged
from embeddings.segmentation import fold


class Aspect(StrEnum):
    """One side of an item. Each is asked at most once; the order is that of the summary and breaks ties."""

    KIND = "kind"
    TOPIC = "topic"
    MATTER = "matter"
    PAIN = "pain"
    STAGE = "stage"
    INDUSTRY = "industry"
    TRADE = "trade"
    BUDGET = "budget"
    PAYMENT = "payment"
    DEPLOYMENT = "deployment"
    GOLIVE = "golive"
    INTERFACE = "interface"
    TRIAL = "trial"
    FUNDING = "funding"
    PURPOSE = "purpose"
    AMOUNT = "amount"
    TERM = "term"
    COLLATERAL = "collateral"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class AspectWording:
    """How an aspect is asked and retold; `label` is what an answer of 其他 is said about.

    `sentence` has one place for the phrases of the answer; `several` choices may be given at once; the values of an
    `ordered` aspect lie on a scale in the order of the file; `unsure` is the share of people expected not to know, set
    by judgement and not measured.
    """

    label: str
    question: str
    sentence: str
    several: bool
    ordered: bool
    unsure: float


@dataclass(frozen=True, slots=True)
class ValueWording:
    """A value as a choice to click and as a phrase of the summary; `cues` are words, folded, of a text that states it."""

    choice: str
    phrase: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of the dialogue. The values of an aspect keep the order of the file; there are no others."""

    aspects: Mapping[Aspect, AspectWording]
    values: Mapping[Aspect, Mapping[str, ValueWording]]

    def choice(self, aspect: Aspect, value: str) -> str:
        """The text to click; 其他, which is no value of its own, stands for itself."""
        known = self.values[aspect].get(value)
        return known.choice if known else value

    def read(self, aspect: Aspect, text: str) -> tuple[str, ...]:
        """The values of which the text has a cue."""
        folded = fold(text)
        return tuple(
            value
            for value, wording in self.values[aspect].items()
            if any(cue in folded for cue in wording.cues)
        )


@cache
def load_wording() -> Wording:
    """Read the data files. Raises TaxonomyDamaged when one is missing or an aspect has no question."""
    try:
        aspects = {Aspect(row["aspect"]): _read_aspect(row) for row in _rows("aspects.csv")}
        values: dict[Aspect, dict[str, ValueWording]] = {aspect: {} for aspect in Aspect}
        for row in _rows("choices.csv"):
            cues = tuple(fold(cue) for cue in row["cues"].split("；") if cue)
            values[Aspect(row["aspect"])][row["value"]] = ValueWording(row["choice"], row["phrase"], cues)
        return Wording({aspect: aspects[aspect] for aspect in Aspect}, values)
    except (OSError, KeyError, ValueError) as error:
        raise TaxonomyDamaged(f"提问用的数据文件损坏：{error}") from error


def band_edges(band: str) -> tuple[float, float]:
    """Lower and upper edge of a value such as 5-10 or 100-; an open end is infinite. A band holds its upper edge."""
    low, _, high = band.partition("-")
    return float(low), float(high) if high else float("inf")


def _read_aspect(row: Mapping[str, str]) -> AspectWording:
    several, ordered = row["several"] == "yes", row["ordered"] == "yes"
    return AspectWording(
        row["label"], row["question"], row["sentence"], several, ordered, float(row["unsure"])
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("catalog.search.guidance") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
