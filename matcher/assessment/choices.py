"""What one cell or line answers: letters, ticks, several options, a band or percentage, words, points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from catalog.taxonomy import Taxonomy
from catalog.taxonomy.indicators import Question
from embeddings.segmentation import fold
from matcher.assessment.model import Answer, Chosen, Measured
from matcher.layout.ticks import read_ticked

_TICKS = "☑√✓■✔☒"
_BOX = re.compile(rf"[□☐{_TICKS}]")
_BOX_BEHIND = re.compile(rf"(?<![A-Za-z0-9])([A-Oa-o])\s*[.、．:：]?\s*[（(]?([□☐{_TICKS}])")
_LETTER = re.compile(r"(?:^|[、,;/\s(和及+])([a-o])(?![a-z0-9])")
_GLUED = re.compile(r"[a-o]{2,15}")
_NONE_CHOSEN = re.compile(r"(?:未选|均未选|都没有|均无|没有|无|不选|全部未选)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*%")
_BAND = re.compile(r"(\d{1,3})\s*%?\s*(?:-|–|—|~|至|到)\s*(\d{1,3})\s*%")
_SEPARATORS = re.compile(r"[、,;/\n]|(?<!\d)\s+")
_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{1,4})?")


def read_choice(text: str, question: Question, taxonomy: Taxonomy, *, listed: str = "") -> Answer | None:
    """The answer in a cell, or None when it is blank or says nothing that is sure.

    `listed` is the form's own list of options, where it stands apart: it tells whether the form has a 无 that the
    indicator set does not record, which moves every letter by one.
    """
    chosen = read_ticks(text)
    if chosen is None:
        return None
    plain = fold(chosen).strip(" 。.")
    if question.answers == "several" and _NONE_CHOSEN.fullmatch(plain):
        return Chosen(frozenset({1}) if not question.option_scores[0] else frozenset())
    letters = _letters(plain)
    if letters:
        everything = len(letters) >= len(question.option_scores) > 1 and len(plain) > 3 * len(letters)
        return None if everything and chosen == text else _options(letters, question, listed or text)
    if question.answers == "band":
        return _read_band(plain, question)
    return _read_words(plain, question, taxonomy)


def read_ticks(text: str) -> str | None:
    """The ticked options of a cell with boxes, before or behind their letters; None when no box is ticked."""
    if not _BOX.search(text):
        return text
    behind = _BOX_BEHIND.findall(text)
    if behind and not re.match(rf"\s*[□☐{_TICKS}]", text):
        return "、".join(letter for letter, box in behind if box not in "□☐") or None
    return (read_ticked(text) if re.search("[□☐]", text) else re.sub(f"[{_TICKS}]", "", text)).strip() or None


def is_tick(text: str) -> bool:
    """Whether a cell is nothing but the mark beside a chosen option."""
    return fold(text).strip() in {*_TICKS, "v", "是", "已选", "选"}


def read_points(text: str, question: Question) -> Fraction | None:
    """The points in a cell, or None when it is blank, no number, or more than the question can bring."""
    match = _POINTS.fullmatch(fold(text).strip().removesuffix("分").strip())
    points = Fraction(match[0]) if match else None
    return points if points is not None and 0 <= points <= question.max_score else None


def _letters(plain: str) -> list[int]:
    letters = list(plain) if _GLUED.fullmatch(plain) else _LETTER.findall(plain)
    return [ord(letter) - ord("a") + 1 for letter in dict.fromkeys(letters)]


def _options(letters: Sequence[int], question: Question, listed: str) -> Answer | None:
    moved = question.answers == "several" and question.option_scores[0] > 0 and _lists_none_first(listed)
    numbers = {letter - moved for letter in letters} - {0}
    if not all(number <= len(question.option_scores) for number in numbers):
        return None
    if question.answers != "several" and len(numbers) != 1:
        return None
    return Chosen(frozenset(numbers))


def _lists_none_first(listed: str) -> bool:
    return bool(
        re.match(
            rf"\s*[□☐{_TICKS}]?\s*[Aa][\s.、．:：]*[□☐{_TICKS}]?\s*(?:以上)?(?:均|都)?(?:无|没有)", listed
        )
    )


def _read_band(plain: str, question: Question) -> Answer | None:
    if band := _BAND.search(plain):
        upper = Fraction(band[2])
        ends = [*question.bounds, Fraction(100)]
        starts = [Fraction(), *question.bounds]
        fits = [at for at, end in enumerate(ends, 1) if end == upper and starts[at - 1] == Fraction(band[1])]
        return Chosen(frozenset(fits)) if fits else None
    shares = _PERCENT.findall(plain)
    if len(shares) != 1 or not 0 <= Fraction(shares[0]) <= 100:
        return None
    if re.search(r"以下|以上|不足|超过|[大小高低多少]于|[<>≤≥]", plain):
        below = bool(re.search(r"以下|不足|[小低少]于|[<≤]", plain))
        edge = question.bounds[0] if below else question.bounds[-1]
        number = 1 if below else len(question.option_scores)
        return Chosen(frozenset({number})) if Fraction(shares[0]) == edge else None
    return Measured(Fraction(shares[0]))


def _read_words(plain: str, question: Question, taxonomy: Taxonomy) -> Answer | None:
    """Options that the form writes out: every word must be one, or nothing is sure."""
    words = [word.strip("。 ") for word in _SEPARATORS.split(plain) if word.strip("。 ")]
    names = [_option_named(word, question, taxonomy) for word in words]
    found = frozenset(name for name in names if name is not None)
    if not words or None in names or (question.answers != "several" and len(found) != 1):
        return None
    return Chosen(found)


def _option_named(word: str, question: Question, taxonomy: Taxonomy) -> int | None:
    if word in question.option_words:
        return question.option_words.index(word) + 1
    if not question.option_scenes:
        return None
    topic = taxonomy.find_topic(word)
    if topic is None:  # 质量 for 质量管理: what begins just one scene's name
        scenes = (taxonomy.topics[code] for code in question.option_scenes if code)
        begun = [scene for scene in scenes if len(word) > 1 and scene.name.startswith(word)]
        topic = begun[0] if len(begun) == 1 else None
    code = topic.code if topic else None
    return question.option_scenes.index(code) + 1 if code in question.option_scenes and code else None
