"""The single prices that a price text quotes: amount, unit, and what each is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from catalog.amounts import Amount, find_amounts
from catalog.ingest import price_words as words
from catalog.ingest.price_units import MASK, Charge, read_charge_before, read_charges_after


class Role(Enum):
    """What an amount pays for."""

    CORE = auto()
    FEE = auto()
    """Paid once beside the price: implementation, installation, opening."""
    HARDWARE = auto()
    EXTRA = auto()
    """Paid only under a condition: more users, later years, options, services by the day."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One amount of the text with what it is for; money in 万元, None where the text leaves that end open."""

    low: float | None
    high: float | None
    charge: Charge
    role: Role
    head: str
    """The words before it in its clause."""
    alternative: bool
    """Another way to buy the same, not another part of it."""
    added: bool
    """Joined to the quote before it by a plus sign."""
    tier: bool
    """The same thing for another quantity."""
    clause: str = ""
    """The whole clause, as it is written."""
    choice: bool = False
    """Joined to what stands before it by 或: the buyer takes one or the other."""
    severed: bool = False
    """Begins a sentence: a list before it does not reach it."""
    stepped: bool = False
    """Widened by other editions or quantities."""


def find_quotes(flat: str) -> list[Quote]:
    """The prices quoted in a flattened text; those in parentheses only where there are no others."""
    masked = words.PARENS.sub(lambda match: MASK * len(match.group()), flat)
    amounts = find_amounts(masked)
    if not amounts:
        masked = re.sub(r"[()\[\]【】]", "，", flat)
        amounts = find_amounts(masked)
    prices = _join_listed(masked, [amount for amount in amounts if not _is_deposit(masked, amount)])
    found: list[Quote] = []
    for position, amount in enumerate(prices):
        following = prices[position + 1].start if position + 1 < len(prices) else len(masked)
        previous = prices[position - 1].end if position else 0
        found.append(_quote(flat, masked, amount, previous, following))
    return _inherit_units(found)


def _is_deposit(masked: str, amount: Amount) -> bool:
    return words.DEPOSIT.search(re.split(r"[，；;。+]", masked[: amount.start])[-1]) is not None


def _join_listed(masked: str, amounts: Sequence[Amount]) -> list[Amount]:
    """1万/2万/5万元每年: prices of several editions that share the unit after the last."""
    joined: list[Amount] = []
    for amount in amounts:
        if joined and re.fullmatch(r"\s*[/、]\s*", masked[joined[-1].end : amount.start]):
            before = joined.pop()
            low, high = min(before.low, amount.low), max(before.high, amount.high)
            joined.append(Amount(before.start, amount.end, low, high))
        else:
            joined.append(amount)
    return joined


def _quote(flat: str, masked: str, amount: Amount, previous: int, following: int) -> Quote:
    breaks = list(words.BREAK.finditer(masked, previous, amount.start))
    start = breaks[-1].end() if breaks else previous
    head = masked[start : amount.start].replace(MASK, "").strip()
    written, after_units = read_charges_after(masked, amount.end)
    ending = words.BREAK.search(masked, after_units, following)
    end = ending.start() if ending else following
    note = flat[amount.end : end]
    charge = read_charge_before(head, written, flat[amount.end : following])
    joiner = breaks[-1].group() if breaks else ""
    choice = joiner.startswith(words.CHOICE) or head.startswith(words.CHOICE)
    low, high = _ends(amount, head, masked[amount.end : amount.end + 6], masked[after_units:end], note)
    return Quote(
        low=low,
        high=high,
        charge=charge,
        role=_role(head, masked[after_units:end], written, charge),
        head=head,
        alternative=choice or bool(words.ALTERNATIVE.search(head)),
        added=joiner == "+",
        tier=re.fullmatch(r"(?:/\S{1,4})?、", head) is not None
        or bool(words.TIER.search(head) or words.COUNTED.search(head) or words.COUNTED.search(note)),
        clause=trim_clause(flat[start : _end_of_item(flat, after_units, end, following)]),
        choice=choice,
        severed=joiner in ("；", ";", "。", "\n"),
    )


def trim_clause(clause: str) -> str:
    """A clause without the marks that join it to what stands before it."""
    return clause.strip().lstrip("、:：，,；;。 ")


def _end_of_item(flat: str, start: int, end: int, following: int) -> int:
    """Where 软件12万元 ends in 软件12万元、硬件18万元: the words of the next item are not its own."""
    if end < following or following == len(flat):
        return end
    mark = max(flat.rfind("、", start, end), flat.rfind(":", start, end))
    return end if mark < 0 else mark


def _ends(
    amount: Amount, head: str, directly: str, after: str, note: str
) -> tuple[float | None, float | None]:
    """The range, with the end left open that the words around it leave open."""
    opened = (words.FROM.search(after), words.FROM.search(directly), words.FROM_NOTE.search(note))
    if any(opened) or words.FROM_HEAD.search(head):
        return amount.low, None
    if words.UP_TO.search(directly) or words.UP_TO_HEAD.search(head):
        return None, amount.high
    return amount.low, amount.high


def _role(head: str, after: str, written: Charge, charge: Charge) -> Role:
    if charge.by_labour or words.INCLUDED.search(head):
        return Role.EXTRA
    is_fee = words.FEE.search(head[-12:]) and not words.NOT_FEE.search(head)
    if is_fee or words.ASKED_BESIDE.search(head):
        # 首年另收整理费1万元 is paid once although it names a year; 培训费500元/人 is not one sum.
        return Role.EXTRA if charge.things or written.period else Role.FEE
    if words.EXTRA.search(head):
        return Role.EXTRA
    if words.HARDWARE.search(head) and not words.SOFTWARE.search(head):
        return Role.HARDWARE
    return Role.EXTRA if words.BESIDE_AFTER.search(after) else Role.CORE


def _inherit_units(quotes: list[Quote]) -> list[Quote]:
    """20台以上1500元 after 1800元/台: a step of the same ladder speaks in the same unit."""
    found: list[Quote] = []
    for quote in quotes:
        if found and words.TIER.search(quote.head) and quote.role is Role.CORE and not quote.added:
            before, own = found[-1].charge, quote.charge
            bare = not own.things and not own.period
            kindred = bool(before.things and own.things) and before.things[0].endswith(own.things[0])
            same = bool(before.things) and (bare or kindred)
            found.append(replace(quote, charge=before) if same else quote)
        else:
            found.append(quote)
    return found
