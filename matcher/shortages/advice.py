"""Two sentences from the board: what to ask providers for, and what the next event should be about."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.taxonomy import Taxonomy
from matcher.shortages.model import Group

_IN_CALL = 3  # topics that one call can be about
_IN_THEME = 2  # topics that one afternoon can be about


def say_call(by_topic: Sequence[Group], by_industry: Sequence[Group], taxonomy: Taxonomy) -> str:
    """征集方向: the topics with the largest gaps, with the level aimed at and the industry that lacks most; "" without any."""
    short = [group for group in by_topic if group.short][:_IN_CALL]
    if not short:
        return ""
    said = "；".join(_say_shortage(group, by_industry, taxonomy) for group in short)
    return f"建议征集：{said}。"


def _say_shortage(group: Group, by_industry: Sequence[Group], taxonomy: Taxonomy) -> str:
    assert group.topic is not None, "these groups are of one topic"
    lacks = [
        *([f"{group.gap}家目录暂无"] if group.gap else []),
        *([f"{group.partial}家只有部分合适"] if group.partial else []),
    ]
    level = max(group.target_levels, key=lambda level: (group.target_levels[level], level), default=None)
    aim = (
        f"，多数要达到{taxonomy.levels[level].name}" if _is_common(group, level) and level is not None else ""
    )
    where = next((one.industry for one in by_industry if one.topic == group.topic and one.short), None)
    trade = f"，以{where}最多" if where else ""
    return f"{taxonomy.topic(group.topic).name}（{'、'.join(lacks)}{aim}{trade}）"


def _is_common(group: Group, level: int | None) -> bool:
    """Whether most of the enterprises aim at the level."""
    return level is not None and 2 * group.target_levels[level] > group.enterprises


def say_theme(
    by_topic: Sequence[Group], taxonomy: Taxonomy, *, region: str | None, industry: str | None
) -> str:
    """下一场对接会主题建议: the topics that most enterprises lack while providers can be invited; "" without any."""
    invitable = [group for group in by_topic if group.short and group.items]
    chosen = sorted(invitable, key=lambda group: -group.short)[:_IN_THEME]
    if not chosen:
        return ""
    names = "与".join(taxonomy.topic(group.topic or "").name for group in chosen)
    scope = "、".join(part for part in (region, industry) if part)
    counts = "，".join(
        f"{taxonomy.topic(group.topic or '').name}有{group.enterprises}家在找、{group.items}项可以请到现场"
        for group in chosen
    )
    return f"建议办一场{scope}{names}专场：{counts}。"
