"""How Chinese is spelled in Latin letters: readings of characters, the syllables that there are, and ways to type one."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
# Characters that people read in both ways, or whose reading in a term of the field the dictionary does not know.
_ALSO_READ = {
    "还": ("huan", "hai"), "薄": ("bo", "bao"), "模": ("mo", "mu"), "调": ("tiao", "diao"), "校": ("jiao", "xiao"),
    "称": ("cheng", "chen"), "壳": ("ke", "qiao"), "粘": ("zhan", "nian"), "轧": ("zha", "ya"), "露": ("lu", "lou"),
    "血": ("xue", "xie"), "角": ("jiao", "jue"), "削": ("xue", "xiao"), "卡": ("ka", "qia"),
}  # fmt: skip
_SWAPPED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_SWAPPED_FINALS = (("ing", "in"), ("eng", "en"))
_LONGEST_READ_PHRASE = 8
_MOST_SPLITS = 8


class Spelling(IntEnum):
    """How a syllable was typed, surest first."""

    FULL = 1
    FUZZY = 2
    """zh for z, ing for in and the like, as the speakers of many places write."""
    INITIAL = 3


def plain_letters(text: str) -> str:
    """Pinyin without tones, lower case, ü as v: `Lǜsè` and `lu:se` are `lvse`. Other characters stay."""
    lowered = unicodedata.normalize("NFKC", text).lower().replace("u:", "v")
    decomposed = unicodedata.normalize("NFD", lowered).replace("u\u0308", "v")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def syllables() -> frozenset[str]:
    """The toneless syllables by which the characters of GB 2312 are read, ü as v."""
    found: set[str] = set()
    for code in range(0x4E00, 0xA000):
        try:
            chr(code).encode("gb2312")
        except UnicodeEncodeError:
            continue
        found.update(plain_letters(reading) for reading in _character_readings(chr(code)))
    return frozenset(syllable for syllable in found if re.search("[aeiouv]", syllable))


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """For each character of a folded text its toneless readings, the one of its phrase first; () if it has none.

    重复 is chong fu, 重量 zhong liang, 利率 li lv: the phrases of pypinyin decide.
    """
    found: list[tuple[str, ...]] = [()] * len(text)
    for run in _CHINESE_RUN.finditer(text):
        for at, syllable in enumerate(_readings_in_context(run[0]), run.start()):
            others = (other for other in _ALSO_READ.get(text[at], ()) if other != syllable)
            found[at] = (syllable, *others) if syllable else ()
    return tuple(found)


def _readings_in_context(run: str) -> Iterator[str]:
    """One reading a character: pypinyin's of the longest phrase that begins there, else its commonest of the character."""
    at = 0
    while at < len(run):
        for length in range(min(_LONGEST_READ_PHRASE, len(run) - at), 1, -1):
            phrase = _phrase_readings().get(run[at : at + length])
            if phrase is not None:
                yield from phrase.split(" ")
                break
        else:
            length = 1
            yield _plain_reading(_character_readings(run[at])[0])
        at += length


@cache
def _plain_reading(reading: str) -> str:
    return plain_letters(reading)


def _character_readings(character: str) -> list[str]:
    return _readings_by_code().get(str(ord(character)), "").split(",")


@cache
def _readings_by_code() -> Mapping[str, str]:
    """The readings with tones of a character, by its code point in decimal, commonest first, joined by commas."""
    readings_by_code: dict[str, str] = _load_table("pinyin_dict.json")
    return readings_by_code


@cache
def _phrase_readings() -> Mapping[str, str]:
    """The toneless syllables of each phrase, joined by spaces: a quarter of pypinyin's lists of lists of 50 MB."""
    return {
        phrase: " ".join(_plain_reading(ways[0]) for ways in each)
        for phrase, each in _load_table("phrases_dict.json").items()
    }


def _load_table(name: str) -> dict[str, Any]:
    """One of pypinyin's own tables, without importing the library, which would keep it whole."""
    library = find_spec("pypinyin")
    assert library is not None
    assert library.origin is not None
    table: dict[str, Any] = json.loads(Path(library.origin).with_name(name).read_text(encoding="utf-8"))
    return table


def split_syllables(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read letters as whole syllables, fewest syllables first, at most eight; () when there is none.

    An apostrophe or a space always separates: `xi'an` has one way, `xian` two.
    """
    parts = [part for part in re.split(r"['’\s]+", plain_letters(letters)) if part]
    ways: list[tuple[str, ...]] = [()]
    for part in parts:
        ways = [(*way, *split) for way in ways for split in _splits(part)][:_MOST_SPLITS]
    return tuple(sorted(ways, key=len)) if parts else ()


def _splits(part: str) -> list[tuple[str, ...]]:
    known = syllables()
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in part)]
    for end in range(1, len(part) + 1):
        for start in range(max(0, end - 6), end):
            if part[start:end] in known:
                ways[end].extend((*way, part[start:end]) for way in ways[start])
        ways[end] = sorted(ways[end], key=len)[:_MOST_SPLITS]
    return ways[-1]


@cache
def spellings(syllable: str) -> tuple[tuple[str, Spelling], ...]:
    """The ways to type a syllable: in full, as neighbours in sound, by its initial alone."""
    ways = dict.fromkeys(_full(syllable), Spelling.FULL)
    for other in near_syllables(syllable):
        ways.setdefault(other, Spelling.FUZZY)
    initials = {syllable[0]} | ({syllable[:2]} if syllable[:2] in {"zh", "ch", "sh"} else set())
    for initial in initials:
        ways.setdefault(initial, Spelling.INITIAL)
    return tuple(ways.items())


def _full(syllable: str) -> Iterator[str]:
    yield syllable
    if "v" in syllable:
        yield syllable.replace("v", "u")  # lue, nue, and lu for lü by those who look for the key
        yield syllable.replace("v", "yu")


@cache
def near_syllables(syllable: str) -> frozenset[str]:
    """Syllables that many confuse with this one: z/zh, c/ch, s/sh at the front, n/ng at the end, or both."""
    fronts = {syllable}
    for long, short in _SWAPPED_INITIALS:
        if syllable.startswith(long):
            fronts.add(short + syllable[2:])
        elif syllable.startswith(short):
            fronts.add(long + syllable[1:])
    both = set(fronts)
    for front in fronts:
        for long, short in _SWAPPED_FINALS:
            if front.endswith(long):
                both.add(front[: -len(long)] + short)
            elif front.endswith(short):
                both.add(front[: -len(short)] + long)
    return frozenset((both & syllables()) - {syllable})


def sounds_alike(some: Sequence[str], others: Sequence[str]) -> Spelling | None:
    """Whether two characters with these readings sound equal (FULL) or nearly so (FUZZY)."""
    if set(some) & set(others):
        return Spelling.FULL
    if any(near_syllables(one) & set(others) for one in some):
        return Spelling.FUZZY
    return None


def is_chinese(character: str) -> bool:
    """Whether this is one Chinese character."""
    return _CHINESE.fullmatch(character) is not None
