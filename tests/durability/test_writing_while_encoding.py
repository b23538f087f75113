"""Who writes while a refresh encodes does not wait for the model, and the next refresh sees what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from api.runtime import Runtime
from catalog.commands import save_item
from catalog.taxonomy import load_taxonomy
from embeddings.encoders import Encoded
from tests.catalog.contents import make_product
from tests.durability.fakes import make_runtime
from tests.embeddings.fakes import FakeEncoder


class _BusyEncoder(FakeEncoder):
    """Runs something in the middle of its work, once."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        if not self.encoded:
            self._meanwhile()
        return super().encode_documents(texts, progress)


def _save(runtime: Runtime, name: str) -> int:
    with runtime.writing() as session:
        return save_item(session, make_product(name), load_taxonomy(), actor="测试", now=runtime.now()).id


def test_a_write_gets_through_while_the_model_works(tmp_path: Path) -> None:
    runtime, other = make_runtime(tmp_path), make_runtime(tmp_path)
    first = _save(runtime, "点检")
    written: list[int] = []
    runtime.__dict__["encoder"] = _BusyEncoder(lambda: written.append(_save(other, "排产")))
    told: list[tuple[int, int]] = []
    runtime.stage = lambda _what, done, total: told.append((done, total))
    runtime.refresh_index()
    assert len(written) == 1
    assert told == [(1, 1), (2, 2)]
    runtime.refresh_index()
    assert set(runtime.catalogue.load().index.ids) == {first, *written}
    assert runtime.measure_lag().in_step
    for each in (runtime, other):
        each.engine.dispose()
