"""What speaks for a hit, in measures that do not depend on which other items a list happens to hold."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from catalog.queries import FINANCING_TOPIC, Item
from catalog.search.synonyms import expand
from catalog.taxonomy.classifier import TopicClassifier, TopicOdds
from catalog.vocabulary import Kind
from embeddings.encoders import Encoder
from embeddings.hybrid import Hit, HybridIndex, Query
from embeddings.segmentation import Segmenter

_DECIDED = 0.95
# A pasted page says its matter more than once: its rarest words are enough, and the work stays bounded.
_MOST_WORDS = 40
_DEGREE = re.compile(r"[太很更最挺真][\u3400-\u9fff]")  # 太高, 太慢: how the matter stands, not what it is
_CHARACTER = re.compile(r"[\u3400-\u9fff]")
# Characters that join words rather than name a matter. Set by hand from grammar, not tuned.
_JOINING = frozenset(
    "的了是想要上个在有和与把被都就也很太没不能会到去来做用找请吗呢啊哪谁我你他这那一几多少大小好从再给让先还才又着过得地里中下后前每各老套款家"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for one hit, and the most that speaks for any hit of the same query.

    `margin`: cosine less the query's mean cosine over the catalogue. `matched`: ln(1 + BM25 in units of the weight of a term
    that one item has). `coverage`: share of the query's telling words that the item accounts for, weighted by rarity.
    `topical`: probability that the query is about one of the item's topics. `on_topic`: coverage times topical.
    """

    margin: float
    matched: float
    coverage: float
    topical: float
    best_margin: float
    best_matched: float
    best_coverage: float
    best_topical: float
    best_on_topic: float


@dataclass(frozen=True, slots=True)
class TellingWords:
    """The words of a query that name its matter: each with its weight and the topics for which the lexicon knows it."""

    weights: Mapping[str, float]
    topics: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, text: str, segmenter: Segmenter, classifier: TopicClassifier) -> TellingWords:
        """Words of two characters and more, and runs of single ones that no dictionary joins, such as 月嫂."""
        words = dict.fromkeys(_join(segmenter.words(text)))
        rarest = sorted(words, key=classifier.rarity, reverse=True)[:_MOST_WORDS]
        found = classifier.lexicon.find(text)
        topics = {
            word: frozenset(term.topic for matched, term in found if word in matched or matched in word)
            for word in rarest
        }
        return cls({word: classifier.rarity(word) for word in rarest}, topics)

    def share(self, text: str, topics: Collection[str]) -> float:
        """How much of the words' weight occurs in a folded text or names one of its topics, 0 … 1."""
        whole = sum(self.weights.values())
        if not whole:
            return 0.0
        held = (
            weight
            for word, weight in self.weights.items()
            if word in text or not self.topics[word].isdisjoint(topics)
        )
        return min(sum(held) / whole, 1.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with all that is known of it before the catalogue is looked at."""

    query: Query
    odds: Mapping[str, float]
    """How probably the query is about a topic, by its code; topics that are not there, surely not."""
    telling: TellingWords

    @classmethod
    def read(cls, text: str, encoder: Encoder, segmenter: Segmenter, classifier: TopicClassifier) -> Asked:
        """Encode a text, find its other words, its topics and its telling words."""
        encoded = encoder.encode_query(text)
        odds = _without_doubt(classifier.classify([text], encoded.vector.reshape(1, -1))[0])
        synonyms = expand(segmenter.words(text), classifier.taxonomy)
        return cls(
            Query(text, encoded.vector, encoded.tokens, synonyms),
            odds,
            TellingWords.read(text, segmenter, classifier),
        )


def list_topics(item: Item) -> tuple[str, ...]:
    """The topics that an item serves; financing products serve financing."""
    return (FINANCING_TOPIC,) if item.kind is Kind.FINANCE else item.topics


def _without_doubt(odds: TopicOdds) -> dict[str, float]:
    """The topics' probabilities; a deciding word such as MES leaves no doubt, however short the query."""
    return odds.probabilities | {
        topic: max(odds.probabilities.get(topic, 0.0), _DECIDED) for topic in odds.decided
    }


def gather_signals(
    asked: Asked, index: HybridIndex, hits: Sequence[Hit], items: Mapping[int, Item], texts: Mapping[int, str]
) -> list[Signals]:
    """The signals of every hit, in the hits' order; `texts` are the items' folded texts.

    The hits must be those of the whole catalogue: "best" is then the best that it has, whatever conditions narrow later.
    """
    if not hits:
        return []
    mean = float(index.vectors.centre @ asked.query.vector)
    rarest = math.log(2 * len(index) + 2)  # BM25's weight of a term that a single document has
    margins = [hit.cosine - mean for hit in hits]
    matched = [math.log1p(max(hit.bm25, 0.0) / rarest) for hit in hits]
    topics = [list_topics(items[hit.id]) for hit in hits]
    coverage = [asked.telling.share(texts[hit.id], served) for hit, served in zip(hits, topics, strict=True)]
    topical = [max((asked.odds.get(topic, 0.0) for topic in served), default=0.0) for served in topics]
    on_topic = max(share * odds for share, odds in zip(coverage, topical, strict=True))
    best = (max(margins), max(matched), max(coverage), max(topical), on_topic)
    return [Signals(*own, *best) for own in zip(margins, matched, coverage, topical, strict=True)]


@cache
def _asking_words() -> frozenset[str]:
    # They ask, count or complain, and say nothing of what about. As `_JOINING`.
    file = resources.files("catalog.search") / "data" / "asking.txt"
    return frozenset(file.read_text(encoding="utf-8").split())


def _join(words: Iterable[str]) -> list[str]:
    telling: list[str] = []
    run = ""
    for word in (*words, ""):
        if len(word) == 1 and _CHARACTER.match(word) and word not in _JOINING:
            run += word
            continue
        if len(run) > 1:
            telling.append(run)
        run = ""
        if len(word) > 1 and word not in _asking_words() and not _DEGREE.fullmatch(word):
            telling.append(word)
    return telling
