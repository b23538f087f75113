"""Taking in an uploaded report without letting a byte of it touch the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.errors import UploadMalformed

_MAX_FIELDS = 8
_MAX_FIELD_BYTES = 2_000


class _InMemoryParser(MultiPartParser):
    # Starlette spools files above 1 MB to the temp folder; reports are business secrets and stay in memory.
    spool_max_size = 1 << 40


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file and the form's other fields; `name` is empty when no file was chosen."""

    name: str
    data: bytes
    fields: dict[str, str]


async def receive_upload(request: Request) -> Upload:
    """Read a multipart form with at most one file, in the field `file`. Raises UploadMalformed."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UploadMalformed("请用 multipart/form-data 表单上传，报告放在 file 字段。")
    parser = _InMemoryParser(
        request.headers, request.stream(), max_files=1, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError):
        raise UploadMalformed("上传的表单不完整，请重新选择文件后再试；一次只能上传一份报告。") from None
    try:
        file = form.get("file")
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        if not isinstance(file, UploadFile):
            return Upload("", b"", fields)
        return Upload(file.filename or "", await file.read(), fields)
    finally:
        await form.close()


UploadDep = Annotated[Upload, Depends(receive_upload)]


def describe_upload_body(**fields: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI description of the form: the file and these further fields, each a JSON schema."""
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {
                "type": "string",
                "contentMediaType": "application/octet-stream",
                "description": "诊断报告：docx、pdf（含扫描件）、xlsx、txt、md，或 png、jpg 照片",
            },
            **fields,
        },
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
