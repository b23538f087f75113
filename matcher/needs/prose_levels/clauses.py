"""A sentence as clauses with its names and level expressions in place; brackets behind a name are clauses of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.taxonomy import Taxonomy
from matcher.needs.prose_levels.expressions import Expression, Kind, find_expressions, is_between
from matcher.needs.prose_levels.legend import Legend
from matcher.needs.prose_levels.scenes import BESIDE, Named, Naming, find_names

LEVEL_SIGN, NAME_SIGN, GAP_SIGN = "\x01", "\x02", "\x00"
_ENDS = re.compile(r"[,;。!?！？()]")
_FILLER = re.compile(
    r"场景|环节|方面|领域|这[一]?[块头项边]|那[一]?[块头项边]|这边|那边|业务|管理|管控|系统|水平|等级|级别|整体|现状|目前|当前|现在|现|为|是|仅|只|有|才|刚|也|还|就|都|均|皆|"
    r"处于|处在|在|于|由|从|已经|已|达到|达|到|得到?|判|评|定|测|自评|评级|一般|大概|大约|差不多|的|:|[两三四五六七八九几]?[块个项]|要|想|应|须|需|拟|目标|期望|提升|提高|升|至|分别|依次|"
    r"[\"\s\x00→]|未|不|够|上|连|更|属|停留?|按"
)
_OPENING = re.compile(
    r"^(?:关于|对于?|在|针对|就|其[一二三四]|[一二三四五六七八九十]是|首先|其次|再次|最后|另外|此外|\d+[.、)]|[\"\s,:]|s\d\d|我[们厂司公]*|企业|公司|本)*$"
)
_TOPICAL = re.compile(
    r"\"?(?:管理|场景|环节|方面|业务|这[块边]|那[块边])*\"?(?:$|[,:(]|(?:现|目前|当前|为|是|由|从|处|目标|的?[现目]))"
)
_ALIAS_ROOM = 4  # characters between a general word and a level that is its own
_LISTING = re.compile(
    r"水平|阶段|等级|的|场景|环节|业务|领域|有|包括|包含|涉及|共计|共|仅|只有|为|是|分别|主要|集中在|即|如下|还|尚|\d+|[一二三四五六七八九十两]+|个|项|:|,|\(|\s|→|—|\"|类|:|依次"
)
_LISTS = re.compile(r"的|有|包括|:|\(|场景|分别|即|是")


@dataclass(frozen=True, slots=True)
class Run:
    """Names that stand side by side: 设备管理、能耗管理."""

    names: tuple[Named, ...]
    start: int
    end: int

    @property
    def naming(self) -> Naming:
        """How the last of them is named."""
        return self.names[-1].naming

    @property
    def codes(self) -> tuple[str, ...]:
        """The scenes, each once."""
        return tuple(dict.fromkeys(code for name in self.names for code in name.codes))


@dataclass(frozen=True, slots=True)
class Clause:
    r"""What stands between two commas: it begins at `start` of `plain`, the whole sentence, and ends where `text` does.

    `text` has \\x01 for each character of a level and \\x02 for each of a name.
    """

    plain: str
    text: str
    start: int
    runs: tuple[Run, ...]
    levels: tuple[Expression, ...]
    bracket: bool = False
    ending: str = ""

    @property
    def own(self) -> str:
        """The clause's own part of the text."""
        return self.text[self.start :]


@dataclass(frozen=True, slots=True)
class Aside:
    """A bracket behind names that says their levels: 设备管理（一级→三级）."""

    run: Run
    inside: str


def read_clauses(text: str, taxonomy: Taxonomy, legend: Legend) -> tuple[list[Clause], list[Aside]]:
    """The clauses of a plain text in order, and the brackets that belong to names."""
    names, levels = find_names(text, taxonomy), find_expressions(text, taxonomy, legend.words)
    levels = sorted([*levels, *_scores(text, legend, levels)], key=lambda level: level.start)
    names = [name for name in names if not any(_overlap(name, level) for level in levels)]
    asides: list[Aside] = []
    masked = text
    since = 0
    for match in re.finditer(r"\(([^()]*)\)", text):
        inner = [level for level in levels if match.start() < level.start and level.end <= match.end()]
        ahead = [name for name in names if since <= name.start and name.end <= match.start()]
        holds_names = any(match.start() < name.start < match.end() and name.codes for name in names)
        if inner and ahead and not holds_names and _touches(text[ahead[-1].end : match.start()]):
            asides.append(Aside(_runs(ahead, text, levels=[])[-1], match[1]))
            since = match.end()
            masked = (
                masked[: match.start()] + GAP_SIGN * (match.end() - match.start()) + masked[match.end() :]
            )
            levels = [level for level in levels if level not in inner]
    return list(_cut(masked, names, levels)), asides


def _scores(text: str, legend: Legend, levels: Sequence[Expression]) -> Iterator[Expression]:
    """A score stands for its level where the report says which, and the clause names no level."""
    if not legend.bands:
        return
    for match in re.finditer(r"(?<![\d.])(\d{1,3}(?:\.\d+)?) ?分(?![钟之数]|项|别|析)", text):
        number = legend.level_of(float(match[1]))
        start = max(text.rfind(mark, 0, match.start()) for mark in ",;。") + 1
        end = min((at for mark in ",;。" if (at := text.find(mark, match.end())) >= 0), default=len(text))
        graded = any(start <= level.start < end for level in levels)
        if number is not None and not graded:
            yield Expression(Kind.LEVEL, number, match.start(), match.end())


def _touches(gap: str) -> bool:
    return bool(re.fullmatch(r"(?:管理|管控|场景|环节|方面|业务|系统|\"|\s)*", gap))


def _overlap(name: Named, level: Expression) -> bool:
    return name.start < level.end and level.start < name.end


def _cut(text: str, names: Sequence[Named], levels: Sequence[Expression]) -> Iterator[Clause]:
    start = 0
    bracket = False
    for end in [*_ends(text, names, levels), len(text)]:
        own = [name for name in names if start <= name.start and name.end <= end]
        graded = [level for level in levels if start <= level.start and level.end <= end]
        mark = list(text)
        for name in own:
            mark[name.start : name.end] = NAME_SIGN * (name.end - name.start)
        for level in graded:
            mark[level.start : level.end] = LEVEL_SIGN * (level.end - level.start)
        ending = text[end : end + 1]
        if text[start:end].strip() or ending in "。;":
            yield Clause(
                text,
                "".join(mark[:end]),
                start,
                tuple(_runs(_subjects(own, graded, text, start), text, graded)),
                tuple(_reached(graded, text)),
                bracket,
                ending,
            )
        bracket = ending == "(" or (bracket and ending != ")")
        start = end + 1


def _ends(text: str, names: Sequence[Named], levels: Sequence[Expression]) -> Iterator[int]:
    """Where clauses end: not within a level, and not between a level and the scenes listed for it: 一级（…）, 有两个，分别是…."""
    within = {at for level in levels for at in range(level.start, level.end)}
    openings = {name.start for name in names if name.codes}
    closes = False
    for match in _ENDS.finditer(text):
        at = match.start()
        behind = re.match(r"[,(](?:(?:分别|依次|即|包括|有)(?:是|为|有|:)*)?\"?", text[at:])
        opening = behind[0] if behind is not None and at + behind.end() in openings else ""
        after_level = any(0 <= at - level.end <= 2 for level in levels)
        if at in within or (match[0] == "," and len(opening) > 1):
            continue
        if match[0] == "(" and opening and after_level:
            closes = True
        elif match[0] == ")" and closes:
            closes = False
        else:
            yield at


def _reached(levels: Sequence[Expression], text: str) -> Iterator[Expression]:
    """Levels without those that only bound a place from above."""
    skipped = False
    for level, following in zip(levels, [*levels, None][1:], strict=True):
        if not skipped:
            yield level
        skipped = following is not None and not skipped and is_between(text, level, following)


def _subjects(names: Sequence[Named], levels: Sequence[Expression], text: str, start: int) -> list[Named]:
    """Of the names of a clause those that it may grade: general and short words only beside a level or another such name."""
    kept: list[Named] = []
    for at in range(len(names) - 1, -1, -1):
        name = names[at]
        beside = bool(kept) and _beside(text[name.end : kept[-1].start])
        if (
            name.naming not in {Naming.ALIAS, Naming.SHORT}
            or beside
            or _is_beside_level(name, names, levels, text)
        ) or (name.naming is Naming.ALIAS and _opens(name, text, start)):
            kept.append(name)
    return kept[::-1]


def _opens(name: Named, text: str, start: int) -> bool:
    """Whether a clause opens with the name as its theme: 能源管理方面，…."""
    return bool(
        _OPENING.match(text[start : name.start]) and _TOPICAL.match(text[name.end :].replace(GAP_SIGN, ""))
    )


def _is_beside_level(name: Named, names: Sequence[Named], levels: Sequence[Expression], text: str) -> bool:
    level = next((level for level in levels if level.start >= name.end), None)
    if level is None:
        return False
    between = [other for other in names if name.end <= other.start < level.start]
    if between:
        return False
    rest = _FILLER.sub("", text[name.end : level.start])
    return len(rest) <= (_ALIAS_ROOM if name.naming is Naming.ALIAS else 0)


def _beside(gap: str) -> bool:
    return bool(BESIDE.fullmatch(gap.replace(GAP_SIGN, "")))


def _runs(names: Sequence[Named], text: str, levels: Sequence[Expression]) -> list[Run]:
    groups: list[list[Named]] = []
    for name in names:
        last = groups[-1][-1] if groups else None
        parted = last is None or any(last.end <= level.start < name.start for level in levels)
        if last is not None and not parted and _joins(last, name, text):
            groups[-1].append(name)
        else:
            groups.append([name])
    runs = []
    for group in groups:
        named = [name for name in group if name.codes] or group
        runs.append(Run(tuple(named), group[0].start, group[-1].end))
    return runs


def _joins(last: Named, name: Named, text: str) -> bool:
    """Listed names; and words that only repeat them: 设备管理、能耗管理两个场景, 设备管理整体."""
    gap = text[last.end : name.start]
    if name.naming in {Naming.THESE, Naming.WHOLE} and last.codes:
        return bool(re.fullmatch(r"(?:等|这|的|\"|场景|环节|\s|\x00)*", gap))
    return _beside(gap) and name.naming is not Naming.WHOLE and last.naming is not Naming.WHOLE


def lists(gap: str) -> bool:
    """Whether what stands between a level and names makes them its list: 一级的有…, 二级：…, 三级（…."""
    return bool(_LISTS.search(gap)) and not _LISTING.sub("", gap)
