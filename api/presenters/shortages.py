"""The shortage board as the page shows it: sentence, figures, two suggestions, ranked bars, industries and areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.presenters.choices import Choice
from api.presenters.journal import Blank
from api.presenters.month_chart import say_month
from catalog.queries import FINANCING_TOPIC
from catalog.taxonomy import Taxonomy
from matcher.shortages.model import FEWEST, Board, Dimension, Group, Rest

_MOST_MONTHS = 12
_PURPOSE = (
    "诊断报告里的需求，目录接得住多少、还缺什么，按月汇到这里。征集哪些产品、下一场对接会讲什么，都看它。"
)
_FEW = f"不足{FEWEST}家"


@dataclass(frozen=True, slots=True)
class Boards:
    """The board by topic within the chosen scope; by industry with the industry left open, by area with the area open."""

    topics: Board
    industries: Board
    regions: Board


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large numbers with its unit; `tone` is plain, or poor where the number is to go down."""

    label: str
    value: str
    unit: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar of width 100; `tone` is gap, partial or covered."""

    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of the board; `counts` are (tone, number, words), `said` is the bar in words, `shop` leads to the catalogue."""

    rank: str
    name: str
    enterprises: str
    segments: tuple[Segment, ...]
    counts: tuple[tuple[str, str, str], ...]
    said: str
    aims: str
    shop_url: str
    shop_label: str


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """One industry or area; without numbers where one or two enterprises ask, or none. `url` is None for the unstated."""

    name: str
    url: str | None
    current: bool
    enterprises: str
    cells: tuple[str, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ShortagePage:
    """Everything on the page; `blank` instead of the board when there is nothing to show."""

    sentence: str
    can_choose: bool
    months: tuple[Choice, ...]
    industries: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    figures: tuple[Figure, ...]
    call: str
    theme: str
    rows: tuple[Row, ...]
    rest: str
    by_industry: tuple[ScopeRow, ...]
    by_region: tuple[ScopeRow, ...]
    blank: Blank | None
    pools: bool
    """Whether uploaded reports are counted."""


def present_shortages(boards: Boards, taxonomy: Taxonomy, *, pools: bool) -> ShortagePage:
    """The page of the boards of one scope; `pools` says whether uploaded reports are counted."""
    board = boards.topics
    industries = [entry.name for entry in taxonomy.industries]
    regions = [entry.name for entry in taxonomy.regions]
    blank = None if board.enterprises else _blank(board, pools=pools)
    return ShortagePage(
        sentence=_PURPOSE if blank and blank.first else say_board(board, taxonomy),
        can_choose=bool(board.months or _is_narrowed(board)),
        months=_months(board),
        industries=_choices("全部行业", industries, board, "industry"),
        regions=_choices("全部区域", regions, board, "region"),
        figures=_figures(board),
        call=board.call,
        theme=board.theme,
        rows=_rows(board, taxonomy),
        rest=say_rest(board.rest) if board.rest else "",
        by_industry=_scope_rows(boards.industries, industries, board, "industry"),
        by_region=_scope_rows(boards.regions, regions, board, "region"),
        blank=blank,
        pools=pools,
    )


def say_board(board: Board, taxonomy: Taxonomy) -> str:
    """The board in one or two plain sentences."""
    scope = "，".join(part for part in (_say_period(board), board.region, board.industry) if part)
    if board.enterprises is None:
        return f"{scope or '到现在'}只有一两家企业提过需求。为了看不出是谁，满{FEWEST}家才显示。"
    if not board.enterprises:
        return f"{scope}没有企业提过需求。" if scope else "还没有企业的需求计进来。"
    opening = f"{scope}，" if scope else ""
    said = (
        f"{opening}{board.enterprises}家企业提了{board.demands}项需求：目录里有合适的{board.covered}项，"
        f"只有部分合适{board.partial}项，暂时没有{board.gap}项。"
    )
    worst = next((group for group in board.groups if group.short), None)
    return f"{said}缺口最大的是{name_group(worst, board.by, taxonomy)}。" if worst else said


def say_rest(rest: Rest) -> str:
    """What is folded into 其他."""
    if rest.enterprises is None:
        return f"另有{rest.groups}组合计也{_FEW}，不单列也不计数，免得看出是谁。"
    return (
        f"其他：{rest.groups}组各自{_FEW}，合并计数为{rest.enterprises}家，"
        f"目录暂无{rest.gap}项、部分合适{rest.partial}项、有合适的{rest.covered}项。"
    )


def name_group(group: Group, by: Sequence[Dimension], taxonomy: Taxonomy) -> str:
    """A group by its dimensions, such as 设备管理 · 新型材料制造."""
    names = {
        "topic": taxonomy.topic(group.topic).name if group.topic else "",
        "industry": group.industry or "行业未写明",
        "region": group.region or "区域未写明",
    }
    return " · ".join(names[dimension] for dimension in by)


def say_aims(group: Group) -> str:
    """The levels aimed at, the commonest first, such as 二级4家、三级1家; "" where none is stated."""
    ranked = sorted(group.target_levels.items(), key=lambda entry: (-entry[1], entry[0]))
    return "、".join(f"{'一二三四'[level - 1]}级{count}家" for level, count in ranked if level)


def _say_period(board: Board) -> str:
    if board.first and board.last and board.first != board.last:
        return f"{say_month(board.first)}到{say_month(board.last)}"
    if board.first:
        return say_month(board.first) if board.last else f"{say_month(board.first)}以来"
    return f"到{say_month(board.last)}为止" if board.last else ""


def _is_narrowed(board: Board) -> bool:
    return bool(board.first or board.last or board.industry or board.region)


def _url(board: Board, **changed: str | None) -> str:
    scope = {"month": board.first, "industry": board.industry, "region": board.region, **changed}
    pairs = {name: value for name, value in scope.items() if value}
    return f"/shortages?{urlencode(pairs)}" if pairs else "/shortages"


def _months(board: Board) -> tuple[Choice, ...]:
    """The newest first, the year only where it changes; a chosen month beyond them stands at the end."""
    recent = list(reversed(board.months[-_MOST_MONTHS:]))
    if board.first and board.first not in recent:
        recent.append(board.first)
    choices = [Choice("全部月份", _url(board, month=None), board.first is None)]
    year = ""
    for month in recent:
        said = say_month(month)
        label = said.partition("年")[2] if month[:4] == year else said
        choices.append(Choice(label, _url(board, month=month), month == board.first))
        year = month[:4]
    return tuple(choices)


def _choices(every: str, names: Iterable[str], board: Board, field: str) -> tuple[Choice, ...]:
    chosen = getattr(board, field)
    own = (Choice(name, _url(board, **{field: name}), name == chosen) for name in names)
    return (Choice(every, _url(board, **{field: None}), chosen is None), *own)


def _figures(board: Board) -> tuple[Figure, ...]:
    demands = board.demands
    return (
        Figure("提需求的企业", f"{board.enterprises or 0:,}", "家", f"共{demands:,}项需求", "plain"),
        Figure(
            "目录暂无",
            f"{board.gap:,}",
            "项",
            _say_share(demands),
            "poor" if board.gap else "plain",
        ),
        Figure(
            "只有部分合适",
            f"{board.partial:,}",
            "项",
            "行业、等级或预算对不上",
            "poor" if board.partial else "plain",
        ),
        Figure("目录里有合适的", f"{board.covered:,}", "项", _say_share(demands), "plain"),
    )


def _say_share(total: int) -> str:
    return f"全部{total:,}项需求当中"


def _rows(board: Board, taxonomy: Taxonomy) -> tuple[Row, ...]:
    longest = max((group.demands for group in board.groups), default=1)
    return tuple(
        _row(place, group, longest, board, taxonomy) for place, group in enumerate(board.groups, start=1)
    )


def _row(place: int, group: Group, longest: int, board: Board, taxonomy: Taxonomy) -> Row:
    topic = group.topic or ""
    counts = tuple(
        (tone, f"{count}", words)
        for tone, count, words in (
            ("gap", group.gap, "家目录暂无"),
            ("partial", group.partial, "家只有部分合适"),
            ("covered", group.covered, "家有合适的"),
        )
        if count
    )
    aims = say_aims(group)
    shop: dict[str, str] = {"kind": "finance"} if topic == FINANCING_TOPIC else {"topic": topic}
    if board.industry:
        shop["industry"] = board.industry
    name = taxonomy.topic(topic).name
    return Row(
        rank=f"{place}",
        name=name,
        enterprises=f"{group.enterprises}家在找",
        segments=_segments(group, longest),
        counts=counts,
        said=f"{name}：" + "，".join(f"{count} {words}" for _, count, words in counts),
        aims=f"想达到：{aims}" if aims else "",
        shop_url=f"/?{urlencode(shop)}",
        shop_label=f"看目录里的{group.items}项" if group.items else "目录里一项也没有，去找找相近的",
    )


def _segments(group: Group, longest: int) -> tuple[Segment, ...]:
    segments, x = [], 0.0
    for tone, count in (("gap", group.gap), ("partial", group.partial), ("covered", group.covered)):
        if count:
            width = 100 * count / longest
            segments.append(Segment(tone, round(x, 2), round(width, 2)))
            x += width
    return tuple(segments)


def _scope_rows(board: Board, names: Sequence[str], chosen: Board, field: str) -> tuple[ScopeRow, ...]:
    """Every industry or area in the field's order, also those without numbers; then the unstated, where they count."""
    found = {getattr(group, field): group for group in board.groups}
    longest = max((group.demands for group in board.groups), default=1)
    rows = [
        _scope_row(
            name, _url(chosen, **{field: name}), found.get(name), longest, getattr(chosen, field) == name
        )
        for name in names
    ]
    if None in found:
        rows.append(_scope_row("报告没写明", None, found[None], longest, False))
    return tuple(rows)


def _scope_row(name: str, url: str | None, group: Group | None, longest: int, current: bool) -> ScopeRow:
    if group is None:
        return ScopeRow(name, url, current, _FEW, (), ())
    cells = (f"{group.gap:,}", f"{group.partial:,}", f"{group.covered:,}")
    return ScopeRow(name, url, current, f"{group.enterprises:,}", cells, _segments(group, longest))


def _blank(board: Board, *, pools: bool) -> Blank:
    if board.enterprises is None:
        return Blank(
            f"企业还{_FEW}",
            f"同一个范围里满{FEWEST}家企业才显示数字。放宽月份、行业或区域，或者等更多企业上传诊断报告。",
            "/shortages" if _is_narrowed(board) else "/report",
            "看全部" if _is_narrowed(board) else "去读一份报告",
            first=False,
        )
    if _is_narrowed(board):
        return Blank(
            "这个范围里没有需求", "换一个月份、行业或区域，或者看全部。", "/shortages", "看全部", first=False
        )
    how = (
        "企业在网页或接口上传诊断报告、匹配完以后，缺哪个场景、目录里有没有合适的，会自动计到这里。"
        if pools
        else "这台服务没有打开缺口榜的记录（设置 DUIJIE_DEMAND_POOL）。"
    )
    return Blank(
        "还没有企业的需求",
        f"{how}示例报告不计。满{FEWEST}家企业就能看到榜，并给出征集方向和下一场对接会的主题。",
        "/report",
        "去读一份报告",
        first=True,
    )
