"""The words in front of a place in a sentence, looked for over a bounded stretch: work stays linear in long paragraphs."""

from __future__ import annotations

import re

STRETCH = 60
"""Characters: what stands farther ahead in the same clause no longer tells what a word is about."""
_CLAUSE = re.compile(r"[，；。]")
_SENTENCE = re.compile(r"[；。]")


def clause_before(text: str, at: int, stretch: int = STRETCH) -> str:
    """What the clause says before the place `at`, its last `stretch` characters at most."""
    return _CLAUSE.split(text[max(0, at - stretch) : at])[-1]


def sentence_before(text: str, at: int, stretch: int = STRETCH) -> str:
    """What the sentence says before the place `at`, across commas, its last `stretch` characters at most."""
    return _SENTENCE.split(text[max(0, at - stretch) : at])[-1]


def clause_behind(text: str, at: int, stretch: int = STRETCH) -> str:
    """What the clause goes on to say from the place `at`, its first `stretch` characters at most."""
    return _CLAUSE.split(text[at : at + stretch], maxsplit=1)[0]
