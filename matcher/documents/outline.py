"""Which paragraphs are headings, how deep, and which headings stand above every block."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .drafts import Draft
from .numbering import BULLET, Label, find_label

# (group, rank, sub-rank), smaller = outer. Groups: stated by the file, set in larger type, numbered, bold or
# marked, a lead-in that ends in a colon, and the titles on a cover, which nothing belongs to but the cover.
Rank = tuple[int, float, int]
_STATED, _SIZED, _NUMBERED, _BOLD, _COLON, _COVER = range(6)

_LONGEST_HEADING = 45
_LONGEST_PLAIN_HEADING = 30
_LONGEST_LEAD_IN = 24
_LARGER = 1.1  # of the body's type size
_MOSTLY_BOLD = 0.4  # of all characters: then bold says nothing
_SENTENCE_END = re.compile(r"[。；;，,、！!…]$|。.")
_CAPTION = re.compile(
    r"^\s*(?:续?表|图|附表|附图|圖)\s*(?:[\dA-Z]+(?:[-–—.．]\d+)*|[一二三四五六七八九十]{1,3})(?=$|[\s：:、.．（(]|[^\s中为是所显列可的，])"
)
_SALUTATION = re.compile(
    r"(?:公司|厂|先生|女士|经理|总|领导|[您你]?好|签字|签名|盖章|签章|日期|电话)[）)]?\s*[：:]\s*$"
)
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|．{4,}|_{4,}|(?:\. ){4,})\s*[\dIVXivx]{1,4}\s*$")
_CONTENTS_TITLE = re.compile(r"^[#\s]*目\s*[录錄次]\s*$")
_CONTENTS_LINE = re.compile(r"[\s　](?:\d{1,3}|[IVX]{1,4})\s*$")
_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$|\*\*|__")
_COLON_END = re.compile(r"[：:]\s*$")
_VALUE_PAIR = re.compile(r"[：:]\s*\S")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_MARKED = re.compile(
    r"^\s*(?:【[^【】]{1,20}】|〖[^〗]{1,20}〗|\[[^\[\]]{1,20}\]|[■◆★▲●]\s*\S{2,16})\s*[：:]?\s*$"
)

_TITLE = re.compile(r"报告|记录|摘记|手记|纪要|诊断|评测|公司|自评|材料|[表书]\s*$")
_TOPICAL = re.compile(r"问题|痛点|需求|建议|现状|方案|目标|难点")


@dataclass(slots=True)
class _Candidate:
    rank: Rank
    label: Label | None


def heading_title(text: str) -> str:
    """The words of a heading on one line, without Markdown signs; the number stays."""
    return " ".join(_MARKDOWN.sub("", text).split())


def is_caption(text: str) -> bool:
    """Whether a paragraph names a table or figure (表1 …, 图2 …) and is therefore no heading."""
    return bool(_CAPTION.match(text)) and len(text.strip()) <= 60 and not text.rstrip().endswith(("。", "；"))


def assign_outline(drafts: list[Draft]) -> tuple[list[int | None], list[tuple[str, ...]]]:
    """Heading depth (1 = outermost) and section path of every draft, in order.

    The outline starts anew with every scope. Asides and table cells are no headings.
    """
    _mark_contents(drafts)
    candidates = _find_candidates(drafts)
    _agree_on_ranks(candidates)
    _set_cover_apart(drafts, candidates)
    _raise_appendices(candidates)
    return _walk(drafts, candidates)


def _walk(
    drafts: list[Draft], candidates: list[_Candidate | None]
) -> tuple[list[int | None], list[tuple[str, ...]]]:
    """Depths and sections from ranks: a heading closes every open one that is not outside it."""
    depths: list[int | None] = []
    sections: list[tuple[str, ...]] = []
    stack: list[tuple[Rank, str]] = []
    scope: str | None = None
    items_seen = False
    for draft, candidate in zip(drafts, candidates, strict=True):
        if draft.scope != scope:
            scope = draft.scope
            stack.clear()
        outside = (scope,) if scope is not None else ()
        if candidate is not None:
            while stack and stack[-1][0] >= candidate.rank:
                stack.pop()
            sections.append(outside + tuple(title for _, title in stack))
            stack.append((candidate.rank, heading_title(draft.text)))
            depths.append(len(outside) + len(stack))
            items_seen = False
            continue
        if draft.role == "prose" and stack and stack[-1][0][0] == _COLON:
            # 已建成的系统如下： holds for the list below it, not for the paragraph after the list.
            is_item = draft.listed or _looks_like_item(draft)
            if items_seen and not is_item:
                stack.pop()
            items_seen = is_item
        depths.append(None)
        path = ("目录",) if draft.role == "contents" else tuple(title for _, title in stack)
        sections.append(outside + path)
    return depths, sections


def _looks_like_item(draft: Draft) -> bool:
    return bool(BULLET.match(draft.text)) or find_label(draft.label + draft.text) is not None


def _mark_contents(drafts: list[Draft]) -> None:
    """Give lines of a table of contents their role: dotted leaders, or page numbers under the title 目录."""
    under_title = False
    for draft in drafts:
        if draft.role == "contents":
            under_title = True
        elif draft.role != "prose" or draft.table is not None:
            continue
        elif _CONTENTS_TITLE.match(draft.text):
            under_title = True
            draft.role = "contents"
        elif _LEADER.search(draft.text) or (under_title and _CONTENTS_LINE.search(draft.text)):
            draft.role = "contents"
        else:
            under_title = False
        if draft.role == "contents":
            draft.level = None


def _find_candidates(drafts: list[Draft]) -> list[_Candidate | None]:
    """A first rank for everything that looks like a heading."""
    body_size = _body_size(drafts)
    bold_says_much = _bold_share(drafts) < _MOSTLY_BOLD
    labels = [find_label(d.label + d.text) if d.role == "prose" else None for d in drafts]
    items = _find_list_items(drafts, labels)
    found: list[_Candidate | None] = []
    for index, draft in enumerate(drafts):
        rank = None
        if draft.role == "prose" and index not in items:
            larger = body_size is not None and draft.size is not None and draft.size >= body_size * _LARGER
            rank = _rank(draft, labels[index], larger=larger, bold=draft.bold and bold_says_much)
        found.append(None if rank is None else _Candidate(rank, labels[index]))
    _drop_idle_lead_ins(found)
    return found


def _rank(draft: Draft, label: Label | None, *, larger: bool, bold: bool) -> Rank | None:
    """The rank of a heading, or None for body text."""
    text = heading_title(draft.text)
    if not text or is_caption(text):
        return None
    if draft.level is not None:
        # People put heading styles on whole paragraphs: a sentence stays a sentence.
        too_long = len(text) > _LONGEST_HEADING and (
            len(text) > 2 * _LONGEST_HEADING or _SENTENCE_END.search(text)
        )
        return None if too_long else (_STATED, draft.level, 0)
    if len(text) > _LONGEST_HEADING or _SENTENCE_END.search(text) or draft.listed:
        return None
    if label is not None:
        return _rank_numbered(draft, text, label, larger=larger)
    if _MARKED.match(text):
        return (_BOLD, 0, 0)
    if BULLET.match(text):
        return None
    plain = len(text) <= _LONGEST_PLAIN_HEADING and not _has_value(text)
    if larger and plain and draft.size is not None:
        return (_SIZED, -round(draft.size * 2) / 2, 0)
    if bold and plain and "，" not in text:
        return (_BOLD, 0, 0)
    is_lead_in = _COLON_END.search(text) and len(text) <= _LONGEST_LEAD_IN and not _SALUTATION.search(text)
    return (_COLON, 0, 0) if is_lead_in else None


def _rank_numbered(draft: Draft, text: str, label: Label, *, larger: bool) -> Rank | None:
    if label.kind in ("alpha", "circled") or len(draft.label + text) <= label.length:
        return None
    if larger and draft.size is not None:
        return (_SIZED, -round(draft.size * 2) / 2, label.rank)
    named = text[max(0, label.length - len(draft.label)) :]
    tops_page = draft.place.kind == "page" and draft.offset == 0 and len(text) <= _LONGEST_PLAIN_HEADING
    if _has_value(named) and not tops_page and label.kind not in ("chapter", "section", "appendix"):
        return None
    return (_NUMBERED, label.rank, 0)


def _has_value(text: str) -> bool:
    """Whether a line says something after a colon, other than in brackets, and thus is no mere name."""
    return bool(_VALUE_PAIR.search(_ASIDE.sub("", text)))


def _body_size(drafts: list[Draft]) -> float | None:
    """The type size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for draft in drafts:
        if draft.size is not None and draft.role == "prose":
            sizes[round(draft.size * 2) / 2] += len(draft.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _bold_share(drafts: list[Draft]) -> float:
    prose = sum(len(d.text) for d in drafts if d.role == "prose")
    return sum(len(d.text) for d in drafts if d.role == "prose" and d.bold) / prose if prose else 0.0


def _find_list_items(drafts: list[Draft], labels: list[Label | None]) -> set[int]:
    """Indexes of numbered lines that are items of a list: the next number of the kind follows at once."""
    items: set[int] = set()
    for here in range(len(drafts) - 1):
        label, following = labels[here], labels[here + 1]
        if label is None or following is None or label.kind in ("chapter", "section", "appendix"):
            continue
        if drafts[here].level is not None or drafts[here + 1].level is not None:
            continue
        if (
            label.kind == following.kind
            and label.rank == following.rank
            and following.value == label.value + 1
        ):
            items.update((here, here + 1))
    return items


def _drop_idle_lead_ins(found: list[_Candidate | None]) -> None:
    """A line that ends in a colon is a heading only when text, and not an outer heading, follows it."""
    for index, candidate in enumerate(found):
        if candidate is None or candidate.rank[0] != _COLON:
            continue
        following = found[index + 1] if index + 1 < len(found) else candidate
        if following is not None and following.rank[0] != _NUMBERED:
            found[index] = None


def _agree_on_ranks(candidates: list[_Candidate | None]) -> None:
    """Give numbers of one kind one rank, and unnumbered headings that of the numbered ones of their size.

    An unstyled 二、 is the equal of a styled 一、.
    """
    votes: dict[tuple[str, int], Counter[Rank]] = {}
    by_size: dict[float, int] = {}
    for candidate in candidates:
        if candidate is None or candidate.label is None or candidate.rank[0] not in (_STATED, _SIZED):
            continue
        label = candidate.label
        votes.setdefault((label.kind, label.rank), Counter())[candidate.rank] += 1
        if candidate.rank[0] == _SIZED and label.kind != "appendix":
            by_size[candidate.rank[1]] = min(label.rank, by_size.get(candidate.rank[1], label.rank))
    usual = {key: counted.most_common(1)[0][0] for key, counted in votes.items()}
    last: dict[Rank, int] = {}
    for candidate in candidates:
        if candidate is None:
            continue
        _agree(candidate, usual, by_size, last)
        last = {rank: value for rank, value in last.items() if rank <= candidate.rank}
        if candidate.label is not None:
            last[candidate.rank] = candidate.label.value


def _agree(
    candidate: _Candidate,
    usual: dict[tuple[str, int], Rank],
    by_size: dict[float, int],
    last: dict[Rank, int],
) -> None:
    """Settle one rank; a number that does not go on where its kind stopped opens a deeper list of its own."""
    if candidate.rank[0] == _STATED:
        return
    if candidate.label is None:
        if candidate.rank[0] == _SIZED:
            candidate.rank = (_SIZED, candidate.rank[1], by_size.get(candidate.rank[1], 0))
        return
    if last.get(candidate.rank, -1) == candidate.label.value - 1 > 0:
        return
    rank = usual.get((candidate.label.kind, candidate.label.rank))
    if rank is not None and candidate.label.value == last.get(rank, 0) + 1:
        candidate.rank = rank


def _raise_appendices(candidates: list[_Candidate | None]) -> None:
    """An appendix stands beside the chapters, however small it is set."""
    others = [c.rank for c in candidates if c is not None and c.rank[0] != _COVER]
    for candidate in candidates:
        if candidate is not None and candidate.label is not None and candidate.label.kind == "appendix":
            candidate.rank = min(others)


def _set_cover_apart(drafts: list[Draft], candidates: list[_Candidate | None]) -> None:
    """Titles at the very start, outside every other heading, name the report and are no section of it."""
    found = [(index, c) for index, c in enumerate(candidates) if c is not None]
    body = (
        i for i, d in enumerate(drafts) if candidates[i] is None and (d.role == "cell" or len(d.text) > 60)
    )
    first_body = next(body, len(drafts))
    front = 0
    while front < len(found) and found[front][0] < first_body and found[front][1].label is None:
        rank = found[front][1].rank
        if rank[0] == _STATED and rank != found[0][1].rank:
            break
        front += 1
    later = {candidate.rank for _, candidate in found[front:]}
    while front and found[front - 1][1].rank in later:
        front -= 1
        later.add(found[front][1].rank)
    if not front or len(found) - front < 2 or (found[0][1].rank > min(later) and min(later)[0] != _STATED):
        return
    if _TOPICAL.search(drafts[found[0][0]].text) and not _TITLE.search(drafts[found[0][0]].text):
        return
    for _, candidate in found[:front]:
        candidate.rank = (_COVER, 0, 0)
