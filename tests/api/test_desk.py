"""The desk: whose report it is, how long it is kept, how many are taken."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from api.errors import DeskFull, StudyNotFound
from api.reports import Advance, Study
from api.web.desk import WORKERS, Desk, Work
from embeddings.errors import IndexUnavailable
from matcher.documents.model import Document
from matcher.errors import CorrectionRefused, EncryptedReport
from matcher.matching.model import MatchResult
from matcher.needs.corrections.model import Confirm
from tests.factories.needs import make_reading

STUDY = Study(Document("r.txt", "0" * 64, "txt", ()), MatchResult(make_reading(), (), ()))


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work waits for it, so that a test sees every state."""
    event = threading.Event()
    yield event
    event.set()


def _work_behind(gate: threading.Event) -> Work:
    def work(_data: bytes, _name: str, advance: Advance) -> Study:
        advance(1)
        assert gate.wait(10)
        return STUDY

    return work


def _raise(error: Exception) -> Work:
    def work(_data: bytes, _name: str, _advance: Advance) -> Study:
        raise error

    return work


def _wait(desk: Desk, token: str, *states: str) -> None:
    for _ in range(500):
        if desk.get(token, "visitor").state in states:
            return
        threading.Event().wait(0.01)
    pytest.fail(f"still {desk.get(token, 'me').state}")


def test_a_report_is_worked_on_done_and_kept_for_its_owner_only(clock: _Clock, gate: threading.Event) -> None:
    desk = Desk(_work_behind(gate), minutes=60, clock=clock)
    token = desk.submit("visitor", b"data", "r.txt")
    _wait(desk, token, "working")
    gate.set()
    _wait(desk, token, "done")
    job = desk.get(token, "visitor")
    assert job.study is STUDY
    assert "visitor" not in repr(job)
    assert desk.minutes_left(job) == 60
    for stranger in ("", "you"):
        with pytest.raises(StudyNotFound):
            desk.get(token, stranger)
        with pytest.raises(StudyNotFound):
            desk.forget(token, stranger)
    assert desk.get(token, "visitor").study is STUDY
    desk.close()


def test_a_finished_study_is_revised_by_its_owner_and_stays_when_the_change_fails(
    clock: _Clock, gate: threading.Event
) -> None:
    desk = Desk(_work_behind(gate), minutes=60, clock=clock)
    token = desk.submit("visitor", b"data", "r.txt")
    with pytest.raises(StudyNotFound):  # not read yet
        desk.revise(token, "visitor", lambda study: study)
    gate.set()
    _wait(desk, token, "done")
    other = replace(STUDY, corrections=(Confirm("N01"),))
    assert desk.revise(token, "visitor", lambda _: other).study is other

    def refuse(_study: Study) -> Study:
        raise CorrectionRefused("不行。")

    with pytest.raises(CorrectionRefused):
        desk.revise(token, "visitor", refuse)
    with pytest.raises(StudyNotFound):
        desk.revise(token, "stranger", lambda _: STUDY)
    assert desk.get(token, "visitor").study is other

    def forgotten_meanwhile(study: Study) -> Study:
        desk.forget(token, "visitor")
        return study

    with pytest.raises(StudyNotFound):
        desk.revise(token, "visitor", forgotten_meanwhile)
    desk.close()


def test_a_revision_does_not_wait_for_that_of_another_report(clock: _Clock, gate: threading.Event) -> None:
    gate.set()
    desk = Desk(_work_behind(gate), minutes=60, clock=clock)
    tokens = [desk.submit("visitor", b"data", f"{at}.txt") for at in range(2)]
    for token in tokens:
        _wait(desk, token, "done")
    both = threading.Barrier(2)

    def change(study: Study) -> Study:
        both.wait(10)
        return study

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(desk.revise, token, "visitor", change) for token in tokens]:
            assert done.result().study is STUDY
    desk.close()


def test_two_are_studied_at_a_time_and_the_next_knows_its_place(clock: _Clock, gate: threading.Event) -> None:
    desk = Desk(_work_behind(gate), minutes=60, clock=clock)
    tokens = [desk.submit("visitor", b"data", f"{at}.txt") for at in range(4)]
    for token in tokens[:WORKERS]:
        _wait(desk, token, "working")
    assert [desk.get(token, "visitor").state for token in tokens[WORKERS:]] == ["waiting", "waiting"]
    assert [desk.get(token, "visitor").ahead for token in tokens[WORKERS:]] == [1, 2]
    gate.set()
    for token in tokens:
        _wait(desk, token, "done")
    desk.close()


def test_how_far_a_stage_has_come_is_noted_and_forgotten_with_the_next(
    clock: _Clock, gate: threading.Event
) -> None:
    middle = threading.Event()

    def work(_data: bytes, _name: str, advance: Advance) -> Study:
        advance(0, "正在识别扫描页 3/10")
        middle.set()
        assert gate.wait(10)
        advance(1)
        return STUDY

    desk = Desk(work, minutes=60, clock=clock)
    token = desk.submit("visitor", b"data", "扫描.pdf")
    assert middle.wait(10)
    assert (desk.get(token, "visitor").stage, desk.get(token, "visitor").note) == (0, "正在识别扫描页 3/10")
    gate.set()
    _wait(desk, token, "done")
    assert (desk.get(token, "visitor").stage, desk.get(token, "visitor").note) == (1, "")
    desk.close()


def test_an_expired_or_deleted_report_is_gone_also_when_it_is_finished_later(
    clock: _Clock, gate: threading.Event
) -> None:
    desk = Desk(_work_behind(gate), minutes=1, clock=clock)
    deleted, expired = desk.submit("visitor", b"data", "a.txt"), desk.submit("visitor", b"data", "b.txt")
    _wait(desk, deleted, "working")
    _wait(desk, expired, "working")
    desk.forget(deleted, "visitor")
    clock.seconds = 61
    desk.sweep()
    gate.set()
    desk.close()
    for token in (deleted, expired):
        with pytest.raises(StudyNotFound):
            desk.get(token, "visitor")


def test_too_many_waiting_reports_are_refused(clock: _Clock, gate: threading.Event) -> None:
    desk = Desk(_work_behind(gate), minutes=60, clock=clock)
    for at in range(12):
        desk.submit("visitor", b"data", f"{at}.txt")
    with pytest.raises(DeskFull):
        desk.submit("visitor", b"data", "one too many.txt")
    gate.set()
    desk.close()


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (EncryptedReport("“r.docx”有密码。"), "refused", "“r.docx”有密码。"),
        (IndexUnavailable("还没有索引。"), "failed", "还没有索引。"),
        (ValueError("设备坏了才修"), "failed", "读这份报告时服务出了问题，请稍后再传一次。"),
    ],
)
def test_failures_are_told_apart_and_nothing_of_the_report_is_logged(
    caplog: pytest.LogCaptureFixture, clock: _Clock, error: Exception, state: str, words: str
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = Desk(_raise(error), minutes=60, clock=clock)
    token = desk.submit("visitor", "机密".encode(), "机密.docx")
    _wait(desk, token, state)
    job = desk.get(token, "visitor")
    assert (job.study, job.refusal) == (None, words)
    assert "机密" not in caplog.text
    assert "设备坏了" not in caplog.text
    assert ("ValueError" in caplog.text) is (state == "failed" and isinstance(error, ValueError))
    desk.close()
