"""Loading the taxonomy's data files and finding entries by any of their written forms."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from catalog.errors import TaxonomyDamaged, UnknownTerm
from catalog.taxonomy.indicators import LEVEL_RULE, MANDATORY_SCENES, IndicatorSet, parse_indicators
from catalog.taxonomy.model import Industry, IndustryCode, Level, Region, Statement, Term, Topic
from embeddings.segmentation import fold

_FILES = (
    "topics.csv",
    "levels.csv",
    "regions.csv",
    "industries.csv",
    "gb4754.csv",
    "lexicon.csv",
    "statements.csv",
    "synonyms.csv",
    "indicators.json",
)


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Everything in `data/`, loaded once; names are looked up in folded form (case, width, script).

    It is compared and hashed by identity, so that what is derived from it can be cached by it.
    """

    topics: Mapping[str, Topic]
    levels: tuple[Level, ...]
    regions: tuple[Region, ...]
    industries: tuple[Industry, ...]
    industry_codes: Mapping[str, IndustryCode]
    terms: tuple[Term, ...]
    statements: tuple[Statement, ...]
    synonyms: tuple[tuple[str, ...], ...]
    buzzwords: tuple[str, ...]
    indicators: IndicatorSet
    version: str
    """The date of the files and a hash of their content, so that no edit goes unseen: `2026.11.25+1a2b3c4d`."""

    def topic(self, code: str) -> Topic:
        """The topic with this code. Raises UnknownTerm."""
        try:
            return self.topics[code]
        except KeyError:
            raise UnknownTerm(f"没有代码为“{code}”的场景或主题。") from None

    def find_topic(self, text: str) -> Topic | None:
        """The topic written as a code, its name or an alias, or None."""
        return self._topics_by_name.get(fold(text).strip())

    def find_level(self, text: str) -> Level | None:
        """The level written in any of the known ways, or None."""
        return self._levels_by_name.get(fold(text).strip())

    def find_industry(self, text: str) -> Industry | None:
        """The industry written as its name or an alias, with or without the closing 业, or None."""
        return self._industries_by_name.get(fold(text).strip().removesuffix("业"))

    def find_region(self, text: str) -> Region | None:
        """The area written as its name or an alias, or None."""
        return self._regions_by_name.get(fold(text).strip())

    def get_topic(self, text: str) -> Topic:
        """The topic written as a code, its name or an alias. Raises UnknownTerm, naming those that there are."""
        found = self.find_topic(text)
        if found is None:
            known = "、".join(f"{topic.code} {topic.name}" for topic in self.topics.values())
            raise UnknownTerm(f"没有名为“{text}”的场景，可用的有：{known}。")
        return found

    def get_industry(self, text: str) -> Industry:
        """The industry written as its name or an alias. Raises UnknownTerm, naming those that there are."""
        found = self.find_industry(text)
        if found is None:
            known = "、".join(industry.name for industry in self.industries)
            raise UnknownTerm(f"没有名为“{text}”的行业，可用的有：{known}。")
        return found

    def get_region(self, text: str) -> Region:
        """The area written as its name or an alias. Raises UnknownTerm, naming those that there are."""
        found = self.find_region(text)
        if found is None:
            known = "、".join(region.name for region in self.regions)
            raise UnknownTerm(f"没有名为“{text}”的区域，可用的有：{known}。")
        return found

    def industry_of_code(self, code: str) -> Industry | None:
        """The group whose longest prefix fits a GB/T 4754 code (letter C allowed), or None."""
        digits = code.strip().upper().removeprefix("C")
        fits = [
            (len(p), group) for group in self.industries for p in group.codes if p and digits.startswith(p)
        ]
        return max(fits, key=lambda fit: fit[0])[1] if fits else None

    @property
    def mandatory_scenes(self) -> tuple[Topic, ...]:
        """Scenes that the level rule counts as 约束性 (ten by two sources, nine by another)."""
        return tuple(topic for topic in self.topics.values() if topic.mandatory)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every term of the field, for segmentation."""
        found = [term.text for term in self.terms]
        found += [word for group in self.synonyms for word in group]
        found += [alias for topic in self.topics.values() for alias in (topic.name, *topic.aliases)]
        found += [word for industry in self.industries for word in industry.keywords]
        return tuple(dict.fromkeys(found))

    @cached_property
    def claim_words(self) -> Mapping[str, frozenset[str]]:
        """Words by which a product claims to be of the field, folded, with the topics that they speak of; of none: buzzwords."""
        topics: dict[str, set[str]] = {fold(word): set() for word in self.buzzwords}
        for term in self.terms:
            topics.setdefault(fold(term.text), set()).add(term.topic)
        for topic in self.topics.values():
            for name in (topic.name, *topic.aliases):
                topics.setdefault(fold(name), set()).add(topic.code)
        for group in self.synonyms:
            meant = set[str]().union(*(topics.get(fold(word), set()) for word in group))
            for word in group:
                topics.setdefault(fold(word), set()).update(meant)
        return {word: frozenset(found) for word, found in topics.items()}

    @cached_property
    def _topics_by_name(self) -> dict[str, Topic]:
        return {
            fold(name): topic
            for topic in self.topics.values()
            for name in (topic.code, topic.name, *topic.aliases)
        }

    @cached_property
    def _levels_by_name(self) -> dict[str, Level]:
        return {fold(name): level for level in self.levels for name in (level.name, *level.aliases)}

    @cached_property
    def _industries_by_name(self) -> dict[str, Industry]:
        return {
            fold(name).removesuffix("业"): industry
            for industry in self.industries
            for name in (industry.name, *industry.aliases)
        }

    @cached_property
    def _regions_by_name(self) -> dict[str, Region]:
        return {fold(name): region for region in self.regions for name in (region.name, *region.aliases)}


@cache
def load_taxonomy() -> Taxonomy:
    """Read and check the data files. Raises TaxonomyDamaged when one is missing or names an unknown topic."""
    try:
        taxonomy = Taxonomy(
            topics={row["code"]: _topic(row) for row in _rows("topics.csv")},
            levels=tuple(
                Level(int(r["level"]), r["name"], _split(r["aliases"])) for r in _rows("levels.csv")
            ),
            regions=tuple(
                Region(r["name"], r["annex_name"], _split(r["aliases"])) for r in _rows("regions.csv")
            ),
            industries=tuple(_industry(row) for row in _rows("industries.csv")),
            industry_codes={
                r["code"]: IndustryCode(r["code"], r["name"], r["parent"]) for r in _rows("gb4754.csv")
            },
            terms=tuple(Term(r["topic"], r["term"], int(r["weight"])) for r in _rows("lexicon.csv")),
            statements=tuple(Statement(r["topic"], r["text"]) for r in _rows("statements.csv")),
            synonyms=tuple((r["canonical"], *_split(r["variants"])) for r in _rows("synonyms.csv")),
            buzzwords=tuple(r["word"] for r in _rows("buzzwords.csv")),
            indicators=parse_indicators(_data("indicators.json")),
            version=_version(),
        )
    except (OSError, KeyError, ValueError) as error:
        raise TaxonomyDamaged(f"分类数据文件损坏：{error}") from error
    _check(taxonomy)
    return taxonomy


def _check(taxonomy: Taxonomy) -> None:
    named = {term.topic for term in taxonomy.terms} | {statement.topic for statement in taxonomy.statements}
    unknown = named - taxonomy.topics.keys()
    if unknown:
        raise TaxonomyDamaged(f"词表或语料用了不存在的主题代码：{'、'.join(sorted(unknown))}")
    named = {scene for question in taxonomy.indicators.questions for scene in question.option_scenes if scene}
    concerned = {concern for doubt in taxonomy.indicators.uncertainties for concern in doubt.concerns}
    named |= concerned - taxonomy.indicators.by_id.keys() - {LEVEL_RULE, MANDATORY_SCENES}
    unknown = named - taxonomy.topics.keys()
    if unknown:
        raise TaxonomyDamaged(f"评测指标用了不存在的代码：{'、'.join(sorted(unknown))}")


def _version() -> str:
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update(f"{name}\x1f{_data(name)}\x1e".encode())
    date = _data("version.txt").strip()
    if not re.fullmatch(r"\d{4}\.\d{2}\.\d{2}", date):
        raise ValueError(f"version.txt: 应为日期，如 2026.11.25，实为“{date}”")
    return f"{date}+{digest.hexdigest()[:8]}"


def _topic(row: Mapping[str, str]) -> Topic:
    kind: Any = row["kind"]
    return Topic(
        row["code"], row["name"], row["group"], kind, row["mandatory"] == "yes", _split(row["aliases"])
    )


def _industry(row: Mapping[str, str]) -> Industry:
    return Industry(
        name=row["name"],
        codes=_split(row["codes"]),
        certain=_split(row["certain"]),
        target_2026=int(row["target_2026"]),
        target_2027=int(row["target_2027"]),
        aliases=_split(row["aliases"]),
        keywords=_split(row["keywords"]),
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("；") if part.strip())


def _data(name: str) -> str:
    return (resources.files("catalog.taxonomy") / "data" / name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines: Iterable[str] = _data(name).splitlines()
    for row in csv.DictReader(lines):
        if None in row or None in row.values():
            raise ValueError(f"{name}: 有一行的列数不对（{'，'.join(map(str, row.values()))}）")
        yield row
