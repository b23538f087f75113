"""The writer of the search log: beside the answers, bounded, never failing, and forgetful as the setting says."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from api.journal import SearchJournal, forget_old_texts
from api.runtime import Runtime
from api.settings import Settings
from catalog.search.journal import Search, record_search
from catalog.tables import SearchClick, SearchEvent, SearchIndustry

SECRET = "秘密的问题"


def _make_runtime(home: Path, **settings: int) -> Runtime:
    return Runtime(Settings(home=home, **settings))  # type: ignore[arg-type]


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """A service without a model: the log needs none."""
    made = _make_runtime(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def journal(runtime: Runtime) -> Iterator[SearchJournal]:
    made = SearchJournal(runtime)
    made.start()
    yield made
    made.close()


def _note(journal: SearchJournal, text: str = SECRET, **fields: object) -> str:
    plain: dict[str, object] = {"channel": "page", "total": 3, "nothing_fits": False, "milliseconds": 12.6}
    return journal.note_search(text=text, **{**plain, **fields})  # type: ignore[arg-type]


def _events(runtime: Runtime) -> list[SearchEvent]:
    with runtime.reading() as session:
        return list(session.exec(select(SearchEvent).order_by("id")))


class _Stalled(Runtime):
    """A service whose database lets nobody write until it is told to, or at all."""

    gate = threading.Event()
    breaks = False

    @contextmanager
    def writing(self) -> Iterator[Session]:
        assert self.gate.wait(30)
        if self.breaks:
            raise OSError(f"disk full while writing {SECRET}")
        with super().writing() as session:
            yield session


@pytest.fixture
def stalled(tmp_path: Path) -> Iterator[_Stalled]:
    made = _Stalled(Settings(home=tmp_path))
    made.gate = threading.Event()
    yield made
    made.engine.dispose()


def test_a_search_and_its_clicks_are_written(runtime: Runtime, journal: SearchJournal) -> None:
    token = _note(journal, industries=("新型材料制造",), kind="product", channel="api", nothing_fits=True)
    journal.note_click(token, 7, 2)
    journal.note_click("unknown", 8, 1)
    assert journal.flush()
    (event,) = _events(runtime)
    assert (event.token, event.text, event.channel, event.kind) == (token, SECRET, "api", "product")
    assert (event.total, event.nothing_fits, event.milliseconds) == (3, True, 13)
    assert event.month == f"{runtime.today():%Y-%m}"
    with runtime.reading() as session:
        clicks = [(click.item_id, click.position) for click in session.exec(select(SearchClick))]
        industries = [row.industry for row in session.exec(select(SearchIndustry))]
    assert (clicks, industries) == ([(7, 2)], ["新型材料制造"])
    assert journal.lost == 0


def test_tokens_tell_nothing_and_browsing_is_no_search(runtime: Runtime, journal: SearchJournal) -> None:
    assert _note(journal, text=" \t") == ""
    journal.note_click("", 7, 1)
    tokens = {_note(journal, text="同一句话") for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {12}
    journal.flush()
    assert len(_events(runtime)) == 20


def test_closing_writes_what_is_left_and_stops(runtime: Runtime) -> None:
    before = set(threading.enumerate())
    journal = SearchJournal(runtime)
    early = _note(journal)
    journal.start()
    journal.start()
    late = _note(journal)
    journal.close()
    journal.close()
    _note(journal, text="太晚了")
    assert [event.token for event in _events(runtime)] == [early, late]
    assert "search-journal" not in {thread.name for thread in set(threading.enumerate()) - before}


def test_what_does_not_fit_into_the_queue_is_dropped_and_counted(stalled: _Stalled) -> None:
    journal = SearchJournal(stalled, capacity=5)
    tokens = [_note(journal, text=f"问题{number}") for number in range(12)]
    assert all(tokens), "the search itself goes on"
    assert journal.lost == 7
    journal.start()
    assert not journal.flush(0.01), "the database is stalled"
    stalled.gate.set()
    assert journal.flush()
    assert [event.token for event in _events(stalled)] == tokens[:5]
    journal.close()


def test_a_failing_database_is_survived_and_logged_without_the_text(
    stalled: _Stalled, caplog: pytest.LogCaptureFixture
) -> None:
    stalled.gate.set()
    journal = SearchJournal(stalled)
    with caplog.at_level(logging.DEBUG):
        stalled.breaks = True
        journal.start()
        _note(journal)
        assert journal.flush()
        assert journal.lost == 1
        stalled.breaks = False
        token = _note(journal, text="又好了")
        journal.close()
    assert [event.token for event in _events(stalled)] == [token]
    assert "search journal could not write: OSError" in caplog.text
    assert SECRET not in caplog.text


def test_texts_are_never_stored_when_the_setting_says_so(tmp_path: Path) -> None:
    runtime = _make_runtime(tmp_path, search_text_days=0)
    journal = SearchJournal(runtime)
    journal.start()
    _note(journal)
    journal.close()
    assert [(event.text, event.total) for event in _events(runtime)] == [(None, 3)]
    runtime.engine.dispose()
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("duijie.sqlite*"))


def _record(runtime: Runtime, text: str, age: timedelta) -> None:
    when = runtime.now().astimezone() - age
    with runtime.writing() as session:
        record_search(
            session,
            Search(
                token=secrets.token_hex(8),
                when=when,
                channel="page",
                text=text,
                industries=(),
                kind=None,
                total=1,
                nothing_fits=False,
                milliseconds=5,
            ),
        )


def test_no_text_outlives_the_setting_until_the_next_sweep(runtime: Runtime, tmp_path: Path) -> None:
    days = timedelta(days=runtime.settings.search_text_days)
    _record(runtime, "早就过期的", days + timedelta(hours=5))
    _record(runtime, "一小时内到期的", days - timedelta(minutes=59))
    _record(runtime, "还有两小时的", days - timedelta(hours=2))
    assert forget_old_texts(runtime)
    assert [event.text for event in _events(runtime)] == [None, None, "还有两小时的"]
    left = b"".join(path.read_bytes() for path in tmp_path.glob("duijie.sqlite*"))
    assert "还有两小时的".encode() in left
    for gone in ("早就过期的", "一小时内到期的"):
        assert gone.encode() not in left


def test_a_shorter_setting_applies_to_what_was_kept_before(tmp_path: Path) -> None:
    _record(_make_runtime(tmp_path), "昨天的", timedelta(days=1))
    runtime = _make_runtime(tmp_path, search_text_days=0)
    forget_old_texts(runtime)
    assert [event.text for event in _events(runtime)] == [None]
    runtime.engine.dispose()


def test_old_texts_are_forgotten_at_the_start_and_again_every_hour(runtime: Runtime) -> None:
    seconds = [0.0]
    _record(runtime, "开始时过期的", timedelta(days=40))
    journal = SearchJournal(runtime, clock=lambda: seconds[0])
    journal.start()
    journal.flush()
    assert [event.text for event in _events(runtime)] == [None]
    _record(runtime, "后来过期的", timedelta(days=40))
    _note(journal, text="没有到时候")
    journal.flush()
    assert [event.text for event in _events(runtime)] == [None, "后来过期的", "没有到时候"]
    seconds[0] = 3_601.0
    _note(journal, text="到时候了")
    journal.flush()
    journal.close()
    assert [event.text for event in _events(runtime)] == [None, None, "没有到时候", "到时候了"]
