"""What a searcher asks beside the matter itself: price, time, place, kind … read from plain Chinese, and met or not by items."""

from catalog.search.conditions.codec import decode_condition, encode_condition
from catalog.search.conditions.model import Condition, Field, Understood
from catalog.search.conditions.reading import read_conditions
from catalog.search.conditions.wording import format_condition

__all__ = [
    "Condition",
    "Field",
    "Understood",
    "decode_condition",
    "encode_condition",
    "format_condition",
    "read_conditions",
]
