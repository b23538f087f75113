"""The command that reports on searches: search-report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from api.cli.shell import CommandRefused, Shell, shell_of

if TYPE_CHECKING:
    from rich.table import Table

    from api.cli.tables import Parts
    from catalog.search.journal import Figures, SearchReport, TextList

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def report_searches(
    context: typer.Context,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="月份，如 2026-11；不写为全部", show_default=False)
    ] = None,
    industry: Annotated[
        str | None, typer.Option(help="行业，名称或别名；不写为全部", show_default=False)
    ] = None,
) -> None:
    """Print how searches went: those without result, without click, and slow ones."""
    shell = shell_of(context)
    if month is not None and not _MONTH.fullmatch(month):
        raise CommandRefused(f"月份“{month}”不对，请写成 2026-11 这样。")
    with shell.working("统计搜索"):
        report = _summarise(shell, month, industry)
        from api.contract.journal import search_report_document
    document = search_report_document(report, text_days=shell.settings.search_text_days)
    shell.answer(document, *render_search_report(report))


def _summarise(shell: Shell, month: str | None, industry: str | None) -> SearchReport:
    runtime = shell.runtime
    from api.journal import forget_old_texts
    from catalog.search.journal import summarise_searches

    name = runtime.taxonomy.get_industry(industry).name if industry is not None else None
    forget_old_texts(runtime)  # no server may have run since they passed their time
    with runtime.reading() as session:
        return summarise_searches(session, month=month, industry=name, slow_ms=shell.settings.slow_search_ms)


def render_search_report(report: SearchReport) -> Parts:
    """The report for people: a sentence, the months, the industries, the commonest texts."""
    from api.cli.tables import heading
    from api.presenters.journal import say_report

    if not report.totals.searches:
        return [say_report(report)]
    parts: Parts = [
        say_report(report),
        heading("按月份"),
        _figures_table("月份", [(entry.month, entry.figures) for entry in report.months]),
        heading("按行业"),
        _figures_table(
            "行业", [(entry.industry or "没有限定行业", entry.figures) for entry in report.industries]
        ),
    ]
    for title, texts in (
        ("没有结果的", report.without_result),
        ("有结果、没人点开的", report.unclicked),
        ("慢的", report.slow),
    ):
        if texts.rows or texts.forgotten:
            parts += [heading(title), *_render_texts(texts)]
    return parts


def _figures_table(label: str, rows: list[tuple[str, Figures]]) -> Table:
    from api.cli.tables import make_table

    table = make_table(label, "搜索", "没有结果", "没人点开", "慢", "最慢（毫秒）", narrow=(label,))
    table.show_lines = False
    for name, figures in rows:
        numbers = (
            figures.searches,
            figures.without_result,
            figures.unclicked,
            figures.slow,
            figures.slowest_ms,
        )
        table.add_row(name, *map(str, numbers))
    return table


def _render_texts(texts: TextList) -> Parts:
    from api.cli.tables import make_table
    from api.presenters.journal import say_remainder

    table = make_table("次数", "问的是什么", "最慢（毫秒）", narrow=("次数", "最慢（毫秒）"))
    table.show_lines = False
    for row in texts.rows:
        table.add_row(str(row.searches), Text(row.text), str(row.slowest_ms))
    remainder = say_remainder(texts)
    return [*([table] if texts.rows else []), *([remainder] if remainder else [])]
