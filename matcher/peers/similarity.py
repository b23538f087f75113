"""How alike two enterprises are: a sum of four named parts, each with its sentence.

The weights are judgement, not fitted: the plan says 同行业其它企业看样学样, so industry comes first, then where the others
stood before and what they solved, then size. Unknown gives no points and says so.
"""

from __future__ import annotations

from catalog.taxonomy import Taxonomy
from matcher.peers.model import Part, Profile

INDUSTRY_WEIGHT = 0.35
LEVELS_WEIGHT = 0.25
NEEDS_WEIGHT = 0.25
SIZE_WEIGHT = 0.15

_SAME_GROUP = (
    0.7  # of the weight: one of the plan's four groups holds dairies and wineries, steel and silicon
)
_SAME_DIVISION, _SAME_BRANCH, _SAME_CLASS = 0.8, 0.9, 1.0  # GB/T 4754: two, three, four digits in common
_SIZES = ("微型", "小型", "中型", "大型")
_FAR_SIZES = 2  # classes apart that make two enterprises unlike
_FAR_LEVELS = 2.0  # mean distance of levels at which nothing can be copied
_ENOUGH_SCENES = 3  # fewer shared scenes say less about the whole


def compare(mine: Profile, other: Profile, taxonomy: Taxonomy) -> tuple[Part, ...]:
    """The parts in a fixed order; their sum is the similarity, 0–1."""
    return (
        _industry(mine, other, taxonomy),
        _levels(mine, other),
        _needs(mine, other, taxonomy),
        _size(mine, other),
    )


def _industry(mine: Profile, other: Profile, taxonomy: Taxonomy) -> Part:
    if mine.industry is None:
        return Part("行业", 0.0, INDUSTRY_WEIGHT, "不知道您属于哪个细分行业，没有比行业")
    if other.industry is None:
        return Part("行业", 0.0, INDUSTRY_WEIGHT, "名单没写它的细分行业")
    if mine.industry != other.industry:
        return Part("行业", 0.0, INDUSTRY_WEIGHT, f"行业不同：它属{other.industry}")
    digits = _digits_in_common(mine.industry_code, other.industry_code)
    share = {2: _SAME_DIVISION, 3: _SAME_BRANCH, 4: _SAME_CLASS}.get(digits, _SAME_GROUP)
    shared = (mine.industry_code or "")[:digits]
    named = taxonomy.industry_codes.get(shared)
    reason = f"同做{named.name}（{shared}）" if digits >= 2 and named else f"同属{mine.industry}"
    return Part("行业", INDUSTRY_WEIGHT * share, INDUSTRY_WEIGHT, reason)


def _digits_in_common(mine: str | None, other: str | None) -> int:
    count = 0
    for a, b in zip(mine or "", other or "", strict=False):
        if a != b:
            break
        count += 1
    return count


def _size(mine: Profile, other: Profile) -> Part:
    if mine.size not in _SIZES or other.size not in _SIZES:
        whose = "您的" if mine.size not in _SIZES else "它的"
        return Part("规模", 0.0, SIZE_WEIGHT, f"不知道{whose}人数或营业收入，没有比规模")
    apart = abs(_SIZES.index(mine.size) - _SIZES.index(other.size))
    share = max(0.0, 1 - apart / _FAR_SIZES)
    reason = f"同为{mine.size}企业" if apart == 0 else f"规模差{apart}档：它是{other.size}，您是{mine.size}"
    return Part("规模", SIZE_WEIGHT * share, SIZE_WEIGHT, reason)


def _levels(mine: Profile, other: Profile) -> Part:
    shared = sorted(mine.levels.keys() & other.levels.keys())
    if not shared:
        return Part("等级", 0.0, LEVELS_WEIGHT, "没有两家都测过的场景，没有比等级")
    mean = sum(abs(mine.levels[topic] - other.levels[topic]) for topic in shared) / len(shared)
    share = max(0.0, 1 - mean / _FAR_LEVELS) * min(1.0, len(shared) / _ENOUGH_SCENES)
    apart = "与您相同" if mean == 0 else f"与您平均差{mean:.1f}级"
    return Part("等级", LEVELS_WEIGHT * share, LEVELS_WEIGHT, f"改造前{len(shared)}个场景的等级{apart}")


def _needs(mine: Profile, other: Profile, taxonomy: Taxonomy) -> Part:
    if not mine.topics:
        return Part("需求", 0.0, NEEDS_WEIGHT, "没有读到您的需求")
    shared = [topic for topic in taxonomy.topics if topic in mine.topics & other.topics]
    if not shared:
        return Part("需求", 0.0, NEEDS_WEIGHT, "您要改造的场景，它都还没有做成的记录")
    names = "、".join(taxonomy.topic(topic).name for topic in shared)
    reason = f"您要的{len(mine.topics)}项里，它做成了{len(shared)}项：{names}"
    return Part("需求", NEEDS_WEIGHT * len(shared) / len(mine.topics), NEEDS_WEIGHT, reason)
