"""Money in words by one rule: whole sums below 1万元 in 元, others in 万元, never rounded: 1200元, 9.8667万元."""

from __future__ import annotations

from decimal import Decimal

_YUAN_IN_WAN = 10_000
_FEN_IN_YUAN = 100


def say_fen(fen: int) -> str:
    """A sum given in 分."""
    yuan = Decimal(fen) / _FEN_IN_YUAN
    if 0 < abs(yuan) < _YUAN_IN_WAN:
        return f"{_plain(yuan, 2)}元"
    return f"{_plain(yuan / _YUAN_IN_WAN, 6)}万元"


def say_wan(wan: float) -> str:
    """A sum given in 万元, to the nearest 分."""
    return say_fen(round(Decimal(str(wan)) * _YUAN_IN_WAN * _FEN_IN_YUAN))


def _plain(value: Decimal, decimals: int) -> str:
    written = f"{value:.{decimals}f}"
    return written.rstrip("0").rstrip(".")
