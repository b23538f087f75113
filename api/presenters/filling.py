"""Values for the bundle's form that the financing plan knows, each with where it comes from; nothing is filled in silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.forms.bundle import BundleForm, write_wan
from api.presenters.numbers import say_wan
from catalog.vocabulary import Purpose
from matcher.financing.figures import FEN_PER_YUAN, say_share, to_fen, to_wan
from matcher.financing.lines import Support
from matcher.financing.plans import Combination, FinancingPlan
from matcher.financing.subsidies import ShareOfOutlay

_YUAN_PER_WAN = 10_000
_TERMS = (12, 24, 36)


@dataclass(frozen=True, slots=True)
class Named:
    """A product with its address; `note` says what it is for."""

    name: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A value for the bundle's form with where it comes from; following `url` fills it in."""

    words: str
    sources: tuple[Named, ...]
    url: str
    cautions: tuple[str, ...] = ()


def name_product(support: Support, note: str = "") -> Named:
    """A product with the address of its page."""
    return Named(support.name, f"/items/{support.id}", note)


def offer_terms(token: str, form: BundleForm, best: Combination | None) -> Iterator[Named]:
    """Terms to try, where the cost is unknown for want of one."""
    if best is not None and any(draw.months is None for draw in best.draws):
        for months in _TERMS:
            yield Named(f"{months}个月", _address(token, form.query(months=str(months)), "financing-plan"))


def fill_credit(token: str, form: BundleForm, plan: FinancingPlan | None) -> Iterator[Fill]:
    """What the combination lends for the bundle's items, as a value for 可用贷款."""
    if plan is None or plan.best is None:
        return
    paid = [payment for payment in plan.payments if payment.item is not None and payment.lent_wan]
    yuan = sum(to_fen(payment.lent_wan) for payment in paid) // FEN_PER_YUAN
    text = write_wan(yuan / _YUAN_PER_WAN)
    if not yuan or text == form.credit:
        return
    purposes = {payment.purpose for payment in paid}
    named = "、".join(purpose.value for purpose in Purpose if purpose in purposes)
    lenders = dict.fromkeys(option.draw.support for option in plan.best.options if option.purpose in purposes)
    yield Fill(
        f"可用贷款填{say_wan(yuan / _YUAN_PER_WAN)}，只能用于{named}",
        tuple(name_product(lender) for lender in lenders),
        _address(token, form.query(credit=text, borrow="")),
    )


def fill_shares(token: str, form: BundleForm, shares: Sequence[ShareOfOutlay]) -> Iterator[Fill]:
    """Subsidies as values for 补助比例 and 补助最多."""
    for share in shares:
        percent = say_share(share.share).removesuffix("%")
        cap = "" if share.cap_fen is None else write_wan(to_wan(share.cap_fen))
        if (form.share, form.cap) == (percent, cap):
            continue
        most = "" if share.cap_fen is None else f"，最多{say_wan(to_wan(share.cap_fen))}"
        yield Fill(
            f"补助按{percent}%算{most}",
            (Named(share.item.name, f"/items/{share.item.id}", f"“{share.words}”"),),
            _address(token, form.query(share=percent, cap=cap)),
            tuple(f"{ruling.ask}：{ruling.sentence}" for ruling in share.open_rules),
        )


def _address(token: str, query: str, part: str = "bundle") -> str:
    return f"/report/{token}?{query}#{part}"
