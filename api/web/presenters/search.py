"""A search's outcome as the page shows it: sentence, tabs, filters with counts, cards, ways out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.web.address import MOST, PAGE, is_ticked, write_address
from api.web.presenters.items import ItemCard, present_card
from api.web.presenters.scores import ScoreView, present_score
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import FULL_MARK, Request, SearchResult, drop_conditions
from catalog.search.facts import wanted_names
from catalog.search.showing import SearchHit
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind

EXAMPLES = (
    "设备坏了才修，想提前知道",
    "库存账实对不上",
    "想上车间报工，十来万以内",
    "电费高，不知道高在哪道工序",
    "检验记录全是纸，追溯不了",
    "设备更新贷款",
)
_TABS: tuple[tuple[Kind | None, str], ...] = (
    (None, "全部"),
    (Kind.PRODUCT, "数字化产品"),
    (Kind.SOLUTION, "解决方案"),
    (Kind.FINANCE, "金融产品"),
)
_OPEN_TOPICS = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words; `count` stands beside it."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A check box of a filter; `count` is the length of the list with this value alone in its filter."""

    id: str
    field: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's choices; `more` are folded away."""

    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class HitCard:
    """A card with the reasons and the score that put it here."""

    card: ItemCard
    reasons: tuple[str, ...]
    score: ScoreView | None


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Nothing to show: what happened, what to try, and links that lead out."""

    title: str
    text: str
    ways_out: tuple[Link, ...]
    examples: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything on the search page."""

    query: str
    kind: str
    is_home: bool
    sentence: str
    tabs: tuple[Link, ...]
    filters: tuple[Filter, ...]
    chosen: tuple[Link, ...]
    clear_url: str | None
    cards: tuple[HitCard, ...]
    shown: int
    total: int
    more: Link | None
    too_many: str | None
    empty: EmptyState | None
    examples: tuple[Link, ...]


def present_search(result: SearchResult, taxonomy: Taxonomy, *, size: int = 0) -> SearchPage:
    """The page of a search; `size` is the number of items in the whole catalogue."""
    request = _explicit(result)
    shown = len(result.hits)
    return SearchPage(
        query=result.request.text,
        kind=_kind_of(request) or "",
        is_home=request == Request("", request.k),
        sentence=_sentence(result, taxonomy, size),
        tabs=_tabs(request, result.facets["kind"]),
        filters=_filters(request, result.facets, taxonomy),
        chosen=_chosen(request, taxonomy),
        clear_url=write_address(Request(request.text)) if request.conditions else None,
        cards=tuple(_present_hit(hit, taxonomy) for hit in result.hits),
        shown=shown,
        total=result.total,
        more=_more(request, shown, result.total),
        too_many=_too_many(shown, result.total),
        empty=None if result.hits else _empty(result),
        examples=_examples(),
    )


def _explicit(result: SearchResult) -> Request:
    """The request with the conditions that were read from its text taken out of it, so that each can be changed alone."""
    understood, request = result.understood, result.request
    if understood.conditions == request.conditions:
        return request
    return Request(understood.text, request.k, understood.conditions)


def _present_hit(hit: SearchHit, taxonomy: Taxonomy) -> HitCard:
    spans = {highlight.field: highlight.spans for highlight in hit.highlights}
    return HitCard(
        present_card(hit.item, taxonomy, spans),
        hit.reasons,
        present_score(hit.score, hit.parts, full=FULL_MARK),
    )


def _chosen_names(request: Request, field: Field) -> tuple[str, ...]:
    return tuple(
        name
        for condition in request.conditions
        if condition.field is field and is_ticked(condition)
        for name in wanted_names(condition)
    )


def _kind_of(request: Request) -> str | None:
    kinds = _chosen_names(request, Field.KIND)
    return kinds[0] if len(kinds) == 1 else None


def _with(request: Request, field: Field, names: Sequence[str]) -> Request:
    """The request with these alternatives in a field and no others, from its first page."""
    bare = drop_conditions(request, {field})
    return replace(bare, conditions=(*bare.conditions, *choose(field, names)), k=PAGE)


def _scope_words(request: Request, taxonomy: Taxonomy) -> str:
    industries = "、".join(_chosen_names(request, Field.INDUSTRY))
    topics = "、".join(taxonomy.topic(code).name for code in _chosen_names(request, Field.TOPIC))
    return "的".join(part for part in (industries, f"{topics}场景" if topics else "") if part)


def _sentence(result: SearchResult, taxonomy: Taxonomy, size: int) -> str:
    request, total = _explicit(result), result.total
    kind = _kind_of(request)
    what = Kind(kind).label if kind else "产品、方案和金融产品"
    scope = _scope_words(request, taxonomy)
    inside = f"在{scope}中" if scope else ""
    if request.text:
        return f"“{request.text}”{inside}找到 {total} 项{what}"
    if request.conditions:
        return f"{inside}共有 {total} 项{what}"
    return f"目录中共有 {size or total} 项{what}，最近更新的在前"


def _tabs(request: Request, counts: Mapping[str, int]) -> tuple[Link, ...]:
    tabs = []
    for kind, label in _TABS:
        count = counts.get(kind.value, 0) if kind else sum(counts.values())
        url = write_address(_with(request, Field.KIND, [kind.value] if kind else []))
        current = _kind_of(request) == (kind.value if kind else None)
        tabs.append(Link(label, url, count, current=current))
    return tuple(tabs)


def _filters(
    request: Request, facets: Mapping[str, Mapping[str, int]], taxonomy: Taxonomy
) -> tuple[Filter, ...]:
    chosen_industries = _chosen_names(request, Field.INDUSTRY)
    chosen_topics = _chosen_names(request, Field.TOPIC)
    industries = tuple(
        Choice(
            f"industry-{at}",
            "industry",
            industry.name,
            industry.name,
            facets["industry"].get(industry.name, 0),
            industry.name in chosen_industries,
        )
        for at, industry in enumerate(taxonomy.industries)
    )
    counts = facets["topic"]
    topics = [
        Choice(f"topic-{code}", "topic", code, topic.name, counts.get(code, 0), code in chosen_topics)
        for code, topic in taxonomy.topics.items()
        if topic.kind != "finance"
    ]
    ranked = sorted(topics, key=lambda choice: (not choice.chosen, -choice.count))
    first = {choice.value for choice in ranked[:_OPEN_TOPICS]} | set(chosen_topics)
    scenes = Filter(
        "场景",
        tuple(choice for choice in topics if choice.value in first),
        tuple(choice for choice in topics if choice.value not in first),
    )
    has_scenes = any(choice.count or choice.chosen for choice in topics)  # loans have none
    return (Filter("行业", industries, ()), *((scenes,) if has_scenes else ()))


def _chosen(request: Request, taxonomy: Taxonomy) -> tuple[Link, ...]:
    links = []
    for field in (Field.INDUSTRY, Field.TOPIC):
        names = _chosen_names(request, field)
        for name in names:
            label = taxonomy.topic(name).name if field is Field.TOPIC else name
            left = [other for other in names if other != name]
            links.append(Link(label, write_address(_with(request, field, left))))
    return tuple(links)


def _more(request: Request, shown: int, total: int) -> Link | None:
    if shown >= total or shown >= MOST:
        return None
    wanted = min(MOST, shown + PAGE)
    return Link(
        f"再看 {min(total, wanted) - shown} 项", write_address(replace(request, k=wanted)), total - shown
    )


def _too_many(shown: int, total: int) -> str | None:
    if shown < MOST or total <= MOST:
        return None
    return f"后面还有 {total - shown} 项，相关程度越来越低。请选行业或场景，或把问题说得具体些。"


def _empty(result: SearchResult) -> EmptyState:
    request = _explicit(result)
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
    )


def _examples() -> tuple[Link, ...]:
    return tuple(Link(example, write_address(Request(example))) for example in EXAMPLES)
