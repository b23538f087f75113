"""The values that a cost is made of: lines with their formula in words, loans drawn, supporting products, assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from catalog.sums import say_fen
from matcher.financing.figures import FEN_PER_WAN
from matcher.financing.limits import Method
from matcher.financing.terms import Terms

Column = Literal["best", "worst"]
UNKNOWN = "未公布"
METHOD_NAMES: dict[Method, str] = {
    "equal_principal": "等额本金",
    "annuity": "等额本息",
    "bullet": "到期一次还本",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, its formula in words, the sum in 分 in the best and the worst case, None while unknown.

    Costs are positive, what is taken off is negative. `ask` says what to ask when a case is unknown, `kind` what it is.
    """

    label: str
    words: str
    best_fen: int | None
    worst_fen: int | None
    ask: str = ""
    kind: Literal["cost", "discount", "reward"] = "cost"

    @property
    def best_wan(self) -> float | None:
        """The best case in 万元."""
        return None if self.best_fen is None else self.best_fen / FEN_PER_WAN

    @property
    def worst_wan(self) -> float | None:
        """The worst case in 万元."""
        return None if self.worst_fen is None else self.worst_fen / FEN_PER_WAN

    def fen(self, column: Column) -> int | None:
        """The sum of one case in 分."""
        return self.best_fen if column == "best" else self.worst_fen

    def say(self) -> str:
        """The sum in words: 9.8667万元, 4.1万元至6.2万元, 最好4.1万元，最坏未公布, 未公布."""
        best, worst = (None if fen is None else say_fen(fen) for fen in (self.best_fen, self.worst_fen))
        if best == worst:
            return best or UNKNOWN
        if best is None or worst is None:
            return f"最好{best or UNKNOWN}，最坏{worst or UNKNOWN}"
        return f"{best}至{worst}"


@dataclass(frozen=True, slots=True)
class Support:
    """A product by its id, with its terms; equal when the id is."""

    id: int
    name: str = field(compare=False)
    terms: Terms = field(compare=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """Money drawn from one loan or leasing product, in 分 and months, with what makes it cheaper or safer."""

    support: Support
    amount_fen: int
    months: int | None
    discount: Support | None = None
    guarantee: Support | None = None

    @property
    def name(self) -> str:
        """The product's name."""
        return self.support.name

    @property
    def amount_wan(self) -> float:
        """What is drawn, in 万元."""
        return self.amount_fen / FEN_PER_WAN

    @property
    def terms(self) -> Terms:
        """The product's terms."""
        return self.support.terms

    @property
    def methods(self) -> tuple[Method, ...]:
        """The ways of repayment from the cheapest to the dearest; where none is stated, the two ends of all there are."""
        return self.terms.repayment or ("equal_principal", "bullet")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cost is computed with beside the products' words; None where it is not known.

    `lpr_pct` in percent a year, `target_level` 0–4 that the report plans for the whole enterprise, `current_level` and `titles`
    the enterprise's,
    `project_fen` the outlay for equipment, software and network. `subsidised` means that a share of the outlay is already taken
    off elsewhere, so that no reward on the outlay counts a second time.
    """

    lpr_pct: Fraction | None = None
    target_level: int | None = None
    titles: tuple[str, ...] = ()
    project_fen: int | None = None
    subsidised: bool = False
    current_level: int | None = None


def add_up(label: str, lines: Sequence[Line]) -> Line:
    """The exact sum of each column; unknown as soon as one of its lines is."""
    return Line(label, " + ".join(line.label for line in lines), _sum(lines, "best"), _sum(lines, "worst"))


def _sum(lines: Sequence[Line], column: Column) -> int | None:
    total = 0
    for line in lines:
        fen = line.fen(column)
        if fen is None:
            return None
        total += fen
    return total


def range_words(best: str | None, worst: str | None) -> str:
    """A range in words; a missing end is said to be missing."""
    if best is None and worst is None:
        return UNKNOWN
    if best is None or worst is None:
        return f"{best or worst}（{'上限' if worst is None else '下限'}{UNKNOWN}）"
    return best if best == worst else f"{best}至{worst}"
