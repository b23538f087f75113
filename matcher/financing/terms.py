"""All that a product's words promise, read once into values: rate or fee, amount, term, repayment, discount, rewards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType
from matcher.financing.discounts import Discount, discount_words, read_discount
from matcher.financing.figures import fold
from matcher.financing.limits import (
    AmountLimit,
    Method,
    TermLimit,
    read_amount_limit,
    read_repayment,
    read_term_limit,
)
from matcher.financing.rates import Rate, read_rate
from matcher.financing.rewards import Rewards, read_rewards

CARRIERS = frozenset({FinanceType.LOAN, FinanceType.LEASING})
"""The types that bring the money itself; the others make it cheaper, safer or earn it back."""

_NOT_TWICE = re.compile(
    r"[^。;；]*(?:同一笔利息不(?:得)?重复|不(?:得|能)?重复(?:享受|申[报请])|不(?:可|得|能)?叠加)[^。;；]*"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a financing product promises; every part keeps the words it was read from.

    `discount_words` are set though `discount` is None when a discount is promised in words that are not understood.
    `excludes` is the sentence that forbids a second discount on the same interest, empty when none does.
    """

    finance_type: FinanceType
    rate: Rate
    amount: AmountLimit
    term: TermLimit
    repayment: tuple[Method, ...]
    discount: Discount | None
    discount_words: str
    rewards: Rewards
    excludes: str = ""

    @property
    def carries(self) -> bool:
        """Whether it brings the money itself."""
        return self.finance_type in CARRIERS


@dataclass(frozen=True, slots=True, eq=False)
class _Product:
    """A content by which its terms are kept; contents hold mappings, so that they have no hash of their own."""

    content: FinanceContent

    def __hash__(self) -> int:
        """Few products share a name."""
        return hash((self.content.name, self.content.provider))

    def __eq__(self, other: object) -> bool:
        """Whether every field is equal."""
        return isinstance(other, _Product) and other.content == self.content


def read_terms(content: FinanceContent) -> Terms:
    """Read a product; nothing is guessed: what its words do not say stays None and is asked for.

    Kept by content: a plan asks for the same product once for each purpose.
    """
    return _read(_Product(content))


@lru_cache(maxsize=512)
def _read(product: _Product) -> Terms:
    content = product.content
    said = f"{content.summary}。{content.discount_text}。{content.reward_text}。{content.amount_text}"
    excluded = _NOT_TWICE.search(fold(said[:600]))
    return Terms(
        finance_type=content.finance_type,
        rate=read_rate(content),
        amount=read_amount_limit(content),
        term=read_term_limit(content),
        repayment=read_repayment(content),
        discount=read_discount(content),
        discount_words=discount_words(content),
        rewards=read_rewards(content),
        excludes=excluded[0].strip("，, ") if excluded else "",
    )
