"""The stable JSON of a financing plan, as pure functions from the domain's values to plain dictionaries."""

from __future__ import annotations

from typing import Any

from matcher.financing.capital import Cost
from matcher.financing.lines import Draw, Line
from matcher.financing.plans import Combination, FinancingOption, FinancingPlan, Payment

Document = dict[str, Any]


def financing_document(plan: FinancingPlan) -> Document:
    """The `financing_plan` of `duijie match --json`; money in 万元, a sum that needs what is 未公布 is None."""
    return {
        "payments": [_payment(payment) for payment in plan.payments],
        "purposes": [
            {
                "purpose": purpose.value,
                "options": [_option(option) for option in options],
                "obstacles": list(plan.obstacles.get(purpose, ())),
            }
            for purpose, options in plan.options.items()
        ],
        "best": _combination(plan.best) if plan.best else None,
        "uncovered": [purpose.value for purpose in plan.uncovered],
        "rules": list(plan.rules),
        "unknowns": list(plan.unknowns),
        "assumptions": list(plan.assumptions),
    }


def _payment(payment: Payment) -> Document:
    return {
        "item": None if payment.item is None else str(payment.item),
        "what": payment.what,
        "purpose": payment.purpose,
        "cost_wan": payment.cost_wan,
        "outside_wan": payment.outside_wan,
        "lent_wan": payment.lent_wan,
        "own_wan": payment.own_wan,
    }


def _option(option: FinancingOption) -> Document:
    return {
        **_draw(option.draw),
        "needed_wan": option.needed_wan,
        "net_cost_wan": {"best": option.cost.net.best_wan, "worst": option.cost.net.worst_wan},
        "questions": [
            {"product": ask.product, "question": ask.question, "sentence": ask.sentence}
            for ask in option.asks
        ],
    }


def _draw(draw: Draw) -> Document:
    return {
        "id": str(draw.support.id),
        "name": draw.name,
        "amount_wan": draw.amount_wan,
        "term_months": draw.months,
        "discount": None if draw.discount is None else str(draw.discount.id),
        "guarantee": None if draw.guarantee is None else str(draw.guarantee.id),
    }


def _combination(best: Combination) -> Document:
    return {
        "loans": [_draw(draw) for draw in best.draws],
        "rewards": [str(support.id) for support in best.rewards],
        "shortfall_wan": best.shortfall_wan,
        **_cost(best.cost),
    }


def _cost(cost: Cost) -> Document:
    return {
        "facts": [_line(line) for line in cost.facts],
        "lines": [_line(line) for line in cost.lines],
        "notes": [_line(line) for line in cost.notes],
        "net_cost_wan": {"best": cost.net.best_wan, "worst": cost.net.worst_wan},
        "annual_pct": {"best": cost.annual_best_pct, "worst": cost.annual_worst_pct},
    }


def _line(line: Line) -> Document:
    return {
        "label": line.label,
        "words": line.words,
        "best_wan": line.best_wan,
        "worst_wan": line.worst_wan,
        "ask": line.ask,
    }
