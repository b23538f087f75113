"""How often the speller is right: on queries that need nothing, on queries damaged by hand, and on phrases damaged by rule.

`python -m tests.catalog.search.spelling.judging` prints the rates of both halves and the speed. Only the dev half was looked
at case by case; the rules were also held against the taxonomy's statements, which must stay as they are.
"""

from __future__ import annotations

import csv
import hashlib
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import jieba
from pypinyin import Style, lazy_pinyin

from catalog.search.spelling import Phrase, Speller, build_phrases
from catalog.search.spelling.pinyin import is_chinese
from catalog.search.spelling.vocabulary import compact
from catalog.taxonomy import Taxonomy, load_taxonomy
from embeddings.segmentation import Segmenter

_DATA = Path(__file__).parent / "data"
HALVES = ("dev", "heldout")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Case:
    """What was written, what was meant, and what was done to it."""

    written: str
    meant: str
    damage: str


def ordinary_queries(half: str) -> list[str]:
    """Queries in which nothing is wrong, of the field and of everything else."""
    return (_DATA / f"ordinary_{half}.txt").read_text(encoding="utf-8").splitlines()


def damaged_by_hand(half: str) -> list[Case]:
    """Queries that people would get wrong in these ways, written by hand."""
    with (_DATA / f"damaged_{half}.csv").open(encoding="utf-8", newline="") as file:
        return [Case(row["written"], row["meant"], row["damage"]) for row in csv.DictReader(file)]


def damaged_by_rule(half: str, phrases: Sequence[Phrase]) -> list[Case]:
    """Phrases of three or more characters of this half, each damaged by one rule; halves and rules follow from a hash."""
    cases = []
    for phrase in phrases:
        digest = hashlib.sha256(phrase.text.encode()).digest()
        if HALVES[digest[0] % 2] != half or len(phrase.text) < 3 or not all(map(is_chinese, phrase.text)):
            continue
        name, damage = _RULES[digest[1] % len(_RULES)]
        written = damage(phrase.text, digest[2])
        if written != phrase.text and (name != "initials" or len(phrase.text) > 3):
            cases.append(Case(written, phrase.text, f"rule: {name}"))
    return cases


def false_corrections(speller: Speller, half: str) -> list[tuple[str, str]]:
    """Ordinary queries that were nevertheless read as something else."""
    return [(query, reading.text) for query in ordinary_queries(half) if (reading := speller.read(query))]


def wrong_readings(speller: Speller, cases: Sequence[Case]) -> list[tuple[Case, str | None]]:
    """Damaged queries that were not read as they were meant; spaces do not count."""
    read = [(case, speller.read(case.written)) for case in cases]
    return [
        (case, reading.text if reading else None)
        for case, reading in read
        if reading is None or compact(reading.text) != compact(case.meant)
    ]


@cache
def homophones() -> dict[str, list[str]]:
    """Characters by their toneless reading, the most frequent ones of general Chinese first."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    found: dict[str, list[str]] = defaultdict(list)
    for word, frequency in sorted(tokenizer.FREQ.items(), key=lambda entry: -entry[1]):
        if frequency > 200 and len(word) == 1 and is_chinese(word):
            found[lazy_pinyin(word, style=Style.NORMAL)[0]].append(word)
    return found


def _homophone(text: str, seed: int) -> str:
    at = seed % len(text)
    syllable = lazy_pinyin(text, style=Style.NORMAL)[at]
    others = [character for character in homophones()[syllable][:8] if character != text[at]]
    return text[:at] + others[seed % len(others)] + text[at + 1 :] if others else text


def _pinyin(text: str, seed: int) -> str:
    return (" " if seed % 2 else "").join(lazy_pinyin(text, style=Style.NORMAL))


def _initials(text: str, _seed: int) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))


def _mixed(text: str, seed: int) -> str:
    syllables = lazy_pinyin(text, style=Style.NORMAL)
    at = 1 + seed % (len(text) - 1)
    return text[:at] + "".join(syllables[at:]) if seed % 3 else "".join(syllables[:at]) + text[at:]


def _slip(text: str, seed: int) -> str:
    letters = _pinyin(text, 0)
    at = 1 + seed % (len(letters) - 2)
    return letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]


_RULES: tuple[tuple[str, Callable[[str, int], str]], ...] = (
    ("homophone", _homophone),
    ("homophone", _homophone),
    ("pinyin", _pinyin),
    ("initials", _initials),
    ("mixed", _mixed),
    ("slip", _slip),
)


def report(speller: Speller, phrases: Sequence[Phrase]) -> Iterator[str]:
    """The rates of both halves, one a line."""
    for half in HALVES:
        queries = ordinary_queries(half)
        false = false_corrections(speller, half)
        yield f"{half}: {len(false)}/{len(queries)} ordinary queries changed ({len(false) / len(queries):.1%})"
        for name, cases in (("hand", damaged_by_hand(half)), ("rule", damaged_by_rule(half, phrases))):
            wrong = {case.written for case, _ in wrong_readings(speller, cases)}
            yield f"{half}: {1 - len(wrong) / len(cases):.1%} of {len(cases)} damaged by {name} read as meant"
            for damage in sorted({case.damage for case in cases}):
                of_kind = [case for case in cases if case.damage == damage]
                right = sum(case.written not in wrong for case in of_kind)
                yield f"    {damage}: {right}/{len(of_kind)}"


def speed(taxonomy: Taxonomy, segmenter: Segmenter) -> Iterator[str]:
    """Processor time of building over some 5 000 phrases, and of the slowest suggestion and reading."""
    rng = random.Random(0)
    names = ["".join(rng.choices(taxonomy.words, k=3)) + "系统" for _ in range(3000)]
    phrases = build_phrases(taxonomy, names)
    speller, seconds = _timed(lambda: Speller(phrases, segmenter))
    yield f"{len(phrases)} phrases built in {seconds:.2f} s"
    typed = (
        "z",
        "zl",
        "zhi",
        "zhiliang",
        "质",
        "质量gl",
        "mes",
        "系统",
        "shishishishishi",
        "zzzzzzzzzzzz",
        "志造",
        "abcdefgh",
    )
    slowest = _slowest(speller.suggest, typed)
    yield f"slowest suggestion: {slowest[0] * 1000:.1f} ms ({slowest[1]})"
    queries = [query for half in HALVES for query in ordinary_queries(half)]
    slowest = _slowest(speller.read, queries)
    yield f"slowest reading of an ordinary query: {slowest[0] * 1000:.1f} ms ({slowest[1]})"
    worst = ("能号" * 250, "志造执行" * 125, "ss " * 166, "x" * 500)
    slowest = _slowest(speller.read, worst)
    yield f"slowest reading of 500 characters: {slowest[0] * 1000:.1f} ms ({slowest[1][:4]}…)"


def _timed(call: Callable[[], _Result]) -> tuple[_Result, float]:
    start = time.process_time()
    result = call()
    return result, time.process_time() - start


def _slowest(call: Callable[[str], object], texts: Sequence[str]) -> tuple[float, str]:
    return max((_timed(partial(call, text))[1], text) for text in texts)


def main() -> None:
    """Print the rates and the speed; with the word `dev` also every case of the dev half that went wrong."""
    taxonomy = load_taxonomy()
    phrases = build_phrases(taxonomy)
    segmenter = Segmenter(taxonomy.words)
    speller = Speller(phrases, segmenter)
    speller.read("预热")
    lines = (*report(speller, phrases), *speed(taxonomy, segmenter))
    sys.stdout.write("\n".join(lines) + "\n")
    if "dev" in sys.argv:
        cases = (*damaged_by_hand("dev"), *damaged_by_rule("dev", phrases))
        for failure in (*false_corrections(speller, "dev"), *wrong_readings(speller, cases)):
            sys.stdout.write(f"{failure}\n")


if __name__ == "__main__":
    main()
