"""Tables for people about one scored self-assessment: points, conditions of the levels, what is missing."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from api.cli.tables import Parts, heading, make_table
from api.presenters.assessment import CONDITION_NAMES, say_met
from matcher.assessment.gaps import find_gaps
from matcher.assessment.model import Assessment, Interval, PointShare
from matcher.assessment.wording import name_level, say_interval, say_levels, say_points

_DOUBT = " *"


def render_assessment(assessment: Assessment, file: str) -> Parts:
    """Points by part, the conditions of each level, what is missing, and the uncertain rules (marked *)."""
    level = say_levels(assessment.level_low, assessment.level_high)
    parts: Parts = [
        heading(f"自评结果（{file}）：{say_interval(assessment.total)}分，{level}"),
        _points_table(assessment),
        heading("各级的条件"),
        _conditions_table(assessment),
    ]
    parts += [heading("还差什么"), *(gap.sentence for gap in find_gaps(assessment))]
    if unanswered := assessment.unanswered:
        parts.append("没有作答：" + "、".join(f"{q.number} {q.name}" for q in unanswered))
    remarks = [note.text for note in assessment.notes if note.kind == "form"]
    parts += [heading("表中的疑点"), *remarks] if remarks else []
    doubts = [note.text for note in assessment.notes if note.kind == "rule"]
    parts += [heading("* 拿不准的规则，正式评定前要核对"), *(Text(text, style="dim") for text in doubts)]
    return parts


def _points_table(assessment: Assessment) -> Table:
    table = make_table("维度", "子项", "得分", "满分", narrow=("得分", "满分"))
    table.show_lines = False
    for dimension in assessment.dimensions:
        _add_share(table, dimension.name, "合计", dimension, style="bold")
        for part in dimension.parts:
            _add_share(table, "", part.name, part)
    return table


def _add_share(table: Table, dimension: str, part: str, share: PointShare, style: str = "") -> None:
    points = say_interval(share.points) + (_DOUBT if share.uncertain else "")
    table.add_row(dimension, part, points, say_points(share.max_score), style=style)


def _conditions_table(assessment: Assessment) -> Table:
    names = list(CONDITION_NAMES.values())
    table = make_table("等级", *names, "达到", narrow=("等级", "达到"))
    table.show_lines = False
    for check in assessment.checks:
        cells = [
            f"{say_met(c.met)} {_say_have(c.have)}，要{say_points(c.needed)}{_DOUBT if c.uncertain else ''}"
            for c in check.conditions
        ]
        table.add_row(name_level(check.level), *cells, say_met(check.met))
    return table


def _say_have(have: Interval) -> str:
    return f"有{say_interval(have)}"
