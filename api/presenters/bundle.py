"""A bundle as the page shows it: what it costs and covers, its items with their reasons, the matrix, what more money buys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from api.forms.bundle import BundleForm
from api.presenters.bundle_conditions import list_conditions
from api.presenters.frontier_chart import FrontierChart, present_frontier
from api.presenters.items import Fact
from api.presenters.numbers import say_wan, say_wan_range
from api.presenters.outlook import (
    LessMoney,
    Milestone,
    MoreMoney,
    Outlook,
    list_milestones,
    list_steps,
    list_thrift,
)
from api.presenters.unpriced import (
    NO_QUOTES,
    Quotes,
    UnpricedGroup,
    UnpricedView,
    group_unpriced,
    list_estimated,
    list_unpriced,
    list_waiting,
)
from matcher.bundles.model import Bundle, Candidate, Problem, Role
from matcher.bundles.money import to_wan, to_yuan
from matcher.scoring.coverage import Cell, Coverage, State

CAUTION = (
    "覆盖是按场景、等级和行业判断的，具体功能签约前请逐项核对；"
    "费用只算第一年，以后各年的续费和维护、另外选配的不在内，请核对价格原文。"
)
_FIELDS = {
    "budget": "自有预算",
    "credit": "可用贷款",
    "share": "补助比例",
    "cap": "补助最多",
    "providers": "最多几家服务商",
}
_MOST_COLUMNS = 8
_MOST_UNPRICED = 6


@dataclass(frozen=True, slots=True)
class BundleItem:
    """A chosen item; `number` is its column in the matrix, `counted` what of its price the bundle's cost holds."""

    id: int
    number: int
    name: str
    url: str
    provider: str
    price: str
    counted: str
    share: float
    reasons: tuple[str, ...]
    pinned: bool


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What an item does for a need; `words` say it, with what is missing."""

    state: State | None
    words: str


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """An item that heads a column."""

    id: int
    number: int
    name: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Absent:
    """An item that is not chosen, of which one may ask why."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AbsentGroup:
    """Those of them that serve one need, the best of them first."""

    label: str
    items: tuple[Absent, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A need with its weight and the items' answers to it; `outcome` is what the bundle makes of it."""

    need: str
    topic: str
    weight: int
    why: str
    cells: tuple[MatrixCell, ...]
    outcome: State
    outcome_label: str


@dataclass(frozen=True, slots=True)
class BundleView:
    """Everything about the bundle; `obstacle` says why there is none. `own` is what the enterprise pays, `subsidy` "" for none.

    `tried` is the form as fields and values, for other forms that must not lose it.
    """

    form: BundleForm
    sentence: str
    proof: str
    obstacle: str
    facts: tuple[Fact, ...]
    thrift: tuple[LessMoney, ...]
    errors: tuple[str, ...]
    conditions: tuple[Fact, ...]
    caution: str
    own: str
    subsidy: str
    shared: str
    items: tuple[BundleItem, ...]
    excluded: tuple[BundleItem, ...]
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    chart: FrontierChart | None
    steps: tuple[MoreMoney, ...]
    milestones: tuple[Milestone, ...]
    unpriced: tuple[UnpricedView, ...]
    unpriced_more: int
    unpriced_groups: tuple[UnpricedGroup, ...]
    estimated: tuple[UnpricedView, ...]
    not_chosen: tuple[AbsentGroup, ...]
    tried: tuple[tuple[str, str], ...]
    basis_words: str
    plan_url: str
    docx_url: str


def present_bundle(
    token: str,
    form: BundleForm,
    problem: Problem,
    bundle: Bundle,
    outlook: Outlook,
    coverage: Coverage,
    quotes: Quotes = NO_QUOTES,
) -> BundleView:
    """The view of a solved problem, and of what more or less money would do, for the report of `token`.

    `quotes` are the report's sentences, in which numbers of units may stand.
    """
    frontier = outlook.frontier
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    columns = _columns(bundle, problem, candidates)
    numbers = {column: at for at, column in enumerate(columns, start=1)}
    whole = sum(demand.weight for demand in problem.demands)
    worst = problem.basis == "worst"
    unpriced = tuple(list_unpriced(bundle, form, problem, quotes))
    return BundleView(
        form=form,
        sentence=_sentence(bundle, problem),
        proof=_proof(bundle, whole),
        obstacle=bundle.obstacle or "",
        facts=tuple(_facts(bundle, problem)) if not bundle.obstacle else (),
        thrift=tuple(list_thrift(token, form, problem, outlook.thrift)),
        errors=tuple(
            f"{label}：{form.errors[name]}，先按原来的算"
            for name, label in _FIELDS.items()
            if name in form.errors
        )
        + tuple(list_waiting(form, problem)),
        conditions=list_conditions(form, problem, bundle),
        caution=CAUTION,
        own=say_wan(bundle.own_wan),
        subsidy=say_wan(bundle.subsidy_wan) if bundle.subsidy_wan else "",
        shared=say_shared(bundle),
        items=tuple(
            _item(candidates[role.item], numbers[role.item], role, bundle, problem) for role in bundle.roles
        ),
        excluded=tuple(_drop(candidates[at]) for at in sorted(problem.excluded)),
        columns=tuple(
            MatrixColumn(at, number, candidates[at].name, f"/items/{at}", at in bundle.items)
            for at, number in numbers.items()
        ),
        rows=tuple(_rows(problem, bundle, coverage, columns)),
        chart=present_frontier(frontier, whole, problem.budget_wan),
        steps=tuple(list_steps(token, form, frontier)),
        milestones=tuple(list_milestones(token, form, problem, frontier)),
        unpriced=unpriced[:_MOST_UNPRICED],
        estimated=tuple(list_estimated(bundle, form, problem, quotes)),
        unpriced_more=max(0, len(unpriced) - _MOST_UNPRICED),
        unpriced_groups=tuple(group_unpriced(unpriced, bundle, problem)),
        not_chosen=tuple(_group_absent(problem, bundle)),
        tried=tuple(parse_qsl(form.query())),
        plan_url=f"/report/{token}/plan?{form.query()}",
        docx_url=f"/report/{token}/plan.docx?{form.query()}",
        basis_words="价格有高有低时按最高算" if worst else "价格有高有低时按最低算，实际可能更贵",
    )


def _sentence(bundle: Bundle, problem: Problem) -> str:
    if bundle.obstacle:
        return bundle.obstacle
    total = len(problem.demands)
    if not bundle.items:
        return f"这个预算买不到能满足任何一项需求的产品（共{total}项需求）。"
    said = [
        f"首年{say_wan(bundle.cost_wan)}，{len(bundle.items)}项产品，覆盖{total}项需求中的{len(bundle.covered)}项"
    ]
    if bundle.partly:
        said.append(f"另有{len(bundle.partly)}项部分满足")
    return "，".join(said) + "。"


def _proof(bundle: Bundle, whole: float) -> str:
    if bundle.obstacle or not bundle.items:
        return ""
    share = f"按重要程度满足{bundle.weight / whole:.0%}" if whole else ""
    return f"{share}；已证明没有更好的组合" if bundle.optimal else f"{share}；还没有证明是最好的"


def _facts(bundle: Bundle, problem: Problem) -> Iterator[Fact]:
    yield Fact("首年费用", say_wan(bundle.cost_wan))
    span = say_wan_range(bundle.cost_low_wan, bundle.cost_high_wan)
    if span and bundle.cost_low_wan != bundle.cost_high_wan:
        yield Fact("可能的范围", span)
    if bundle.subsidy_wan:
        yield Fact("补助（验收后）", say_wan(bundle.subsidy_wan))
    if problem.credit_wan:
        yield Fact("外部资金", say_wan(bundle.net_wan - bundle.own_wan))
    if bundle.subsidy_wan or problem.credit_wan:
        yield Fact("自付", say_wan(bundle.own_wan))
    if problem.budget_wan is not None:
        yield Fact("预算还余", say_wan(max(0.0, problem.budget_wan - bundle.own_wan)))
    else:
        yield Fact("预算", "报告未写明，先按不限", known=False)


def say_shared(bundle: Bundle) -> str:
    """What several items share and is paid once; "" where there is nothing of the kind."""
    priced = sum(to_yuan(role.price_wan, up=True) for role in bundle.roles)
    shared = to_yuan(bundle.cost_wan, up=True) - priced
    return say_wan(to_wan(shared)) if shared > 0 else ""


def _item(candidate: Candidate, number: int, role: Role, bundle: Bundle, problem: Problem) -> BundleItem:
    price = candidate.price
    return BundleItem(
        id=candidate.id,
        number=number,
        name=candidate.name,
        url=f"/items/{candidate.id}",
        provider=candidate.provider,
        price=_say_price(price.low_wan, price.high_wan, role.price_wan)
        if price.at(problem.basis) is not None
        else f"估{say_wan(role.price_wan)}",
        counted=say_wan(role.price_wan),
        share=round(100 * role.price_wan / bundle.cost_wan, 1) if bundle.cost_wan else 0.0,
        reasons=role.reasons,
        pinned=candidate.id in problem.wanted,
    )


def _drop(candidate: Candidate) -> BundleItem:
    """An item that is not wanted: it has no number, price or reasons in the bundle."""
    return BundleItem(
        id=candidate.id,
        number=0,
        name=candidate.name,
        url=f"/items/{candidate.id}",
        provider=candidate.provider,
        price="",
        counted="",
        share=0.0,
        reasons=(),
        pinned=False,
    )


def _say_price(low: float | None, high: float | None, counted: float) -> str:
    if not counted and not high:
        return "免费"
    return say_wan_range(low or None, high) or say_wan(counted)


def _columns(bundle: Bundle, problem: Problem, candidates: Mapping[int, Candidate]) -> list[int]:
    """The chosen items, then those that would do most for the needs."""
    weights = {demand.need: demand.weight for demand in problem.demands}
    others = sorted(
        (at for at in candidates if at not in bundle.items and candidates[at].covers),
        key=lambda at: (-sum(weights[n] * s for n, s in candidates[at].covers.items()), at),
    )
    room = max(0, _MOST_COLUMNS - len(bundle.items))
    return [*bundle.items, *others[:room]]


def _rows(
    problem: Problem, bundle: Bundle, coverage: Coverage, columns: Sequence[int]
) -> Iterator[MatrixRow]:
    labels: dict[State, str] = {"covered": "已覆盖", "partial": "部分满足", "gap": "未覆盖"}
    for demand in sorted(problem.demands, key=lambda demand: -demand.weight):
        cells = coverage.cells.get(demand.need, {})
        outcome: State = (
            "covered"
            if demand.need in bundle.covered
            else "partial"
            if demand.need in bundle.partly
            else "gap"
        )
        label = labels[outcome] if outcome != "gap" or cells else "目录暂无"
        yield MatrixRow(
            need=demand.need,
            topic=demand.label,
            weight=demand.weight,
            why=demand.why,
            cells=tuple(_cell(cells.get(at)) for at in columns),
            outcome=outcome,
            outcome_label=label,
        )


def _cell(cell: Cell | None) -> MatrixCell:
    if cell is None:
        return MatrixCell(None, "不对应")
    if cell.missing:
        return MatrixCell("partial", f"部分满足：{'；'.join(cell.missing)}")
    if cell.aside:
        return MatrixCell("partial", "部分满足：不是它的主要用途，也没有写明能做到几级")
    return MatrixCell("covered", "能满足")


def _group_absent(problem: Problem, bundle: Bundle) -> Iterator[AbsentGroup]:
    """Every item that is not chosen, by need and within one by how well it serves it, then by name.

    One that serves several needs stands in each; one that serves none stands last, as what others may rest on.
    """
    absent = [candidate for candidate in problem.candidates if candidate.id not in bundle.items]
    absent.sort(key=lambda candidate: (candidate.name, candidate.id))
    for demand in problem.demands:
        serving = [candidate for candidate in absent if demand.need in candidate.covers]
        serving.sort(key=lambda candidate: -candidate.covers[demand.need])
        if serving:
            yield AbsentGroup(demand.label, tuple(Absent(entry.id, entry.name) for entry in serving))
    others = tuple(Absent(entry.id, entry.name) for entry in absent if not entry.covers)
    if others:
        yield AbsentGroup("别的产品要先具备的", others)
