"""How much and how long a product gives by its words: sums, shares of the project or contract, months, repayment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from catalog.quantities import Months, find_amounts, find_months
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType, Purpose
from matcher.financing.figures import find_shares, fold, has_unread_figure, to_fen

Base = Literal["project", "equipment", "other"]
Method = Literal["equal_principal", "annuity", "bullet"]

_DOWN_PAYMENT = re.compile(r"首付(?:款|比例)?(?:不低于|至少|最低)?\D{0,3}$")
_PROJECT = re.compile(r"(?:项目|技改|改造)?总?投(?:资|入)|项目(?:备案)?(?:总)?[额金]")
_EQUIPMENT = re.compile(r"设备(?:购置)?(?:采购)?(?:合同)?(?:金额|价款|总价|款|价|合同)")
_ASSESSED = re.compile(r"核定|评估|测算|审定|视.{0,10}确定|授信额度为准|无固定上限")
_LOWER = re.compile(r"起(?!点)|不低于|最低|≥")
_TIER = re.compile(r"(?P<who>[^,，;；/。\d]{2,20}?)(?:企业)?(?:最高|不超过|≤)?$")
_GRACE = re.compile(r"宽限期?|只还息|仅付息|先息")
_EITHER = re.compile(r"(?:可|最长可)设")
_METHODS: tuple[tuple[Method, re.Pattern[str]], ...] = (
    ("equal_principal", re.compile(r"等额本金")),
    ("annuity", re.compile(r"等额本息|按月等额|月均等额|等额(?:偿还|还款|租金)")),
    ("bullet", re.compile(r"(?:到期|期末|一次性?)\s*(?:一次性?)?(?:还本|归还本金|偿还本金)|先息后本")),
)


@dataclass(frozen=True, slots=True)
class AmountLimit:
    """What a product gives at most and at least, in 分; None where not stated.

    `share` is of `base` as `base_words` name it (1 less the down payment for leasing). `tiers` are sums by title or security
    of which none is chosen. `assessed` means that the institution fixes the sum case by case.
    """

    words: str
    min_fen: int | None = None
    max_fen: int | None = None
    share: Fraction | None = None
    base: Base = "other"
    base_words: str = ""
    tiers: tuple[tuple[str, int], ...] = ()
    assessed: bool = False
    understood: bool = True

    def most(
        self, *, project_fen: int | None, equipment_fen: int | None, every_title: bool = True
    ) -> int | None:
        """The most it gives in 分 for a project of this size; None where no limit is stated or its base is not known.

        Of sums by title the lowest, which every title gets, or the highest.
        """
        base = {"project": project_fen, "equipment": equipment_fen, "other": None}[self.base]
        by_share = int(self.share * base) if self.share is not None and base is not None else None
        choose = min if every_title else max
        tier = choose((fen for _, fen in self.tiers), default=None)
        stated = [limit for limit in (self.max_fen, by_share, tier) if limit is not None]
        return min(stated, default=None)

    def is_open(self, *, project_fen: int | None, equipment_fen: int | None) -> bool:
        """Whether a limit that is stated or must be asked for is not known as a sum."""
        if self.share is not None:
            base = {"project": project_fen, "equipment": equipment_fen, "other": None}[self.base]
            return base is None
        return self.max_fen is None and not self.tiers


@dataclass(frozen=True, slots=True)
class TermLimit:
    """The months that a product lends for, by purpose where it says so; `grace_months` may be asked for."""

    words: str
    min_months: int | None = None
    max_months: int | None = None
    by_purpose: tuple[tuple[Purpose | None, int], ...] = ()
    grace_months: int | None = None

    def longest(self, purpose: str | None) -> int | None:
        """The longest term for this purpose in months, None where not published."""
        stated = dict(self.by_purpose)
        if not stated:
            return self.max_months
        if purpose is None:
            return None
        return stated.get(Purpose(purpose), stated.get(None))


def read_amount_limit(content: FinanceContent) -> AmountLimit:
    """The limit in the words on the amount; the figures given as fields count where the words have none."""
    words = content.amount_text
    read = read_amount_words(words)
    if read.tiers or read.share is not None or read.max_fen is not None or read.min_fen is not None:
        return read
    least, most = content.amount_min_wan, content.amount_max_wan
    return AmountLimit(
        words,
        None if least is None else to_fen(least),
        None if most is None else to_fen(most),
        assessed=read.assessed,
        understood=read.understood or most is not None,
    )


def read_amount_words(words: str) -> AmountLimit:
    """Sums and shares in these words. A text with a figure that is not understood keeps what was read as no limit at all."""
    text = fold(words)
    amounts = [amount for amount in find_amounts(text) if amount.high > 0]
    shares = find_shares(text)
    places = [(amount.start, amount.end) for amount in amounts]
    places += [(part.start, part.end) for part in shares]
    assessed = _ASSESSED.search(text) is not None
    if len(shares) > 1 or has_unread_figure(text, places):
        return AmountLimit(words, assessed=assessed, understood=False)
    share, base, base_words = _read_share(text)
    if len(amounts) > 1:
        tiers = tuple((_tier(text[: amount.start]), to_fen(amount.high)) for amount in amounts)
        return AmountLimit(
            words, tiers=tiers, share=share, base=base, base_words=base_words, assessed=assessed
        )
    least = most = None
    if amounts:
        (amount,) = amounts
        least = to_fen(amount.low) if amount.low != amount.high else None
        most = to_fen(amount.high)
        around = re.split(r"[,，;；]", text[: amount.start])[-1] + text[amount.end : amount.end + 1]
        if least is None and _LOWER.search(around):
            least, most = most, None
    return AmountLimit(words, least, most, share, base, base_words, assessed=assessed)


def _read_share(text: str) -> tuple[Fraction | None, Base, str]:
    """The financed share, what it is of, and the words for that."""
    for found in find_shares(text):
        before = re.split(r"[,，;；。]", text[: found.start])[-1]
        if _DOWN_PAYMENT.search(before):
            return 1 - found.value, "equipment", "设备价款"
        named = re.sub(r"^(?:按|不超过|不高于|最高|≤|可达)+|的$|(?:≤|不超过)$", "", before).strip("的 ")
        if _EQUIPMENT.search(named) and "净值" not in named:
            return found.value, "equipment", named
        return found.value, "project" if _PROJECT.search(named) else "other", named
    return None, "other", ""


def _tier(before: str) -> str:
    clause = re.split(r"[,，;；/、]", before)[-1].lstrip("(")
    match = _TIER.search(clause)
    return match["who"] if match else clause


def read_term_limit(content: FinanceContent) -> TermLimit:
    """The months in the words on the term; the figures given as fields count where the words have none."""
    if content.finance_type is FinanceType.SUBSIDY:
        return TermLimit(content.term_text)
    read = read_term_words(content.term_text)
    if read.max_months is not None or read.by_purpose:
        return read
    return TermLimit(
        content.term_text, content.term_min_months, content.term_max_months, grace_months=read.grace_months
    )


def read_term_words(words: str) -> TermLimit:
    """Term and grace in these words; 流动资金1年，项目类最长4年 keeps both apart."""
    text = fold(words)
    grace: int | None = None
    spans: list[tuple[str, Months]] = []
    for clause in re.split(r"[,，;；。]", text):
        for span in find_months(clause):
            if _GRACE.search(clause):
                grace = span.high
            elif not re.match(r"以上|后", clause[span.end :]):
                spans.append((clause, span))
    tiers = [(_purpose(clause), span.high) for clause, span in spans]
    if len(spans) == 2 and {Purpose.WORKING_CAPITAL, None} == {who for who, _ in tiers}:
        return TermLimit(words, by_purpose=tuple(tiers), grace_months=grace)
    if len(spans) != 1:
        return TermLimit(words, grace_months=grace)
    clause, span = spans[0]
    least = span.low if span.low != span.high else None
    return TermLimit(words, least, span.high, grace_months=grace)


def _purpose(clause: str) -> Purpose | None:
    return Purpose.WORKING_CAPITAL if "流动资金" in clause or "周转" in clause else None


def read_repayment(content: FinanceContent) -> tuple[Method, ...]:
    """The ways of repayment that the words name, in the order of cost; empty when they name none."""
    text = "；".join(fold(part) for part in (content.term_text, content.amount_text, content.summary))
    return tuple(method for method, pattern in _METHODS if pattern.search(text))
