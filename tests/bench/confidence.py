"""Whether a need's confidence is what it says: fits the curve on one labelled set, prints its reliability on another.

`python -m tests.bench.confidence` prints; with `--write` the fitted curve replaces the one that is shipped.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from sklearn.linear_model import LogisticRegression

from api.runtime import Runtime
from api.settings import Settings
from matcher.documents.reading import read_report
from matcher.needs.confidence import Calibration
from matcher.needs.extraction import NeedExtractor
from tests.matcher.scoring import labelled_reports

_ROOT = Path(__file__).parents[2]
FITTED_ON = _ROOT / "tests" / "data" / "reports" / "blind"
JUDGED_ON = _ROOT / "tests" / "data" / "reports" / "set_aside"
_DATA = _ROOT / "matcher" / "needs" / "data" / "confidence.json"
_BINS = (0.0, 0.3, 0.6, 0.8, 0.9, 0.97, 1.0)

Case = tuple[float, bool]
"""The balance of a topic's evidence, and whether the report asks for it."""


def collect_cases(extractor: NeedExtractor, folder: Path) -> list[Case]:
    """Every topic that anything in a report speaks for, with its label."""
    cases: list[Case] = []
    for path, labels in labelled_reports(folder):
        wanted = {need["topic"] for need in labels["needs"]}
        weighed = extractor.weigh(read_report(path))
        cases += [(case.balance, case.topic in wanted) for case in weighed if case.witnesses]
    return cases


def fit(cases: Sequence[Case]) -> Calibration:
    """The logistic curve of greatest likelihood; two numbers, so that nothing is left to overfit."""
    balances = np.array([[balance] for balance, _ in cases])
    model = LogisticRegression(C=np.inf).fit(balances, [right for _, right in cases])
    return Calibration(
        slope=round(float(model.coef_[0, 0]), 3), intercept=round(float(model.intercept_[0]), 3)
    )


def reliability(calibration: Calibration, cases: Sequence[Case]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) of the cases by confidence."""
    said = np.array([calibration.confidence(balance) for balance, _ in cases])
    right = np.array([right for _, right in cases])
    bins = np.digitize(said, _BINS[1:-1])
    return [
        (float(said[bins == at].mean()), float(right[bins == at].mean()), int((bins == at).sum()))
        for at in range(len(_BINS) - 1)
        if (bins == at).any()
    ]


def expected_error(rows: Sequence[tuple[float, float, int]]) -> float:
    """Expected calibration error: the mean gap between what is said and what is right, weighed by the cases."""
    return sum(abs(said - right) * count for said, right, count in rows) / sum(count for *_, count in rows)


def main() -> None:
    """Entry of the command."""
    say = Console(markup=False, highlight=False, soft_wrap=True).print
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    home = Path(os.environ.get("DUIJIE_TEST_HOME", _ROOT / "var" / "test"))
    extractor = Runtime(Settings(home=home, database_url="sqlite://", model=None)).need_extractor
    cases = collect_cases(extractor, FITTED_ON)
    calibration = fit(cases)
    say(f"fitted on {len(cases)} cases of {FITTED_ON.name}: {calibration}")
    rows = reliability(calibration, collect_cases(extractor, JUDGED_ON))
    for said, right, count in rows:
        say(f"said {said:.2f}  right {right:.2f}  of {count}")
    say(f"expected calibration error on {JUDGED_ON.name}: {expected_error(rows):.3f}")
    if parser.parse_args().write:
        fitted = {"slope": calibration.slope, "intercept": calibration.intercept, "cases": len(cases)}
        _DATA.write_text(json.dumps(fitted) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
