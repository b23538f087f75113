"""Corrections as values: what a person may say of the needs that were read, and what then stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matcher.documents.model import Location
from matcher.needs.model import Need, Priority, Reading

NoNeed = Literal["working", "past", "others", "deferred", "effect", "profile"]
"""What a sentence says that is no need: the other roles of `matcher.needs.judging.ROLES`."""

Kind = Literal["confirm", "correct", "merge", "split", "add", "raise", "reject"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of the report that a person chose: its characters and where they stand."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Confirm:
    """The need is right as it stands."""

    need: str


@dataclass(frozen=True, slots=True)
class Correct:
    """The need is of this topic, goes from one level to another (0–4, None where unknown) and is this urgent."""

    need: str
    topic: str
    current_level: int | None
    target_level: int | None
    priority: Priority


@dataclass(frozen=True, slots=True)
class Merge:
    """`need` says the same as `into`, which keeps its topic and takes over the evidence."""

    need: str
    into: str


@dataclass(frozen=True, slots=True)
class Split:
    """Two needs in one: `moved` passages speak for `topic` instead, `shared` ones for both, the others stay."""

    need: str
    topic: str
    moved: tuple[Passage, ...] = ()
    shared: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Add:
    """A need that was not read; it rests on `passage`, which joins the need of its topic where there is one.

    Levels 0–4 and priority are None where the person does not state them: then they are those of that need, or the levels
    that the report states of the scene.
    `graded`: the need follows from the level that the passage's row states, whatever its words say (kind "raise").
    """

    topic: str
    passage: Passage
    current_level: int | None = None
    target_level: int | None = None
    priority: Priority | None = None
    graded: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """No need at all; `reason` is what the sentences say instead, None where the person does not tell."""

    need: str
    reason: NoNeed | None = None


@dataclass(frozen=True, slots=True)
class Restore:
    """A rejected need stands again, as it was before."""

    need: str


Correction = Confirm | Correct | Merge | Split | Add | Reject | Restore


@dataclass(frozen=True, slots=True)
class Rejection:
    """A need that a person rejected, and why."""

    need: Need
    reason: NoNeed | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A reading after a person's corrections.

    `kinds` tells by need id and place which correction a sentence of a need was last judged by; what nobody judged is not in
    it, such as the sentences of a need that another one joined. `rejected` holds what was taken away and may be restored.
    """

    reading: Reading
    rejected: tuple[Rejection, ...]
    kinds: Mapping[tuple[str, Location], Kind]
