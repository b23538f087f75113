"""The words that a Word paragraph shows: runs in all their wrappers, boxes and symbols, formulas, ruby."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .docx_styles import W, get_value, is_on

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Wrappers whose runs are shown: links, accepted insertions, content controls, smart tags, simple fields.
_INLINE = {
    *(W + tag for tag in ("hyperlink", "ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml")),
    *(W + tag for tag in ("fldSimple", "dir", "bdo")),
}
_FORMULAS = {M + "oMath", M + "oMathPara"}
# The boxes, ticks and bullets of the symbol fonts, by the lower byte of their code.
_WINGDINGS = {
    **dict.fromkeys((0x6C, 0x9F), "●"),
    **dict.fromkeys((0x6E, 0xA7), "■"),
    **dict.fromkeys((0x6F, 0x71, 0x72, 0xA8), "□"),
    **dict.fromkeys((0xA1, 0xA2), "○"),
    0x75: "◆",
    0xD8: "➢",
    0xE0: "→",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {
    **dict.fromkeys((0x2A, 0x30, 0xA3), "□"),
    **dict.fromkeys((0x4F, 0x51), "✗"),
    **dict.fromkeys((0x53, 0x54), "☒"),
    0x50: "✓",
    0x52: "☑",
    0x96: "●",
    0x97: "●",
    0xA2: "■",
}
_SYMBOL = {0xB7: "•", 0xD6: "√", 0xB4: "×", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0x6D: "μ", 0x44: "Δ"}
_SYMBOL_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_PRIVATE = range(0xF020, 0xF100)  # where symbol fonts put their characters
_PLAIN_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_UNREADABLE = "\ufffd"


def read_text(paragraph: etree._Element) -> str:
    """The shown text of a w:p, without what is hidden.

    It is python-docx's paragraph.text plus content controls, insertions, fields, symbols, formulas and the base of ruby.
    """
    return "".join(run_text(run) for run in iterate_runs(paragraph))


def iterate_runs(parent: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph in order, those inside links, insertions and controls too, and its formulas."""
    for child in parent:
        if child.tag == W + "r" or child.tag in _FORMULAS:
            yield child
        elif child.tag in _INLINE:
            yield from iterate_runs(child)


def is_hidden(run: etree._Element) -> bool:
    """Whether Word hides a run (font setting 隐藏)."""
    properties = run.find(W + "rPr")
    return properties is not None and bool(is_on(properties.find(W + "vanish")))


def run_text(run: etree._Element) -> str:
    """The words that one run or formula shows."""
    if run.tag in _FORMULAS:
        return "".join(node.text or "" for node in run.iter(M + "t"))
    if is_hidden(run):
        return ""
    return "".join(_piece(child, run) for child in run)


def _piece(child: etree._Element, run: etree._Element) -> str:
    """What one element of a run shows."""
    tag = child.tag
    if tag == W + "t":
        return _plain(child.text or "", run)
    if tag == W + "br":
        return "\n" if get_value(child, "type") in (None, "textWrapping") else ""
    if tag == W + "sym":
        return _symbol(get_value(child, "font") or "", get_value(child, "char") or "")
    if tag == W + "ruby":
        base = child.find(W + "rubyBase")
        return "" if base is None else read_text(base)
    if tag == W + "fldChar":
        return _form_box(child)
    return _PLAIN_SIGNS.get(tag, "")


def _symbol(font: str, code: str) -> str:
    """The character that a symbol shows, U+FFFD when nobody knows it."""
    try:
        value = int(code, 16)
    except ValueError:
        return _UNREADABLE
    table = _SYMBOL_FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(value & 0xFF, _UNREADABLE)
    is_plain = value not in _PRIVATE and 0x20 <= value < 0xD800
    return chr(value) if is_plain else _UNREADABLE


def _plain(text: str, run: etree._Element) -> str:
    """Text whose characters of a symbol font are replaced by what they show."""
    if not any(ord(char) in _PRIVATE for char in text):
        return text
    fonts = run.find(f"{W}rPr/{W}rFonts")
    named = "" if fonts is None else (get_value(fonts, "ascii") or get_value(fonts, "hAnsi") or "")
    font = named if named.strip().lower() in _SYMBOL_FONTS else "wingdings"
    return "".join(_symbol(font, f"{ord(char):X}") if ord(char) in _PRIVATE else char for char in text)


def _form_box(field: etree._Element) -> str:
    """The box of an old form field, ticked or not; nothing for other fields."""
    box = field.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    checked = is_on(box.find(W + "checked"))
    if checked is None:
        checked = is_on(box.find(W + "default"))
    return "☑" if checked else "☐"
