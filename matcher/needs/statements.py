"""Cutting blocks of text into statements: sentences, or clauses where a 但 turns the sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.documents.model import Block, Document
from matcher.layout.sections import Part, part_of, part_of_heading

QUOTE_LIMIT = 500
"""Characters of a quote at most (contract)."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?[”」』）)]*")
_TURN = re.compile(r"[，,；;。](?=(?:但是?|可是?|然而|不过|却|只是|就是|而(?=[^且言])|仅(?=[^供限])))")
_LABEL = re.compile(
    r"^\s*(?:[-•●·▪◆■*]|[（(]?[一二三四五六七八九十\d]{1,3}(?:[)）、]|[.．](?!\d))|[（(]?[a-zA-Z][)）]|[①-⑳]|第[一二三四五六七八九十]+[桩条项点、，]+|其[一二三四五六七八九十][，、])\s*"
)
_NUMBERED = re.compile(
    rf"(?:{_LABEL.pattern}|^\s*(?:\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}\s*))"
)  # 3.2 too, which elsewhere may be an amount
# 质量。检验单逐张套打… and 第二，排产。这是…: a heading that runs on as the first words of its paragraph.
_RUN_IN = re.compile(
    r"(?P<name>[^，,。！？!?；;：:、\d“”\"]{1,10}(?:[、与和及][^，,。！？!?；;：:、\d“”\"]{1,6})?)(?P<mark>[。：:])(?=.{4})"
)
_SPEAKER = re.compile(r"(?:经理|主任|部长|科长|厂长|总监|主管|会计|班长|组长|[总员师工长主方管])$")
# 做得好的有三处。一是… 有几件事专家劝别做。…: a first sentence that says what kind of things it goes on to list.
_LEAD = re.compile(
    r"^[^。！？!?]{0,24}(?:以下|如下|下列|下面|[几两二三四五六七八九])(?:这?[几两二三四五六七八九])?(?:[个大])?"
    r"(?:件|处|点|方面|项|条|桩|块|个|问题|短板|不足|内容)[^。！？!?]{0,14}[。：:]"
)
_TITLE = 8  # characters
_OF_SUPPLIERS = re.compile(
    r"(?:供应商|服务商|厂商|厂家|软件商)(?:必须|需要?|应当?|要|得)?(?:讲清|说清|讲明|说明|承诺|答应|保证|做到)"
)
_ANNOUNCED = {Part.PROBLEM, Part.DEMAND, Part.WORKING, Part.EXCLUDED}
# What a heading within a paragraph may make of it; 规划与组织 names a theme and asks for nothing.
_OPENED = {Part.PROBLEM, Part.WORKING, Part.EXCLUDED, Part.EFFECT, Part.BACKGROUND}
_LEAST_CLAUSE = 6  # characters
_MARKS = re.compile(r"^(?:\*\*|__|[#>]+\s+|\s)+|(?:\*\*|__|\s)+$")  # of Markdown: no part of what is said
_LEAST = 4  # characters: below, there is no statement


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: a span of a block, the part of the report it stands in, and what is known from its surroundings.

    `context` is the heading or row label that says what it is about, `theme` the heading that runs on into its paragraph
    (质量。检验单…), if any. From a table row come `topic` (declared), levels,
    `demanded` (the row says yes or no), `urgency` (its priority cell) and `row` (the same for all cells of a row).
    """

    block: Block
    start: int
    end: int
    part: Part
    context: str = ""
    topic: str | None = None
    current: int | None = None
    target: int | None = None
    demanded: bool | None = None
    urgency: str = ""
    heading: bool = False
    row: str = ""
    theme: str = ""

    @property
    def text(self) -> str:
        """The characters said, verbatim."""
        return self.block.text[self.start : self.end]


def cut(block: Block) -> Iterator[tuple[int, int]]:
    """(start, end) of every statement of a block, list labels and outer spaces left out."""
    for sentence in _SENTENCE.finditer(block.text):
        start = sentence.start()
        turns = [start + match.start() + 1 for match in _TURN.finditer(sentence[0])]
        for left, right in zip([start, *turns], [*turns, sentence.end()], strict=True):
            trimmed = _trim(block.text, left, right)
            if trimmed is not None:
                yield trimmed


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    start, end = _strip_marks(text, start, end)
    label = _LABEL.match(text[start:end])
    if label:
        start, end = _strip_marks(text, start + label.end(), end)
    end = min(end, start + QUOTE_LIMIT)
    return (start, end) if end - start >= _LEAST else None


def clauses(text: str) -> list[str]:
    """The clauses of a statement between its commas, where it has several; shorter ones say too little alone."""
    parts = [part.strip() for part in re.split(r"[，,；;：:。]", text)]
    return [part for part in parts if len(part) >= _LEAST_CLAUSE] if len(parts) > 1 else []


def _strip_marks(text: str, start: int, end: int) -> tuple[int, int]:
    for mark in reversed(list(_MARKS.finditer(text[start:end]))):
        if mark.start() == 0:
            start += mark.end()
        else:
            end -= mark.end() - mark.start()
    return start, max(start, end)


def iterate_prose(document: Document) -> Iterator[Statement]:
    """Statements of everything that is not a table, headings included."""
    for block in document.blocks:
        if block.table is not None:
            continue
        theme, ordered = ("", False) if block.heading else find_theme(block.text)
        opened = theme if ordered and part_of_heading(theme) in _OPENED else ""
        below = block.text if block.heading else opened
        part = _announced(block) or part_of((*block.section, below) if below else block.section)
        title = theme if ordered and len(theme) <= _TITLE else None  # a longer one is a sentence of its own
        for start, end in cut(block):
            said = _MARKS.sub("", block.text[start:end]).rstrip("。：:")
            yield Statement(
                block,
                start,
                end,
                part,
                context=block.section[-1] if block.section else "",
                heading=block.heading is not None or said == title,
                theme=theme,
            )


def find_theme(text: str) -> tuple[str, bool]:
    """The heading that runs on into a paragraph, and whether it is numbered as headings are; what a speaker is called is none."""
    label = _NUMBERED.match(text)
    name = _RUN_IN.match(text, label.end() if label else 0)
    if name is None or (name["mark"] != "。" and _SPEAKER.search(name["name"])):
        return "", False
    return _MARKS.sub("", name["name"]), label is not None


def _announced(block: Block) -> Part | None:
    """The part that the first sentence of a paragraph opens for the rest of it, where it announces a list."""
    lead = None if block.heading else _LEAD.match(block.text)
    if lead and _OF_SUPPLIERS.search(lead[0]):
        return Part.SUPPLIER
    part = part_of_heading(lead[0]) if lead and lead.end() < len(block.text) else None
    return part if part in _ANNOUNCED else None
