"""The Chinese Markdown table of what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.engines.conduct import SHARES, Contestant

Results = Mapping[str, Mapping[str, Any]]
"""What is kept of each engine, by `adapter-corpus`."""

_NOTES = (
    "各引擎在自己的进程里，用同样的文本、同样的 multilingual-e5-small 向量、同样的筛选字段；语料一字不差。",
    (
        "延迟是墙上时间，不含向量模型，含引擎自己的分词和筛选；Tantivy 和 Qdrant 用的是事先切好的查询词。各引擎轮流答题，"
        "每轮十个查询、轮换先后，机器忙闲对各家一样；数字只能在同一张表里比较。"
        "机器与其他任务共用，p95 里有等待处理器的时间；处理器时间（含引擎的子进程）不受它影响。"
    ),
    (
        "混合检索用各引擎自己推荐的做法：Milvus Lite、seekdb、Qdrant 是倒数排名融合（RRF），两路各取 100 条；"
        "本项目是两路归一后等权相加，再问一遍前几名的共同点；同义词和逐词对应不在内：一个要有领域词表，一个要另存每篇的词向量。"
        "Tantivy 没有向量，旁边配了精确余弦，并用本项目的融合公式。"
    ),
    (
        "分词：Milvus Lite 用自带的 jieba，seekdb 用自带的 IK，本项目用自己的分词（建索引时间都含分词）；"
        "Tantivy 和 Qdrant 用本项目事先切好的 jieba 词（建索引时间不含分词）。"
    ),
    (
        "语料先放真实文本（应用简介、xquad 中文段落、示例目录），不够的由它们重组：从三篇各截一段，按随机比例拼成一篇，"
        "向量按同样比例混合再归一。"
    ),
    (
        "召回@10：只用向量检索时，筛选范围内精确的前十名找回了多少。越界：混合检索结果里不满足筛选条件的条数。"
        "总数：引擎报告的满足条件的总数与真实总数是否一致。"
    ),
    "建索引的秒数是墙上时间，机器忙、进程被暂停都算在内；处理器时间不受影响。",
    "内存：重新打开索引、答完全部查询之后的常驻内存，含引擎的子进程和映射进内存的索引文件。",
)


def render(head: str, results: Results, chosen: Sequence[Contestant], sizes: Sequence[int]) -> str:
    """The whole document; `head` says commit, date and machine."""
    parts = [head, "", _quality(results, chosen), ""]
    for size in sizes:
        parts += [_size(results, chosen, size), ""]
    return "\n".join([*parts, "### 怎么测的", "", *(f"- {note}" for note in _NOTES), ""])


def _quality(results: Results, chosen: Sequence[Contestant]) -> str:
    sets = ("xquad_zh", "software_catalogue_dev")
    lines = [f"| 混合检索 nDCG@10 | {' | '.join(sets)} |", f"|---|{'---|' * len(sets)}"]
    for each in chosen:
        cells = []
        for name in sets:
            found = results.get(f"{each.adapter}-{name}", {})
            cells.append(f"{found['ndcg@10']:.3f}" if "ndcg@10" in found else found.get("failed", "没有测"))
        lines.append(f"| {each.title} | {' | '.join(cells)} |")
    return "\n".join(["### 质量", "", *lines])


def _size(results: Results, chosen: Sequence[Contestant], size: int) -> str:
    unmeasured = {"failed": "没有测"}
    measured = {each: results.get(f"{each.adapter}-{size}", unmeasured) for each in chosen}
    abouts = [found for found in measured.values() if "real" in found]
    if not abouts:
        return f"### {size:,} 篇\n\n没有测。"
    about = abouts[0]
    most = max(found.get(key, {"queries": 0})["queries"] for found in abouts for key in _KEYS)
    head = f"### {size:,} 篇（真实 {about['real']:,} 篇，重组 {1 - about['real'] / about['size']:.0%}）"
    labels = ["不筛选", *(f"筛选 {share:.0%}" for share in SHARES if share)]
    first = ["引擎", "建索引", "内存", *(f"{label}" for label in labels)]
    second = ["引擎", *(f"{label} 召回@10" for label in labels), "越界条数", "不足十条的查询", "总数"]
    return "\n".join(
        [
            head,
            "",
            "每次查询的毫秒数：p50 / p95 / 平均处理器时间。",
            "",
            _table(first, [_speed(each, found, most) for each, found in measured.items()]),
            "",
            _table(second, [_exactness(each, found) for each, found in measured.items()]),
        ]
    )


def _speed(each: Contestant, found: Mapping[str, Any], most: int) -> list[str]:
    built = f"{found['build_seconds']:.0f} 秒" if "build_seconds" in found else "—"
    if "build_processor_seconds" in found:
        built += f"（处理器 {found['build_processor_seconds']:.0f} 秒）"
    memory = f"{found['memory_mib']:.0f} MiB" if "memory_mib" in found else "—"
    if "failed" in found:
        return [each.title, built, memory, found["failed"], *["—"] * (len(SHARES) - 1)]
    cells = []
    for key in _KEYS:
        part = found[key]
        fewer = f"（只测 {part['queries']} 个查询）" if part["queries"] < most else ""
        cells.append(f"{part['p50']:.1f} / {part['p95']:.1f} / {part['processor']:.1f}{fewer}")
    return [each.title, built, memory, *cells]


def _exactness(each: Contestant, found: Mapping[str, Any]) -> list[str]:
    if "failed" in found:
        return [each.title, *["—"] * (len(SHARES) + 3)]
    parts = [found[key] for key in _KEYS]
    totals = [part["total"] for part in parts if "total" in part]
    wrong = [f"{said:,}≠{true:,}" for said, true in totals if said != true]
    return [
        each.title,
        *(f"{part['recall']:.3f}" for part in parts),
        f"{sum(part['outside'] for part in parts)}",
        f"{sum(part['short'] for part in parts)}",
        "，".join(wrong) or "一致",
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_KEYS = ["all" if share is None else f"{share:g}" for share in SHARES]
