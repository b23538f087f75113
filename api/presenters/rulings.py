"""The rules of a financing product, each judged, with the product's own words and whom to ask what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.presenters.numbers import say_level, say_wan
from catalog.schemas import FinanceContent
from matcher.financing.eligibility import Ruling, Verdict
from matcher.scoring.coverage import State

_LABELS: Mapping[Verdict, str] = {"met": "符合", "unmet": "不符合", "unknown": "待确认"}
_STATES: Mapping[Verdict, State] = {"met": "covered", "unmet": "gap", "unknown": "partial"}
_JOINT = "、"
_OWN_WORDS: Mapping[str, Callable[[FinanceContent], str]] = {
    "资金用途": lambda content: _JOINT.join(content.purposes),
    "额度": lambda content: content.amount_text,
    "期限": lambda content: content.term_text,
    "担保方式": lambda content: _JOINT.join(content.collateral),
    "地区": lambda content: _JOINT.join(content.regions),
    "行业": lambda content: _JOINT.join(content.industries),
    "企业规模": lambda content: _JOINT.join(content.sizes),
    "备案": lambda content: _JOINT.join(title for title in content.titles if "备案" in title),
    "资质": lambda content: _JOINT.join(title for title in content.titles if "备案" not in title),
    "数字化等级": lambda content: f"{say_level(content.min_level)}及以上",
    "营业收入": lambda content: f"不低于{say_wan(content.min_revenue_wan or 0)}",
    "成立年限": lambda content: f"满{content.min_years or 0:g}年",
}
"""Where the product's own words on each rule stand."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule: `state` colours the verdict, `own` are the product's words, `ask` is empty where nothing is open."""

    rule: str
    state: State
    verdict: str
    sentence: str
    own: str
    ask: str


def present_rulings(rulings: Sequence[Ruling], content: FinanceContent) -> tuple[RuleRow, ...]:
    """Every rule in the order in which it was judged."""
    return tuple(
        RuleRow(
            rule=ruling.rule,
            state=_STATES[ruling.verdict],
            verdict=_LABELS[ruling.verdict],
            sentence=ruling.sentence.removeprefix(f"{ruling.rule}："),
            own=_OWN_WORDS[ruling.rule](content),
            ask=ruling.ask,
        )
        for ruling in rulings
    )


def count_verdicts(rulings: Sequence[Ruling]) -> str:
    """How many rules stand how: 4条符合，2条待确认."""
    counted = Counter(ruling.verdict for ruling in rulings)
    return "，".join(f"{counted[verdict]}条{label}" for verdict, label in _LABELS.items() if counted[verdict])
