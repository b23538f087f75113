"""Characters of a pdf page become lines, and lines become paragraphs with their soft breaks joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .numbering import BULLET, find_label

_BOLD_FONT = re.compile(r"bold|black|heavy|heiti|simhei|黑体|-hei|zhongsong|xbs", re.IGNORECASE)
_CJK = re.compile(r"[⺀-鿿＀-￯　-〿豈-﫿𠀀-𯨟“”‘’—…·]")
# Bullets come from symbol fonts without a meaning that could be read.
_UNREADABLE_BULLET = re.compile(r"^[\ufffd\ue000-\uf8ff]\s*")
_SENTENCE_END = "。！？；：!?;:"
_INLINE_KINDS = {"arabic", "dotted", "paren", "half_paren", "circled", "alpha"}
_SAME_LINE = 0.5  # of the type size, how far middles may lie apart
_WORD_GAP = 0.22  # of the type size, between Latin letters
_STRIKE_WINDOW = 400  # characters back, in which a second copy is looked for
_CJK_GAP = 0.8  # justified Chinese spreads its characters by up to a third of one
COLUMN_GAP = 2.2  # of the type size: what stands farther right is another column
_PIECE_GAP = 0.9  # of the type size: what stands farther right may be another cell of a table without rules
_LETTER_GAPS = (0.25, 1.7)  # of the type size, between the characters of 企 业 名 称
_FEWEST_SPREAD = 3  # characters of a word set with gaps
_RUNNING = re.compile(r"[，。；]")  # running text, no line of a list or form
# What line breaking keeps together: a word or number with its brackets and the mark behind it.
_UNPARTED = re.compile(r"[（(“‘《\[]?[A-Za-z0-9.,%/:\-–]+[）)”’》\]]?[，。、；：]?")
_LATIN_WIDTH = 0.55  # of the type size
_EARLY = 3.2  # of the type size: so far short of the margin a line may stop before 新”中 or 书，
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class Line:
    """One printed line, coordinates in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    spaced: bool = False  # has a gap as wide as between columns
    pieces: tuple[Line, ...] = ()  # its parts, where gaps may be those between columns; none if it has no gap
    zone: int = 0  # where it stands in the reading order of a page set in columns

    @property
    def parts(self) -> tuple[Line, ...]:
        """Its pieces, or itself when it is of one piece."""
        return self.pieces or (self,)

    @property
    def middle(self) -> float:
        """The height of its middle in points."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, and their text with soft breaks joined."""

    lines: list[Line]
    text: str = ""
    page: int = 0
    left: float = 0.0  # edges of the text around it, in points
    right: float = 0.0
    aside: bool = False  # a footnote

    @property
    def zone(self) -> int:
        """Where it stands in the reading order of a page set in columns."""
        return self.lines[0].zone

    @property
    def top(self) -> float:
        """Where it begins, in points from the top."""
        return self.lines[0].top

    @property
    def last(self) -> Line:
        """Its last line so far."""
        return self.lines[-1]


@dataclass(slots=True)
class _Row:
    middle: float
    chars: list[dict[str, Any]] = field(default_factory=list)


def drop_double_strikes(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Characters without the second copy that some programs print a fraction of a point aside for bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[dict[str, Any]] = []
    for char in chars:
        x, y = round(char["x0"] / 1.5), round(char["top"] / 1.5)
        text = char["text"]
        near = ((text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if text.strip() and any(key in seen for key in near) and _is_printed(char, kept[-_STRIKE_WINDOW:]):
            continue
        seen.add((text, x, y))
        kept.append(char)
    return kept


def _is_printed(char: dict[str, Any], others: Sequence[dict[str, Any]]) -> bool:
    return any(
        char["text"] == other["text"]
        and abs(other["x0"] - char["x0"]) < 1
        and abs(other["top"] - char["top"]) < 1
        for other in others
    )


def build_lines(chars: Sequence[dict[str, Any]]) -> list[Line]:
    """Lines from top to bottom; superscripts stay on their line."""
    rows: list[_Row] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        limit = _SAME_LINE * max(char["size"], 1.0)
        row = next((row for row in reversed(rows[-3:]) if abs(row.middle - middle) < limit), None)
        if row is None:
            row = _Row(middle)
            rows.append(row)
        row.chars.append(char)
    lines = [line for row in rows for line in _split_row(row.chars)]
    return sorted(lines, key=lambda line: (round(line.middle), line.x0))


def _split_row(chars: list[dict[str, Any]]) -> list[Line]:
    """One line of a row of characters with its pieces, or none when it is blank."""
    chars.sort(key=lambda c: c["x0"])
    if not any(char["text"].strip() for char in chars):
        return []
    line = _make_line(chars)
    groups = _split_at_gaps(chars)
    if len(groups) > 1:
        line.pieces = tuple(_make_line(group) for group in groups)
    return [line]


def _make_line(chars: Sequence[dict[str, Any]]) -> Line:
    """A line of characters sorted by x, some of them visible."""
    visible = [char for char in chars if char["text"].strip()]
    sizes = Counter(round(char["size"], 1) for char in visible)
    bold = sum(bool(_BOLD_FONT.search(char["fontname"])) for char in visible)
    return Line(
        text=_UNREADABLE_BULLET.sub("• ", join_characters(chars)),
        x0=visible[0]["x0"],
        x1=max(char["x1"] for char in visible),
        top=min(char["top"] for char in visible),
        bottom=max(char["bottom"] for char in visible),
        size=sizes.most_common(1)[0][0],
        bold=bold == len(visible),
        spaced=_has_column_gap(visible),
    )


def _split_at_gaps(chars: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The visible characters of a line in groups with wide gaps between them."""
    spread = _find_spread_words(chars)
    groups: list[list[dict[str, Any]]] = []
    for char in chars:
        if not char["text"].strip():
            if groups:
                groups[-1].append(char)
            continue
        last = next((c for c in reversed(groups[-1]) if c["text"].strip()), None) if groups else None
        gap = 0.0 if last is None else char["x0"] - last["x1"]
        if last is None or (gap > _PIECE_GAP * max(char["size"], 1.0) and id(char) not in spread):
            groups.append([])
        groups[-1].append(char)
    return groups


def _find_spread_words(chars: Sequence[dict[str, Any]]) -> set[int]:
    """The ids of characters, blanks among them, that go on a word set with gaps (企 业 名 称) without a space."""
    found: set[int] = set()
    at = [index for index, char in enumerate(chars) if char["text"].strip()]
    gaps = [_letter_gap(chars[left], chars[right]) for left, right in pairwise(at)]
    start = 0
    while start < len(gaps):
        end = start
        while end < len(gaps) and _is_like(gaps[end], gaps[start]):
            end += 1
        # Characters that touch another one belong to a word set closely.
        first = start + (start > 0 and gaps[start - 1] == 0)
        last = end - (end < len(gaps) and gaps[end] == 0)
        if gaps[start] and last - first + 1 >= _FEWEST_SPREAD:
            found.update(id(char) for char in chars[at[first] + 1 : at[last] + 1])
        start = max(end, start + 1)
    return found


def _is_like(gap: float | None, first: float | None) -> bool:
    return bool(gap and first) and abs((gap or 0) - (first or 0)) <= 0.15 + 0.1 * (first or 0)


def _letter_gap(left: dict[str, Any], right: dict[str, Any]) -> float | None:
    """The gap between two Chinese characters in type sizes: 0 if they touch, None if no word spans it."""
    if not (_IDEOGRAPH.fullmatch(left["text"]) and _IDEOGRAPH.fullmatch(right["text"])):
        return None
    gap = float(right["x0"] - left["x1"]) / max(right["size"], 1.0)
    least, most = _LETTER_GAPS
    return 0.0 if gap < least else gap if gap <= most else None


def _has_column_gap(visible: Sequence[dict[str, Any]]) -> bool:
    return any(
        right["x0"] - left["x1"] > COLUMN_GAP * max(right["size"], 1.0) for left, right in pairwise(visible)
    )


def join_characters(chars: Sequence[dict[str, Any]]) -> str:
    """The text of characters on one line, sorted by x; visible gaps become one space."""
    parts: list[str] = []
    previous: dict[str, Any] | None = None
    spread = _find_spread_words(chars)
    for char in chars:
        text = char["text"]
        if id(char) in spread:
            if text.strip():
                parts.append(text)
                previous = char
            continue
        if previous is not None and parts and not text.isspace() and not parts[-1].isspace():
            gap = char["x0"] - previous["x1"]
            both_cjk = is_cjk(parts[-1][-1:]) and is_cjk(text[:1])
            if gap > (_CJK_GAP if both_cjk else _WORD_GAP) * max(char["size"], 1.0):
                parts.append(" ")
        parts.append(text)
        previous = char
    return " ".join("".join(parts).split())


def is_cjk(char: str) -> bool:
    """Whether a character is Chinese or full-width, so that no space belongs beside it."""
    return bool(char) and bool(_CJK.match(char))


def join_texts(head: str, tail: str) -> str:
    """Two lines of one paragraph: nothing between Chinese, one space between Latin words."""
    if not head or not tail:
        return head + tail
    if is_cjk(head[-1]) or is_cjk(tail[0]):
        return head + tail
    if head[-1] == "-" and len(head) > 1 and head[-2].isascii() and head[-2].isalpha() and tail[0].islower():
        return head[:-1] + tail
    return head + " " + tail


def build_paragraphs(lines: Sequence[Line], *, left: float, right: float) -> list[Paragraph]:
    """Lines of one page grouped into paragraphs; `left` and `right` are the margins of the text in points."""
    pitch = _usual_pitch(lines)
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line, left=left, right=right, pitch=pitch):
            paragraphs[-1].lines.append(line)
            paragraphs[-1].text = join_texts(paragraphs[-1].text, line.text)
        else:
            paragraphs.append(Paragraph([line], line.text))
    return paragraphs


def _usual_pitch(lines: Sequence[Line]) -> float:
    """The usual distance from one line to the next, as a multiple of the type size."""
    steps = Counter(
        round((below.middle - above.middle) / above.size, 1)
        for above, below in pairwise(lines)
        if 0.9 <= (below.middle - above.middle) / max(above.size, 1.0) <= 3
    )
    return steps.most_common(1)[0][0] if steps else 1.6


def _continues(paragraph: Paragraph, line: Line, *, left: float, right: float, pitch: float) -> bool:
    """Whether a line goes on with the paragraph above it."""
    above = paragraph.last
    size = max(above.size, 1.0)
    step = (line.middle - above.middle) / size
    if not 0.5 <= step <= pitch * 1.35 + 0.1 or abs(line.size - above.size) > 0.12 * size:
        return False
    if line.spaced or above.spaced or BULLET.match(line.text):
        return False
    is_full = above.x1 >= right - 1.8 * size or _is_broken_early(paragraph, line, left=left, right=right)
    if above.bold != line.bold and len(paragraph.lines) == 1 and not is_full:
        return False
    if find_label(line.text) is not None and not (is_full and _is_inside_sentence(paragraph.text, line)):
        return False
    if not is_full:
        return len(paragraph.lines) > 1 and _is_ragged(paragraph, right, size)
    if paragraph.text[-1] not in _SENTENCE_END:
        return True
    # The line above is full and ends a sentence: indent and length tell a new paragraph from a new sentence.
    if len(paragraph.lines) > 1 and line.x0 < above.x0 - 0.5 * size:
        return False
    if line.x1 < right - 1.8 * size and line.text[-1] not in _SENTENCE_END + "，、）":
        return False
    if line.x0 > left + 1.2 * size:
        return len(paragraph.lines) > 1 and abs(line.x0 - above.x0) <= 0.5 * size
    return True


def _is_inside_sentence(text: str, line: Line) -> bool:
    """Whether a number at the start of a line is the middle of a sentence (…共有 / 3 台设备)."""
    label = find_label(line.text)
    return (
        label is not None
        and label.kind in ("arabic", "dotted", "half_paren")
        and text[-1] not in _SENTENCE_END
    )


def _is_broken_early(paragraph: Paragraph, line: Line, *, left: float, right: float) -> bool:
    """Whether running text stops short of the margin only because what comes next (a code, （3831）, 新”) must not be parted."""
    above, size = paragraph.last, max(paragraph.last.size, 1.0)
    inside = (
        _RUNNING.search(paragraph.text)
        and is_cjk(above.text[-1])
        and above.text[-1] not in _SENTENCE_END + "：）"
    )
    if not inside or abs(line.x0 - left) > 0.3 * size:
        return False
    unparted = _UNPARTED.match(line.text)
    width = sum(_LATIN_WIDTH if char.isascii() else 1.0 for char in unparted[0]) if unparted else 0.0
    return above.x1 + max(width, _EARLY) * size > right


def _is_ragged(paragraph: Paragraph, right: float, size: float) -> bool:
    """Whether a Latin paragraph keeps ending short of the margin because long words do not fit."""
    last = paragraph.last.text
    return last[-1:].isascii() and paragraph.last.x1 > right - 6 * size and last[-1:] not in ".!?;:"
