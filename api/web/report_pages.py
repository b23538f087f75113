"""Uploading a report, watching it being read, and its result; a result is shown only to the browser that brought it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DeskDep, RuntimeDep
from api.errors import ApiError, DeskFull, StudyNotFound, UploadMissing, describe
from api.forms.bundle import read_bundle_form
from api.presenters.asked_plan import find_lendable, find_whole, plan_asked
from api.presenters.assessment import present_assessment
from api.presenters.checks import ChecksView, present_checks
from api.presenters.comparing import compare_with_chosen
from api.presenters.numbers import say_size
from api.presenters.peers import present_peers
from api.presenters.report import present_report
from api.presenters.why_not import find_named, present_choices, present_why_not
from api.reports import STAGES, Study
from api.runtime import Runtime
from api.samples import list_samples, read_sample
from api.uploads import UploadDep
from api.web.desk import Desk, Job
from api.web.rendering import render
from api.web.visitors import VISITOR_COOKIE, VisitorDep
from catalog.errors import ItemNotFound
from matcher.bundles.counterfactual import explain_absence
from matcher.bundles.model import Candidate
from matcher.bundles.solving import solve_bundle
from matcher.documents.endings import ADVICE
from matcher.documents.guard import check_size, identify_container, tame_name
from matcher.documents.limits import MIB, Limits
from matcher.errors import MatcherError, ReportError

router = APIRouter(include_in_schema=False)

_LONGEST_FIND = 60  # characters


@router.get("/report")
def show_form(runtime: RuntimeDep, deleted: str = "") -> Response:
    """The empty form; `deleted` comes from the redirect after a deletion."""
    return _form(runtime, notice="这份报告和它的结果已经删除。" if deleted else "")


@router.post("/report")
def take_report(
    request: Request, runtime: RuntimeDep, desk: DeskDep, upload: UploadDep, visitor: VisitorDep = ""
) -> Response:
    """Take a report in; what is wrong at first sight is said at once, beside the field."""
    name = tame_name(upload.name)
    try:
        _check_at_first_sight(upload.data, upload.name, runtime)
        return _accept(request, desk, upload.data, name, visitor)
    except (UploadMissing, DeskFull, ReportError) as error:
        return _form(runtime, error, file=name if upload.name else "")


@router.post("/report/sample")
def take_sample(
    request: Request,
    runtime: RuntimeDep,
    desk: DeskDep,
    sample: Annotated[str, Form()],
    visitor: VisitorDep = "",
) -> Response:
    """Study one of our sample reports."""
    data = read_sample(sample)
    if data is None:
        raise StudyNotFound("没有这份示例报告。")
    try:
        return _accept(request, desk, data, sample, visitor)
    except DeskFull as error:
        return _form(runtime, error)


@router.get("/report/{token}")
def show_report(
    request: Request, token: str, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """Progress while it is read, then the result, or the form with the reason why it was refused.

    The address may hold what the visitor tries on the bundle.
    """
    job = desk.get(token, visitor)
    if job.state == "refused":
        return _form(runtime, ReportError(job.refusal), file=job.name)
    if job.state == "failed":
        return _form(runtime, DeskFull(job.refusal), file=job.name)
    if job.study is None:
        return render("progress.html", {**_progress(job), "nav": "report"})
    return render_study(request, job, desk, runtime)


def render_study(
    request: Request, job: Job, desk: Desk, runtime: Runtime, *, refused: str = "", status: int = 200
) -> Response:
    """The result page of a finished job; `refused` is the sentence why a correction was not taken."""
    study = job.study
    assert study is not None
    plan = plan_asked(job.token, request.query_params.multi_items(), study)
    assessed = study.result.reading.assessment
    return render(
        "report.html",
        {
            "page": present_report(study, runtime.taxonomy),
            "checks": checks_of(request, study, runtime, refused=refused),
            "bundle": plan.bundle,
            "financing": plan.financing,
            "lpr_pct": study.result.lenders.lpr_pct,
            "peers": present_peers(study.peers, runtime.taxonomy) if study.peers else None,
            "assessment": present_assessment(assessed) if assessed else None,
            "token": job.token,
            "minutes_left": desk.minutes_left(job),
            "nav": "report",
        },
        status=status,
    )


def checks_of(request: Request, study: Study, runtime: Runtime, *, refused: str = "") -> ChecksView:
    """The controls for correcting; looking for sentences keeps what the address holds of the bundle."""
    find = request.query_params.get("find", "").strip()[:_LONGEST_FIND]
    tried = [(name, value) for name, value in request.query_params.multi_items() if name != "find"]
    return present_checks(study, runtime.taxonomy, find=find, tried=tried, refused=refused)


@router.get("/report/{token}/bundle")
def show_bundle(request: Request, token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """The bundle and its financing alone, for the script that exchanges them when the visitor tries another budget.

    The address in the browser comes to hold what is tried, so that a correction or another visit keeps it.
    """
    job = desk.get(token, visitor)
    plan = plan_asked(token, request.query_params.multi_items(), job.study) if job.study else None
    if plan is None or plan.bundle is None or not request.headers.get("HX-Request"):
        return RedirectResponse(f"/report/{token}?{request.url.query}#bundle", 303)
    shown = {"bundle": plan.bundle, "financing": plan.financing, "token": token}
    address = f"/report/{token}?{plan.bundle.form.query()}"
    return render("bundle.html", shown, headers={"HX-Replace-Url": address})


@router.get("/report/{token}/why-not")
def show_why_not(request: Request, token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """Why an item is not in the bundle of this form, what would bring it in, and how it differs from what is chosen."""
    job = desk.get(token, visitor)
    if job.study is None:
        return RedirectResponse(f"/report/{token}", 303)
    form, problem = read_bundle_form(
        request.query_params.multi_items(), job.study.result.problem, job.study.result.coverage
    )
    whole = find_whole(problem, job.study.result)
    if whole is not None and problem.budget_wan is not None:
        problem = find_lendable(whole, problem, job.study.result, form.loan)
    asked = _find_asked(request, problem.candidates)
    shown: dict[str, object] = {"why": None}
    if isinstance(asked, Candidate):
        shown = {
            "why": present_why_not(explain_absence(problem, asked.id), asked),
            "comparisons": compare_with_chosen(problem, solve_bundle(problem), asked.id),
        }
    else:
        shown["choices"] = present_choices(token, form, request.query_params.get("named", "").strip(), asked)
    if request.headers.get("HX-Request"):
        return render("bundle_why_not.html" if shown["why"] else "_why_not_choices.html", shown)
    report_url = f"/report/{token}?{form.query()}#why-not"
    return render("why_not.html", {**shown, "token": token, "report_url": report_url, "nav": "report"})


def _find_asked(request: Request, candidates: Sequence[Candidate]) -> Candidate | list[Candidate]:
    """The item that is asked about, by its id or as the only one of that name; else those that may be meant.

    Raises ItemNotFound for an id that is none of theirs.
    """
    chosen = request.query_params.get("item", "")
    if chosen:
        known = {str(candidate.id): candidate for candidate in candidates}
        if chosen not in known:
            raise ItemNotFound("请从列表里选一个产品。")
        return known[chosen]
    found = find_named(request.query_params.get("named", "")[:_LONGEST_FIND], candidates)
    return found[0] if len(found) == 1 else found


@router.get("/report/{token}/progress")
def show_progress(token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """The stages alone, for the script that asks again and again; the whole page is asked for when the work is over."""
    job = desk.get(token, visitor)
    if job.state not in {"waiting", "working"}:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return render("_stages.html", _progress(job))


@router.post("/report/{token}/delete")
def delete_report(token: str, desk: DeskDep, visitor: VisitorDep = "") -> Response:
    """Forget a report at once."""
    desk.forget(token, visitor)
    return RedirectResponse("/report?deleted=1", 303)


def _check_at_first_sight(data: bytes, name: str, runtime: RuntimeDep) -> None:
    if not name:
        raise UploadMissing("请先选择一份报告。")
    limits = Limits(file_bytes=runtime.settings.max_upload_mb * MIB)
    check_size(len(data), tame_name(name), limits)
    identify_container(data, tame_name(name))


def _accept(request: Request, desk: Desk, data: bytes, name: str, visitor: str) -> Response:
    owner = visitor or secrets.token_urlsafe(24)
    token = desk.submit(owner, data, name)
    answer = RedirectResponse(f"/report/{token}", 303)
    answer.set_cookie(
        VISITOR_COOKIE,
        owner,
        max_age=desk.minutes * 60,
        path="/report",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _progress(job: Job) -> dict[str, object]:
    return {
        "token": job.token,
        "file": job.name,
        "size": say_size(job.size_bytes),
        "stages": STAGES,
        "stage": job.stage,
        "note": job.note,
        "waiting": job.state == "waiting",
        "ahead": job.ahead,
    }


def _form(
    runtime: RuntimeDep, error: ApiError | MatcherError | None = None, *, file: str = "", notice: str = ""
) -> Response:
    problem = describe(error) if error else None
    settings = runtime.settings
    return render(
        "report_form.html",
        {
            "problem": problem,
            "notice": notice,
            "file": file,
            "samples": list_samples(),
            "max_mb": settings.max_upload_mb,
            "advice": dict(ADVICE),
            "minutes": settings.report_minutes,
            "demand_pool": settings.demand_pool,
            "nav": "report",
        },
        status=problem.status if problem else 200,
    )
