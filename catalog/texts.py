"""The text by which an item is found: what it is, what it solves and what it does, in the provider's words."""

from __future__ import annotations

import hashlib

from catalog.evidence import drop_stuffing
from catalog.schemas import FinanceContent, ItemContent, ProductContent
from catalog.taxonomy import Taxonomy


def searchable_text(content: ItemContent, taxonomy: Taxonomy) -> str:
    """The item as one text: the name first, so that the encoder's first tokens say what it is.

    Prices, dates, contacts and interfaces stay out: they are conditions, not meaning, and a product that connects to
    MES is not about MES. What is only said to be found stays out as well (`catalog.evidence`).
    """
    return _finance_text(content) if isinstance(content, FinanceContent) else _product_text(content, taxonomy)


def hash_text(text: str) -> str:
    """SHA-256 of the text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _product_text(content: ProductContent, taxonomy: Taxonomy) -> str:
    topics = "、".join(taxonomy.topic(uplift.topic).name for uplift in content.topics)
    name, problem, summary = (
        drop_stuffing(text, content, taxonomy)
        for text in (content.name, content.pain_points, content.summary)
    )
    lines = [name or content.name, topics, problem, summary, "、".join(content.industries)]
    return "\n".join(line for line in (*lines, *content.cases) if line)


def _finance_text(content: FinanceContent) -> str:
    lines = [
        content.name,
        f"{content.finance_type}，用于{'、'.join(content.purposes)}"
        if content.purposes
        else content.finance_type,
        content.summary,
        content.amount_text,
        content.term_text,
        content.rate_text,
        "、".join((*content.collateral, *content.titles, *content.regions)),
        content.discount_text,
        content.reward_text,
    ]
    return "\n".join(line for line in lines if line)
