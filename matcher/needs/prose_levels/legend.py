"""A report's own words for the levels, as its legend explains them: 起步阶段（相当于一级）, 20–39分为一级."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.taxonomy import Taxonomy
from matcher.needs.prose_levels.expressions import plain

_FEWEST = 3  # pairs in one sentence; fewer may be levels of scenes
_LEVEL = r"(?:[零一二三四0-4]级|l[0-4])"
_EXPLAINED = re.compile(
    rf"(?P<word>[\u3400-\u9fffa-z]{{1,6}})(?:\((?:相当于|对应|等同于?|等于|即|合|为)?(?P<level>{_LEVEL})\)|(?:相当于|对应于?|等同于?|等于|即|折合|=)(?P<plain>{_LEVEL}))"
)
_NAMED = re.compile(
    rf"(?P<level>{_LEVEL})(?:\((?:称为?|即|记为|叫)?\"?(?P<word>[\u3400-\u9fffa-z]{{1,6}})\"?\)|(?:称为?|叫|记为)\"?(?P<plain>[\u3400-\u9fffa-z]{{2,6}})\"?)"
)
_BAND = re.compile(
    rf"(?P<low>\d{{1,3}})分?(?:[-—–~至到]{{1,2}}(?P<high>\d{{1,3}})分?|(?:分)?(?P<open>及?以上)|(?:分)?(?P<below>以下))(?:为|是|对应|:|→|折算为|属于?)?(?P<level>{_LEVEL})"
)
_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Legend:
    """Words with their level 0–4, and bands of scores (lowest, highest) with theirs."""

    words: Mapping[str, int] = field(default_factory=dict)
    bands: tuple[tuple[float, float, int], ...] = ()

    def level_of(self, score: float) -> int | None:
        """The level of a score by the report's own bands."""
        return next((level for low, high, level in self.bands if low <= score <= high), None)


def read_legend(texts: Iterable[str], taxonomy: Taxonomy) -> Legend:
    """The legend of a report's sentences; empty where it explains nothing. A scene with its level is no word for one."""
    words: dict[str, int] = {}
    bands: list[tuple[float, float, int]] = []
    for text in texts:
        if "级" not in text and "L" not in text:
            continue
        sentence = plain(text).replace(" ", "")
        pairs = {
            (match["word"] or match["plain"] if pattern is _NAMED else match["word"]): _number(
                match["level"] or (match["plain"] if pattern is _EXPLAINED else "")
            )
            for pattern in (_EXPLAINED, _NAMED)
            for match in pattern.finditer(sentence)
        }
        pairs = {word: level for word, level in pairs.items() if taxonomy.find_topic(word) is None}
        if len(pairs) >= _FEWEST and len(set(pairs.values())) >= _FEWEST:
            words.update(pairs)
        found = [_band(match) for match in _BAND.finditer(sentence)]
        if len(found) >= _FEWEST:
            bands = bands or found
    return Legend(
        {word: level for word, level in words.items() if taxonomy.find_level(word) is None}, tuple(bands)
    )


def _band(match: re.Match[str]) -> tuple[float, float, int]:
    low = float(match["low"])
    if match["below"]:
        return 0.0, low - 1, _number(match["level"])
    high = float(match["high"]) if match["high"] else 1000.0
    return low, high + 0.99 if match["high"] else high, _number(match["level"])


def _number(written: str) -> int:
    sign = written.removeprefix("l")[0]
    return _DIGITS[sign] if sign in _DIGITS else int(sign)
