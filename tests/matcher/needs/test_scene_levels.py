"""Levels of scenes: as the report states them, those asked for as their needs have them."""

from __future__ import annotations

from matcher.needs.model import Need, SceneLevel
from matcher.needs.scene_levels import gather_levels


def _need(topic: str, current: int | None = None, target: int | None = None) -> Need:
    return Need("N01", topic, "", (), current, target)


def test_a_scene_that_is_asked_for_has_the_levels_of_its_need() -> None:
    stated = (SceneLevel("S08", 1, None), SceneLevel("S13", 2, None), SceneLevel("S01", 3, None))
    needs = (_need("S08", 1, 2), _need("S10", 0, None), _need("S12"), _need("S13"))
    assert gather_levels(stated, needs) == (
        SceneLevel("S01", 3, None),
        SceneLevel("S08", 1, 2),
        SceneLevel("S10", 0, None, of_need=True),  # the report grades no such scene
    )
