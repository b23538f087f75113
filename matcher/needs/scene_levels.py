"""The levels of all scenes that a report grades, those of its needs among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcher.needs.model import Need, SceneLevel


def gather_levels(stated: Iterable[SceneLevel], needs: Sequence[Need]) -> tuple[SceneLevel, ...]:
    """Graded scenes by topic: as the report states them, but a scene that is asked for has the levels of its need."""
    scenes = {level.topic: level for level in stated}
    asked = {
        need.topic: SceneLevel(
            need.topic, need.current_level, need.target_level, of_need=need.topic not in scenes
        )
        for need in needs
    }
    graded = (
        level
        for level in {**scenes, **asked}.values()
        if level.current is not None or level.target is not None
    )
    return tuple(sorted(graded, key=lambda level: level.topic))
