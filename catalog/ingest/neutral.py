"""Keeping cells from being run as formulas: a leading quote mark goes on at export and comes off at import."""

from __future__ import annotations

import re

# Also the full-width forms, which Chinese input methods turn into the plain ones.
_RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def neutralise(text: str) -> str:
    """The text with one quote mark before a character that would start a formula. `restore` undoes it exactly."""
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """The text that was neutralised; other texts as they are."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
