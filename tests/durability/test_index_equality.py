"""A Hypothesis machine over create, revise, withdraw, publish, crash and reconcile: the index equals the database."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from sqlmodel import Session

from catalog import index_sync
from catalog.commands import publish_item, save_item, withdraw_item
from catalog.queries import Conditions, list_eligible_ids
from catalog.schemas import ProductContent, TopicUplift
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind
from embeddings.hybrid import Query
from tests.catalog.indexing import encode_missing
from tests.durability.fakes import make_runtime

_NAMES = st.sampled_from(["点检", "排产", "追溯", "能耗", "仓储", "图纸"])
_SUMMARIES = st.text("设备质量计划仓库能源工艺数据", min_size=1, max_size=12)


class _Crash(Exception):
    """The process dies here."""


class IndexEquality(RuleBasedStateMachine):
    """Keeps a model of what is published; after a reconcile, database and index must both say the same."""

    items = Bundle("items")

    @initialize()
    def start(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="duijie-machine-"))
        self.runtime = make_runtime(self.home)
        self.published: dict[int, str] = {}
        self.reconciled = False

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.runtime.engine.dispose()
            shutil.rmtree(self.home)

    def _save(self, session: Session, name: str, summary: str) -> int:
        content = ProductContent(
            kind=Kind.PRODUCT,
            name=name,
            provider="示例公司",
            summary=summary,
            topics=(TopicUplift(topic="S08"),),
        )
        return save_item(session, content, load_taxonomy(), actor="machine", now=self.runtime.now()).id

    @rule(target=items, name=_NAMES, summary=_SUMMARIES)
    def create_or_revise(self, name: str, summary: str) -> int:
        with self.runtime.writing() as session:
            identifier = self._save(session, name, summary)
        self.published[identifier] = summary
        self.reconciled = False
        return identifier

    @rule(name=_NAMES, summary=_SUMMARIES)
    def crash_before_the_commit(self, name: str, summary: str) -> None:
        with contextlib.suppress(_Crash), self.runtime.writing() as session:
            self._save(session, name, summary)
            raise _Crash

    @rule(item=consumes(items))
    def withdraw_or_publish(self, item: int) -> None:
        with self.runtime.writing() as session:
            if item in self.published:
                withdraw_item(session, item, now=self.runtime.now())
                del self.published[item]
            else:
                publish_item(session, item, now=self.runtime.now())
                self.published[item] = "again"
        self.reconciled = False

    @rule(step=st.integers(0, 2))
    def crash_while_refreshing(self, step: int) -> None:
        """Stop after the vectors, after the generation, or restart at once."""
        encoder = self.runtime.encoder
        if step >= 1:
            with self.runtime.writing() as session:
                encode_missing(session, encoder)
        if step >= 2:
            with self.runtime.reading() as session:
                index_sync.build_generation(session, self.runtime.store, encoder, self.runtime.segmenter)
        self.runtime.engine.dispose()
        self.runtime = make_runtime(self.home)

    @rule()
    def reconcile(self) -> None:
        self.runtime.refresh_index()
        self.reconciled = True

    @invariant()
    def index_equals_database(self) -> None:
        if not getattr(self, "reconciled", False):
            return
        lag = self.runtime.measure_lag()
        assert lag.in_step, lag
        assert lag.jobs == 0
        index = self.runtime.catalogue.load().index
        assert set(index.ids) == self.published.keys()
        query = Query("设备点检", self.runtime.encoder.encode_queries(["设备点检"])[0])
        assert {hit.id for hit in index.search(query, 50)} <= self.published.keys()

    @invariant()
    def database_publishes_what_was_said(self) -> None:
        if not hasattr(self, "runtime"):
            return
        with self.runtime.reading() as session:
            found = list_eligible_ids(session, Conditions(), today=self.runtime.today())
        assert found == self.published.keys()


IndexEquality.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestIndexEquality = IndexEquality.TestCase
