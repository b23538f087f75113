"""一企一策 to read, print and take away: the document of a studied report and of the bundle that the address asks for."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DeskDep, RuntimeDep
from api.plan.composing import compose_plan
from api.plan.docx_writing import MEDIA_TYPE, write_docx
from api.plan.model import PlanDocument
from api.presenters.asked_plan import plan_asked
from api.reports import Study
from api.runtime import Runtime
from api.versions import name_versions
from api.web.rendering import render
from api.web.visitors import VisitorDep

router = APIRouter(include_in_schema=False)


@router.get("/report/{token}/plan")
def show_plan(
    request: Request, token: str, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """The document as a page that prints; the report's own page while it is not ready."""
    study = desk.get(token, visitor).study
    if study is None:
        return RedirectResponse(f"/report/{token}", 303)
    query = f"?{request.url.query}" if request.url.query else ""
    return render(
        "plan.html",
        {
            "plan": _compose(request, token, study, runtime),
            "report_url": f"/report/{token}{query}#bundle",
            "docx_url": f"/report/{token}/plan.docx{query}",
            "nav": "report",
        },
    )


@router.get("/report/{token}/plan.docx")
def send_plan(
    request: Request, token: str, runtime: RuntimeDep, desk: DeskDep, visitor: VisitorDep = ""
) -> Response:
    """The document as a file."""
    study = desk.get(token, visitor).study
    if study is None:
        return RedirectResponse(f"/report/{token}", 303)
    plan = _compose(request, token, study, runtime)
    named = f"attachment; filename*=UTF-8''{quote(plan.file_name, safe='')}"
    return Response(write_docx(plan), media_type=MEDIA_TYPE, headers={"Content-Disposition": named})


def _compose(request: Request, token: str, study: Study, runtime: Runtime) -> PlanDocument:
    asked = plan_asked(token, request.query_params.multi_items(), study)
    return compose_plan(study, asked, runtime.taxonomy, name_versions(runtime), runtime.today())
