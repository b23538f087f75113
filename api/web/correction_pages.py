"""Correcting the needs of one's own report on its page, finding sentences for it, and taking the corrections away as examples."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.contract.corrections import examples_lines, roles_table, topics_table
from api.corrections import correct_study, replay_study, undo_correction
from api.dependencies import DeskDep, RuntimeDep
from api.errors import StudyNotFound
from api.forms.correction import CorrectionForm, read_correction
from api.reports import Study
from api.web.rendering import render
from api.web.report_pages import checks_of, render_study
from api.web.visitors import VisitorDep
from matcher.errors import CorrectionRefused
from matcher.needs.corrections.examples import list_examples
from matcher.needs.corrections.model import Add, Correct, Correction, Merge

router = APIRouter(include_in_schema=False)

ExportName = Literal["examples.jsonl", "roles.csv", "topics.csv"]


@router.post("/report/{token}")
def correct_needs(
    request: Request,
    token: str,
    form: Annotated[CorrectionForm, Form()],
    runtime: RuntimeDep,
    desk: DeskDep,
    visitor: VisitorDep = "",
) -> Response:
    """Take a correction, or take the last one back, and lead to what it changed; a refused one is said on the page."""
    anchor = "checks"

    def change(study: Study) -> Study:
        nonlocal anchor
        if form.seen != len(study.corrections):
            raise CorrectionRefused(
                "这份结果刚刚改过（也许是连点了两下，或开着两个窗口），下面已是最新的，请再看一遍。"
            )
        if form.kind == "undo":
            return undo_correction(runtime, study)
        correction = read_correction(form, study, runtime.taxonomy)
        changed = correct_study(runtime, study, correction)
        anchor = _anchor(correction, changed)
        return changed

    try:
        desk.revise(token, visitor, change)
    except CorrectionRefused as error:
        # The script exchanges the page only for an answer that is well.
        status = 200 if request.headers.get("HX-Request") else 422
        job = desk.get(token, visitor)
        return render_study(request, job, desk, runtime, refused=error.message, status=status)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/report/{token}{query}#{anchor}", 303)


def _anchor(correction: Correction, study: Study) -> str:
    """The card that the correction is about, else the list's head."""
    if isinstance(correction, Add | Correct):
        needs = (need.id for need in study.result.reading.needs if need.topic == correction.topic)
        return f"need-{next(needs)}"
    wanted = correction.into if isinstance(correction, Merge) else correction.need
    standing = any(need.id == wanted for need in study.result.reading.needs)
    return f"need-{wanted}" if standing else "checks"


@router.get("/report/{token}/sentences")
def show_sentences(
    request: Request, token: str, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """The form for a further need with the sentences that hold the words looked for, for the script; others get the page."""
    job = desk.get(token, visitor)
    if job.study is None or not request.headers.get("HX-Request"):
        return RedirectResponse(f"/report/{token}?{request.url.query}#add-need", 303)
    checks = checks_of(request, job.study, runtime)
    return render("add_need.html", {"checks": checks, "token": token})


@router.get("/report/{token}/corrections/{name}")
def download_examples(
    token: str, name: ExportName, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """The corrections as labelled examples: all of them as JSON lines, or a table in the form of the training data."""
    study = desk.get(token, visitor).study
    if study is None:
        raise StudyNotFound("这份报告还没有读完。")
    examples = list_examples(study.reading_as_read, replay_study(study, runtime.taxonomy))
    if name == "examples.jsonl":
        model = f"{runtime.encoder.fingerprint}/{runtime.taxonomy.version}"
        sha256 = study.document.sha256
        content, kind = examples_lines(examples, sha256=sha256, model=model), "application/jsonl"
    else:
        content = roles_table(examples) if name == "roles.csv" else topics_table(examples)
        kind = "text/csv"
    headers = {"content-disposition": f'attachment; filename="corrections-{name}"'}
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=headers)
