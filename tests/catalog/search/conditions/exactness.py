"""When a sentence counts as read exactly, as tests/data/conditions/README.md defines it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.search.conditions import read_conditions
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

SENTENCES = Path(__file__).parents[3] / "data" / "conditions"
_ASKING_WORDS = """
我 我们 我在 想 想要 要 要能 需要 求 找 想找 想花 想上 来 上 有 有没有 推荐 给我 帮 请 一套 一款 一个 一份 个 套 款 的 吗 呢 有吗 能用
就能用 能做下来 都行 都可以 就行 别的地方 来做 做 用 能 可以 这 那种 最好 谢谢 只看 预算 价格 费用
"""
_WITHOUT_ASKING = re.compile("|".join(sorted(_ASKING_WORDS.split(), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one sentence was read: its line in the file, and whether conditions and text are as expected."""

    line: int
    conditions: bool
    text: bool

    @property
    def exact(self) -> bool:
        """Both."""
        return self.conditions and self.text


def judge(path: Path, taxonomy: Taxonomy) -> Iterator[Verdict]:
    """Every sentence of a file, read and compared."""
    for line, written in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        expected = json.loads(written)
        understood = read_conditions(expected["query"], taxonomy)
        wanted = {(c["field"], c["op"], _value(c["value"]), c["hard"]) for c in expected["conditions"]}
        found = {(c.field.value, c.op, _value(c.value), c.hard) for c in understood.conditions}
        yield Verdict(line, wanted == found, _words(expected["text"]) == _words(understood.text))


def _value(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return frozenset(value)
    return value if isinstance(value, (bool, str)) else round(float(value), 6)


def _words(text: str) -> str:
    return _WITHOUT_ASKING.sub("", re.sub(r"[\W_]+", "", fold(text)))
