"""`python -m tests.bench.calibration`: whether "fits" is said as often as it is so; `--fit` makes the model anew."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from api.runtime import Runtime
from api.settings import Settings
from catalog.search.fit import FitModel, load_fit_model
from catalog.search.fitting import RISK, fit_model, share_wrong
from tests.bench.judged import (
    JUDGEMENTS,
    JudgedHits,
    Shelf,
    Values,
    hash_judgements,
    judge_hits,
    open_shelf,
    read_judgements,
)
from tests.bench.measures import Row, duijie
from tests.bench.reliability import bin_up, brier, draw, expected_error, log_loss

_ROOT = Path(__file__).resolve().parents[2]
_MODEL = JUDGEMENTS.with_name("fit.json")
_JUDGED_ON = "2026-11-25"  # the day of the judgements, so that the same data make the same file
_RESAMPLES = 1000
_CONTENDING = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query got: the probabilities of its hits, which of them fit, and which were looked at."""

    probabilities: Values
    labels: Values
    seen: Values
    group: str
    cut: float

    @property
    def shown(self) -> Values:
        """Labels of the hits above the cut."""
        return self.labels[self.probabilities >= self.cut]


def main() -> None:
    """Print the table and write the picture, or fit."""
    options = _parse(sys.argv[1:])
    options.home.mkdir(parents=True, exist_ok=True)
    duijie(options.home, "demo")
    runtime = Runtime(Settings(home=options.home))
    if options.fit:
        _MODEL.write_text(render_model(refit(open_shelf(runtime), runtime)), encoding="utf-8")
        return
    answers = answer_split(runtime, options.split)
    table = "\n".join(f"| {what} | {result} |" for what, result in measure(answers))
    head = f"{len(answers)} 个查询（{options.split}），概率不低于 {answers[0].cut:.3f} 的才显示；括号内为按查询自助抽样的 95% 区间。"
    Console(markup=False, highlight=False, soft_wrap=True).print(
        f"{head}\n\n| 项目 | 结果 |\n|---|---|\n{table}"
    )
    if options.plot:
        options.plot.write_text(draw(bin_up(*pool(answers)), answers[0].cut), encoding="utf-8")


def measure_calibration(home: Path) -> list[Row]:
    """The benchmark's rows: the held-back queries over the sample catalogue that `home` holds."""
    return measure(answer_split(Runtime(Settings(home=home)), "judge"))


def answer_split(runtime: Runtime, split: str) -> list[Answer]:
    """One split's queries answered by the model that ships."""
    return answer(load_fit_model(), judge_hits(read_judgements(split), open_shelf(runtime), runtime))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calibration", description="概率是否可信")
    parser.add_argument("--home", type=Path, default=_ROOT / "var" / "bench", help="数据目录")
    parser.add_argument(
        "--split", default="judge", choices=("judge", "calibrate", "fit"), help="用哪一部分查询"
    )
    parser.add_argument("--plot", type=Path, help="把可靠性图写到这个 SVG 文件")
    parser.add_argument("--fit", action="store_true", help="重新拟合，写入 catalog/search/data/fit.json")
    return parser.parse_args(arguments)


def refit(shelf: Shelf, runtime: Runtime) -> FitModel:
    """The model from its two splits; the third stays unseen."""
    fitting, calibrating = (
        judge_hits(read_judgements(split), shelf, runtime) for split in ("fit", "calibrate")
    )
    fitted = {
        "date": _JUDGED_ON,
        "queries": {"fit": len(fitting), "calibrate": len(calibrating)},
        "judgements": hash_judgements(),
        "catalogue": shelf.hash_texts(),
        "encoder": runtime.encoder.fingerprint,
        "risk": RISK,
    }
    # The weights need hits that somebody looked at; the cut needs every hit that would be shown.
    return fit_model(
        [own.judged() for own in fitting],
        [own.judged() for own in calibrating],
        [(own.signals, list(own.labels)) for own in calibrating],
        fitted,
    )


def render_model(model: FitModel) -> str:
    """The file's text."""
    return json.dumps(model.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def answer(model: FitModel, queries: Sequence[JudgedHits]) -> list[Answer]:
    """Every query answered by the model."""
    return [
        Answer(
            np.array(model.probabilities(query.signals)),
            query.labels,
            query.seen.astype(np.float64),
            query.judgement.group,
            model.cut,
        )
        for query in queries
    ]


def pool(answers: Sequence[Answer]) -> tuple[Values, Values]:
    """Probabilities and labels of all hits that were looked at."""
    seen = [own.seen > 0 for own in answers]
    return (
        np.concatenate([own.probabilities[at] for own, at in zip(answers, seen, strict=True)]),
        np.concatenate([own.labels[at] for own, at in zip(answers, seen, strict=True)]),
    )


def contenders(answers: Sequence[Answer]) -> tuple[Values, Values]:
    """Those of them that are not plainly out of the question: of the rest a perfect zero says little."""
    probabilities, labels = pool(answers)
    chosen = probabilities >= _CONTENDING
    return probabilities[chosen], labels[chosen]


def precision(answers: Sequence[Answer]) -> float:
    """The share of all shown hits that fit."""
    shown = np.concatenate([own.shown for own in answers])
    return float(shown.mean()) if shown.size else float("nan")


def wrong(answers: Sequence[Answer]) -> float:
    """The share of wrong ones among the shown, the mean over queries; what the cut bounds."""
    return float(np.mean([share_wrong(own.probabilities, own.labels, own.cut) for own in answers]))


def recall(answers: Sequence[Answer]) -> float:
    """The share of the fitting items that is shown, the mean over queries that have any."""
    return float(np.mean([own.shown.sum() / own.labels.sum() for own in answers if own.labels.any()]))


def emptiness(answers: Sequence[Answer]) -> float:
    """The share of answerable queries with an empty list."""
    return float(np.mean([own.shown.size == 0 for own in answers if own.labels.any()]))


def false_answers(answers: Sequence[Answer], groups: Sequence[str] = ()) -> float:
    """The share of queries that nothing fits, of these groups if given, that are shown anything."""
    asked = [own for own in answers if not own.labels.any() and (not groups or own.group in groups)]
    return float(np.mean([own.shown.size > 0 for own in asked])) if asked else float("nan")


def measure(answers: Sequence[Answer]) -> list[Row]:
    """Every measure with its interval."""
    measures: list[tuple[str, Callable[[Sequence[Answer]], float]]] = [
        ("Brier 分数（看过的每一条）", lambda own: brier(*pool(own))),
        ("校准误差 ECE（10 段）", lambda own: expected_error(*pool(own))),
        (f"其中概率不低于 {_CONTENDING:.0%} 的", lambda own: expected_error(*contenders(own))),
        ("对数损失", lambda own: log_loss(*pool(own))),
        ("显示的结果中合适的比例", precision),
        ("每个查询显示的结果中不合适的比例（平均）", wrong),
        ("合适的结果中显示出来的比例（平均）", recall),
        ("有合适结果却一条也不显示的查询", emptiness),
        ("没有合适结果却有显示的查询", false_answers),
        ("其中与制造业数字化无关的", lambda own: false_answers(own, ("off",))),
        ("其中相近但目录中没有的", lambda own: false_answers(own, ("near",))),
        ("其中不成句的", lambda own: false_answers(own, ("nonsense",))),
    ]
    return [(name, _say(measured, answers)) for name, measured in measures]


def _say(measured: Callable[[Sequence[Answer]], float], answers: Sequence[Answer]) -> str:
    random = np.random.default_rng(0)
    draws = (random.integers(0, len(answers), len(answers)) for _ in range(_RESAMPLES))
    values = [measured([answers[at] for at in own]) for own in draws]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return f"{measured(answers):.3f}（{low:.3f}–{high:.3f}）"


if __name__ == "__main__":
    main()
