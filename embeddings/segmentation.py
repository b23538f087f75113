"""Chinese text to index terms: folded characters, jieba words, single characters and bigrams."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib import resources

import jieba

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[.+#\-/][a-z0-9]+)*")
_CJK = re.compile(r"[\u3400-\u9fff]")
_MARK = "·"


@cache
def _traditional_to_simplified() -> dict[int, str]:
    """OpenCC's character table; the first of several simplified readings is the common one."""
    table = resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(source): target.split(" ")[0] for source, target in pairs if len(target.split(" ")[0]) == 1}


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, one for one, so that offsets stay valid."""
    return text.translate(_traditional_to_simplified())


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, simplified script. Offsets may change."""
    return simplify(unicodedata.normalize("NFKC", text).lower())


class Segmenter:
    """A private jieba tokenizer with the field's words; the global one is never touched.

    Words, characters and bigrams go into one index, so that a word cut otherwise is still found.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.ERROR)
        self._tokenizer = jieba.Tokenizer()
        self._words = sorted({fold(word) for word in words if _CJK.fullmatch(word) or len(word) > 1})
        self._lock = threading.Lock()
        self._ready = False

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the field's words, and so with what texts are cut into."""
        return hashlib.sha256("|".join(self._words).encode()).hexdigest()[:12]

    def _load(self) -> None:
        with self._lock:
            if self._ready:
                return
            # jieba's own cache lies in the shared temp folder, where another user could place a pickle-like file.
            with tempfile.TemporaryDirectory(prefix="duijie-jieba-") as private:
                self._tokenizer.tmp_dir = private
                self._tokenizer.initialize()
            for word in self._words:
                if re.fullmatch(
                    r"[\u3400-\u9fff]+", word
                ):  # a Latin or mixed user word would split terms such as mes系统
                    self._tokenizer.add_word(word)
            self._ready = True

    def words(self, text: str) -> list[str]:
        """The words of one text, folded, punctuation left out."""
        self._load()
        return [word for run in _RUNS.findall(fold(text)) for word in self._cut(run)]

    def dictionary_words(self, run: str) -> list[str]:
        """One folded Chinese run cut by the dictionary alone: what is no word falls apart into single characters."""
        self._load()
        return list(self._tokenizer.cut(run, HMM=False))

    def frequency(self, word: str) -> int:
        """How often a folded word occurs in jieba's corpus (some 60 million words); 0 for what is no word."""
        self._load()
        return int(self._tokenizer.FREQ.get(word, 0))

    def terms(self, text: str) -> list[str]:
        """The index terms of one text: words, then single characters and bigrams of its Chinese runs."""
        self._load()
        found: list[str] = []
        for run in _RUNS.findall(fold(text)):
            if _CJK.match(run):
                found.extend(self._cut(run))
                found.extend(_characters_and_bigrams(run))
            else:
                found.append(run)
                found.extend(part for part in re.split(r"[.+#\-/]", run) if part and part != run)
        return found

    def query_terms(self, text: str) -> list[str]:
        """The terms by which a text is searched: its words twice, for they say more than characters and bigrams."""
        terms = self.terms(text)
        return [*terms, *filter(is_word, terms)]

    def _cut(self, run: str) -> Iterator[str]:
        if _CJK.match(run):
            yield from self._tokenizer.cut(run)
        else:
            yield run


def is_word(term: str) -> bool:
    """Whether an index term is a word, not the characters that stand beside it."""
    return not term.startswith(_MARK)


def _characters_and_bigrams(run: str) -> Iterator[str]:
    # Marked so that a one- or two-character word counts once as a word and once as characters.
    yield from (f"{_MARK}{character}" for character in run)
    yield from (f"{_MARK}{run[i : i + 2]}" for i in range(len(run) - 1))
