"""Where a report states facts of its enterprise: label and value in forms and lines, and sentences about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from embeddings.segmentation import simplify
from matcher.documents.model import Block, Document, Table
from matcher.layout.sections import Part, part_of
from matcher.layout.ticks import read_ticked

_INLINE = re.compile(  # 企业名称：…; a value goes on behind a semicolon where another year follows
    r"(?:^|[\s　；;，,。|｜])([\u3400-\u9fff（）()/、*]{2,16})[:：]\s*"
    r"((?:[^\n；;|｜]|[；;](?=\s*20\d\d年)){1,120}?)(?=\s{2,}|　|[；;](?!\s*20\d\d年)|[|｜\n]|$)"
)
_LONGEST_LABEL = 24  # characters
_HEADED = 2  # rows: one of labels, one of values


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value as the report has them."""

    label: str
    value: str


def iterate_fields(document: Document) -> Iterator[Field]:
    """Label/value pairs of form tables and of lines such as 企业名称：…, in reading order."""
    for table in document.tables:
        for row in table.rows:
            cells = [
                document.blocks[at].text.strip() for at in dict.fromkeys(a for a in row if a is not None)
            ]
            # Every neighbour is tried: forms put a group's label before the pairs of some rows.
            pairs = pairwise(cells) if table.header_rows == 0 or len(cells) == 2 else ()
            yield from (
                Field(_plain_label(label), read_ticked(_tidy(value)))
                for label, value in pairs
                if len(label) <= _LONGEST_LABEL
            )
        if len(table.rows) == _HEADED and table.header_rows <= 1:
            yield from _headed_fields(document, table)
    for block in document.blocks:
        if block.table is None and part_of(block.section) not in {Part.BACKGROUND, Part.SUPPLIER}:
            yield from _inline_fields(block)


def _headed_fields(document: Document, table: Table) -> Iterator[Field]:
    """A profile laid across: labels in the first row, the enterprise's values in the second."""
    for above, below in zip(*table.rows, strict=True):
        if above is not None and below is not None and above != below:
            label, value = document.blocks[above].text.strip(), document.blocks[below].text.strip()
            if len(label) <= _LONGEST_LABEL:
                yield Field(_plain_label(label), read_ticked(_tidy(value)))


def _inline_fields(block: Block) -> Iterator[Field]:
    for match in _INLINE.finditer(block.text):
        yield Field(_plain_label(match[1]), read_ticked(_tidy(match[2].strip())))


def _plain_label(label: str) -> str:
    return re.sub(r"\s|[*＊:：●★]|^\d+[.、]|^[A-Z]?\d{1,2}[.、\s]+", "", simplify(label).strip())


def iterate_prose(document: Document) -> Iterator[str]:
    """Sentences about the enterprise itself, simplified; what is said of others is left out."""
    for block in document.blocks:
        if part_of(block.section) in {Part.BACKGROUND, Part.SUPPLIER, Part.EFFECT}:
            continue
        yield from (part for part in re.split(r"(?<=[。；！？\n])", _tidy(block.text)) if part.strip())


def _tidy(text: str) -> str:
    """A text simplified, without the spaces that some set between figures and characters: 94 人, 2025 年."""
    return re.sub(
        r"(?<=[\d\u3400-\u9fff]) +(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) +(?=\d)", "", simplify(text)
    )


def labelled(
    fields: list[Field], label: re.Pattern[str], refused: re.Pattern[str] | None = None
) -> Iterator[Field]:
    """The fields whose label fits, in reading order."""
    return (f for f in fields if label.search(f.label) and not (refused and refused.search(f.label)))


def is_missing(value: str) -> bool:
    """Whether a form's value says that nothing is said: a dash, 无, 未提供, stars."""
    return bool(_MISSING.match(value.strip()))


_MISSING = re.compile(r"^(?:/|-|—|——|无|略|未填|未提供|不便透露|保密|\*+|[xX×]+|不详|暂无|未知|空)$")
