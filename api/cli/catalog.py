"""The commands of the supply side: import, export, template, search, reconcile."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.shell import CommandRefused, Shell, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from catalog.index_sync import Lag
    from catalog.ingest import ImportReport
    from catalog.search.engine import Request

TableName = Literal["product", "finance", "provider", "enterprise", "outcome"]
KindName = Literal["product", "solution", "finance"]

Answer = tuple[dict[str, Any], "Sequence[RenderableType]"]
"""A command's JSON document, and what it prints for people."""

_ACTOR = "cli"
_LISTS = ("enterprise", "outcome")


def import_table(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xlsx 或 csv 文件", show_default=False)],
    kind: Annotated[
        TableName | None, typer.Option(help="表的种类；不写则按表头判断", show_default=False)
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="外来表格的列对应：自带映射的名称或 TOML 文件", show_default=False),
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="跳过有错的行，导入其余的行")] = False,
) -> None:
    """Bring a table into the database and the index up to date; exit 1 when a row refuses it."""
    shell = shell_of(context)
    with shell.working(f"读取 {file.name}"):
        report = import_into(shell, file, kind=kind, mapping=mapping, partial=partial)
        if report.written and report.kind.value not in _LISTS:  # no search looks at enterprises
            shell.runtime.refresh_index()
    from api.cli.tables import render_import

    shell.answer(_import_document(file, report), *render_import(file.name, report))
    if not report.written:
        rows = len({issue.row for issue in report.errors})
        raise CommandRefused(
            f"“{file.name}”有{rows}行不合要求，什么都没有写入。请按上面的提示修改，或加 --partial 只导入其余的行。"
        )


def import_into(
    shell: Shell, file: Path, *, kind: str | None = None, mapping: str | None = None, partial: bool = False
) -> ImportReport:
    """Read a table into the database in one transaction. Raises ImportRefused when it cannot be read as a table."""
    runtime = shell.runtime
    from catalog.errors import ImportRefused
    from catalog.ingest import import_file
    from matcher.enterprises.columns import ListKind
    from matcher.enterprises.importing import import_list, recognise_list

    if mapping and kind in _LISTS:
        raise CommandRefused("--mapping 只用于供给目录，企业名单和改造成效请按模板的表头填写。")
    shell.stage(f"导入 {file.name}")
    found = recognise_list(file) if kind is None and mapping is None else None
    chosen = ListKind(kind) if kind in _LISTS else found
    with runtime.writing() as session:
        if kind in _LISTS or chosen is ListKind.OUTCOME:
            assert chosen is not None, "the kind was given or found"
            return import_list(session, file, chosen, partial=partial, now=runtime.now())
        try:
            return import_file(
                session, file, kind=kind, mapping=mapping, partial=partial, actor=_ACTOR, now=runtime.now()
            )
        except ImportRefused:  # read and refused before anything was written
            if chosen is None:
                raise
            return import_list(session, file, chosen, partial=partial, now=runtime.now())


def _import_document(file: Path, report: ImportReport) -> dict[str, Any]:
    numbers = {
        name: getattr(report, name)
        for name in ("rows", "created", "revised", "unchanged", "failed", "duplicates")
    }
    return {
        "file": file.name,
        "kind": report.kind.value,
        "mapping": report.mapping,
        **numbers,
        "written": report.written,
        "skipped": [{"row": skipped.row, "reason": skipped.reason} for skipped in report.skipped],
        "issues": [
            {
                "row": issue.row,
                "column": issue.column,
                "value": issue.value,
                "message": issue.message,
                "severity": issue.severity.value,
            }
            for issue in report.issues
        ],
        "missing": dict(report.missing),
        "absent": list(report.absent),
        "kept_as_notes": list(report.kept_as_notes),
        "ignored": list(report.ignored),
        "repeated": list(report.repeated),
        "new_providers": list(report.new_providers),
    }


def export_table(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="写到哪里，以 .xlsx 或 .csv 结尾", show_default=False)
    ],
    kind: Annotated[TableName, typer.Option(help="导出哪一种")] = "product",
) -> None:
    """Write the catalogue, or a list of enterprises or outcomes, as a table that can be imported again."""
    shell = shell_of(context)
    suffix = file.suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise CommandRefused(f"不知道按什么格式写“{file.name}”：文件名应以 .xlsx 或 .csv 结尾。")
    with shell.working("导出目录"):
        data = _export(shell, kind, "csv" if suffix == ".csv" else "xlsx")
    _write(shell, file, data, {"kind": kind})


def _export(shell: Shell, kind: TableName, file_format: Literal["xlsx", "csv"]) -> bytes:
    runtime = shell.runtime
    from catalog.ingest.columns import Layout
    from catalog.ingest.export import export_catalogue
    from matcher.enterprises.columns import ListKind
    from matcher.enterprises.export import export_list

    with runtime.reading() as session:
        if kind in _LISTS:
            return export_list(session, ListKind(kind), file_format)
        return export_catalogue(session, Layout(kind), file_format)


def write_template(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="写到哪里，以 .xlsx 结尾", show_default=False)],
    kind: Annotated[TableName, typer.Option(help="哪一种表的模板")] = "product",
) -> None:
    """Write the import template."""
    shell = shell_of(context)
    if file.suffix.lower() != ".xlsx":
        raise CommandRefused(f"模板是 Excel 文件，“{file.name}”应以 .xlsx 结尾。")
    with shell.working("准备模板"):
        from catalog.ingest.columns import Layout
        from catalog.ingest.template import build_template
        from matcher.enterprises.columns import ListKind
        from matcher.enterprises.export import build_list_template

        data = build_list_template(ListKind(kind)) if kind in _LISTS else build_template(Layout(kind))
    _write(shell, file, data, {"kind": kind})


def _write(shell: Shell, file: Path, data: bytes, document: dict[str, Any]) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CommandRefused(f"写不了“{file}”：请检查文件夹是否存在、是否有权限、磁盘是否已满。") from error
    shell.answer(
        {"file": str(file), **document, "bytes": len(data)}, f"已写入 {file}（{len(data) / 1024:.0f} KB）。"
    )


def search(  # noqa: PLR0913, PLR0917  # one for each option
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="想解决的问题，用平常的话写", show_default=False)
    ],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="最多列出多少条")] = 10,
    kind: Annotated[
        KindName | None, typer.Option(help="只要数字化产品、解决方案或金融产品", show_default=False)
    ] = None,
    industry: Annotated[
        list[str] | None, typer.Option(help="只要适用这些行业的；可重复", show_default=False)
    ] = None,
    scene: Annotated[
        list[str] | None, typer.Option(help="只要用于这些场景的，代码或名称；可重复", show_default=False)
    ] = None,
    answers: Annotated[
        str, typer.Option(metavar="CODE", help="反问的回答，写上次结果后列出的代码", show_default=False)
    ] = "",
    why: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="不列结果，只说这一项为什么不在结果里", show_default=False),
    ] = None,
) -> None:
    """Search the catalogue and print the hits."""
    shell = shell_of(context)
    with shell.working("检索"):
        request = make_request(shell, text, k=k, kind=kind, industries=industry or (), scenes=scene or ())
        request = with_answers(request, answers)
        shell.runtime.refresh_index()  # heals what a killed import left behind; a comparison of ids when nothing is
        shell.stage("检索")
        document, parts = _say_absence(shell, request, why) if why else _search(shell, request)
    shell.answer(document, *parts)


def _search(shell: Shell, request: Request) -> Answer:
    runtime = shell.runtime
    from api.cli.tables import render_question, render_search
    from api.contract.results import search_document
    from api.journal import SearchJournal
    from api.searching import search_and_note

    journal = SearchJournal(runtime)
    journal.start()
    with runtime.reading() as session:
        result, _ = search_and_note(runtime, session, journal, request, channel="cli")
        question = runtime.ask(session, request)
    journal.close()
    asked = render_question(question, request.dialogue)
    return search_document(result), [*render_search(result, runtime.taxonomy), *asked]


def _say_absence(shell: Shell, request: Request, name: str) -> Answer:
    runtime = shell.runtime
    from api.cli.tables import render_absence
    from api.contract.results import absence_document

    with runtime.reading() as session:
        absence = runtime.explain_absence(session, request, name)
    return absence_document(absence), render_absence(absence, runtime.taxonomy)


def with_answers(request: Request, answers: str) -> Request:
    """The request with the answers of an earlier dialogue. Raises CommandRefused for what holds none."""
    from dataclasses import replace

    from catalog.search.guidance.dialogue import decode

    dialogue = decode(answers)
    if answers and not dialogue.answers:
        raise CommandRefused("--answers 里没有读得懂的回答，请照抄上次结果后面列出的代码。")
    return replace(request, dialogue=dialogue)


def make_request(
    shell: Shell,
    text: str,
    *,
    k: int,
    kind: str | None = None,
    industries: list[str] | tuple[()] = (),
    scenes: list[str] | tuple[()] = (),
) -> Request:
    """The search asked for, its words brought to the taxonomy's. Raises UnknownTerm for words it does not know."""
    taxonomy = shell.runtime.taxonomy
    from catalog.search.conditions.model import Field, choose
    from catalog.search.engine import Request

    chosen = (
        *choose(Field.KIND, [kind] if kind else []),
        *choose(Field.INDUSTRY, [taxonomy.get_industry(name).name for name in industries]),
        *choose(Field.TOPIC, [taxonomy.get_topic(name).code for name in scenes]),
    )
    return Request(text, k, chosen)


def reconcile(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="即使没有差别也重建索引")] = False,
) -> None:
    """Bring the index in step with the database and say what differed."""
    shell = shell_of(context)
    with shell.working("核对索引"):
        before = shell.runtime.refresh_index(force=force)
        after = shell.runtime.measure_lag()
    document = {"before": _lag_document(before), "after": _lag_document(after)}
    shell.answer(document, _say_lag(before, rebuilt=force or bool(before.jobs) or not before.in_step))
    if not after.in_step:
        raise CommandRefused("索引与数据库仍有差别：核对期间有新的改动，请再运行一次 duijie reconcile。")


def _lag_document(lag: Lag) -> dict[str, Any]:
    return {**asdict(lag), "in_step": lag.in_step}


def _say_lag(lag: Lag, *, rebuilt: bool) -> str:
    if not rebuilt:
        return "索引与数据库一致，无需改动。"
    found = [
        f"缺少{lag.missing}条" if lag.missing else "",
        f"过时{lag.stale}条" if lag.stale else "",
        f"多余{lag.surplus}条" if lag.surplus else "",
        "向量模型已更换" if lag.encoder_changed else "",
    ]
    differences = "、".join(entry for entry in found if entry) or "没有差别"
    return f"索引已重建（重建前：{differences}）。"
