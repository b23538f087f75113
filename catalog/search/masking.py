"""Search texts made fit to be kept: folded, short, and without numbers or addresses that lead to a person or a firm."""

from __future__ import annotations

import re
import unicodedata

from embeddings.segmentation import fold

LONGEST_TEXT = 100
"""Characters that are kept of a text."""

# In this order: an address may hold a number, a card number a phone number. Each pattern begins only where its run
# begins or looks a few characters ahead, so that the work stays linear in the text.
_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![a-z0-9])(?:[a-z]{3,6}://|www\.)[!-~]+"), "〔网址〕"),
    (re.compile(r"(?:(?<![a-z0-9._%+-])[a-z0-9._%+-]++)?@[a-z0-9.-]+"), "〔邮箱〕"),
    # Credit codes, identity numbers, keys: long words of letters and digits.
    (re.compile(r"(?<![a-z0-9_-])(?=(?:[a-z_-]*\d){4})[a-z0-9_-]{15,}"), "〔号码〕"),
    (re.compile(r"\d(?:[ .-]?\d){14,}x?"), "〔号码〕"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?:微信|vx|wx|qq)号?[ :]{0,3}(?=[a-z_-]{0,20}\d)[a-z0-9_-]{5,}"), "〔号码〕"),
    (re.compile(r"\d{7,}x?"), "〔号码〕"),
    (
        re.compile(r"\d(?:[ .-]?\d){10,}"),
        "〔号码〕",
    ),  # in groups; spans of years, dates and standards are shorter
)
# Folding makes ，；：！？ half-wide; between Chinese words people write and read them full-wide.
_BESIDE_CHINESE = re.compile(r"(?<=[\u3400-\u9fff〕]) ?[,;:!?] ?| ?[,;:!?] ?(?=[\u3400-\u9fff〔])")
_FULL_WIDE = str.maketrans(",;:!?", "，；：！？", " ")


def mask_text(text: str) -> str:
    """The text as it may be stored: folded, on one line, masked; "" when nothing is left.

    Nothing is left either of what is longer than `LONGEST_TEXT` characters: that is a pasted page, maybe of a report.
    E-mail and web addresses, phone numbers, credit codes, identity numbers, account names and digit runs from 7 up
    are replaced by what they were. Names of people and firms cannot be told from other words and stay.
    """
    shown = "".join(
        " " if character.isspace() else character
        for character in fold(text)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    masked = " ".join(shown.split())
    for pattern, name in _MASKS:
        masked = pattern.sub(name, masked)
    masked = _BESIDE_CHINESE.sub(lambda mark: mark[0].translate(_FULL_WIDE), masked)
    return masked if len(masked) <= LONGEST_TEXT else ""
