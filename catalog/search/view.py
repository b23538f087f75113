"""What a search looks at: one index generation with the revisions that it indexed, minus what was withdrawn since.

Revisions are append-only, so the text that was found, its vector, the facets and what is shown are of one version, however
the catalogue changes meanwhile; an edit becomes visible as a whole with the next generation. Withdrawing takes effect at
once: the database is asked for that in every search.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlmodel import Session

from catalog.evidence import FirstSaid, date_fragments, find_copies
from catalog.index_sync import name_encoder, read_tokens
from catalog.queries import Item, list_hidden_ids, load_history, load_revisions
from catalog.search.conditions.model import Field
from catalog.search.facts import Facts, gather_facts, is_named
from catalog.search.guidance.candidates import Candidate, describe
from catalog.search.spelling.speller import Speller
from catalog.search.spelling.vocabulary import build_phrases
from catalog.search.token_cache import TokenCache
from catalog.taxonomy import Taxonomy
from embeddings.errors import IndexUnavailable
from embeddings.hybrid import HybridIndex
from embeddings.late import TokenReader, TokenVectors
from embeddings.segmentation import Segmenter, fold
from embeddings.storage import IndexStore, Manifest


@dataclass(frozen=True, eq=False)
class Generation:
    """An index and the items in it by id, each with its statements and its folded text.

    `first_said` tells since when each says what it says; `copies` gives for an item that says nothing of its own the one
    whose text it repeats.
    """

    manifest: Manifest
    index: HybridIndex
    items: Mapping[int, Item]
    facts: Mapping[int, Facts]
    texts: Mapping[int, str]
    first_said: Mapping[int, FirstSaid]
    copies: Mapping[int, int]
    speller: Speller

    @cached_property
    def aspects(self) -> Mapping[int, Candidate]:
        """What each item states in the words of the questions that are asked back."""
        return {item_id: describe(item, 0.0) for item_id, item in self.items.items()}


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """A generation as it may be shown at one moment.

    `read_tokens` reads token vectors, which may be too many for memory, through the session of whoever searches: a connection
    of its own would be one that searchers wait for while they hold another. Views are equal whoever reads.
    """

    generation: Generation
    hidden: frozenset[int]
    read_tokens: TokenReader = field(compare=False, repr=False)

    @property
    def index(self) -> HybridIndex:
        """The search index of this generation."""
        return self.generation.index

    @property
    def items(self) -> Mapping[int, Item]:
        """Every item of the generation, also hidden and expired ones."""
        return self.generation.items

    def list_visible(self, today: date) -> list[int]:
        """Ids of what is published and has not expired, ascending."""
        return [
            item_id
            for item_id, item in self.items.items()
            if item_id not in self.hidden
            and (item.content.valid_until is None or item.content.valid_until >= today)
        ]


class LiveCatalogue:
    """Gives every search one whole generation; a search that runs keeps the one that it began with."""

    def __init__(
        self,
        store: IndexStore,
        segmenter: Segmenter,
        taxonomy: Taxonomy,
        reading: Callable[[], AbstractContextManager[Session]],
    ) -> None:
        """`reading` opens a session: a generation is loaded in one that began after the generation was made."""
        self._store = store
        self._segmenter = segmenter
        self._taxonomy = taxonomy
        self._reading = reading
        self._tokens = TokenCache()
        self._lock = threading.Lock()
        self._held: Generation | None = None

    def view(self, session: Session) -> CatalogueView:
        """The catalogue of this moment. Raises IndexUnavailable before the first build."""
        generation = self.load()
        encoder = name_encoder(generation.manifest)
        dimension = len(generation.index.vectors.centre)

        def load(revisions: Sequence[int]) -> dict[int, TokenVectors]:
            if session.in_transaction():
                return read_tokens(session, encoder, revisions, dimension)
            # Whoever searches has given the connection back, and the view is still used.
            with self._reading() as own:
                return read_tokens(own, encoder, revisions, dimension)

        def recall(item_ids: Sequence[int]) -> list[TokenVectors] | None:
            revisions = [generation.manifest.revisions[item_id] for item_id in item_ids]
            return self._tokens.recall(encoder, revisions, load)

        return CatalogueView(generation, list_hidden_ids(session), recall)

    def load(self) -> Generation:
        """The newest generation, read when it is not the one in memory. Raises IndexUnavailable before the first build."""
        held = self._held
        if held is not None and held.manifest.generation == self._store.current():
            return held
        # One thread loads; others go on with the generation before, and wait only where there is none.
        if not self._lock.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            if self._held is None or self._held.manifest.generation != self._store.current():
                try:
                    self._held = self._read()
                except IndexUnavailable:
                    if self._held is None:
                        raise
                    # A generation that cannot be read must not take the good one away; whoever compares files finds it.
            return self._held
        finally:
            self._lock.release()

    def _read(self) -> Generation:
        index, manifest = self._store.load(self._segmenter)
        with self._reading() as session:
            loaded = load_revisions(session, manifest.revisions, self._held.items if self._held else None)
            first_said = self._date_texts(session, loaded)
        items = {item_id: loaded[item_id] for item_id in index.ids}
        facts = _connect({item_id: gather_facts(item, self._taxonomy) for item_id, item in items.items()})
        texts = {item_id: fold(item.text) for item_id, item in items.items()}
        copies = find_copies({item_id: item.content for item_id, item in items.items()}, first_said)
        speller = self._make_speller(items, texts)
        return Generation(manifest, index, items, facts, texts, first_said, copies, speller)

    def _date_texts(self, session: Session, items: Mapping[int, Item]) -> dict[int, FirstSaid]:
        """Since when each item says what it says; worked out only for those revised since the last time."""
        held = self._held
        kept = {item.revision_id for item in items.values()}
        known = (
            {
                item_id: held.first_said[item_id]
                for item_id, item in held.items.items()
                if item.revision_id in kept
            }
            if held
            else {}
        )
        fresh = [item for item_id, item in items.items() if item_id not in known]
        known |= {
            item.id: date_fragments([(item.revision_id, item.content)])
            for item in fresh
            if item.revision == 1
        }
        revised = [item.id for item in fresh if item.revision > 1]
        for item_id, revisions in load_history(session, revised):
            until = [revision for revision in revisions if revision[0] <= items[item_id].revision_id]
            known[item_id] = date_fragments(until)
        return known

    def _make_speller(self, items: Mapping[int, Item], texts: Mapping[int, str]) -> Speller:
        """Made anew where names or texts changed: half a second for 200 items, and as much more as they have more text."""
        held = self._held
        if held is not None and held.texts == texts:
            return held.speller
        phrases = build_phrases(self._taxonomy, [item.name for item in items.values()])
        return Speller(phrases, self._segmenter, texts.values())


def _connect(facts: Mapping[int, Facts]) -> dict[int, Facts]:
    """Each item's interfaces with every other item's name for what it connects to: a count then equals its list."""
    stated = {item_id: _interfaces(found) for item_id, found in facts.items()}
    names = frozenset[str]().union(*stated.values())
    return {
        item_id: {
            **found,
            Field.INTERFACE: frozenset(
                name for name in names if is_named(Field.INTERFACE, name, stated[item_id])
            ),
        }
        if stated[item_id]
        else found
        for item_id, found in facts.items()
    }


def _interfaces(facts: Facts) -> frozenset[str]:
    stated = facts.get(Field.INTERFACE)
    return stated if isinstance(stated, frozenset) else frozenset()
