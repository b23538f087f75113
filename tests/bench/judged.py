"""The judged queries over the sample catalogue, and the signals of their hits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import catalog.search
from api.runtime import Runtime
from catalog.queries import Item, load_items
from catalog.search.signals import Asked, Signals, gather_signals
from embeddings.hybrid import HybridIndex
from embeddings.segmentation import fold

JUDGEMENTS = Path(catalog.search.__file__).parent / "data" / "judgements.jsonl"

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A query with the names of the items that fit and of all that were looked at; what was not is taken not to fit.

    `group` is the topic that it was written for, `mixed`, or for queries that nothing fits `off`, `near` or `nonsense`.
    """

    query: str
    group: str
    split: str
    fits: tuple[str, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedHits:
    """A query's hits: signals, labels (1 fits), and which were looked at by the judge; all in one order."""

    judgement: Judgement
    signals: tuple[Signals, ...]
    labels: Values
    seen: npt.NDArray[np.bool_]

    @property
    def answerable(self) -> bool:
        """Whether anything fits."""
        return bool(self.labels.any())

    def judged(self) -> tuple[list[Signals], list[float]]:
        """Signals and labels of the hits that were looked at."""
        chosen = np.flatnonzero(self.seen)
        return [self.signals[at] for at in chosen], [float(self.labels[at]) for at in chosen]


def read_judgements(split: str | None = None) -> list[Judgement]:
    """All of them, or one split's: `fit`, `calibrate` or `judge`."""
    head, *rows = map(json.loads, JUDGEMENTS.read_text(encoding="utf-8").splitlines())
    items = head[
        "items"
    ]  # what was looked at is most of the catalogue for every query, so names are given once
    return [
        Judgement(
            row["query"],
            row["group"],
            row["split"],
            tuple(row["fits"]),
            tuple(items[at] for at in row["seen"]),
        )
        for row in rows
        if split in {None, row["split"]}
    ]


def hash_judgements() -> str:
    """A short fingerprint of the file."""
    return hashlib.sha256(JUDGEMENTS.read_bytes()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue as the model sees it."""

    index: HybridIndex
    items: Mapping[int, Item]
    texts: Mapping[int, str]

    def keep(self, ids: Collection[int], runtime: Runtime) -> Shelf:
        """The same with only these items, indexed anew: its means and word weights are its own."""
        kept = sorted(ids)
        at = {item_id: position for position, item_id in enumerate(self.index.ids)}
        vectors = self.index.vectors.take(np.array([at[item_id] for item_id in kept]))
        texts = [self.items[item_id].text for item_id in kept]
        index = HybridIndex.build(kept, texts, vectors, runtime.segmenter)
        return Shelf(index, {i: self.items[i] for i in kept}, {i: self.texts[i] for i in kept})

    def hash_texts(self) -> str:
        """A short fingerprint of the items' texts, whatever their ids."""
        joined = "\n".join(sorted(item.text for item in self.items.values()))
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


def open_shelf(runtime: Runtime) -> Shelf:
    """The indexed catalogue of a runtime, into which the samples were imported."""
    index, _ = runtime.store.load(runtime.segmenter)
    with runtime.reading() as session:
        items = load_items(session, index.ids)
    return Shelf(index, items, {item_id: fold(item.text) for item_id, item in items.items()})


def judge_hits(judgements: Sequence[Judgement], shelf: Shelf, runtime: Runtime) -> list[JudgedHits]:
    """Search every query and look up what was judged of each hit."""
    return [_judge(judgement, shelf, runtime) for judgement in judgements]


def _judge(judgement: Judgement, shelf: Shelf, runtime: Runtime) -> JudgedHits:
    asked = Asked.read(judgement.query, runtime.encoder, runtime.segmenter, runtime.topic_classifier)
    hits = shelf.index.search(asked.query, len(shelf.index))
    names = [shelf.items[hit.id].name for hit in hits]
    return JudgedHits(
        judgement,
        tuple(gather_signals(asked, shelf.index, hits, shelf.items, shelf.texts)),
        np.array([float(name in judgement.fits) for name in names]),
        np.array([name in judgement.seen for name in names], dtype=np.bool_),
    )
