"""The columns as a page for people, made from the same data as the import itself."""

from __future__ import annotations

from catalog.ingest.columns import COLUMNS, Layout


def describe_columns(layout: Layout) -> str:
    """A Markdown table of a layout's columns: header, need, help, example, other headers understood."""
    lines = [f"### {layout.label}", "", "| 列 | 要求 | 说明 | 举例 | 也认得的表头 |", "|---|---|---|---|---|"]
    for column in COLUMNS[layout]:
        others = "、".join((*column.aliases, *column.ambiguous))
        cells = (column.header, column.need.value, column.help, column.example, others)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
