"""Scenes missing for the next level become needs only on what the form itself says of them."""

from __future__ import annotations

from importlib import resources

import pytest

from catalog.taxonomy import Taxonomy
from matcher.assessment.gaps import find_gap, next_level
from matcher.documents.model import Document
from matcher.documents.reading import read_report_bytes
from matcher.needs.corrections.replaying import apply
from matcher.needs.corrections.scenes import list_missing_scenes
from matcher.needs.extraction import NeedExtractor
from tests.matcher.needs.corrections.reports import DOCUMENT, READING

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def form() -> Document:
    data = resources.files("matcher").joinpath("samples", "reports", "dairy_selfcheck.xlsx").read_bytes()
    return read_report_bytes(data, "dairy_selfcheck.xlsx")


def test_missing_scenes_rest_on_the_words_of_their_own_row(
    form: Document, need_extractor: NeedExtractor, taxonomy: Taxonomy
) -> None:
    reading = need_extractor.extract(form)
    assert reading.assessment is not None
    level = next_level(reading.assessment)
    assert level is not None
    missing = list_missing_scenes(reading, form, taxonomy)
    assert missing
    raises = {scene.code: scene for scene in find_gap(reading.assessment, level).raises}
    for entry in missing:
        quote = entry.need.passage
        assert form.quote(quote.location) == quote.text
        assert entry.scene == raises[entry.need.topic]
        assert (entry.need.current_level, entry.need.target_level) == (entry.scene.level, level)
        # The label of the scene stands in the same row of the form.
        label = reading.assessment.answers.places[entry.scene.code].place
        assert (label.sheet, label.row) == (quote.location.place.sheet, quote.location.place.row)
        assert entry.need.topic not in {need.topic for need in reading.needs}


def test_a_scene_that_was_taken_over_is_missing_no_longer(
    form: Document, need_extractor: NeedExtractor, taxonomy: Taxonomy
) -> None:
    reading = need_extractor.extract(form)
    first = list_missing_scenes(reading, form, taxonomy)[0]
    after = apply(reading, form, (first.need,), taxonomy)
    assert after.needs[-1].topic == first.scene.code
    assert first.scene not in {entry.scene for entry in list_missing_scenes(after, form, taxonomy)}


def test_a_report_that_is_no_self_assessment_has_none(taxonomy: Taxonomy) -> None:
    assert list_missing_scenes(READING, DOCUMENT, taxonomy) == ()
