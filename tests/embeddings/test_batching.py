"""Leader and followers: who computes, what is shared, and what an error or an interruption leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from embeddings.batching import Batcher

PATIENCE = 20


class Gate:
    """Computes lengths; a batch with “慢” in it waits at the gate until it is opened."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.batches.append(list(texts))
        if any("慢" in text for text in texts):
            self.entered.set()
            assert self.opened.wait(PATIENCE)
        if any("断" in text for text in texts) and len(self.batches) == 1:
            raise KeyboardInterrupt
        if any("坏" in text for text in texts):
            raise ValueError("坏")
        return [len(text) for text in texts]


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as threads:
        yield threads


Ask = Callable[[str], Future[list[int]]]


@pytest.fixture
def held(gate: Gate, pool: ThreadPoolExecutor) -> tuple[Batcher[int], Ask]:
    """A batcher whose only lane stands at the gate, and a way to ask that returns when the question is queued."""
    batcher = Batcher(gate, most=4, lanes=1)
    pool.submit(batcher.results, ["慢"])
    assert gate.entered.wait(PATIENCE)

    def ask(text: str) -> Future[list[int]]:
        asked = pool.submit(batcher.results, [text])
        with batcher._changed:
            while text not in batcher._jobs:
                batcher._changed.wait(0.01)
        return asked

    return batcher, ask


def test_a_caller_alone_computes_at_once_what_it_asked(gate: Gate) -> None:
    batcher = Batcher(gate, most=4, lanes=1)
    assert batcher.results(["工单", "设备坏了吗"[:2]]) == [2, 2]
    assert gate.batches == [["工单", "设备"]]


def test_who_comes_while_a_batch_runs_joins_the_next(gate: Gate, held: tuple[Batcher[int], Ask]) -> None:
    _, ask = held
    asked = {text: ask(text) for text in ("一", "二二", "三三三")}
    gate.opened.set()
    assert {text: found.result(PATIENCE) for text, found in asked.items()} == {
        text: [len(text)] for text in asked
    }
    assert gate.batches == [["慢"], ["一", "二二", "三三三"]]


def test_a_batch_is_no_longer_than_most(gate: Gate, held: tuple[Batcher[int], Ask]) -> None:
    _, ask = held
    asked = [ask("字" * length) for length in range(2, 8)]
    gate.opened.set()
    assert [found.result(PATIENCE)[0] for found in asked] == [2, 3, 4, 5, 6, 7]
    assert [len(batch) for batch in gate.batches] == [1, 4, 2]


def test_the_same_text_is_computed_once(gate: Gate, held: tuple[Batcher[int], Ask]) -> None:
    _, ask = held
    asked = [ask("工单") for _ in range(20)] + [ask("慢")]
    gate.opened.set()
    assert {found.result(PATIENCE)[0] for found in asked} == {2, 1}
    assert sorted(text for batch in gate.batches for text in batch) == ["工单", "慢"]


def test_a_long_text_waits_rather_than_making_short_ones_pay_for_padding(
    gate: Gate, held: tuple[Batcher[int], Ask]
) -> None:
    _, ask = held
    asked = [ask(text) for text in ("短", "长" * 300, "也短")]
    gate.opened.set()
    assert [found.result(PATIENCE)[0] for found in asked] == [1, 300, 2]
    assert [[len(text) for text in batch] for batch in gate.batches] == [[1], [1, 2], [300]]


def test_two_lanes_compute_side_by_side(gate: Gate, pool: ThreadPoolExecutor) -> None:
    batcher = Batcher(gate, most=4, lanes=2)
    slow = pool.submit(batcher.results, ["慢"])
    assert gate.entered.wait(PATIENCE)
    assert batcher.results(["工单"]) == [2]
    assert not slow.done()
    gate.opened.set()
    assert slow.result(PATIENCE) == [1]


def test_an_error_reaches_whoever_asked_for_it_and_nobody_else(
    gate: Gate, held: tuple[Batcher[int], Ask]
) -> None:
    batcher, ask = held
    bad, also_bad, good = ask("坏"), ask("坏"), ask("工单")
    gate.opened.set()
    for asked in (bad, also_bad):
        with pytest.raises(ValueError, match="坏"):
            asked.result(PATIENCE)
    assert good.result(PATIENCE) == [2]
    assert batcher.results(["工单"]) == [2]
    assert (batcher._jobs, batcher._queue, batcher._free_lanes) == ({}, [], 1)


def test_a_leader_torn_away_leaves_its_batch_to_the_next(gate: Gate) -> None:
    batcher = Batcher(gate, most=4, lanes=1)
    with pytest.raises(KeyboardInterrupt):
        batcher.results(["断"])
    assert batcher.results(["工单"]) == [2]
    assert gate.batches == [["断"], ["断", "工单"]]
    assert (batcher._jobs, batcher._queue, batcher._free_lanes) == ({}, [], 1)


def test_nothing_that_was_asked_stays(gate: Gate) -> None:
    """Reports are secrets: once answered, a text is nowhere."""
    batcher = Batcher(gate, most=2, lanes=2)
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda at: batcher.results(["字" * (at % 9 + 1)])[0], range(200)))
    assert found == [at % 9 + 1 for at in range(200)]
    assert (batcher._jobs, batcher._queue, batcher._free_lanes) == ({}, [], 2)
