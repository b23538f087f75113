"""The taxonomy's entries as values; each is one row of a file in `data/`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TopicKind = Literal["scene", "foundation", "management", "finance"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A scene of the 2024 indicator set, or one of the foundation, management and financing topics."""

    code: str
    name: str
    group: str
    kind: TopicKind
    mandatory: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A level 0–4 and the ways in which reports write it."""

    number: int
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """An area of the plan's annex 2; `name` is without its parenthesis."""

    name: str
    annex_name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Industry:
    """One of the plan's four groups. `codes` are GB/T 4754 prefixes; only `certain` ones are named alike there.

    `target_2026` and `target_2027` are the plan's numbers of solutions (annex 1).
    """

    name: str
    codes: tuple[str, ...]
    certain: tuple[str, ...]
    target_2026: int
    target_2027: int
    aliases: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndustryCode:
    """One GB/T 4754-2017 code of manufacturing."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Term:
    """A telling word of a topic; weight 3 decides nearly alone, 2 is strong, 1 is a hint."""

    topic: str
    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of our own, labelled with what it is about."""

    topic: str
    text: str
