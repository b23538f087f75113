"""The cost of capital line by line: interest and fees, less 过程贴息 and 成效奖励, each sum with its formula, exact to the 分."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from catalog.sums import say_fen
from matcher.financing.deductions import discount_line, reward_lines
from matcher.financing.figures import FEN_PER_WAN, add_exactly, round_fen, say_pct
from matcher.financing.lines import (
    METHOD_NAMES,
    UNKNOWN,
    Basis,
    Column,
    Draw,
    Line,
    Support,
    add_up,
    range_words,
)
from matcher.financing.rates import ASK_LPR, ASK_RATE
from matcher.financing.schedules import (
    LONGEST_MONTHS,
    Columns,
    schedule,
    total_interest,
    year_money,
)

ASK_TERM = "准备用多久（期限）"


@dataclass(frozen=True, slots=True)
class Cost:
    """What money costs over its whole term, in the best and in the worst case that the words leave open.

    `facts` name principal, term and rate. `lines` are signed and add up exactly to `net` in both columns. `notes` are
    rewards that are promised but not counted, each with why. `annual_*_pct` is the net cost as a rate on what is owed.
    """

    facts: tuple[Line, ...]
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]
    gross: Line
    before_reward: Line
    net: Line
    annual_best_pct: float | None
    annual_worst_pct: float | None

    def facts_of(self, at: int) -> tuple[Line, Line, Line]:
        """Principal, term and rate of the loan at this position."""
        principal, term, rate = self.facts[3 * at : 3 * at + 3]
        return principal, term, rate

    @property
    def net_wan(self) -> float | None:
        """The net cost in 万元 in the worst case; None while a number that it needs is 未公布."""
        return None if self.net.worst_fen is None else self.net.worst_fen / FEN_PER_WAN

    @property
    def known(self) -> bool:
        """Whether the worst case is known."""
        return self.net.worst_fen is not None

    @property
    def openness(self) -> int:
        """How little is known: 0 where the worst case is, 1 where only the best case is, 2 where neither is."""
        return sum(fen is None for fen in (self.net.best_fen, self.net.worst_fen))

    @property
    def asks(self) -> tuple[str, ...]:
        """What to ask so that every line can be computed, each once."""
        said = (line.ask for line in (*self.facts, *self.lines, *self.notes) if line.ask)
        return tuple(dict.fromkeys(said))


def reckon(
    draws: Sequence[Draw], rewards: Sequence[Support], basis: Basis, forgone: Sequence[Support] = ()
) -> Cost:
    """The cost of these loans together, with the discount and guarantee that each names and these products' rewards.

    A discount for several loans is added up before its cap. The rewards of `forgone` are noted and not counted. No figure is
    used that neither a product's words nor `basis` states.
    """
    columns = [_columns(draw, basis) for draw in draws]
    facts = [line for draw in draws for line in _facts(draw, basis)]
    lines = [
        _interest_line(draw, months, basis, of_many=len(draws) > 1)
        for draw, months in zip(draws, columns, strict=True)
    ]
    lines += [
        _fee_line(draw, draw.guarantee, months, basis)
        for draw, months in zip(draws, columns, strict=True)
        if draw.guarantee is not None
    ]
    gross = add_up("利息和费用合计", lines)
    off = [
        discount_line(
            support,
            [months for draw, months in zip(draws, columns, strict=True) if draw.discount == support],
            basis,
        )
        for support in _discounts(draws)
    ]
    before = add_up("贴息后成本", [*lines, *off])
    left = (_left(columns, off, 0), _left(columns, off, 1))
    counted, notes = reward_lines(rewards, forgone, draws, columns, basis, left)
    net = add_up("净成本", [*lines, *off, *counted])
    best, worst = (_annual(net.fen(side), columns, side) for side in ("best", "worst"))
    return Cost(
        facts=tuple(facts),
        lines=(*lines, *off, *counted),
        notes=tuple(notes),
        gross=gross,
        before_reward=before,
        net=net,
        annual_best_pct=best,
        annual_worst_pct=worst,
    )


def _discounts(draws: Iterable[Draw]) -> list[Support]:
    return list(dict.fromkeys(draw.discount for draw in draws if draw.discount is not None))


def _columns(draw: Draw, basis: Basis) -> Columns:
    """The months in the best and the worst case; None where the rate or the term is not known."""
    if draw.months is None or not 1 <= draw.months <= LONGEST_MONTHS:
        return None, None
    low, high = draw.terms.rate.ends(basis.lpr_pct, basis.titles)
    methods = draw.methods
    return (
        None if low is None else schedule(draw.amount_fen, draw.months, low, methods[0]),
        None if high is None else schedule(draw.amount_fen, draw.months, high, methods[-1]),
    )


def _facts(draw: Draw, basis: Basis) -> list[Line]:
    rate = draw.terms.rate
    low, high = rate.ends(basis.lpr_pct, basis.titles)
    ask = ""
    if low is None or high is None:
        ask = ASK_LPR if rate.needs_lpr and basis.lpr_pct is None else f"{draw.name}：{ASK_RATE}"
    term = "没有写明" if draw.months is None else f"{draw.months}个月"
    return [
        Line("本金", f"{draw.name} {say_fen(draw.amount_fen)}", draw.amount_fen, draw.amount_fen),
        Line("期限", term, None, None, ASK_TERM if draw.months is None else ""),
        Line("利率", f"{rate.say(basis.lpr_pct)}：{_say_ends(low, high)}", None, None, ask),
    ]


def _say_ends(low: Fraction | None, high: Fraction | None) -> str:
    if low is None and high is None:
        return UNKNOWN
    if low is None or high is None:
        return f"上限{UNKNOWN}" if low is not None else f"下限{UNKNOWN}"
    return f"年{say_pct(low)}" if low == high else f"年{say_pct(low)}至{say_pct(high)}"


def _interest_line(draw: Draw, months: Columns, basis: Basis, *, of_many: bool) -> Line:
    low, high = draw.terms.rate.ends(basis.lpr_pct, basis.titles)
    label = f"利息（{draw.name}）" if of_many else "利息"
    best, worst = (None if column is None else round_fen(total_interest(column)) for column in months)
    if draw.months is None:
        return Line(label, "借多久没有写明", None, None, ASK_TERM)
    rates = range_words(None if low is None else say_pct(low), None if high is None else say_pct(high))
    ways = "或".join(dict.fromkeys(METHOD_NAMES[method] for method in (draw.methods[0], draw.methods[-1])))
    stated = "" if draw.terms.repayment else "（还款方式未写明，最好按前者、最坏按后者算）"
    words = f"{say_fen(draw.amount_fen)} × 年{rates} × {draw.months}个月，{ways}{stated}"
    ask = ""
    if best is None or worst is None:
        ask = ASK_LPR if draw.terms.rate.needs_lpr and basis.lpr_pct is None else f"{draw.name}：{ASK_RATE}"
    return Line(label, words, best, worst, ask)


def _fee_line(draw: Draw, guarantee: Support, months: Columns, basis: Basis) -> Line:
    """The fee a year: at best on what is still owed when the year begins, at worst on the whole principal each year."""
    rate = guarantee.terms.rate
    low, high = rate.ends(basis.lpr_pct, basis.titles)
    label = f"担保费（{guarantee.name}）"
    if draw.months is None or (low is None and high is None):
        ask = ASK_TERM if draw.months is None else f"{guarantee.name}：担保费率是多少"
        return Line(label, rate.words or UNKNOWN, None, None, ask)
    best = worst = None
    if low is not None and months[0] is not None:
        owed = (months[0][start].owed * min(12, draw.months - start) for start in range(0, draw.months, 12))
        best = round_fen(sum(owed, Fraction(0)) * low / 1200)
    if high is not None:
        worst = round_fen(draw.amount_fen * high / 1200 * draw.months)
    rates = range_words(None if low is None else say_pct(low), None if high is None else say_pct(high))
    words = f"{say_fen(draw.amount_fen)} × 年{rates} × {draw.months}个月，最少按每年初余额、最多按全部本金计"
    return Line(label, words, best, worst, "" if worst is not None else f"{guarantee.name}：担保费率是多少")


def _left(columns: Sequence[Columns], off: Sequence[Line], side: Literal[0, 1]) -> int | None:
    """The interest that the enterprise still bears after discounts, in 分."""
    column: Column = "best" if side == 0 else "worst"
    chosen = [months[side] for months in columns]
    taken = [line.fen(column) for line in off]
    total = 0
    for months in chosen:
        if months is None:
            return None
        total += round_fen(total_interest(months))
    for fen in taken:
        if fen is None:
            return None
        total += fen
    return total


def _annual(net_fen: int | None, columns: Sequence[Columns], side: Column) -> float | None:
    """The rate on what is owed, month by month, that costs as much as the net cost; percent, two decimals."""
    chosen = [months[0 if side == "best" else 1] for months in columns]
    known = [months for months in chosen if months is not None]
    if net_fen is None or len(known) < len(chosen):
        return None
    owed = add_exactly(year_money(months) for months in known)
    return round(float(Fraction(net_fen) / owed * 100), 2) if owed else None
