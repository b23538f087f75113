"""One item of the catalogue, and the workbook for filling in new ones."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import RuntimeDep
from api.errors import TemplateNotFound
from api.v1.schemas import ErrorAnswer, ItemAnswer
from catalog.ingest.columns import Layout
from catalog.ingest.template import build_template
from catalog.queries import get_published_item

router = APIRouter(prefix="/api/v1", tags=["目录"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/items/{item_id}", summary="一项产品、方案或金融产品", responses={404: {"model": ErrorAnswer}})
def show_item(runtime: RuntimeDep, item_id: int) -> ItemAnswer:
    """What its provider states about it."""
    with runtime.reading() as session:
        item = get_published_item(session, item_id)
    return ItemAnswer(
        id=str(item.id),
        kind=item.kind.value,
        name=item.name,
        provider=item.provider,
        provider_type=item.provider_type,
        provider_region=item.provider_region,
        revision=item.revision,
        valid_until=item.content.valid_until,
        content=item.content.model_dump(mode="json"),
    )


@router.get(
    "/template/{kind}",
    summary="下载导入模板（xlsx）：product、finance 或 provider",
    response_class=Response,
    responses={200: {"content": {_XLSX: {}}}, 404: {"model": ErrorAnswer}},
)
def download_template(kind: str) -> Response:
    """The workbook of a layout."""
    layout = next((layout for layout in Layout if layout.value == kind), None)
    if layout is None:
        known = "、".join(layout.value for layout in Layout)
        raise TemplateNotFound(f"没有名为“{kind}”的模板，可用的有：{known}。")
    headers = {"content-disposition": f'attachment; filename="duijie-{layout.value}.xlsx"'}
    return Response(build_template(layout), media_type=_XLSX, headers=headers)
