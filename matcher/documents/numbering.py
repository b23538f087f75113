"""The numbers that Chinese headings and list items begin with: 第一章, 一、, （一）, 1., 1.1, （1）, ①."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "chapter",
    "section",
    "appendix",
    "cn",
    "stem",
    "formal",
    "cn_paren",
    "arabic",
    "dotted",
    "named",
    "paren",
    "half_paren",
    "circled",
    "alpha",
]

# Outer kinds first. The levels of "dotted" numbers (1.1, 1.1.1) are added to their rank.
_RANKS: dict[Kind, int] = {
    "chapter": 1,
    "appendix": 1,
    "section": 2,
    "cn": 3,
    "stem": 3,
    "formal": 3,
    "cn_paren": 4,
    "arabic": 5,
    "dotted": 5,
    "named": 10,
    "paren": 11,
    "half_paren": 12,
    "circled": 13,
    "alpha": 14,
}

_CN = "一二三四五六七八九十百零〇两"
_DIGITS = {"零": 0, "〇": 0, "两": 2} | {
    char: value for value, char in enumerate("一二三四五六七八九", start=1)
}
# 1.5倍 and 3.2万元 are amounts, 1.5现状 and 2 项目背景 are headings.
_AMOUNT = (
    r"(?:[倍万亿元%％吨天日米台套°℃]|个(?!性|人|别)|家(?!具|电)|人(?!员|才|力|工|事)|年(?!度)|月(?!度)|级(?!别)|度|"
    r"项(?!目)|小时|分钟|[kKmMGW][WBwbh]|千|百)"
)

_SEQUENCES: dict[Kind, str] = {
    "circled": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "stem": "甲乙丙丁戊己庚辛壬癸",
    "formal": "壹贰叁肆伍陆柒捌玖拾",
}

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第\s*([{_CN}]{{1,4}}|\d{{1,2}})\s*(?:章|部分|篇)")),
    ("section", re.compile(rf"第\s*([{_CN}]{{1,4}}|\d{{1,2}})\s*节")),
    (
        "appendix",
        re.compile(rf"附(?:\s*[录件]\s*([{_CN}]{{1,3}}|\d{{1,2}}|[A-Z])?(?=$|[\s：:、.．])|(?=[：:]))"),
    ),
    (
        "named",
        re.compile(
            rf"(?:发现|问题|痛点|需求|建议|任务|措施|项目|场景|难点|短板|方向|目标|阶段|案例)\s*([{_CN}]{{1,3}}|\d{{1,2}})"
            r"(?:[：:、.．]\s*|\s+|$)"
        ),
    ),
    ("cn", re.compile(rf"([{_CN}]{{1,3}})\s*[、.．]")),
    ("stem", re.compile(r"([甲乙丙丁戊己庚辛壬癸])\s*[、.．]")),
    ("formal", re.compile(r"([壹贰叁肆伍陆柒捌玖拾])\s*(?:[、.．]|[\s　])")),
    ("cn_paren", re.compile(rf"[（(]\s*([{_CN}]{{1,3}})\s*[）)]")),
    (
        "dotted",
        re.compile(rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}})[.．、]?(?![\d./~～\-–—])(?!\s*{_AMOUNT})\s*"),
    ),
    ("arabic", re.compile(r"(\d{1,2})\s*(?:[、]|[.．](?!\d))")),
    ("arabic", re.compile(rf"(\d{{1,2}})\s+(?!{_AMOUNT})(?=[一-鿿])")),
    ("paren", re.compile(r"[（(]\s*(\d{1,2})\s*[）)]")),
    ("half_paren", re.compile(r"(\d{1,2})\s*[）)]")),
    ("circled", re.compile(r"([①-⑳])")),
    ("alpha", re.compile(r"([A-Za-z])[.．、)）](?!\w)")),
)

BULLET = re.compile(r"\s*(?:[•●■◆◇▪·*➢➤✓✔□○►▶※>\uf000-\uf0ff]|[-–—+](?=\s))\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """A number at the head of a line: kind, nesting rank (small = outer), value, length in characters."""

    kind: Kind
    rank: int
    value: int
    length: int


def parse_chinese_number(text: str) -> int:
    """The value of a number below 1000 such as 十二, 三十, 二十一 or 12; 0 when it is none."""
    if text.isdigit():
        return int(text)
    total = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return 0
    return total + digit


def find_label(text: str) -> Label | None:
    """The number that a line starts with, or None."""
    start = len(text) - len(text.lstrip())
    line = text[start : start + 24]
    for kind, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None:
            continue
        number = match.group(1) or ""
        rank = _RANKS[kind]
        if kind == "dotted":
            parts = re.split(r"[.．]", number)
            rank += len(parts) - 1
            value = int(parts[-1])
        elif kind in _SEQUENCES:
            value = _SEQUENCES[kind].index(number) + 1
        elif number.isascii() and number.isalpha():
            value = ord(number.upper()) - ord("A") + 1
        else:
            value = parse_chinese_number(number)
        return Label(kind, rank, value, start + match.end())
    return None
