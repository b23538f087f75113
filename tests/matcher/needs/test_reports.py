"""Reading whole reports: the demonstration set, the set that was used for building, and one that was set aside."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from matcher.documents.model import Document
from matcher.documents.reading import read_report
from matcher.needs.extraction import NeedExtractor
from matcher.needs.model import Reading
from tests.matcher.scoring import labelled_reports, tally

_ROOT = Path(__file__).parents[3]
DEMONSTRATION = _ROOT / "matcher" / "samples" / "reports"
DEVELOPMENT = _ROOT / "tests" / "data" / "reports" / "dev"
CALIBRATION = _ROOT / "tests" / "data" / "reports" / "blind"  # the confidence is fitted on it, nothing else
SET_ASIDE = _ROOT / "tests" / "data" / "reports" / "set_aside"


Read = list[tuple[Document, Reading]]


@pytest.fixture(scope="module")
def read_all(need_extractor: NeedExtractor) -> Callable[[Path], Read]:
    """Reads a folder's reports, each once."""

    @cache
    def read(folder: Path) -> Read:
        documents = [read_report(path) for path, _ in labelled_reports(folder)]
        return [(document, need_extractor.extract(document)) for document in documents]

    return read


@pytest.mark.parametrize(
    ("folder", "least_f1", "least_profile", "least_levels"),
    [
        (DEMONSTRATION, 0.92, 0.95, 0.90),
        (DEVELOPMENT, 0.88, 0.90, 0.90),
        (CALIBRATION, 0.80, 0.80, 0.0),
        (SET_ASIDE, 0.85, 0.80, 0.0),
    ],
    ids=["demonstration", "development", "calibration", "set aside"],
)
def test_needs_and_profiles_are_found_in_reports_of_every_form(
    read_all: Callable[[Path], Read], folder: Path, least_f1: float, least_profile: float, least_levels: float
) -> None:
    labels = [labels for _, labels in labelled_reports(folder)]
    counts = tally(zip((reading for _, reading in read_all(folder)), labels, strict=True))
    assert counts.f1 >= least_f1, (round(counts.f1, 3), counts.misses)
    assert counts.profile_share >= least_profile, counts.profile
    assert counts.level_share >= least_levels, counts.levels


@pytest.mark.parametrize(
    "folder", [DEMONSTRATION, DEVELOPMENT, CALIBRATION, SET_ASIDE], ids=lambda folder: folder.name
)
def test_every_quote_stands_verbatim_at_its_location(read_all: Callable[[Path], Read], folder: Path) -> None:
    for document, reading in read_all(folder):
        assert reading.needs, document.name
        for need in reading.needs:
            assert 0 < len(need.quote) <= 500
            for evidence in need.evidence:
                assert document.quote(evidence.location) == evidence.quote
        if reading.financing is not None:
            assert document.quote(reading.financing.location) == reading.financing.quote


def test_sentences_labelled_as_no_need_are_not_quoted_as_one(read_all: Callable[[Path], Read]) -> None:
    quoted, refused = 0, 0
    labelled = [labels for _, labels in labelled_reports(DEMONSTRATION)]
    for (_, reading), labels in zip(read_all(DEMONSTRATION), labelled, strict=True):
        by_topic = {need.topic: need.quote for need in reading.needs}
        for trap in labels["not_needs"]:
            refused += 1
            quoted += trap["topic"] in by_topic and by_topic[trap["topic"]].strip("。；") in trap["quote"]
    assert refused >= 50
    assert quoted <= 0.03 * refused


def test_the_same_report_gives_the_same_reading_twice(need_extractor: NeedExtractor) -> None:
    path = DEMONSTRATION / "cashmere_visit.txt"
    assert need_extractor.extract(read_report(path)) == need_extractor.extract(read_report(path))
