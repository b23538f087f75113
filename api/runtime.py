"""The service's parts, made once and handed to the command line and the web alike; the only place that commits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy import Engine
from sqlmodel import Session

from api.migrate import upgrade_database
from api.settings import Settings
from catalog import index_sync
from catalog.db import create_database_engine
from catalog.index_sync import Lag
from catalog.search.absence import Absence, explain_absence, find_named
from catalog.search.engine import Request, SearchEngine, SearchResult
from catalog.search.guidance.questions import Question
from catalog.search.ranking import Ranker
from catalog.search.view import LiveCatalogue
from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.taxonomy.classifier import TopicClassifier
from embeddings.encoders import Encoder, SentenceEncoder
from embeddings.segmentation import Segmenter
from embeddings.storage import IndexStore
from embeddings.weights import resolve
from matcher.matching.matcher import Matcher
from matcher.needs.extraction import NeedExtractor
from matcher.needs.judging import load_judge

# Set before torch is loaded: its threads else spin while they wait for one another, and on cores shared with other work a
# query of 10 ms takes a second, an import ten times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

Stage = Callable[[str, int, int], None]
"""Called with (what goes on, done, total)."""


def _silent(_what: str, _done: int, _total: int) -> None:
    return None


class Runtime:
    """Settings, engine, model, index and the domain services built on them, each made at first use."""

    def __init__(self, settings: Settings, stage: Stage = _silent) -> None:
        self.settings = settings
        self.stage = stage

    @cached_property
    def engine(self) -> Engine:
        """The database, brought to the newest schema."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        engine = create_database_engine(self.settings.url)
        upgrade_database(engine)
        return engine

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The field's words and codes."""
        return load_taxonomy()

    @cached_property
    def segmenter(self) -> Segmenter:
        """Jieba with the field's words."""
        return Segmenter(self.taxonomy.words)

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, unpacked at first use. Raises ModelUnavailable."""
        self.settings.models_dir.mkdir(parents=True, exist_ok=True)
        folder = resolve(
            self.settings.model,
            self.settings.models_dir,
            lambda done, total: self.stage("解包向量模型", done, total),
        )
        return SentenceEncoder(folder)

    @cached_property
    def store(self) -> IndexStore:
        """Index generations on disk."""
        return IndexStore(self.settings.index_dir)

    @cached_property
    def catalogue(self) -> LiveCatalogue:
        """The index in memory, with the items in it."""
        return LiveCatalogue(self.store, self.segmenter, self.taxonomy, self.reading)

    @cached_property
    def search_engine(self) -> SearchEngine:
        """Search over the catalogue."""
        return SearchEngine(Ranker(self.encoder, self.segmenter, self.topic_classifier), self.taxonomy)

    @cached_property
    def topic_classifier(self) -> TopicClassifier:
        """Which topic a sentence is about; trained at first use and kept."""
        return TopicClassifier.load(
            self.taxonomy,
            self.encoder,
            self.segmenter,
            self.settings.models_dir,
            lambda done, total: self.stage("学习场景分类", done, total),
        )

    @cached_property
    def need_extractor(self) -> NeedExtractor:
        """Reads needs out of documents; its classifiers are trained at first use and kept."""
        judge = load_judge(
            self.topic_classifier,
            self.encoder,
            self.segmenter,
            self.settings.models_dir,
            lambda done, total: self.stage("学习需求识别", done, total),
        )
        return NeedExtractor(self.taxonomy, judge)

    @cached_property
    def matcher(self) -> Matcher:
        """Matches needs with the catalogue."""
        return Matcher(self.encoder, self.taxonomy, self.settings.lpr_pct)

    @cached_property
    def _one_moment(self) -> dict[str, object]:
        """What makes a transaction see one state: SQLite's deferred ones do; PostgreSQL must be told."""
        isolation = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        return {"read_only": True, **isolation}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and writes nothing."""
        with Session(self.engine.execution_options(**self._one_moment)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work commits at the end, or leaves nothing behind when an error passes through."""
        with Session(self.engine) as session, session.begin():
            yield session

    def search(self, session: Session, request: Request) -> SearchResult:
        """Search the catalogue of this moment. Raises IndexUnavailable before the first build."""
        return self.search_engine.search(self.catalogue.view(session), request, today=self.today())

    def ask(self, session: Session, request: Request) -> Question | None:
        """The question to ask back about a search's list, where it is broad."""
        return self.search_engine.ask(self.catalogue.view(session), request, today=self.today())

    def explain_absence(self, session: Session, request: Request, name: str) -> Absence:
        """Why an item is not in a search's list. Raises ItemNotFound for a name that is like none."""
        view = self.catalogue.view(session)
        item = find_named(view, name)
        return explain_absence(self.search_engine, view, request, item, today=self.today())

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date where the service runs."""
        return datetime.now().astimezone().date()

    def measure_lag(self) -> Lag:
        """How the index differs from the database."""
        with self.reading() as session:
            return index_sync.measure_lag(
                session,
                self.store.find_manifest(),
                index_sync.index_fingerprint(self.encoder, self.segmenter),
            )

    def count_index_jobs(self) -> int:
        """Changes that the index has not seen yet."""
        with self.reading() as session:
            return index_sync.count_jobs(session)

    def refresh_index(self, *, force: bool = False) -> Lag:
        """Bring the index in step with the database; returns how far it was behind.

        Safe to repeat and to kill at any moment: whatever is left over is found again by comparison.
        """
        with self.store.lock():
            lag = self.measure_lag()
            if not (force or lag.jobs or not lag.in_step):
                return lag
            self._encode_missing()
            with self.reading() as session:
                newest = index_sync.newest_job(session)
                manifest = index_sync.build_generation(session, self.store, self.encoder, self.segmenter)
            with self.writing() as session:
                index_sync.forget_jobs(session, manifest, newest)
        return lag

    def _encode_missing(self) -> None:
        fingerprint = self.encoder.fingerprint
        done = 0
        while True:
            with self.reading() as session:
                missing = index_sync.find_unencoded(session, fingerprint)
            if not missing.texts:
                return
            # No transaction is open meanwhile: a batch takes seconds, in which others want to write.
            documents = self.encoder.encode_documents(list(missing.texts.values()))
            with self.writing() as session:
                index_sync.store_vectors(
                    session, fingerprint, dict(zip(missing.texts, documents, strict=True))
                )
            done += len(documents)
            self.stage("计算向量", done, done + missing.more)

    def warm_up(self) -> None:
        """Load what the first request would wait for."""
        _ = (self.need_extractor, self.matcher, self.search_engine)
        self.encoder.encode_queries(["预热"])
        if self.store.current():
            self.catalogue.load()
