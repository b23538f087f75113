"""Cell values as a person sees them: dates, percents, thousands, integers without a decimal point."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# Built-in formats that Excel does not write into the file, as the Chinese edition shows them.
BUILTIN_FORMATS: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_ELAPSED = re.compile(r"\[(h{1,2}|m{1,2}|s{1,2})\]", re.IGNORECASE)
_BRACKET = re.compile(r"\[[^\]]*\]")
_DATE_TOKEN = re.compile(
    r"(yyyy|yy|e|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|am/pm|上午/下午|aaaa|aaa)", re.IGNORECASE
)
_WEEKDAYS = "一二三四五六日"


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or time."""
    bare = _LITERAL.sub("", code.split(";", maxsplit=1)[0])
    if _ELAPSED.search(bare):
        return True
    bare = _BRACKET.sub("", bare)
    return bool(re.search(r"[ymdhs]|aaa", bare, re.IGNORECASE)) and "general" not in bare.lower()


def show_number(value: float, code: str, *, epoch_1904: bool = False) -> str:
    """A number as its format shows it; formats that are not understood fall back to the plain number."""
    if not math.isfinite(value):
        return str(value)
    if is_date_format(code):
        shown = _show_date(value, code, epoch_1904=epoch_1904)
        return shown if shown is not None else show_general(value)
    section = _pick_section(value, code)
    bare = _BRACKET.sub("", _LITERAL.sub("", section))
    if "general" in section.lower() or not re.search(r"[0#?]", bare) or "/" in bare or "E" in bare.upper():
        return show_general(value)
    return _show_pattern(value, section, negative_sign=";" not in code)


def show_general(value: float) -> str:
    """A number without format: integers whole, others with at most ten significant digits."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    try:
        text = format(Decimal(format(value, ".10g")), "f")
    except InvalidOperation:  # pragma: no cover - finite floats always convert
        return str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _pick_section(value: float, code: str) -> str:
    """The part of `positive;negative;zero` that applies."""
    sections = code.split(";")
    if value < 0 and len(sections) > 1 and sections[1]:
        return sections[1]
    if value == 0 and len(sections) > 2 and sections[2]:
        return sections[2]
    return sections[0]


def _show_pattern(value: float, section: str, *, negative_sign: bool) -> str:
    """A number through one section such as #,##0.00"万元"; literals before and after the digits are kept."""
    plain = _BRACKET.sub("", section)
    masked = _LITERAL.sub(lambda m: "\0" * len(m.group(0)), plain)
    digits = [i for i, char in enumerate(masked) if char in "0#?.,"]
    start, end = digits[0], digits[-1] + 1
    body = masked[start:end]
    scale = 1000 ** (len(body) - len(body.rstrip(",")))
    body = body.rstrip(",")
    percent = masked.count("%")
    number = Decimal(format(abs(value), ".15g")) * (Decimal(100) ** percent) / scale
    fraction = body.split(".", 1)[1] if "." in body else ""
    places = sum(char in "0#?" for char in fraction)
    number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(number, ",f" if "," in body.split(".")[0] else "f")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    if optional and "." in text:
        kept = len(text) - optional
        text = text[:kept] + text[kept:].rstrip("0")
        text = text.rstrip(".")
    sign = "-" if value < 0 and negative_sign and number else ""
    return sign + _literals(plain[:start]) + text + _literals(plain[end:])


def _literals(text: str) -> str:
    return _LITERAL.sub(lambda m: m.group(1) or m.group(2) or "", text).strip("?")


def _show_date(serial: float, code: str, *, epoch_1904: bool) -> str | None:
    """A serial day number through a date format; None when it is no date of this era."""
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    try:
        moment = datetime.combine(first, time()) + timedelta(seconds=round(serial * 86_400))
    except (OverflowError, ValueError):
        return None
    if serial < 0 or moment.year > 2200:
        return None
    section = code.split(";", maxsplit=1)[0]
    elapsed = _ELAPSED.search(section)
    section = _ELAPSED.sub(lambda match: f'"{_count_elapsed(serial, match.group(1))}"', section)
    section = _BRACKET.sub("", section)
    pieces: list[str] = []
    last = elapsed.group(1).lower() if elapsed else ""
    position = 0
    twelve = bool(re.search(r"am/pm|上午/下午", section, re.IGNORECASE))
    while position < len(section):
        literal = _LITERAL.match(section, position)
        if literal:
            pieces.append(literal.group(1) or literal.group(2) or "")
            position = literal.end()
            continue
        token = _DATE_TOKEN.match(section, position)
        if token is None:
            if section[position] not in "@0#?.":
                pieces.append(section[position])
            position += 1
            continue
        position = token.end()
        name = token.group(1).lower()
        minutes = name in ("m", "mm") and (
            last[:1] == "h" or re.match(r'[:"分]*s', section[position:]) is not None
        )
        pieces.append(_date_token(moment, name, minutes=minutes, twelve=twelve))
        last = name
    return "".join(pieces)


def _count_elapsed(serial: float, unit: str) -> str:
    """A duration as whole hours, minutes or seconds, with as many digits as the format asks for."""
    seconds = round(serial * 86_400)
    whole = seconds // {"h": 3600, "m": 60, "s": 1}[unit[0].lower()]
    return str(whole).zfill(len(unit))


def _date_token(moment: datetime, name: str, *, minutes: bool, twelve: bool) -> str:
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    if minutes:
        return f"{moment.minute:02d}" if name == "mm" else str(moment.minute)
    values = {
        "yyyy": f"{moment.year:04d}",
        "e": str(moment.year),
        "yy": f"{moment.year % 100:02d}",
        "mmmm": f"{moment.month}月",
        "mmm": f"{moment.month}月",
        "mm": f"{moment.month:02d}",
        "m": str(moment.month),
        "dd": f"{moment.day:02d}",
        "d": str(moment.day),
        "hh": f"{hour:02d}",
        "h": str(hour),
        "ss": f"{moment.second:02d}",
        "s": str(moment.second),
    }
    if name in ("am/pm", "上午/下午"):
        return (
            ("上午" if moment.hour < 12 else "下午")
            if name != "am/pm"
            else ("AM" if moment.hour < 12 else "PM")
        )
    if name in ("dddd", "aaaa", "ddd", "aaa"):
        return ("星期" if name in ("dddd", "aaaa") else "周") + _WEEKDAYS[moment.weekday()]
    return values[name]
