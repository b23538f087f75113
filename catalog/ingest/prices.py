"""Reading a provider's price text; what cannot be read stays text and the charging model stays 未公布."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from catalog.amounts import LONGEST_READ, flatten
from catalog.ingest import price_words as words
from catalog.ingest.price_parts import read_parts
from catalog.ingest.price_quotes import Quote, Role, find_quotes
from catalog.ingest.price_totals import find_pieces, find_restated, find_total, is_instalment, restates
from catalog.ingest.price_units import classify_charge, describe_unit, is_whole
from catalog.schemas import Price, PricePart
from catalog.vocabulary import PriceModel

_MOST_WAN = 10_000_000  # the schema's bound; no product costs this much, so a larger number was misread


def read_price(text: str, *, free: bool | None = None) -> Price:
    """The price as written and what can be read of it, money in 万元.

    `free` is what the provider says elsewhere (是否免费); without it the text alone decides whether an edition is free.
    The headline is the first price of the thing itself, or the price of its platform where that is larger; other
    editions in the same unit widen the range, whatever else the text states is kept in `parts`. The upper end of an
    implementation fee is kept, so that a budget that holds it is not broken.
    """
    text = text.strip()
    if len(text) > LONGEST_READ:
        return Price(text=text)
    flat = words.PAREN_UNIT.sub(r"\g<unit>", flatten(text))
    quotes = find_quotes(flat)
    if any((quote.high or quote.low or 0.0) > _MOST_WAN for quote in quotes):
        return Price(text=text)
    is_free = free is not False and _has_free_edition(flat)
    headline, absorbed = _headline(quotes)
    fees = [quote for quote in quotes if quote.role is Role.FEE and quote not in absorbed]
    one_off = round(sum(q.high if q.high is not None else q.low or 0.0 for q in fees), 10) or None
    added = 0.0 if headline is None else headline.high or headline.low or 0.0
    if max(one_off or 0.0, added) > _MOST_WAN:
        return Price(text=text)
    if headline is None:
        return _without_amount(flat, is_free=is_free).model_copy(
            update={"text": text, "one_off_wan": one_off, "parts": _beside_nothing(flat, is_free=is_free)}
        )
    low = 0.0 if is_free else headline.low
    if not headline.charge.things and not headline.charge.period and words.PAID_YEARLY.search(flat):
        headline = replace(headline, charge=replace(headline.charge, period="年"))
    parts = read_parts(flat, absorbed, quotes, subscribed=headline.charge.period is not None)
    if low == headline.high == 0:
        return Price(
            text=text, model=PriceModel.FREE, min_wan=0.0, max_wan=0.0, one_off_wan=one_off, parts=parts
        )
    return Price(
        text=text,
        model=_model(flat, headline),
        min_wan=low,
        max_wan=headline.high,
        unit=describe_unit(headline.charge),
        one_off_wan=one_off,
        parts=parts,
    )


def _headline(quotes: Sequence[Quote]) -> tuple[Quote | None, list[Quote]]:
    """The price of the thing itself, and the quotes that its range holds."""
    core = _candidates(quotes)
    if not core:
        return None, []
    first = find_total(core) or _main(core)
    pieces = find_pieces(quotes, first)
    others = [quote for quote in core if quote is not first and quote not in pieces]
    following = [quote for quote in core[core.index(first) + 1 :] if quote in others]
    whole, added = _add_parts(first, following)
    if is_instalment(first):
        whole = replace(whole, high=None)  # a share of the payment alone says nothing about the most
    editions = [quote for quote in others if _is_edition(quote, whole)]
    headline = _widen(whole, editions)
    return headline, [first, *added, *editions, *pieces, *find_restated(quotes, headline)]


def _main(core: Sequence[Quote]) -> Quote:
    """The first of the prices, or that of the platform where it is larger."""
    first = core[0]
    if not re.match(r"按\S{1,10}(?:计价|收费|计费|台数|数量):?", first.head):
        parts = [
            quote
            for quote in core[1:]
            if not (quote.alternative or quote.added)
            and words.BASE.search(quote.head)
            and is_whole(quote.charge)
        ]
        first = max([first, *parts], key=lambda quote: quote.low or quote.high or 0.0)
    return first


def _candidates(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes that may be the headline: the thing itself, else its hardware, else the only price there is."""
    core = [quote for quote in quotes if quote.role is Role.CORE]
    whole = [quote for quote in core if not is_instalment(quote)]
    stated = [quote for quote in whole if not restates(quote)]
    hardware = [quote for quote in quotes if quote.role is Role.HARDWARE]
    if found := stated or whole or hardware or core:
        return found
    if any(quote.role is Role.FEE for quote in quotes):
        return []
    extras = [quote for quote in quotes if not quote.charge.by_labour]
    return extras or list(quotes[:1])


def _add_parts(first: Quote, others: Sequence[Quote]) -> tuple[Quote, list[Quote]]:
    """软件10万元+服务4万元: parts in one unit that a plus sign joins are bought together."""
    added: list[Quote] = []
    for quote in others:
        if not quote.added or quote.charge != first.charge:
            break
        low = None if first.low is None or quote.low is None else round(first.low + quote.low, 10)
        high = None if first.high is None or quote.high is None else round(first.high + quote.high, 10)
        first = replace(first, low=low, high=high)
        added.append(quote)
    return first, added


def _is_edition(quote: Quote, first: Quote) -> bool:
    """Other editions and steps in the same unit belong to the range; other parts do not."""
    return quote.charge == first.charge and not quote.added and (quote.alternative or quote.tier)


def _widen(first: Quote, editions: Sequence[Quote]) -> Quote:
    if not editions:
        return first
    ladder = [first, *editions]
    lows = [quote.low for quote in ladder if quote.low is not None]
    highs = [quote.high for quote in ladder if quote.high is not None]
    top = max(ladder, key=lambda quote: quote.low if quote.low is not None else quote.high or 0.0)
    return replace(
        first,
        low=min(lows) if len(lows) == len(ladder) else None,
        high=None if top.high is None else max(highs),
        stepped=True,
    )


def _model(flat: str, headline: Quote) -> PriceModel:
    charge = headline.charge
    if charge.things or charge.period or charge.by_labour:
        return classify_charge(charge)
    if words.NEGOTIABLE.match(flat) or words.NEGOTIABLE_CLAUSE.search(flat):
        return PriceModel.NEGOTIABLE
    if words.BOUGHT.search(flat):
        return PriceModel.ONE_OFF
    if words.BY_SEAT.search(flat) and not words.COUNTED.search(flat):
        return PriceModel.PER_SEAT
    made_to_order = re.search(r"开发|实施|定制|建设|改造", headline.head)
    if re.search(r"软件|平台|系统", headline.head) and not made_to_order:
        return PriceModel.ONE_OFF
    if words.PROJECT.search(flat):
        return PriceModel.PROJECT
    if words.ONE_OFF.search(flat) or words.YEARLY.search(flat) or "/年" in flat or headline.stepped:
        # A range or an open end for a described scope is a quotation, a fixed sum or a price list a purchase.
        fixed = headline.low == headline.high or headline.stepped
        return PriceModel.ONE_OFF if fixed else PriceModel.PROJECT
    return PriceModel.UNSTATED


def _beside_nothing(flat: str, *, is_free: bool) -> tuple[PricePart, ...]:
    """What is paid beside a free edition; where no sum is stated at all, the whole price is the question."""
    return read_parts(flat, (), ()) if is_free else ()


def _without_amount(flat: str, *, is_free: bool) -> Price:
    bare = words.PARENS.sub("", flat)
    if is_free:
        paid = bool(words.PAID_TOO.search(flat))
        return Price(model=PriceModel.FREE, min_wan=0.0, max_wan=None if paid else 0.0)
    if words.NO_QUOTATION.search(bare):
        return Price()
    if words.NEGOTIABLE.search(bare):
        return Price(model=PriceModel.NEGOTIABLE)
    if seat := words.BY_SEAT.search(bare):
        is_account = seat["thing"] in ("账号", "帐号", "账户")
        return Price(model=PriceModel.PER_SEAT, unit="账号" if is_account else None)
    if unit := words.BY_UNIT.search(bare):
        return Price(model=PriceModel.PER_UNIT, unit=_UNIT_NAMES.get(unit["thing"], unit["thing"]))
    if words.YEARLY.search(bare):
        return Price(model=PriceModel.SUBSCRIPTION, unit="年")
    if words.MONTHLY.search(bare):
        return Price(model=PriceModel.SUBSCRIPTION, unit="月")
    if re.search(r"一次性|买断|永久授权", bare):
        return Price(model=PriceModel.ONE_OFF)
    return Price(model=PriceModel.PROJECT) if words.PROJECT_ONLY.search(bare) else Price()


_UNIT_NAMES = {
    "点数": "点", "点位": "点", "生产线": "产线", "线": "产线", "线体": "产线", "设备": "台", "路数": "路",
}  # fmt: skip


def _has_free_edition(flat: str) -> bool:
    if words.OPEN_SOURCE.search(flat):
        return True
    clauses = re.split(r"[，；;。,\n|+]|/(?=\D)", words.PARENS.sub("", flat))
    offered = [clause.strip() for clause in clauses if not words.TRIAL_FREE.search(clause)]
    return any(words.FREE_WHOLE.search(clause) or words.FREE_EDITION.search(clause) for clause in offered)
