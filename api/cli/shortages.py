"""The command that prints the shortage board: shortages."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.shell import CommandRefused, Shell, shell_of

if TYPE_CHECKING:
    from api.cli.tables import Parts
    from catalog.taxonomy import Taxonomy
    from matcher.shortages.model import Board, Group

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


class DimensionName(StrEnum):
    """What the board can be grouped by, as the command line writes it."""

    TOPIC = "topic"
    INDUSTRY = "industry"
    REGION = "region"


def report_shortages(
    context: typer.Context,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="月份，如 2026-11；不写为全部", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="MONTH", help="到哪个月为止；不写则只看一个月", show_default=False)
    ] = None,
    by: Annotated[
        list[DimensionName] | None,
        typer.Option(help="怎样分组：场景、行业、区域；可重复，默认按场景", show_default=False),
    ] = None,
    industry: Annotated[str | None, typer.Option(help="只看一个行业，名称或别名", show_default=False)] = None,
    region: Annotated[str | None, typer.Option(help="只看一个区域，名称或别名", show_default=False)] = None,
) -> None:
    """Print what enterprises ask for and how far the catalogue goes, the largest gaps first."""
    shell = shell_of(context)
    for written in (month, until):
        if written is not None and not _MONTH.fullmatch(written):
            raise CommandRefused(f"月份“{written}”不对，请写成 2026-11 这样。")
    with shell.working("统计缺口"):
        board = _count(shell, (month, until or month), industry, region, by or [DimensionName.TOPIC])
        from api.contract.shortages import shortages_document
    shell.answer(shortages_document(board), *render_shortages(board, shell.runtime.taxonomy))


def _count(
    shell: Shell,
    months: tuple[str | None, str | None],
    industry: str | None,
    region: str | None,
    by: list[DimensionName],
) -> Board:
    runtime = shell.runtime
    from matcher.shortages.board import list_shortages

    taxonomy = runtime.taxonomy
    with runtime.reading() as session:
        return list_shortages(
            session,
            first=months[0],
            last=months[1],
            industry=taxonomy.get_industry(industry).name if industry is not None else None,
            region=taxonomy.get_region(region).name if region is not None else None,
            by=tuple(name.value for name in dict.fromkeys(by)),
            today=runtime.today(),
        )


def render_shortages(board: Board, taxonomy: Taxonomy) -> Parts:
    """The board for people: a sentence, the ranked groups, what is folded, and the two suggestions."""
    from api.cli.tables import heading, make_table
    from api.presenters.shortages import name_group, say_aims, say_board, say_rest

    parts: Parts = [say_board(board, taxonomy)]
    if board.groups:
        numbers = ("企业", "目录暂无", "部分合适", "有合适的")
        table = make_table(
            "缺什么", *numbers, "想达到", "目录现有", narrow=("缺什么", *numbers, "想达到", "目录现有")
        )
        table.show_lines = False
        for group in board.groups:
            table.add_row(
                name_group(group, board.by, taxonomy), *_numbers(group), say_aims(group), _items(group)
            )
        parts.append(table)
    if board.rest:
        parts.append(say_rest(board.rest))
    for title, said in (("征集方向", board.call), ("下一场对接会", board.theme)):
        if said:
            parts += [heading(title), said]
    return parts


def _numbers(group: Group) -> tuple[str, ...]:
    return tuple(map(str, (group.enterprises, group.gap, group.partial, group.covered)))


def _items(group: Group) -> str:
    return "" if group.items is None else f"{group.items}项"
