"""Sums of a price text that add nothing to its headline: the pieces of a total, instalments, and the same price said anew."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from catalog.ingest import price_words as words
from catalog.ingest.price_quotes import Quote, Role
from catalog.ingest.price_units import Charge


def find_total(quotes: Sequence[Quote]) -> Quote | None:
    """The sum that is called the total of the text; None where several are (软件合计…，硬件合计…) or none is."""
    totals = [quote for quote in quotes if words.TOTAL.match(quote.head) and not is_beside(quote)]
    return totals[0] if len(totals) == 1 else None


def is_beside(quote: Quote) -> bool:
    """Whether the clause itself says that the sum comes on top."""
    return bool(words.UNREAD.search(quote.clause) or words.BEYOND.search(quote.head))


def is_instalment(quote: Quote) -> bool:
    """A part of the payment, not of the purchase: 首付, 尾款, 验收后付. 硬件首付 is no instalment of the headline."""
    return words.INSTALMENT.match(quote.head) is not None


def restates(quote: Quote) -> bool:
    """Whether the words before a sum say that it states another one anew: 折合每月, 团购价, 尾款."""
    return any(rule.match(quote.head) for rule in (words.INSTALMENT, words.CONVERTED, words.DISCOUNTED))


def find_pieces(quotes: Sequence[Quote], first: Quote) -> list[Quote]:
    """What the headline `first` is made up of: what 其中 lists, and the parts beside a total that fit into it.

    In doubt a sum is kept as a part, as the worst case must not be too small: one that does not fit into the total any more,
    a fee that no sum of the pieces needs, what stands in another sentence than 其中.
    """
    if first.high is None:
        return []
    at = quotes.index(first)
    pieces = list(_listed(quotes[at + 1 :], first))
    if first is find_total(quotes) and not any(quote.added for quote in quotes[at + 1 : at + 2]):
        pieces += _parts_of_total(quotes, first, at)
    return pieces


def _listed(following: Sequence[Quote], first: Quote) -> Iterator[Quote]:
    """The quotes after 其中 or 含, as far as the list goes: 含 reaches what 、 joins, 其中 the rest of its sentence."""
    opener, held = None, 0.0
    for quote in following:
        if words.INCLUDED.search(quote.head):
            opener, held = quote, quote.high or 0.0
            continue
        if opener is None:
            continue
        reaches = quote.head.startswith("、") or (
            words.AMONG.search(opener.head) and not (quote.severed or quote.added)
        )
        held += quote.high or quote.low or 0.0
        if not reaches or not _may_belong(quote, first) or _exceeds(held, first):
            opener = None
        else:
            yield quote


def _parts_of_total(quotes: Sequence[Quote], total: Quote, at: int) -> list[Quote]:
    held, fitting = 0.0, []
    for quote in quotes:
        if quote is total or restates(quote) or not _may_belong(quote, total):
            continue
        held += quote.high or quote.low or 0.0
        if _exceeds(held, total):
            held -= quote.high or quote.low or 0.0
            break
        fitting.append(quote)
    after = quotes[at + 1].head if at + 1 < len(quotes) else ""
    introduced = after.startswith(":") or words.AMONG.search(after) is not None
    if introduced or math.isclose(held, total.high or 0.0, rel_tol=1e-6):
        return fitting
    return [
        quote
        for quote in fitting
        if quote.role in (Role.CORE, Role.HARDWARE)
        and quote.charge == total.charge
        and not (quote.alternative or quote.tier)
    ]


def find_restated(quotes: Sequence[Quote], whole: Quote) -> list[Quote]:
    """Instalments and other statements of the headline `whole`, as far as they are not larger than it."""
    instalments = [quote for quote in quotes if is_instalment(quote)]
    paid = sum(quote.high or quote.low or 0.0 for quote in instalments)
    found = [] if _exceeds(paid, whole) else instalments
    discounts = [
        quote
        for quote in quotes
        if words.DISCOUNTED.match(quote.head)
        and quote.charge in (whole.charge, Charge())
        and not _exceeds(quote.high or quote.low or 0.0, whole)
    ]
    return [*found, *discounts, *(quote for quote in quotes if words.CONVERTED.match(quote.head))]


def _may_belong(quote: Quote, whole: Quote) -> bool:
    return quote.charge in (whole.charge, Charge()) and not (is_beside(quote) or quote.choice)


def _exceeds(sum_wan: float, whole: Quote) -> bool:
    return whole.high is not None and sum_wan > whole.high * (1 + 1e-6)
