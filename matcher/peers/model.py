"""What looking for similar companies answers, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.enterprises.schemas import Stage


@dataclass(frozen=True, slots=True)
class Profile:
    """What two enterprises are compared by; None and empty are unknown.

    `industry` is one of the plan's four, `industry_code` of GB/T 4754, `size` one of 微型, 小型, 中型, 大型. `levels` are
    0–4 by topic where the enterprise stands, or stood before its projects. `topics` are those asked for, or solved.
    """

    industry: str | None
    industry_code: str | None
    size: str | None
    levels: Mapping[str, int]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a similarity: its points, the most that it can give, and the sentence that says why."""

    name: str
    points: float
    most: float
    reason: str


@dataclass(frozen=True, slots=True)
class SuccessRecord:
    """What became of an item at the enterprises that signed for it; each counts once.

    `low` and `high` bound the share of decided projects that are accepted, with 90 % credibility.
    """

    signed: int
    live: int
    accepted: int
    stopped: int
    low: float
    high: float

    @property
    def words(self) -> str:
        """Such as 3家验收/4家签约; a stopped project is always said."""
        parts = [f"{self.accepted}家验收", *([f"{self.live}家已上线"] if self.live else [])]
        stopped = f"，{self.stopped}家终止" if self.stopped else ""
        return f"{'、'.join(parts)}/{self.signed}家签约{stopped}"


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project that succeeded, as its enterprise agreed to show it; cost in 万元, levels 0–4, None is not stated.

    `asked` says that the topic is among those looked for; `available` that the item can be had today. `record` is None
    where too few enterprises stand behind it.
    """

    item_id: int
    item: str
    provider: str
    topic: str
    stage: Stage
    month: str
    level_before: int | None
    level_after: int | None
    cost_wan: float | None
    effect: str
    asked: bool
    available: bool
    record: SuccessRecord | None


@dataclass(frozen=True, slots=True)
class Peer:
    """An enterprise like this one that agreed to be shown; `score` is exactly the sum of the parts' points."""

    enterprise: str
    industry: str | None
    region: str | None
    size: str | None
    employees: int | None
    titles: tuple[str, ...]
    sample: bool
    parts: tuple[Part, ...]
    purchases: tuple[Purchase, ...]

    @property
    def score(self) -> float:
        """How alike, 0–1."""
        return sum(part.points for part in self.parts)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentence of each part."""
        return tuple(part.reason for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """An item and how many of the enterprises bought it for the topic, and how many have accepted it."""

    item_id: int
    item: str
    provider: str
    bought: int
    accepted: int


@dataclass(frozen=True, slots=True)
class TopicChoices:
    """What enterprises of the same industry bought for one topic, the commonest first; `sentence` says it.

    `enterprises` is None where fewer than three stand behind the sum and not all of them agreed to be shown.
    """

    topic: str
    enterprises: int | None
    choices: tuple[Choice, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class PeerReport:
    """Similar companies, what most bought for each topic asked for, and a sentence on how far this goes.

    `unnamed` counts similar enterprises that succeeded and did not agree to be shown; None below three.
    """

    peers: tuple[Peer, ...]
    topics: tuple[TopicChoices, ...]
    unnamed: int | None
    sentence: str
