"""What a price text states beside its headline: parts with a unit of their own, editions, and sums left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from catalog.amounts import find_amounts
from catalog.ingest import price_words as words
from catalog.ingest.price_quotes import Quote, Role, trim_clause
from catalog.ingest.price_units import describe_unit
from catalog.schemas import PricePart

_CLAUSE = re.compile(rf"(?:{words.BREAK.pattern})|[()\[\]【】]")
_OPENING = tuple("([【")
_MOST_PARTS = 20
_LONGEST = 200  # the schema's bound on a line


def read_parts(
    flat: str, absorbed: Sequence[Quote], quotes: Sequence[Quote], *, subscribed: bool = False
) -> tuple[PricePart, ...]:
    """The parts of a flattened text that its headline does not hold; `absorbed` are the quotes that it does.

    `subscribed` says that the headline is paid by the year or month, so that maintenance is due in the first year as well.
    Left out is what the first year need not pay: later years, options that are ordered separately, and what the buyer may
    take instead (或). What is paid beyond a stated scope is kept without a sum: nobody knows how far it is exceeded.
    """
    found: dict[str, PricePart] = {}
    due = subscribed
    for position, quote in enumerate(quotes):
        due = subscribed and _is_upkeep_due(quote, due=due)
        joined = any(each.added for each in quotes[position : position + 2])
        if quote not in absorbed:
            found.update((part.text, part) for part in _read_quote(quote, joined=joined, subscribed=due))
    for part in _read_silent(flat, quotes, subscribed=subscribed):
        found.setdefault(part.text, part)
    return tuple(found.values())[:_MOST_PARTS]


def _is_upkeep_due(quote: Quote, *, due: bool) -> bool:
    """Whether maintenance named after this quote is due in year one: not where it is that of an edition bought outright."""
    is_edition = quote.role is Role.CORE and quote.alternative
    return quote.charge.period is not None if is_edition else due


def _read_quote(quote: Quote, *, joined: bool, subscribed: bool) -> Iterator[PricePart]:
    if quote.choice:
        return
    if quote.role is Role.FEE:
        if quote.high is None:
            yield PricePart(text=_cut(quote.clause))
    elif quote.role is Role.EXTRA:
        yield from _read_extra(quote, subscribed=subscribed)
    else:
        edition = quote.role is Role.CORE and (quote.alternative or quote.tier) and not joined
        yield _sum(quote, certain=joined, edition=edition)


def _read_extra(quote: Quote, *, subscribed: bool) -> Iterator[PricePart]:
    clause, head = quote.clause, quote.head
    if words.INCLUDED.search(head) or _is_later(clause, subscribed=subscribed):
        return
    if words.BEYOND.search(head):
        yield PricePart(text=_cut(clause))
    elif not _is_option(clause) and (
        not quote.charge.by_labour or words.FEE.search(head) or words.UNREAD.search(clause)
    ):
        yield _sum(quote)


def _is_later(clause: str, *, subscribed: bool) -> bool:
    return bool(words.LATER.search(clause) or (words.UPKEEP.search(clause) and not subscribed))


def _is_option(clause: str) -> bool:
    on_order = words.ON_ORDER.search(clause) and not words.UNREAD.search(clause)
    return bool(words.OPTION.search(clause) or on_order)


def _sum(quote: Quote, *, certain: bool = False, edition: bool = False) -> PricePart:
    return PricePart(
        text=_cut(quote.clause),
        min_wan=quote.low,
        max_wan=quote.high,
        unit=describe_unit(quote.charge),
        certain=certain,
        edition=edition,
    )


def _read_silent(flat: str, quotes: Sequence[Quote], *, subscribed: bool) -> Iterator[PricePart]:
    """Clauses that say that more is paid and state no sum that was read as a quote."""
    due = subscribed
    for joiner, clause in _clauses(flat):
        for quote in quotes:
            if quote.clause in clause:
                due = subscribed and _is_upkeep_due(quote, due=due)
        told = any(
            clause == each.clause or (joiner not in _OPENING and clause in each.clause) for each in quotes
        )
        passed_over = _is_later(clause, subscribed=due) or _is_option(clause) or words.GIVEN.search(clause)
        if not (told or passed_over or joiner.startswith(words.CHOICE)) and _leaves_open(joiner, clause):
            yield PricePart(text=_cut(clause))


def _leaves_open(joiner: str, clause: str) -> bool:
    if words.UNREAD.search(clause) or words.FEE_SHARE.search(clause):
        return True
    if words.BEYOND.search(clause) and ("%" in clause or find_amounts(clause)):
        return True
    if words.UPKEEP.search(clause) and "%" in clause:
        return True
    return joiner == "+" and not find_amounts(clause) and len(re.findall(r"[\u4e00-\u9fff]", clause)) > 1


def _clauses(flat: str) -> Iterable[tuple[str, str]]:
    """The clauses with what joins each to the one before it; parentheses stand apart."""
    joiner, position = "", 0
    for match in _CLAUSE.finditer(flat):
        yield joiner, trim_clause(flat[position : match.start()])
        joiner, position = match.group(), match.end()
    yield joiner, trim_clause(flat[position:])


def _cut(clause: str) -> str:
    return clause if len(clause) <= _LONGEST else clause[: _LONGEST - 1] + "…"
