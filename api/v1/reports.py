"""Reports as JSON: read one, or read and match it. The file stays in memory and is forgotten with the answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.contract.results import match_document, needs_document
from api.dependencies import ReadyRuntimeDep
from api.errors import UploadMissing
from api.reports import DEFAULT_K, LARGEST_K, read_needs, study_report
from api.uploads import Upload, UploadDep, describe_upload_body
from api.v1.schemas import ErrorAnswer, MatchAnswer, NeedsAnswer

router = APIRouter(prefix="/api/v1/reports", tags=["诊断报告"])

_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer} for status in (400, 403, 413, 415, 422, 503)
}


class MatchOptions(BaseModel):
    """What may be said beside the report."""

    model_config = ConfigDict(extra="ignore")

    k: Annotated[int, Field(ge=1, le=LARGEST_K)] = DEFAULT_K
    budget_wan: Annotated[float | None, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = None


def read_report_upload(upload: UploadDep) -> Upload:
    """The upload, with a file in it. Raises UploadMissing."""
    if not upload.name:
        raise UploadMissing("请上传一份报告（file 字段）。", fields={"file": "这一项必须填写"})
    return upload


def read_options(upload: UploadDep) -> MatchOptions:
    """The form's options; empty ones count as not given. Raises RequestValidationError."""
    try:
        return MatchOptions.model_validate(
            {name: value for name, value in upload.fields.items() if value.strip()}
        )
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


ReportDep = Annotated[Upload, Depends(read_report_upload)]
OptionsDep = Annotated[MatchOptions, Depends(read_options)]


@router.post(
    "/needs",
    summary="读出报告里的企业概况和需求",
    responses=_REFUSALS,
    response_model=NeedsAnswer,
    response_model_exclude_unset=True,
    openapi_extra=describe_upload_body(),
)
def extract_needs(runtime: ReadyRuntimeDep, upload: ReportDep) -> dict[str, Any]:
    """Enterprise profile and needs, each with its verbatim sentence and place."""
    _, reading = read_needs(runtime, upload.data, upload.name)
    return needs_document(reading)


@router.post(
    "/match",
    summary="读报告，并匹配产品、方案和金融产品",
    responses=_REFUSALS,
    response_model=MatchAnswer,
    response_model_exclude_unset=True,
    openapi_extra=describe_upload_body(
        k={
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_K,
            "default": DEFAULT_K,
            "description": "每项需求最多几项",
        },
        budget_wan={"type": "number", "minimum": 0, "description": "预算（万元）；不填则用报告里写明的"},
    ),
)
def match_report(runtime: ReadyRuntimeDep, upload: ReportDep, options: OptionsDep) -> dict[str, Any]:
    """The needs, the best items for each with the parts of their scores, and the financing products judged."""
    study = study_report(runtime, upload.data, upload.name, k=options.k, budget_wan=options.budget_wan)
    return match_document(study.result)
