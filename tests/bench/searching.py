"""The search's own parts, each as rows: conditions read, spelling mended, questions asked back, edits that become searchable."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from api.runtime import Runtime
from api.settings import Settings
from catalog.commands import save_item, withdraw_item
from catalog.schemas import ProductContent, TopicUplift
from catalog.search.guidance.aspects import Aspect
from catalog.search.spelling import Speller, build_phrases
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Kind
from embeddings.segmentation import Segmenter
from tests.bench import guidance
from tests.bench.measures import Row
from tests.bench.server import Server
from tests.catalog.search.conditions.exactness import SENTENCES, judge
from tests.catalog.search.spelling import judging

_EDITS = 10
_PATIENCE_SECONDS = 60.0


def measure_conditions() -> list[Row]:
    """How many sentences are read exactly, by file."""
    taxonomy = load_taxonomy()
    rows = []
    for path in sorted(SENTENCES.glob("*.jsonl")):
        verdicts = list(judge(path, taxonomy))
        exact = sum(verdict.exact for verdict in verdicts)
        seen = "没有看过" if path.stem.startswith("held_out") else "开发时看过"
        rows.append(
            (
                f"条件读得完全对（{path.stem}，{seen}）",
                f"{exact / len(verdicts):.1%}（{exact}/{len(verdicts)} 句）",
            )
        )
    return rows


def measure_spelling() -> list[Row]:
    """Ordinary queries left alone and damaged ones read right, on the half that nobody looked at."""
    taxonomy = load_taxonomy()
    phrases = build_phrases(taxonomy)
    speller = Speller(phrases, Segmenter(taxonomy.words))
    ordinary = judging.ordinary_queries("heldout")
    changed = judging.false_corrections(speller, "heldout")
    rows = [("平常的查询被改动（没有看过的一半）", f"{len(changed)}/{len(ordinary)} 句")]
    for name, cases in (
        ("人写的", judging.damaged_by_hand("heldout")),
        ("按规则造的", judging.damaged_by_rule("heldout", phrases)),
    ):
        right = len(cases) - len(judging.wrong_readings(speller, cases))
        rows.append(
            (
                f"{name}拼音、首字母、错字读对（没有看过的一半）",
                f"{right / len(cases):.1%}（{right}/{len(cases)}）",
            )
        )
    return rows


def measure_guidance(home: Path) -> list[Row]:
    """Simulated people with a known target, on the half of the catalogue that tuned nothing."""
    world = guidance.build_world(Runtime(Settings(home=home)))
    judged = world.half(judged=True)
    runs = {
        "反问": guidance.simulate(world, judged, guidance.adaptive, repeats=2),
        "固定顺序": guidance.simulate(world, judged, guidance.in_order(tuple(Aspect)), repeats=2),
        "最好的固定顺序": guidance.simulate(
            world, judged, guidance.in_order(guidance.find_best_order(world)), repeats=2
        ),
    }
    rows = []
    for name, done in runs.items():
        found, needed = (
            guidance.estimate(done, lambda run: run.found),
            guidance.estimate(done, lambda run: run.needed),
        )
        said = f"最多四问后在前三 {_say(found)}，到前三要问 {needed[0]:.2f} 个（{needed[1]:.2f}–{needed[2]:.2f}）"
        rows.append((f"{name}（模拟的人，{len(done)} 次）", said))
    saved = guidance.estimate_saved(runs["反问"], runs["固定顺序"])
    rows.append(("反问比固定顺序少问", f"{saved[0]:.2f} 个（{saved[1]:.2f}–{saved[2]:.2f}）"))
    return rows


def _say(interval: guidance.Interval) -> str:
    mean, low, high = interval
    return f"{mean:.1%}（{low:.1%}–{high:.1%}）"


def measure_freshness(home: Path) -> list[Row]:
    """From the commit of a new item until a running server finds it; the items are withdrawn afterwards."""
    runtime = Runtime(Settings(home=home))
    seconds, added = [], []
    with Server(home) as server:
        server.search("预热")
        for edit in range(_EDITS):
            name = f"基准称重记录{edit:02}"
            added.append(_save(runtime, name))
            started = time.perf_counter()
            _until(lambda name=name: _finds(server, name))  # type: ignore[misc]
            seconds.append(time.perf_counter() - started)
    with runtime.writing() as session:
        for item_id in added:
            withdraw_item(session, item_id, now=runtime.now())
    runtime.refresh_index()
    said = f"中位数 {np.median(seconds):.2f} 秒，最长 {max(seconds):.2f} 秒"
    return [(f"新条目写入后多久能搜到（{_EDITS} 次，服务运行中）", said)]


def _save(runtime: Runtime, name: str) -> int:
    content = ProductContent(
        kind=Kind.PRODUCT, name=name, provider="基准示例公司", topics=(TopicUplift(topic="S06"),)
    )
    with runtime.writing() as session:
        return save_item(session, content, runtime.taxonomy, actor="bench", now=runtime.now()).id


def _finds(server: Server, name: str) -> bool:
    return any(hit["name"] == name for hit in server.search(name)["hits"])


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("the edit was never found")
        time.sleep(0.02)
