"""The command plan: one report becomes 一企一策 as a Word file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from api.cli.reports import Report, study
from api.cli.shell import CommandRefused, shell_of


def write_plan(
    context: typer.Context,
    report: Report,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="写到哪里；不写则放在当前目录，以企业名为文件名", show_default=False
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(min=0, metavar="WAN", help="预算，单位万元；不写则用报告中的预算", show_default=False),
    ] = None,
) -> None:
    """Read one report; write the plan that the enterprise takes away. A file named by --out is replaced."""
    if out is not None and out.suffix.lower() != ".docx":
        raise CommandRefused(f"一企一策写成 Word 文件，文件名要以 .docx 结尾：{out.name}")
    if out is not None and out.exists() and report.exists() and out.samefile(report):
        raise CommandRefused("这样会盖掉报告本身，请给 --out 换一个文件名。")
    shell = shell_of(context)
    with shell.working("读取报告"):
        found = study(shell, report, budget=budget)
        shell.stage("写一企一策")
        from api.plan.composing import compose_plan
        from api.plan.docx_writing import write_docx
        from api.presenters.asked_plan import plan_asked
        from api.versions import name_versions

        runtime = shell.runtime
        asked = plan_asked("", (), found)
        plan = compose_plan(found, asked, runtime.taxonomy, name_versions(runtime), runtime.today())
        data = write_docx(plan)
        target = out or Path(plan.file_name)
        if out is None and target.exists():
            raise CommandRefused(f"“{target}”已经有了，请用 --out 写明要写到哪里。")
        target.write_bytes(data)
    answer = {"file": str(target), "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    shell.answer(answer, f"已写好“{plan.subject}”的一企一策：{target}")
