"""Text files: which encoding, then one paragraph per line, or Markdown."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from ..errors import UnsupportedReport
from .drafts import Draft, Draught
from .markdown import read_markdown
from .model import Place

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The most frequent characters of running text, simplified and traditional: a wrong decoding hits few of them.
_COMMON = frozenset(
    "的一是了不在有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图"
    "山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海"
    "口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至"
    "达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低"
    "持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值"
    "号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁"
    "價們個來這國為時會說對發產動學過於後還進種開關間問題現實電業機點從體當應長處與樣義務數據設備製造統計劃質變報單庫"
    "、，。；：！？（）《》“”‘’—…·【】〔〕「」『』●■□☑√×→０１２３４５６７８９"
)
# Lead bytes of the characters that each standard counts as usual.
_FIRST_LEVELS = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def decode_text(data: bytes, name: str) -> tuple[str, int]:
    """The text of a file in UTF-8, UTF-16, UTF-32, GB18030 or Big5, and how many bytes could not be decoded.

    Raises UnsupportedReport when the bytes are no text in any of them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text, bad = _decode(data[len(mark) :], encoding)
            return _accept(text, bad, name, marked=True)
    text, bad = _decode(data, "utf-8")
    by_chance = bad == 0 and _is_chance(text)
    if bad == 0 and _CONTROL.search(text) is None and not by_chance:
        return text, 0
    if not by_chance and _is_damaged_utf8(text, bad):
        return _accept(text, bad, name)
    options = [(text, bad)] + [_decode(data, encoding) for encoding in _candidates(data)]
    text, bad = max(options, key=lambda option: _score(*option))
    return _accept(text, bad, name)


def _is_chance(text: str) -> bool:
    """Whether a few words of GB18030 were valid UTF-8 by chance: that gives Cyrillic and the like, and no Chinese."""
    odd = sum("\x80" <= char <= "\u07ff" for char in text)
    return not any(char > "\u07ff" for char in text) and odd * 4 > len(text)


def _is_damaged_utf8(text: str, bad: int) -> bool:
    """Whether UTF-8 with a few broken bytes: no other encoding decodes so well as UTF-8 by chance."""
    wide = sum(char >= "\x80" for char in text) - bad
    return wide > 5 * bad and bad * 50 <= max(50, len(text))


def _candidates(data: bytes) -> list[str]:
    """Encodings worth a trial; UTF-16 without a mark needs an even length."""
    found = ["gb18030", "big5hkscs"]
    if len(data) % 2 == 0:
        found += ["utf-16-le", "utf-16-be"]
    return found


def _decode(data: bytes, encoding: str) -> tuple[str, int]:
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
        return text, text.count("\ufffd")


def _score(text: str, bad: int) -> float:
    """How much a decoding looks like Chinese or ASCII prose, at most 1."""
    sample = text[:20_000]
    if not sample:
        return 0.0
    good = sum(_weight(char) for char in sample)
    rare = sum(0xE000 <= ord(char) <= 0xF8FF or _CONTROL.match(char) is not None for char in sample)
    return (good - 3 * rare) / len(sample) - 20 * bad / len(text)


@lru_cache(maxsize=8192)
def _weight(char: str) -> float:
    """1 for characters of everyday prose, half for those of the first levels of GB 2312 and Big5, 0 for the rest."""
    if char in _COMMON or " " <= char <= "~" or char in "\n\r\t\u3000":
        return 1.0
    for encoding, first, last in _FIRST_LEVELS:
        try:
            lead = char.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return 0.5
    return 0.0


def _accept(text: str, bad: int, name: str, *, marked: bool = False) -> tuple[str, int]:
    """The text if it is one; a mark of the encoding at its start needs no further proof."""
    strange = bad + len(_CONTROL.findall(text))
    if text and (strange > max(3, len(text) // 50) or (not marked and _score(text, 0) < 0.25)):
        raise UnsupportedReport(
            f"“{name}”不是文本文件或编码无法识别，请用 Word 打开后另存为 .docx，或另存为 UTF-8 文本后再上传。"
        )
    return text, bad


def read_plain(data: bytes, name: str, *, markdown: bool) -> Draught:
    """A text or Markdown file as drafts: one per line that has text, numbered by line."""
    text, bad = decode_text(data, name)
    out = Draught("md" if markdown else "txt")
    if bad:
        out.warn("undecodable_characters", f"有{bad}处文字编码损坏，已用“\ufffd”代替。")
    lines = re.split(r"\r\n|\r|\n", _CONTROL.sub("\ufffd", text))
    if markdown:
        read_markdown(lines, out)
        return out
    for number, line in enumerate(lines, start=1):
        if line.strip():
            out.drafts.append(Draft(line, Place("paragraph", number)))
    return out
