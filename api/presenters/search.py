"""A search's outcome as the page shows it: sentence, tabs, filters with counts, cards, ways out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.forms.address import MOST, PAGE, list_pairs, ticked_names, write_address
from api.presenters.chips import Chip, present_chips
from api.presenters.filters import Filter, present_filters
from api.presenters.guidance import GuidanceView, present_guidance
from api.presenters.items import ItemCard, present_card
from api.presenters.marking import shorten
from api.presenters.scores import ScoreView, present_score
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import FULL_MARK, NO_ANSWERS, Request, SearchResult, drop_conditions, take_out
from catalog.search.guidance.questions import Question
from catalog.search.masking import LONGEST_TEXT
from catalog.search.showing import SearchHit
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind

EXAMPLES = (
    "设备坏了才修，想提前知道",
    "库存账实对不上",
    "想上车间报工，十来万以内",
    "电费高，不知道高在哪道工序",
    "检验记录全是纸，追溯不了",
    "缺钱买设备，有没有贴息贷款",
)
_LONGEST_SAID = 60
_TABS: tuple[tuple[Kind | None, str], ...] = (
    (None, "全部"),
    (Kind.PRODUCT, "数字化产品"),
    (Kind.SOLUTION, "解决方案"),
    (Kind.FINANCE, "金融产品"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words; `count` stands beside it."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class HitCard:
    """A card with the reasons and the score that put it here."""

    card: ItemCard
    reasons: tuple[str, ...]
    score: ScoreView | None
    chance: str


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Nothing to show: what happened, what to try, and links that lead out."""

    title: str
    text: str
    ways_out: tuple[Link, ...]
    examples: tuple[Link, ...]
    near: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelled:
    """What was read otherwise than it is written, as (how, written, read), and the search for what is written."""

    pairs: tuple[tuple[str, str, str], ...]
    literal: Link


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything on the search page."""

    query: str
    hidden: tuple[tuple[str, str], ...]
    state: tuple[tuple[str, str], ...]
    is_home: bool
    sentence: str
    tabs: tuple[Link, ...]
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    broader: tuple[Link, ...]
    spelled: Spelled | None
    guidance: GuidanceView | None
    clear_url: str | None
    cards: tuple[HitCard, ...]
    shown: int
    total: int
    more: Link | None
    too_many: str | None
    empty: EmptyState | None
    examples: tuple[Link, ...]


def present_search(
    result: SearchResult,
    taxonomy: Taxonomy,
    *,
    question: Question | None = None,
    token: str = "",
) -> SearchPage:
    """The page of a search; `token` names the search in the addresses of its hits."""
    request = take_out(result)
    shown = len(result.hits)
    # Answers add more than the full mark of a search without them: then the best fills the bar.
    full = max([FULL_MARK, *(hit.score for hit in result.hits)])
    return SearchPage(
        query=request.text,
        hidden=_hidden(request),
        state=tuple(list_pairs(request)),
        is_home=request == Request("", request.k),
        sentence=_sentence(result, request),
        tabs=_tabs(request, result.facets["kind"]),
        filters=present_filters(request, result.facets, taxonomy),
        chips=present_chips(request, taxonomy),
        broader=(
            *_whole_report(result),
            *_whole_scene(result, request, taxonomy),
            *_silent(result, request),
        ),
        spelled=_spelled(result, request),
        guidance=present_guidance(question, request),
        clear_url=write_address(Request(request.text)) if request.conditions else None,
        cards=tuple(
            _present_hit(hit, taxonomy, f"?from={token}&at={at}" if token else "", full)
            for at, hit in enumerate(result.hits, start=1)
        ),
        shown=shown,
        total=result.total,
        more=_more(request, shown, result.total, token),
        too_many=_too_many(shown, result.total),
        empty=None if result.hits else _empty(result),
        examples=_examples(),
    )


def _hidden(request: Request) -> tuple[tuple[str, str], ...]:
    """What the search form sends along beside its text box and the filters' check boxes: the kind and unticked conditions."""
    named = {field.value for field in Field if field is not Field.KIND}
    return tuple(pair for pair in list_pairs(replace(request, text="", k=PAGE)) if pair[0] not in named)


def _present_hit(hit: SearchHit, taxonomy: Taxonomy, origin: str, full: float) -> HitCard:
    spans = {highlight.field: highlight.spans for highlight in hit.highlights}
    card = present_card(hit.item, taxonomy, spans)
    return HitCard(
        replace(card, url=card.url + origin),
        hit.reasons,
        present_score(hit.score, hit.parts, full=full),
        _say_chance(hit),
    )


def _say_chance(hit: SearchHit) -> str:
    return f"{hit.chance:.0%}" if hit.chance is not None else ""


def _kind_of(request: Request) -> str | None:
    kinds = ticked_names(request, Field.KIND)
    return kinds[0] if len(kinds) == 1 else None


def _with(request: Request, field: Field, names: Sequence[str]) -> Request:
    """The request with these alternatives in a field and no others, from its first page."""
    bare = drop_conditions(request, {field})
    return replace(bare, conditions=(*bare.conditions, *choose(field, names)), k=PAGE)


def _sentence(result: SearchResult, request: Request) -> str:
    kind = _kind_of(request)
    what = Kind(kind).label if kind else "产品、方案和金融产品"
    if result.request.text:
        return f"“{shorten(result.request.text, _LONGEST_SAID)}”找到{result.total}项{what}"
    if request.dialogue.answers:
        return f"共有{result.total}项{what}，按您的回答排列"
    if request.conditions:
        return f"这些条件下共有{result.total}项{what}"
    return f"目录中共有{result.total}项{what}，最近更新的在前"


def _spelled(result: SearchResult, request: Request) -> Spelled | None:
    reading = result.reading
    if reading is None:
        return None
    pairs = tuple((found.how, found.wrong, found.right) for found in reading.replacements)
    literal = write_address(replace(request, literal=True, k=PAGE))
    return Spelled(pairs, Link(f"只按原文“{request.text}”查找", literal))


def _whole_report(result: SearchResult) -> tuple[Link, ...]:
    """The way to reading reports, for what was pasted: the log takes a text of that length for a part of one, too."""
    if len(result.request.text) <= LONGEST_TEXT:
        return ()
    return (Link("这段话像是报告里的；上传整份报告，能逐条读出需求", "/report"),)


def _whole_scene(result: SearchResult, request: Request, taxonomy: Taxonomy) -> tuple[Link, ...]:
    """The way to all that a scene has, where the text is nothing but its name: the list keeps what is surely meant."""
    meant = result.reading.text if result.reading else request.text
    topic = taxonomy.find_topic(meant)
    if topic is None or topic.code not in result.facets[Field.TOPIC]:
        return ()
    whole = _with(replace(request, text="", dialogue=NO_ANSWERS), Field.TOPIC, [topic.code])
    return (Link(f"“{topic.name}”是一个场景，看它的全部产品和方案", write_address(whole)),)


def _silent(result: SearchResult, request: Request) -> tuple[Link, ...]:
    """Ways to what only lacks a statement: its condition made soft, so that those who state it come first."""
    return tuple(
        Link(
            f"另有{count}项没写{Field(field).label}，也看看",
            write_address(
                replace(
                    request,
                    k=PAGE,
                    conditions=tuple(
                        replace(condition, hard=condition.hard and condition.field != field)
                        for condition in request.conditions
                    ),
                )
            ),
            count,
        )
        for field, count in result.unstated.items()
    )


def _tabs(request: Request, counts: Mapping[str, int]) -> tuple[Link, ...]:
    tabs = []
    for kind, label in _TABS:
        count = counts.get(kind.value, 0) if kind else sum(counts.values())
        url = write_address(_with(request, Field.KIND, [kind.value] if kind else []))
        current = _kind_of(request) == (kind.value if kind else None)
        tabs.append(Link(label, url, count, current=current))
    return tuple(tabs)


def _more(request: Request, shown: int, total: int, token: str) -> Link | None:
    if shown >= total or shown >= MOST:
        return None
    wanted = min(MOST, shown + PAGE)
    url = write_address(replace(request, k=wanted)) + (f"&from={token}" if token else "")
    return Link(f"再看{min(total, wanted) - shown}项", url, total - shown)


def _too_many(shown: int, total: int) -> str | None:
    if shown < MOST or total <= MOST:
        return None
    return f"后面还有{total - shown}项，相关程度越来越低。请选行业或场景，或把问题说得具体些。"


def _empty(result: SearchResult) -> EmptyState:
    request = take_out(result)
    if result.relaxations:
        ways = tuple(
            Link(
                f"去掉{'和'.join(Field(field).label for field in relaxation.drop)}条件",
                write_address(replace(drop_conditions(request, relaxation.drop), k=PAGE)),
                relaxation.count,
            )
            for relaxation in result.relaxations
        )
        return EmptyState("这些条件下没有", "条件放宽一点就有结果：", ways, ())
    if not request.text:
        return EmptyState("目录还是空的", "请管理员先导入产品与金融产品目录（duijie import）。", (), ())
    return EmptyState(
        "目录里没有合适的",
        "没有哪一项和这句话说的是同一件事，所以不硬凑。换个说法，说说哪台设备、哪道工序、哪本账出了什么问题；也可以从下面的例子开始。",
        (Link("看全部目录", "/"),),
        _examples(),
        tuple(
            Link(f"{hit.item.name}（合适的可能 {_say_chance(hit)}）", f"/items/{hit.item.id}")
            for hit in result.near
        ),
    )


def _examples() -> tuple[Link, ...]:
    return tuple(Link(example, write_address(Request(example))) for example in EXAMPLES)
