"""Tables for people at the command line: imports, search results, evaluations, and the pieces all tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.presenters.absence import say_absence
from api.presenters.numbers import UNSTATED, say_days, say_months, say_price, say_rate, say_wan_range
from catalog.ingest import ImportReport, RowIssue, Severity
from catalog.queries import Item
from catalog.schemas import FinanceContent
from catalog.search.absence import Absence, Verdict
from catalog.search.conditions.model import Field
from catalog.search.conditions.wording import format_condition
from catalog.search.engine import SearchResult
from catalog.search.guidance.dialogue import Dialogue, encode, summarise
from catalog.search.guidance.questions import Question
from catalog.search.narrowing import Relaxation
from catalog.taxonomy import Taxonomy

Parts = list[RenderableType]

_ISSUES_SHOWN = 20


def make_table(*headings: str, title: str = "", narrow: Sequence[str] = ()) -> Table:
    """A table whose `narrow` columns keep their width while the others share the rest."""
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_lines=True,
        expand=True,
    )
    for heading in headings:
        table.add_column(
            heading, no_wrap=heading in narrow, overflow="fold", ratio=None if heading in narrow else 1
        )
    return table


def heading(text: str) -> Text:
    """A line that stands out."""
    return Text(text, style="bold")


def name_cell(item: Item) -> Text:
    """An item by its name, with its kind and who offers it."""
    return Text.assemble((item.name, "bold"), f"\n{item.kind.label}　{item.provider}")


def facts_cell(item: Item) -> str:
    """What people ask first: price and weeks, or amount, rate and term."""
    content = item.content
    if isinstance(content, FinanceContent):
        amount = (
            say_wan_range(content.amount_min_wan, content.amount_max_wan) or content.amount_text or UNSTATED
        )
        rate = say_rate(content.rate_min_pct, content.rate_max_pct) or content.rate_text or UNSTATED
        term = say_months(content.term_min_months, content.term_max_months) or content.term_text or UNSTATED
        return f"额度：{amount}\n利率：{rate}\n期限：{term}"
    golive = say_days(content.golive_min_days, content.golive_max_days) or UNSTATED
    return f"价格：{say_price(content.price, free=content.free)}\n上线：{golive}"


def score_cell(score: float, parts: Mapping[str, float]) -> Text:
    """The score and the parts that add up to it."""
    said = "\n".join(f"{name} {value:+.2f}" for name, value in parts.items())
    return Text.assemble((f"{score:.2f}", "bold"), f"\n{said}" if said else "")


def render_search(result: SearchResult, taxonomy: Taxonomy) -> Parts:
    """A search's outcome: how many, the hits with reasons, or the ways out of an empty list."""
    if result.nothing_fits or not result.hits:
        return [heading("目录中没有合适的产品或服务。"), *_ways_out(result.relaxations)]
    table = make_table("产品或服务", "价格与时间", "为什么", "得分", narrow=("得分",))
    for hit in result.hits:
        table.add_row(
            name_cell(hit.item),
            facts_cell(hit.item),
            "\n".join(hit.reasons),
            score_cell(hit.score, hit.parts),
        )
    shown = f"，列出前{len(result.hits)}项" if result.total > len(result.hits) else ""
    return [heading(f"共{result.total}项{shown}"), table, *_common_topics(result, taxonomy)]


def render_question(question: Question | None, dialogue: Dialogue) -> Parts:
    """What was understood so far, and the next question with the code of every answer."""
    parts: Parts = []
    if any(answer.chosen for answer in dialogue.answers):
        parts.append(f"我的理解：{summarise(dialogue.answers)}")
    if question is None:
        return parts
    table = make_table(question.text, "写法", narrow=(question.text,))
    for choice in question.choices:
        code = encode(dialogue.answered(question.answer(choice.value)))
        table.add_row(f"{choice.text} {choice.count}", f"--answers {code}")
    table.add_row("不知道", f"--answers {encode(dialogue.answered(question.answer()))}")
    return [*parts, table]


def render_absence(absence: Absence, taxonomy: Taxonomy) -> Parts:
    """Why a named item is not in the list."""
    obstacles = [
        f"{format_condition(obstacle.condition, taxonomy)}：它{'没有说明' if obstacle.silent else '不符合'}"
        for obstacle in absence.obstacles
    ]
    if absence.verdict is not Verdict.NOT_ABOUT_IT:
        return [heading(say_absence(absence)), *obstacles]
    table = make_table("得分", "它", "列表最后一项")
    for label in dict.fromkeys([*absence.last, *absence.parts]):
        table.add_row(label, f"{absence.parts.get(label, 0):.2f}", f"{absence.last.get(label, 0):.2f}")
    return [heading(say_absence(absence)), *obstacles, table]


def _ways_out(relaxations: Sequence[Relaxation]) -> Parts:
    if not relaxations:
        return ["换个说法试试，例如写出要解决的问题；或运行 duijie import 补充目录。"]
    return [
        f"去掉{'、'.join(Field(field).label for field in found.drop)}条件后有{found.count}项。"
        for found in relaxations
    ]


def _common_topics(result: SearchResult, taxonomy: Taxonomy) -> Parts:
    counts = result.facets.get("topic")
    if not counts:
        return []
    said = "　".join(f"{taxonomy.topic(code).name} {count}" for code, count in counts.most_common(6))
    return [f"按场景：{said}"]


def render_import(file: str, report: ImportReport) -> Parts:
    """What an import did, row by row where something is wrong."""
    counts = make_table("新增", "更新", "未变", "有错", "重复", "跳过")
    numbers = (
        report.created,
        report.revised,
        report.unchanged,
        report.failed,
        report.duplicates,
        len(report.skipped),
    )
    counts.add_row(*map(str, numbers))
    state = "已写入" if report.written else "没有写入"
    parts: Parts = [heading(f"{file}：{report.kind.label}表，{report.rows}行，{state}"), counts]
    if report.issues:
        parts.append(_issues_table(report.issues))
    hidden = len(report.issues) - _ISSUES_SHOWN
    if hidden > 0:
        parts.append(f"还有{hidden}处，加 --json 可看到全部。")
    parts += [line for line in _remarks(report) if line]
    return parts


def _issues_table(issues: Sequence[RowIssue]) -> Table:
    table = make_table("行", "轻重", "列", "写的是", "问题", narrow=("行", "轻重"))
    for issue in issues[:_ISSUES_SHOWN]:
        weight = "错误" if issue.severity is Severity.ERROR else "提醒"
        table.add_row(str(issue.row), weight, issue.column, issue.value, issue.message)
    return table


def _remarks(report: ImportReport) -> list[str]:
    missing = "、".join(f"{header}（{rows}行）" for header, rows in report.missing.items())
    return [
        f"建议补充：{missing}" if missing else "",
        f"缺少的列：{'、'.join(report.absent)}" if report.absent else "",
        f"作为备注保留的列：{'、'.join(report.kept_as_notes)}" if report.kept_as_notes else "",
        f"没有使用的列：{'、'.join(report.ignored)}" if report.ignored else "",
        f"重复的列：{'、'.join(report.repeated)}" if report.repeated else "",
        f"只有名称、请补充资料的新服务商：{'、'.join(report.new_providers)}" if report.new_providers else "",
    ]


def render_evaluation(name: str, document: Mapping[str, Any]) -> Parts:
    """Quality by arm and the times."""
    measures = [key for key in document if "@" in key]
    table = make_table("检索方式", *measures)
    names = {"lexical": "词语", "dense": "语义", "fused": "合用", "topic": "主题", "content": "内容"}
    for arm, values in document["arms"].items():
        table.add_row(names.get(arm, arm), *(f"{values[measure]:.4f}" for measure in measures))
    times = document["query_ms"]
    return [
        heading(f"{name}：{document['docs']} 篇文档，{document['queries']}个查询"),
        table,
        f"建索引{document['index_seconds']}秒；每次查询中位数{times['p50']}毫秒，95% 在{times['p95']}毫秒以内。",
    ]
