"""What a bundle is chosen from and what the choice answers, as values; money in 万元, weights as whole numbers.

A need is worth its weight times the best share among the chosen items: two half answers to one need are no whole one.
Of bundles that are worth the same the one whose items fit better comes first, or the cheaper one, as preferred. Each item
is also an effort, to choose, to install and to learn: one that only fits better than what is there must be worth it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.errors import UnusableProblem

MOST_WAN = 10_000_000.0
"""万元; the catalogue's own bound on prices. A budget above it is no limit that anything here could reach."""
_MOST_WEIGHT = 10_000
_MOST_GRADE = 100


class Basis(StrEnum):
    """Which end of the price ranges has to fit the budget."""

    WORST = "worst"
    BEST = "best"


class Preference(StrEnum):
    """What decides between bundles that cover the same: how well the items fit the needs, or at once the cost."""

    FIT = "fit"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Demand:
    """A need and how much it counts; `why` says in Chinese how the weight came about."""

    need: str
    weight: int
    name: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        """Raises UnusableProblem for a weight that is no whole number from 1 to 10 000."""
        if not 1 <= self.weight <= _MOST_WEIGHT:
            raise UnusableProblem(f"需求“{self.label}”的权重应为1到{_MOST_WEIGHT}之间的整数。")

    @property
    def label(self) -> str:
        """The name shown to people."""
        return self.name or self.need


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something an item rests on: any one of the `alternatives` is enough, the enterprise's own or the bundle's."""

    label: str
    alternatives: frozenset[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What an item costs in its first year: one-off fees and the first year's subscription, each end None when unknown.

    `question` is what has to be asked before the price is known on the unknown end; `units` are those that the price is
    counted by, known or not (账号, 台): their numbers are the enterprise's to say.
    """

    low_wan: float | None = None
    high_wan: float | None = None
    question: str = ""
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises UnusableProblem for a negative, endless or upside-down range."""
        for end in (self.low_wan, self.high_wan):
            if end is not None:
                check_money(end, "价格")
        if self.low_wan is not None and self.high_wan is not None and self.low_wan > self.high_wan:
            raise UnusableProblem("价格下限高于上限。")

    def at(self, basis: Basis) -> float | None:
        """The end that counts: the upper one in the worst case, else the lower one where it is known."""
        if basis is Basis.WORST or self.low_wan is None:
            return self.high_wan
        return self.low_wan


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be chosen.

    `covers` maps need ids to a share in (0, 1], read to the hundredth: 1 is covered, less is partly. `fits` grades how
    well the item fits a need that it covers, from 0 (also where nothing is said) to 100. Of each of its
    `functions` a bundle holds one item only (two MES conflict). `provides` are capabilities that it brings, for itself
    as well. `shared` names costs of the problem that are paid once for all items that name them.
    """

    id: int
    name: str
    provider: str
    price: Price = Price()
    covers: Mapping[str, float] = field(default_factory=dict)
    fits: Mapping[str, int] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    requires: tuple[Requirement, ...] = ()
    shared: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raises UnusableProblem for a share outside (0, 1], or a grade that is no whole number from 0 to 100."""
        if any(not 0.01 <= share <= 1 for share in self.covers.values()):
            raise UnusableProblem(f"“{self.name}”的满足程度应在0.01到1之间。")
        if any(not 0 <= grade <= _MOST_GRADE for grade in self.fits.values()):
            raise UnusableProblem(f"“{self.name}”的匹配档次应为0到{_MOST_GRADE}之间的整数。")


@dataclass(frozen=True, slots=True)
class Subsidy:
    """The part of the cost (0–1) that is paid back, at most `cap_wan`; None is no cap.

    A subsidy usually comes after acceptance: until then the enterprise advances it.
    """

    share: float = 0.0
    cap_wan: float | None = None

    def __post_init__(self) -> None:
        """Raises UnusableProblem for a share outside 0–1 or a negative cap."""
        if not 0 <= self.share <= 1:
            raise UnusableProblem("补助比例应在0到1之间。")
        if self.cap_wan is not None:
            check_money(self.cap_wan, "补助上限")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wanted, what is on offer, and within which limits.

    `budget_wan` is the enterprise's own money for the first year, None for no limit; `credit_wan` is outside money that
    may be used on top of it; the subsidy is taken off the cost before either. `existing` are capabilities that the
    enterprise has. `assumed_prices` (item id to 万元) stand in where a price is unknown on the basis. Items in `wanted`
    must be in, items in `excluded` stay out. `effort` is how many grades of fit one more item must bring.
    """

    demands: tuple[Demand, ...]
    candidates: tuple[Candidate, ...]
    budget_wan: float | None = None
    basis: Basis = Basis.WORST
    prefer: Preference = Preference.FIT
    effort: int = 0
    existing: frozenset[str] = frozenset()
    shared_costs: Mapping[str, float] = field(default_factory=dict)
    most_providers: int | None = None
    subsidy: Subsidy = Subsidy()
    credit_wan: float = 0.0
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    assumed_prices: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises UnusableProblem for repeated ids, or money or numbers that are none."""
        if len({c.id for c in self.candidates}) < len(self.candidates):
            raise UnusableProblem("同一产品出现了两次。")
        if len({d.need for d in self.demands}) < len(self.demands):
            raise UnusableProblem("同一需求出现了两次。")
        if self.budget_wan is not None:
            check_money(self.budget_wan, "预算")
        check_money(self.credit_wan, "可用的外部资金")
        for wan in (*self.shared_costs.values(), *self.assumed_prices.values()):
            check_money(wan, "费用")
        if self.most_providers is not None and self.most_providers < 1:
            raise UnusableProblem("服务商个数至少为1。")
        if not 0 <= self.effort <= _MOST_GRADE:
            raise UnusableProblem(f"多一项产品要抵的匹配档次应为0到{_MOST_GRADE}之间的整数。")

    def best_grade(self, need: str) -> int:
        """The best grade that any candidate, chosen or not, has for a need."""
        return max((candidate.fits.get(need, 0) for candidate in self.candidates), default=0)

    def price_of(self, candidate: Candidate) -> float | None:
        """What the item counts with in 万元: its price on the basis, else the price assumed for it, else None."""
        stated = candidate.price.at(self.basis)
        return stated if stated is not None else self.assumed_prices.get(candidate.id)


@dataclass(frozen=True, slots=True)
class Role:
    """Why an item is in the bundle: the weight that would be lost without it, and the sentences that say so."""

    item: int
    adds: float
    price_wan: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unpriced:
    """An item that cannot be in a proven budget: the needs that it would serve, most gained first, and what has to be asked."""

    item: int
    name: str
    needs: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The chosen items, ids ascending, and what they cost and cover; money in 万元, first year.

    `cost_wan` is the gross cost on the problem's basis, shared costs included; `cost_low_wan` and `cost_high_wan` are
    both ends, None where an end is unknown. `fit` sums the grades of the items that serve the needs best. `net_wan` is
    what remains after the subsidy, of which `own_wan` is the enterprise's own money. `optimal` is true only if the solver
    proved that no bundle weighs more and the recount in whole numbers agrees; then `bound` equals `weight`. `obstacle`
    says why there is none that meets the wishes.
    """

    items: tuple[int, ...]
    cost_wan: float
    cost_low_wan: float | None
    cost_high_wan: float | None
    subsidy_wan: float
    net_wan: float
    own_wan: float
    covered: tuple[str, ...]
    partly: Mapping[str, float]
    weight: float
    fit: int
    bound: float
    optimal: bool
    covered_by: Mapping[str, int]
    roles: tuple[Role, ...]
    unpriced: tuple[Unpriced, ...]
    obstacle: str | None = None


def check_money(wan: float, what: str) -> None:
    """Raises UnusableProblem unless the amount (万元) is a number from 0 to the catalogue's bound."""
    if not math.isfinite(wan) or not 0 <= wan <= MOST_WAN:
        raise UnusableProblem(f"{what}应为0到{MOST_WAN:.0f}万元之间的数。")
