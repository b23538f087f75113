"""A search's outcome as the page shows it: sentence, tabs, filters with counts, cards, ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from api.web.presenters.items import ItemCard, present_card
from api.web.presenters.scores import ScoreView, present_score
from catalog.search.engine import FULL_MARK, Request, SearchHit
from catalog.search.faceted import Found, drop_filters
from catalog.taxonomy import Taxonomy
from catalog.vocabulary import Kind

PAGE = 10
MOST = 100
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
_FIELD_NAMES = {"kind": "种类", "industry": "行业", "topic": "场景"}
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


def present_search(found: Found, taxonomy: Taxonomy, *, size: int = 0) -> SearchPage:
    """The page of a search; `size` is the number of items in the whole catalogue."""
    result = found.result
    request = result.request
    shown = len(result.hits)
    return SearchPage(
        query=request.text,
        kind=request.kind.value if request.kind else "",
        is_home=request == Request("", request.k),
        sentence=_sentence(found, taxonomy, size),
        tabs=_tabs(request, result.facets["kind"]),
        filters=_filters(request, result.facets, taxonomy),
        chosen=_chosen(request, taxonomy),
        clear_url=_url(Request(request.text)) if _has_filters(request) else None,
        cards=tuple(_present_hit(hit, taxonomy) for hit in result.hits),
        shown=shown,
        total=result.total,
        more=_more(request, shown, result.total),
        too_many=_too_many(shown, result.total),
        empty=None if result.hits else _empty(found),
        examples=_examples(),
    )


def _present_hit(hit: SearchHit, taxonomy: Taxonomy) -> HitCard:
    spans = {highlight.field: highlight.spans for highlight in hit.highlights}
    return HitCard(
        present_card(hit.item, taxonomy, spans),
        hit.reasons,
        present_score(hit.score, hit.parts, full=FULL_MARK),
    )


def _url(request: Request) -> str:
    pairs = [("q", request.text)] if request.text else []
    pairs += [("kind", request.kind.value)] if request.kind else []
    pairs += [("industry", industry) for industry in request.industries]
    pairs += [("topic", topic) for topic in request.topics]
    pairs += [("n", str(request.k))] if request.k != PAGE else []
    return f"/?{urlencode(pairs)}" if pairs else "/"


def _has_filters(request: Request) -> bool:
    return bool(request.kind or request.industries or request.topics)


def _scope_words(request: Request, taxonomy: Taxonomy) -> str:
    industries = "、".join(request.industries)
    topics = "、".join(taxonomy.topic(code).name for code in request.topics)
    return "的".join(part for part in (industries, f"{topics}场景" if topics else "") if part)


def _sentence(found: Found, taxonomy: Taxonomy, size: int) -> str:
    request, total = found.result.request, found.result.total
    what = request.kind.label if request.kind else "产品、方案和金融产品"
    scope = _scope_words(request, taxonomy)
    inside = f"在{scope}中" if scope else ""
    if request.text:
        return f"“{request.text}”{inside}找到 {total} 项{what}"
    if _has_filters(request):
        return f"{inside}共有 {total} 项{what}"
    return f"目录中共有 {size or total} 项{what}，最近更新的在前"


def _tabs(request: Request, counts: Mapping[str, int]) -> tuple[Link, ...]:
    tabs = []
    for kind, label in _TABS:
        count = counts.get(kind.value, 0) if kind else sum(counts.values())
        url = _url(replace(request, kind=kind, k=PAGE))
        tabs.append(Link(label, url, count, current=request.kind == kind))
    return tuple(tabs)


def _filters(
    request: Request, facets: Mapping[str, Mapping[str, int]], taxonomy: Taxonomy
) -> tuple[Filter, ...]:
    industries = tuple(
        Choice(
            f"industry-{at}",
            "industry",
            industry.name,
            industry.name,
            facets["industry"].get(industry.name, 0),
            industry.name in request.industries,
        )
        for at, industry in enumerate(taxonomy.industries)
    )
    counts = facets["topic"]
    topics = [
        Choice(f"topic-{code}", "topic", code, topic.name, counts.get(code, 0), code in request.topics)
        for code, topic in taxonomy.topics.items()
        if topic.kind != "finance"
    ]
    ranked = sorted(topics, key=lambda choice: (not choice.chosen, -choice.count))
    first = {choice.value for choice in ranked[:_OPEN_TOPICS]} | set(request.topics)
    scenes = Filter(
        "场景",
        tuple(choice for choice in topics if choice.value in first),
        tuple(choice for choice in topics if choice.value not in first),
    )
    has_scenes = any(choice.count or choice.chosen for choice in topics)  # loans have none
    return (Filter("行业", industries, ()), *((scenes,) if has_scenes else ()))


def _chosen(request: Request, taxonomy: Taxonomy) -> tuple[Link, ...]:
    links = []
    for industry in request.industries:
        left = tuple(other for other in request.industries if other != industry)
        links.append(Link(industry, _url(replace(request, industries=left, k=PAGE))))
    for code in request.topics:
        rest = tuple(other for other in request.topics if other != code)
        links.append(Link(taxonomy.topic(code).name, _url(replace(request, topics=rest, k=PAGE))))
    return tuple(links)


def _more(request: Request, shown: int, total: int) -> Link | None:
    if shown >= total or shown >= MOST:
        return None
    wanted = min(MOST, shown + PAGE)
    return Link(f"再看 {min(total, wanted) - shown} 项", _url(replace(request, k=wanted)), total - shown)


def _too_many(shown: int, total: int) -> str | None:
    if shown < MOST or total <= MOST:
        return None
    return f"后面还有 {total - shown} 项，相关程度越来越低。请选行业或场景，或把问题说得具体些。"


def _empty(found: Found) -> EmptyState:
    request = found.result.request
    if found.relaxations:
        ways = tuple(
            Link(
                f"去掉{'和'.join(_FIELD_NAMES[field] for field in relaxation.drop)}条件",
                _url(replace(drop_filters(request, relaxation.drop), k=PAGE)),
                relaxation.count,
            )
            for relaxation in found.relaxations
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
    return tuple(Link(example, _url(Request(example))) for example in EXAMPLES)
