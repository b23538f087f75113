"""Drafts become the Document: outline, tables, bounds on the whole."""

from __future__ import annotations

from ..errors import EmptyReport, ReportTooLarge
from .drafts import Draught
from .limits import Limits
from .model import Block, Document
from .outline import assign_outline
from .tables import TableFinisher, split_tables


def assemble_document(draught: Draught, *, name: str, sha256: str, limits: Limits) -> Document:
    """The finished document. Raises EmptyReport without any text and ReportTooLarge with too much of it."""
    drafts = draught.drafts
    characters = sum(len(draft.text) for draft in drafts)
    if not any(draft.text.strip() for draft in drafts):
        if any(
            warning.code in ("page_without_text", "page_garbled", "page_rotated")
            for warning in draught.warnings
        ):
            raise EmptyReport(f"“{name}”里没有认出文字，请重新扫描或拍照得清楚些，或上传 Word 原件。")
        if any(warning.code == "picture_not_read" for warning in draught.warnings):
            raise EmptyReport(f"“{name}”里只有图片，没有文字，请把图片单独上传，或导出成 PDF 再上传。")
        raise EmptyReport(f"“{name}”里没有任何文字，请检查是否选错了文件。")
    if characters > limits.characters:
        raise ReportTooLarge(
            f"“{name}”的文字超过{limits.characters // 10_000}万字，请只上传诊断报告正文，去掉附件后再试。"
        )
    split_tables(draught)
    depths, sections = assign_outline(drafts)
    finisher = TableFinisher(drafts, depths, sections)
    tables = tuple(finisher.finish(table) for table in draught.tables)
    blocks = tuple(
        Block(
            index=index,
            text=draft.text,
            place=draft.place,
            offset=draft.offset,
            section=sections[index],
            heading=depths[index],
            table=draft.table,
        )
        for index, draft in enumerate(drafts)
    )
    return Document(
        name=name,
        sha256=sha256,
        format=draught.format,
        blocks=blocks,
        tables=tables,
        warnings=tuple(draught.warnings),
    )
