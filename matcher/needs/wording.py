"""A need said in one line: its topic's name and the beginning of the sentence that says it."""

from __future__ import annotations

from catalog.taxonomy.model import Topic
from embeddings.segmentation import simplify

_LIMIT = 80  # characters of the sentence


def say_need(topic: Topic, quote: str) -> str:
    """“设备管理：设备坏了才修”, in simplified script, cut off with … where the sentence is long."""
    text = simplify(quote).rstrip("。；;！!？? ")
    short = text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"
    return f"{topic.name}：{short}"
