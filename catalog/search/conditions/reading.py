"""Stand-in until the reader lands."""

from __future__ import annotations

import re

from catalog.search.conditions.model import Understood
from catalog.taxonomy import Taxonomy

_ASKING = re.compile(
    r"怎么办|怎么样|怎么|如何|请问|有没有|能不能|可不可以|想要|想上|想找|想买|想|希望|需要|我们|我厂|公司|一个|一套|一下|什么|推荐|帮忙|找|上(?=[A-Za-z一个套])|个(?![性人体])|的|了(?!解)|吗|呢|啊"
)


def read_conditions(query: str, taxonomy: Taxonomy) -> Understood:
    """Read."""
    core = _ASKING.sub(" ", query)
    return Understood(query, core if core.strip() else query, ())
