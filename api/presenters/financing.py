"""A financing plan as the page shows it: the combination as a picture, its lines, purposes apart, who pays for what, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.forms.bundle import BundleForm
from api.presenters.filling import Fill, Named, fill_credit, fill_shares, name_product, offer_terms
from api.presenters.items import Fact
from api.presenters.numbers import UNSTATED, say_wan, say_wan_range
from api.presenters.waterfall import Waterfall, present_waterfall, say_ends, say_net
from matcher.bundles.model import Bundle
from matcher.financing.capital import Cost
from matcher.financing.figures import FEN_PER_YUAN, to_fen, to_wan
from matcher.financing.lines import Draw, Line
from matcher.financing.plans import Combination, FinancingOption, FinancingPlan, Payment
from matcher.financing.rates import ASK_LPR
from matcher.financing.subsidies import ShareOfOutlay

_FIELDS = {"months": "借多久", "lpr": "LPR"}
_OPTIONS_SHOWN = 4
_ASK_LPR = "最新一期 LPR 是多少，可填在上面的“LPR”里"
_WHOM = ("问企业：", "问机构：")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with its formula; both columns in 元, to the 分. `sign` is cost, off or sum."""

    label: str
    words: str
    best: str
    worst: str
    sign: str


@dataclass(frozen=True, slots=True)
class LoanView:
    """A loan or leasing of the combination with what makes it cheaper or safer."""

    product: Named
    amount: str
    facts: tuple[Fact, ...]
    beside: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class OptionView:
    """A way to pay for a purpose; `chosen` is the one of the combination."""

    product: Named
    beside: tuple[Named, ...]
    amount: str
    short: str
    cost: str
    asks: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class PurposeView:
    """A purpose with its options, or why there is none."""

    name: str
    needed: str
    options: tuple[OptionView, ...]
    more: tuple[OptionView, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Who pays for one outlay."""

    what: str
    url: str
    purpose: str
    cost: str
    lent: str
    own: str


@dataclass(frozen=True, slots=True)
class AskGroup:
    """Questions to the same side."""

    whom: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinancingView:
    """Everything about the plan; without `exists` there is nothing to finance and only the offer to try.

    `own` and `lent` are the sums over all payments.
    """

    exists: bool
    errors: tuple[str, ...]
    sentence: str
    assumptions: tuple[str, ...]
    facts: tuple[Fact, ...]
    loans: tuple[LoanView, ...]
    rewards: tuple[Named, ...]
    waterfall: Waterfall | None
    lines: tuple[LineRow, ...]
    notes: tuple[str, ...]
    purposes: tuple[PurposeView, ...]
    payments: tuple[PaymentRow, ...]
    own: str
    lent: str
    rules: tuple[str, ...]
    asks: tuple[AskGroup, ...]
    warning: str
    terms: tuple[Named, ...]
    fills: tuple[Fill, ...]


def present_financing(
    token: str,
    form: BundleForm,
    plan: FinancingPlan | None,
    shares: Sequence[ShareOfOutlay] = (),
    bundle: Bundle | None = None,
    budget_wan: float | None = None,
) -> FinancingView:
    """The view of a plan for `bundle` in the report of `token`; `shares` are subsidies that the form may count on."""
    best = plan.best if plan else None
    rows = present_lines(best.cost) if best else ()
    return FinancingView(
        exists=plan is not None,
        errors=tuple(
            f"{label}：{form.errors[name]}" for name, label in _FIELDS.items() if name in form.errors
        ),
        sentence=_sentence(plan),
        assumptions=plan.assumptions if plan else (),
        facts=tuple(_facts(plan, best)) if plan and best else (),
        loans=tuple(_loan(draw, best) for draw in best.draws) if best else (),
        rewards=_name_rewards(best) if best else (),
        waterfall=present_waterfall(best.cost) if best else None,
        lines=rows,
        notes=tuple(f"{note.label}：{note.words}" for note in best.cost.notes) if best else (),
        purposes=tuple(_purposes(plan)) if plan else (),
        payments=tuple(_payment(payment) for payment in plan.payments) if plan else (),
        own=_sum(payment.own_wan for payment in plan.payments) if plan else "",
        lent=_sum(payment.lent_wan for payment in plan.payments) if plan else "",
        rules=plan.rules if plan else (),
        asks=tuple(_group_asks([_ASK_LPR if ask == ASK_LPR else ask for ask in plan.unknowns]))
        if plan
        else (),
        warning=_warn(plan, bundle, budget_wan),
        terms=tuple(offer_terms(token, form, best)),
        fills=(*fill_credit(token, form, plan), *fill_shares(token, form, shares)),
    )


def _sentence(plan: FinancingPlan | None) -> str:
    if plan is None:
        return "报告没有提到要借钱，自有资金也够，所以没有融资方案。"
    if plan.best is None:
        return _say_nothing_lent(plan)
    lent = to_wan(sum(draw.amount_fen for draw in plan.best.draws))
    cost = plan.best.cost
    said = f"借{say_wan(lent)}"
    short = f"；还差{_say_shortfall(plan, plan.best)}。" if plan.best.shortfall_wan > 0 else "。"
    kinds = {line.kind for line in cost.lines}
    taken = "和".join(name for kind, name in (("discount", "贴息"), ("reward", "奖励")) if kind in kinds)
    best, worst = cost.net.best_wan, cost.net.worst_wan
    if best is not None and worst is not None and max(best, worst) < 0:
        return f"{said}，{taken}比利息和费用还多{say_wan_range(-worst, -best)}{short}"
    if best is not None:
        net = say_net(cost.net) if best < 0 else f"净成本{say_net(cost.net)}"
        return f"{said}，{f'减去{taken}以后，' if taken else ''}全期{net}{short}"
    return f"{said}，净成本算不出来：要用的数有的没有公布，下面写明要问什么{short}"


def _say_nothing_lent(plan: FinancingPlan) -> str:
    """That nothing can be borrowed, for what, and what stands below about it."""
    missing = "、".join(purpose.value for purpose in plan.uncovered)
    said = f"还没有能借到钱的产品{f'：{missing}没有条件相符的贷款或租赁' if missing else ''}"
    below = [
        words
        for words, stands in (
            ("差在哪里", any(plan.obstacles.values())),
            ("要先问什么", bool(plan.unknowns)),
        )
        if stands
    ]
    return f"{said}，下面写明{'、'.join(below)}。" if below else f"{said}。"


def _say_shortfall(plan: FinancingPlan, best: Combination) -> str:
    """What no draw lends, and the purposes for which nothing can be borrowed."""
    missing = "、".join(purpose.value for purpose in plan.uncovered)
    why = f"（{missing}没有条件相符的产品）" if missing else ""
    return f"{say_wan(best.shortfall_wan)}{why}，要用自有资金"


def _facts(plan: FinancingPlan, best: Combination) -> Iterator[Fact]:
    cost = best.cost
    if present_waterfall(cost) is None:
        yield Fact("利息和费用", say_ends(cost.gross), known=cost.gross.best_fen is not None)
        yield Fact("净成本", say_net(cost.net), known=cost.net.best_fen is not None)
    if (annual := _say_annual(cost)) is not None:
        yield Fact("折合年成本", annual, known=annual != UNSTATED)
    if best.shortfall_wan > 0:
        yield Fact("还差", _say_shortfall(plan, best))


def _say_annual(cost: Cost) -> str | None:
    """The cost as a rate a year; None where rewards exceed it, so that a rate would say nothing."""
    best, worst = cost.annual_best_pct, cost.annual_worst_pct
    if best is None:
        return UNSTATED
    if min(best, best if worst is None else worst) < 0:
        return None
    if worst is None:
        return f"最好{best:g}%，最坏{UNSTATED}"
    return f"{best:g}%" if best == worst else f"{best:g}%至{worst:g}%"


def _loan(draw: Draw, best: Combination) -> LoanView:
    purposes = [option.purpose.value for option in best.options if option.draw.support == draw.support]
    _, term, rate = best.cost.facts_of(best.draws.index(draw))
    return LoanView(
        product=name_product(draw.support, "、".join(purposes)),
        amount=say_wan(draw.amount_wan),
        facts=tuple(Fact(line.label, line.words, known=not line.ask) for line in (term, rate)),
        beside=_beside(draw),
    )


def _beside(draw: Draw) -> tuple[Named, ...]:
    """The discount and the guarantee that go with a loan; its own discount is named as such."""
    found = []
    if draw.discount is not None:
        own = draw.discount == draw.support
        found.append(name_product(draw.discount, "贴息：产品自带" if own else "贴息"))
    if draw.guarantee is not None:
        found.append(name_product(draw.guarantee, "担保"))
    return tuple(found)


def _name_rewards(best: Combination) -> tuple[Named, ...]:
    counted = {line.label for line in best.cost.lines if line.kind == "reward"}
    return tuple(
        name_product(support, "成效奖励")
        for support in best.rewards
        if any(f"（{support.name}" in label for label in counted)
    )


def present_lines(cost: Cost) -> tuple[LineRow, ...]:
    """Every line, and the sum at the end."""
    lines = [_row(line, "cost" if line.kind == "cost" else "off") for line in cost.lines]
    return (*lines, _row(cost.net, "sum"))


def _row(line: Line, sign: str) -> LineRow:
    words = "以上各行相加" if sign == "sum" else line.words
    return LineRow(line.label, words, say_yuan(line.best_fen), say_yuan(line.worst_fen), sign)


def say_yuan(fen: int | None) -> str:
    """A sum in 元 to the 分, with commas: 93,500元, −23,275.33元, 未公布."""
    if fen is None:
        return UNSTATED
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    said = f"{yuan:,}" + (f".{rest:02d}" if rest else "")
    return f"{'−' if fen < 0 else ''}{said}元"


def _purposes(plan: FinancingPlan) -> Iterator[PurposeView]:
    chosen = {option.purpose: option for option in plan.best.options} if plan.best else {}
    for purpose, options in plan.options.items():
        views = [_option(option, option is chosen.get(purpose)) for option in options]
        views.sort(key=lambda view: not view.chosen)
        needed = sum(payment.outside_wan for payment in plan.payments if payment.purpose == purpose)
        yield PurposeView(
            name=purpose.value,
            needed=say_wan(options[0].needed_wan if options else needed),
            options=tuple(views[:_OPTIONS_SHOWN]),
            more=tuple(views[_OPTIONS_SHOWN:]),
            obstacles=plan.obstacles.get(purpose, ()),
        )


def _option(option: FinancingOption, chosen: bool) -> OptionView:
    short = to_wan(option.shortfall_fen)
    return OptionView(
        product=name_product(option.draw.support),
        beside=_beside(option.draw),
        amount=say_wan(option.amount_wan),
        short=f"还差{say_wan(short)}" if short > 0 else "",
        cost=say_net(option.cost.net),
        asks=tuple(_say_asks(option)),
        chosen=chosen,
    )


def _say_asks(option: FinancingOption) -> Iterator[str]:
    """Each open rule, with its product where there are several."""
    several = len({ask.product for ask in option.asks}) > 1
    for ask in option.asks:
        yield f"{ask.product}：{ask.sentence}" if several else ask.sentence


def _payment(payment: Payment) -> PaymentRow:
    return PaymentRow(
        what=payment.what,
        url="" if payment.item is None else f"/items/{payment.item}",
        purpose=payment.purpose.value if payment.purpose else "没写用途",
        cost=say_wan(payment.cost_wan),
        lent=_or_nothing(payment.lent_wan),
        own=_or_nothing(payment.own_wan),
    )


def _sum(payments_wan: Iterable[float]) -> str:
    return _or_nothing(to_wan(sum(to_fen(wan) for wan in payments_wan)))


def _or_nothing(wan: float) -> str:
    return say_wan(wan) if wan else "—"


def _group_asks(unknowns: Sequence[str]) -> Iterator[AskGroup]:
    """Questions by whom they go to; a product's name in front means its institution."""
    rest = list(unknowns)
    for prefix in _WHOM:
        mine = [ask for ask in rest if ask.startswith(prefix)]
        rest = [ask for ask in rest if ask not in mine]
        if prefix == _WHOM[1]:
            mine += [ask for ask in rest if "：" in ask]
            rest = [ask for ask in rest if "：" not in ask]
        if mine:
            yield AskGroup(prefix.rstrip("："), tuple(ask.removeprefix(prefix) for ask in mine))
    if rest:
        yield AskGroup("还要定下", tuple(rest))


def _warn(plan: FinancingPlan | None, bundle: Bundle | None, budget_wan: float | None) -> str:
    """Where products lend less than the bundle counts on, so that own money does not suffice after the subsidy."""
    if plan is None or bundle is None or budget_wan is None:
        return ""
    lent = sum(to_fen(payment.lent_wan) for payment in plan.payments if payment.item is not None)
    own = to_fen(bundle.net_wan) - lent
    over = own - to_fen(budget_wan)
    if over <= 0 or own <= to_fen(bundle.own_wan):
        return ""
    said = f"能借到的不够：这样组合里要自付{say_wan(to_wan(own))}，比预算多{say_wan(to_wan(over))}"
    advance = f"；补助到账前还要垫付{say_wan(bundle.subsidy_wan)}" if bundle.subsidy_wan else ""
    return f"{said}{advance}。"
