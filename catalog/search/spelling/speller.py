"""The speller: suggestions while typing, and what a query probably means; the caller always searches the original first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from catalog.search.spelling.characters import CharacterReader
from catalog.search.spelling.letters import LetterReader
from catalog.search.spelling.model import FoldedQuery, Reading, Suggestion
from catalog.search.spelling.substrings import Substrings
from catalog.search.spelling.suggesting import Suggester
from catalog.search.spelling.trie import PhraseTrie
from catalog.search.spelling.vocabulary import Phrase, compact, make_entries
from embeddings.segmentation import Segmenter

LONGEST_READ = 500
"""Characters: what is longer is no query."""
_LATIN = re.compile(r"[a-z]{2,}")


class Speller:
    """Reads and completes queries by phrases. Immutable: another catalogue makes another speller.

    `texts` are the catalogue's, folded: a word that occurs in them is never corrected.
    """

    def __init__(
        self,
        phrases: Iterable[Phrase],
        segmenter: Segmenter,
        texts: Iterable[str] = (),
    ) -> None:
        entries = make_entries(phrases)
        latin_terms = frozenset(term for entry in entries for term in _LATIN.findall(entry.key))
        trie = PhraseTrie(entries)
        self._texts = Substrings(texts)
        self._keys = frozenset(entry.key for entry in entries)
        self._suggester = Suggester(entries, trie, latin_terms)
        self._letters = LetterReader(entries, trie, latin_terms, segmenter.frequency)
        self._characters = CharacterReader(entries, segmenter, self._texts)

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """At most `limit` phrases for what was typed so far, best first; each says how it was found."""
        return self._suggester.suggest(typed, limit)

    def read(self, query: str) -> Reading | None:
        """What the query probably means when it is not written in exact characters, or None.

        Words of the field, of the catalogue's texts and of everyday Chinese are left alone, as are Latin terms.
        """
        if len(query) > LONGEST_READ or compact(query) in self._keys:
            return None
        folded = FoldedQuery(query)
        replacements = sorted(
            (*self._letters.read(folded), *self._characters.read(folded)), key=lambda found: found.start
        )
        text, at = [], 0
        kept = []
        for replacement in replacements:
            if replacement.start >= at and compact(replacement.wrong) not in self._texts:
                text += [query[at : replacement.start], replacement.right]
                at = replacement.end
                kept.append(replacement)
        if not kept:
            return None
        confidence = min(replacement.confidence for replacement in kept)
        return Reading("".join((*text, query[at:])), tuple(kept), confidence)
