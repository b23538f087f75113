"""How a Word file says its text looks: heading levels, bold, type size, automatic numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from .package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING_NAME = re.compile(r"^(?:heading|标题|標題|overskrift)\s*([1-9])(?:\s|$|[_,+])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|目录|目錄)\s*(?:[1-9]|heading|标题)", re.IGNORECASE)
_HEAVY_FONT = re.compile(r"黑体|SimHei|小标宋|Heiti|黑简|粗")
_OFF = {"0", "false", "off", "none"}
_CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "chineseLegalSimplified",
    "koreanDigital2",
}
_CN_DIGITS = "零一二三四五六七八九"


def get_value(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute of a WordprocessingML element, or None."""
    return None if element is None else element.get(W + attribute)


def is_on(element: etree._Element | None) -> bool | None:
    """A toggle such as w:b: True, False, or None when it is not stated."""
    if element is None:
        return None
    return (get_value(element) or "1").lower() not in _OFF


@dataclass(slots=True)
class Look:
    """How text looks; None where nothing is stated."""

    bold: bool | None = None
    size: float | None = None
    heavy: bool | None = None

    def over(self, below: Look) -> Look:
        """The look with what it leaves open taken from `below`."""
        return Look(
            self.bold if self.bold is not None else below.bold,
            self.size if self.size is not None else below.size,
            self.heavy if self.heavy is not None else below.heavy,
        )


@dataclass(slots=True)
class Style:
    """One paragraph or character style, its parents already folded in."""

    name: str = ""
    level: int | None = None
    contents: bool = False
    number: tuple[str, int] | None = None
    look: Look = field(default_factory=Look)


def read_look(properties: etree._Element | None) -> Look:
    """The look stated by one w:rPr."""
    if properties is None:
        return Look()
    size = get_value(properties.find(W + "sz"))
    fonts = properties.find(W + "rFonts")
    heavy = None
    if fonts is not None:
        named = [fonts.get(W + key) for key in ("eastAsia", "ascii")]
        known = [name for name in named if name]
        heavy = bool(_HEAVY_FONT.search(known[0])) if known else None
    points = float(size) / 2 if size is not None and size.isdigit() else None
    return Look(is_on(properties.find(W + "b")), points, heavy)


def read_number(properties: etree._Element | None) -> tuple[str, int] | None:
    """The list that a paragraph stands in: (numId, level from 0), or None."""
    number = None if properties is None else properties.find(W + "numPr")
    if number is None:
        return None
    list_id = get_value(number.find(W + "numId"))
    level = get_value(number.find(W + "ilvl")) or "0"
    return (list_id, int(level) if level.isdigit() else 0) if list_id is not None else None


def read_level(properties: etree._Element | None) -> int | None:
    """The outline level of a w:pPr counted from 1; 0 when it says body text; None when it says nothing."""
    value = None if properties is None else get_value(properties.find(W + "outlineLvl"))
    if value is None or not value.isdigit():
        return None
    return int(value) + 1 if int(value) < 9 else 0


class Styles:
    """The styles of one file by id, with defaults."""

    def __init__(self, root: etree._Element | None) -> None:
        self._raw: dict[str, etree._Element] = {}
        self._done: dict[str, Style] = {}
        self.default = ""
        self._base = Look()
        if root is None:
            return
        self._base = read_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for element in root.findall(W + "style"):
            identifier = element.get(W + "styleId", "")
            self._raw[identifier] = element
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on"):
                self.default = identifier

    def get(self, identifier: str | None) -> Style:
        """A style with everything that it inherits; an unknown id gives the defaults."""
        return self._resolve(identifier if identifier is not None else self.default, 0)

    def _resolve(self, identifier: str, depth: int) -> Style:
        if identifier in self._done:
            return self._done[identifier]
        element = self._raw.get(identifier)
        if element is None or depth > 20:
            return Style(look=self._base)
        parent_id = get_value(element.find(W + "basedOn"))
        parent = Style(look=self._base) if parent_id is None else self._resolve(parent_id, depth + 1)
        name = get_value(element.find(W + "name")) or ""
        properties = element.find(W + "pPr")
        level = _level_of(name)
        if level is None:
            level = read_level(properties)
        style = Style(
            name=name,
            level=parent.level if level is None else (level or None),
            contents=bool(_CONTENTS_NAME.match(name)) or parent.contents,
            number=read_number(properties) or parent.number,
            look=read_look(element.find(W + "rPr")).over(parent.look),
        )
        self._done[identifier] = style
        return style


def _level_of(name: str) -> int | None:
    match = _HEADING_NAME.match(name)
    return int(match.group(1)) if match else None


class Numbering:
    """Automatic numbers: the words that Word draws before a paragraph, counted along the text."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if root is None:
            return
        for element in root.findall(W + "abstractNum"):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in element.findall(W + "lvl"):
                index = level.get(W + "ilvl", "0")
                start = get_value(level.find(W + "start")) or "1"
                levels[int(index) if index.isdigit() else 0] = (
                    get_value(level.find(W + "numFmt")) or "decimal",
                    get_value(level.find(W + "lvlText")) or "",
                    int(start) if start.isdigit() else 1,
                )
            self._abstract[element.get(W + "abstractNumId", "")] = levels
        for element in root.findall(W + "num"):
            abstract = get_value(element.find(W + "abstractNumId"))
            if abstract is not None:
                self._lists[element.get(W + "numId", "")] = abstract

    def next_label(self, number: tuple[str, int]) -> tuple[str, bool]:
        """The label drawn for the next paragraph of a list level, and whether it is a bullet."""
        abstract = self._lists.get(number[0])
        levels = self._abstract.get(abstract or "", {})
        if abstract is None or number[1] not in levels:
            return "", False
        form, pattern, start = levels[number[1]]
        if form == "bullet":
            return "", True
        if form == "none":
            return "", False
        key = (abstract, number[1])
        self._counts[key] = self._counts.get(key, start - 1) + 1
        for deeper in range(number[1] + 1, 9):
            self._counts.pop((abstract, deeper), None)
        return self._draw(abstract, levels, pattern), False

    def _draw(self, abstract: str, levels: dict[int, tuple[str, str, int]], pattern: str) -> str:
        def digit(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            form, _, start = levels.get(index, ("decimal", "", 1))
            return _format_number(self._counts.get((abstract, index), start), form)

        return re.sub(r"%([1-9])", digit, pattern)


def _format_number(value: int, form: str) -> str:
    if form in _CHINESE_FORMATS and 0 < value < 100:
        tens, ones = divmod(value, 10)
        head = "" if tens == 0 else ("十" if tens == 1 else _CN_DIGITS[tens] + "十")
        return head + (_CN_DIGITS[ones] if ones or not tens else "")
    if form.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(ord("①") + value - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < value <= 26:
        return chr(ord("A" if form == "upperLetter" else "a") + value - 1)
    return str(value)


def load_styles(package: Package) -> tuple[Styles, Numbering]:
    """The styles and automatic numbers of a docx."""
    parts = {}
    for kind in ("styles", "numbering"):
        names = package.related(package.main, kind)
        parts[kind] = package.parse(names[0]) if names else None
    return Styles(parts["styles"]), Numbering(parts["numbering"])
