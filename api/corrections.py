"""Correcting the needs of a studied report: the corrections are replayed over what was read, and the outcome is matched again."""

from __future__ import annotations

from dataclasses import replace

from api.demand import note_quietly
from api.reports import Study, match_reading
from api.runtime import Runtime
from catalog.taxonomy import Taxonomy
from matcher.needs.corrections.model import Confirm, Corrected, Correction
from matcher.needs.corrections.replaying import replay
from matcher.needs.model import Reading


def correct_study(runtime: Runtime, study: Study, correction: Correction) -> Study:
    """The study after one more correction. Raises CorrectionRefused or IndexUnavailable."""
    after = replace(study, corrections=(*study.corrections, correction), as_read=study.reading_as_read)
    reading = replay_study(after, runtime.taxonomy).reading
    if isinstance(correction, Confirm):  # what is right is matched already
        return replace(after, result=replace(after.result, reading=reading))
    return _match_again(runtime, after, reading)


def undo_correction(runtime: Runtime, study: Study) -> Study:
    """The study before its last correction; the same study when there is none. Raises IndexUnavailable."""
    if not study.corrections:
        return study
    before = replace(study, corrections=study.corrections[:-1])
    return _match_again(runtime, before, replay_study(before, runtime.taxonomy).reading)


def _match_again(runtime: Runtime, study: Study, reading: Reading) -> Study:
    """Matched anew; what the pool of open demands holds of the report is replaced."""
    matched = match_reading(runtime, study, reading)
    note_quietly(runtime, matched.result)
    return matched


def replay_study(study: Study, taxonomy: Taxonomy) -> Corrected:
    """What stands and what was rejected after the study's corrections. Raises CorrectionRefused where one does not fit."""
    return replay(study.reading_as_read, study.document, study.corrections, taxonomy)
