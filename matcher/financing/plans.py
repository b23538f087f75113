"""What a financing plan is made of, as values: options by purpose, combinations, and who pays how much of each outlay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog.queries import Item
from catalog.vocabulary import Purpose
from matcher.financing.capital import Cost
from matcher.financing.figures import to_fen, to_wan
from matcher.financing.lines import Draw, Support


@dataclass(frozen=True, slots=True)
class Lenders:
    """The financing products of the catalogue on a day, and the LPR in percent a year that their rates are reckoned with.

    None where LPR or day are not known.
    """

    items: Sequence[Item] = ()
    lpr_pct: float | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule of a product that is still open: whom to ask what, and the sentence that says why."""

    product: str
    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FinancingOption:
    """One way to pay for one purpose: a loan or leasing, perhaps with a discount or a guarantee of another product.

    `amount_wan` of `needed_wan` is financed, the rest is the enterprise's own. `questions` are the rules still open,
    `asks` say for each whom to ask what.
    `aside` means that it is not the form of financing that the report asks for.
    """

    purpose: Purpose
    draw: Draw
    needed_wan: float
    cost: Cost
    questions: int
    asks: tuple[Ask, ...]
    aside: bool = False

    @property
    def amount_wan(self) -> float:
        """What it finances, in 万元."""
        return to_wan(self.draw.amount_fen)

    @property
    def shortfall_fen(self) -> int:
        """What it leaves to other money, in 分."""
        return to_fen(self.needed_wan) - self.draw.amount_fen


@dataclass(frozen=True, slots=True)
class Combination:
    """One option for each purpose that can be financed, loans of one product joined, with the rewards of one product.

    `shortfall_wan` is all that outside money was wanted for and no draw lends, other purposes included. `reward_asks` are the
    open rules of a 补贴 product among them.
    """

    options: tuple[FinancingOption, ...]
    draws: tuple[Draw, ...]
    rewards: tuple[Support, ...]
    cost: Cost
    shortfall_wan: float
    reward_asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """Who pays for one outlay of the plan, in 万元.

    Outside money is wanted for `outside_wan` of `cost_wan`, the best combination lends `lent_wan` of it, the rest is own money.
    `item` is the bundle's item, None for what the report asks for beyond the bundle; `purpose` None where it names none.
    """

    item: int | None
    what: str
    purpose: Purpose | None
    cost_wan: float
    outside_wan: float
    lent_wan: float = 0.0

    @property
    def own_wan(self) -> float:
        """What the enterprise pays itself, in 万元."""
        return to_wan(to_fen(self.cost_wan) - to_fen(self.lent_wan))


@dataclass(frozen=True, slots=True)
class FinancingPlan:
    """The options by purpose in order (those whose cost is known first), the cheapest combination, and what to ask.

    `uncovered` are the purposes for which no product is eligible, `obstacles` say for each which product fails on what;
    `rules` say why discounts or rewards are not added up. `unknowns` are questions, with the products that ask them.
    Where the plan is for a bundle, `payments` say who pays for what, and `assumptions` why this much is financed.
    """

    options: dict[Purpose, tuple[FinancingOption, ...]]
    best: Combination | None
    uncovered: tuple[Purpose, ...]
    rules: tuple[str, ...]
    unknowns: tuple[str, ...]
    payments: tuple[Payment, ...] = ()
    assumptions: tuple[str, ...] = ()
    obstacles: dict[Purpose, tuple[str, ...]] = field(default_factory=dict)
