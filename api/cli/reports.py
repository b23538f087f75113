"""The commands of the demand side: needs, assess, match, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.shell import CommandRefused, Shell, shell_of

if TYPE_CHECKING:
    from api.reports import Study
    from matcher.documents.model import Document
    from matcher.matching.model import MatchResult
    from matcher.needs.model import Reading

Report = Annotated[
    Path,
    typer.Argument(
        metavar="REPORT",
        help="诊断报告：docx、pdf（含扫描件）、xlsx、txt、md，或 png、jpg 照片",
        show_default=False,
    ),
]


def read_needs(context: typer.Context, report: Report) -> None:
    """Read one report; print the enterprise and its needs with their sentences."""
    shell = shell_of(context)
    with shell.working("读取报告"):
        reading = _extract(shell, _open(shell, report))
        from api.contract.results import needs_document
    from api.cli.report_tables import render_reading

    shell.answer(needs_document(reading), *render_reading(reading, shell.runtime.taxonomy))


def assess_report(context: typer.Context, report: Report) -> None:
    """Score one self-assessment by the 2024 indicator set; print points, conditions of the levels, what is missing."""
    shell = shell_of(context)
    with shell.working("读取自评表"):
        document = _open(shell, report)
        from catalog.taxonomy import load_taxonomy
        from matcher.assessment.reading import assess_document

        assessment = assess_document(document, load_taxonomy())
        if assessment is None:
            raise CommandRefused(
                "这份报告不是自评表：至少要有三分之一的评测题有作答，或者八个场景有等级。"
                "读其他报告的需求请用 duijie needs。"
            )
    from api.cli.assessment_tables import render_assessment
    from api.contract.assessment import assessment_document

    shell.answer(assessment_document(assessment), *render_assessment(assessment, report.name))


def match_report(
    context: typer.Context,
    report: Report,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="每条需求最多推荐多少项")] = 5,
    budget: Annotated[
        float | None,
        typer.Option(min=0, metavar="WAN", help="预算，单位万元；不写则用报告中的预算", show_default=False),
    ] = None,
    recorded: Annotated[
        bool,
        typer.Option(
            "--record", help="把缺口计入供给缺口榜：只留场景、状态、行业、区域、月份和认不出企业的摘要"
        ),
    ] = False,
) -> None:
    """Read one report; print recommendations, gaps and financing."""
    shell = shell_of(context)
    with shell.working("读取报告"):
        result = match(shell, report, k=k, budget=budget)
        if recorded:
            _record(shell, result)
        from api.contract.results import match_document
    from api.cli.report_tables import render_match

    shell.answer(match_document(result), *render_match(result, shell.runtime.taxonomy))


def _record(shell: Shell, result: MatchResult) -> None:
    from api.demand import note_demand

    if not shell.settings.demand_pool:
        raise CommandRefused(
            "设置 DUIJIE_DEMAND_POOL 关闭了供给缺口榜的记录，没有计入。去掉 --record 再运行。"
        )
    count = note_demand(shell.runtime, result)
    shell.note(f"已把{count}项需求计入本月的供给缺口榜。")


def match(shell: Shell, report: Path, *, k: int, budget: float | None = None) -> MatchResult:
    """Read and match one report; budget in 万元. Raises a ReportError when it cannot be read."""
    return study(shell, report, k=k, budget=budget).result


def study(shell: Shell, report: Path, *, k: int = 5, budget: float | None = None) -> Study:
    """A report read and matched, with similar companies; budget in 万元. Raises a ReportError when it cannot be read."""
    document = _open(shell, report)
    runtime = shell.runtime
    runtime.refresh_index()
    reading = _extract(shell, document)
    shell.stage("匹配产品与金融")
    from api.reports import begin_study, match_reading

    return match_reading(runtime, begin_study(document, reading), reading, k=k, budget_wan=budget)


def _open(shell: Shell, report: Path) -> Document:
    """The report's text, read before anything heavy starts, so that a wrong path is refused at once."""
    from matcher.documents.limits import MIB, Limits
    from matcher.documents.reading import read_report

    def tell(done: int, total: int) -> None:
        shell.stage("识别扫描页", done, total)

    return read_report(report, limits=Limits(file_bytes=shell.settings.max_upload_mb * MIB), progress=tell)


def _extract(shell: Shell, document: Document) -> Reading:
    extractor = shell.runtime.need_extractor
    shell.stage("识别需求")
    return extractor.extract(document)


def evaluate(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="BEIR 格式的文件夹：corpus.jsonl、queries.jsonl、qrels.tsv",
            show_default=False,
        ),
    ],
    by_matcher: Annotated[bool, typer.Option("--match", help="用需求匹配而不是普通检索")] = False,
) -> None:
    """Measure retrieval, or with --match the matcher, on a folder in BEIR layout."""
    shell = shell_of(context)
    with shell.working("读取评测集"):
        document = _evaluate(shell, folder, by_matcher=by_matcher)
    from api.cli.tables import render_evaluation

    shell.answer(document, *render_evaluation(folder.name, document))


def _evaluate(shell: Shell, folder: Path, *, by_matcher: bool) -> dict[str, Any]:
    from embeddings.evaluation import evaluate_retrieval, load_benchmark

    benchmark = load_benchmark(folder)
    runtime = shell.runtime
    encoder, segmenter = runtime.encoder, runtime.segmenter

    def progress(done: int, total: int) -> None:
        shell.stage("计算向量", done, total)

    if not by_matcher:
        return evaluate_retrieval(benchmark, encoder, segmenter, progress)
    from matcher.evaluation import evaluate_matching

    return evaluate_matching(benchmark, encoder, segmenter, runtime.topic_classifier, progress)
