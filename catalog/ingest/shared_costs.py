"""Reading what a provider charges once for several of its items: 平台底座 8万元；云主机 1.2万元."""

from __future__ import annotations

from catalog.amounts import find_amounts, flatten
from catalog.ingest.columns import Column
from catalog.ingest.values import CellProblem, split_values
from catalog.schemas import SharedCost
from catalog.taxonomy import Taxonomy

_BETWEEN = " :,，（("
_HOW = "共用费用应写成名称和金额，如“平台底座 8万元”，几项用“；”隔开"


def read_shared_costs(text: str, _column: Column, _taxonomy: Taxonomy) -> tuple[SharedCost, ...]:
    """Names with their sums in 万元; of a range the upper end. Raises CellProblem, which never refuses the row."""
    found: dict[str, SharedCost] = {}
    for part in split_values(text, "、"):
        flat = flatten(part)
        amounts = list(find_amounts(flat))
        name = flat[: amounts[0].start].strip(_BETWEEN) if amounts else ""
        if len(amounts) != 1 or not name or len(name) > 200:
            raise CellProblem(_HOW, fatal=False, known=tuple(found.values()))
        found[name] = SharedCost(name=name, wan=amounts[0].high)
    return tuple(found.values())
