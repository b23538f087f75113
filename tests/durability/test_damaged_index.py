"""A damaged index is noticed and rebuilt from the stored vectors."""

from __future__ import annotations

import pytest

from api.runtime import Runtime
from catalog.queries import Conditions, list_eligible_ids


@pytest.mark.parametrize("damage", ["pointer", "manifest", "vectors"])
def test_a_damaged_index_is_rebuilt(own_runtime: Runtime, damage: str) -> None:
    generation = own_runtime.store.current()
    assert generation is not None
    folder = own_runtime.settings.index_dir
    broken = {
        "pointer": folder / "CURRENT",
        "manifest": folder / generation / "manifest.json",
        "vectors": folder / generation / "vectors.faiss",
    }[damage]
    broken.write_bytes(b"")
    own_runtime.refresh_index()
    assert own_runtime.measure_lag().in_step
    with own_runtime.reading() as session:
        assert len(own_runtime.catalogue.load().index) == len(
            list_eligible_ids(session, Conditions(), today=own_runtime.today())
        )
