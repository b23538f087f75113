"""Radicals that PDF files hold in place of whole characters (⼯ for 工, ⻋ for 车): read as the characters that a person sees.

Programs that write PDF look a glyph's character up backwards, and fonts use one glyph for both. Kangxi radicals have their
character by Unicode's compatibility mapping; of the supplement those that look like a whole character, as listed in Unicode's
EquivalentUnifiedIdeograph.txt.
"""

from __future__ import annotations

import unicodedata

_KANGXI = range(0x2F00, 0x2FD6)
_SUPPLEMENT = str.maketrans(
    "⺟⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "母民示虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_CHARACTERS: dict[int, int | str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI},
    **_SUPPLEMENT,
    ord("⼾"): "户",  # by its mapping 戶, which no simplified text has
}


def replace_radicals(text: str) -> str:
    """The text with characters for radicals, one for one."""
    return text.translate(_CHARACTERS)
