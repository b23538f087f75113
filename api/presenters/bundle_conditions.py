"""Under which conditions a bundle was chosen, in words: without them its proof says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.forms.bundle import BundleForm
from api.presenters.items import Fact
from api.presenters.numbers import say_number, say_wan
from api.presenters.unpriced import say_counts
from matcher.bundles.model import Bundle, Preference, Problem

_PERCENT = 100


def list_conditions(form: BundleForm, problem: Problem, bundle: Bundle) -> tuple[Fact, ...]:
    """Budget, basis and preference always, the others where they were set; entries that were wrong did not count."""
    return tuple(_conditions(form, problem, bundle))


def _conditions(form: BundleForm, problem: Problem, bundle: Bundle) -> Iterator[Fact]:
    yield Fact("自有预算", "不限" if problem.budget_wan is None else say_wan(problem.budget_wan))
    yield Fact("价格区间", "按最高价" if problem.basis == "worst" else "按最低价，实际可能更贵")
    fit = problem.prefer is Preference.FIT
    yield Fact("覆盖一样多时", "选更对口的，再选便宜的" if fit else "选更便宜的")
    if problem.credit_wan:
        yield Fact("可用贷款", say_wan(problem.credit_wan))
    if problem.subsidy.share:
        cap = problem.subsidy.cap_wan
        most = "" if cap is None else f"，最多{say_wan(cap)}"
        yield Fact("补助", f"{say_number(problem.subsidy.share * _PERCENT)}%{most}")
    if problem.most_providers is not None:
        yield Fact("服务商", f"最多{problem.most_providers}家")
    if problem.wanted:
        yield Fact("一定要", _name(problem, problem.wanted))
    if problem.excluded:
        yield Fact("不要", _name(problem, problem.excluded))
    if counts := "；".join(_counts(form, problem, bundle)):
        yield Fact("按数量算", counts)
    yield from _estimates(problem, bundle)
    yield from _money(form)


def _counts(form: BundleForm, problem: Problem, bundle: Bundle) -> Iterator[str]:
    for candidate in problem.candidates:
        if said := say_counts(candidate, form):
            yield f"{candidate.name} {said}{_say_outcome(bundle, candidate.id)}"


def _say_outcome(bundle: Bundle, item: int) -> str:
    """What was tried and is not bought must not look like a condition of what is."""
    return "" if item in bundle.items else "（没有选上）"


def _estimates(problem: Problem, bundle: Bundle) -> Iterator[Fact]:
    named = {candidate.id: candidate.name for candidate in problem.candidates}
    said = [
        f"{named[at]} {say_wan(wan)}{_say_outcome(bundle, at)}"
        for at, wan in sorted(problem.assumed_prices.items())
        if at in named
    ]
    if said:
        yield Fact("估计的价格", "；".join(said))


def _money(form: BundleForm) -> Iterator[Fact]:
    loan = form.loan
    if loan.whole:
        yield Fact("融资", "组合全部贷款买")
    if loan.term_months is not None:
        yield Fact("借多久", f"{loan.term_months}个月")
    if loan.lpr_pct is not None:
        yield Fact("LPR", f"{say_number(loan.lpr_pct)}%")


def _name(problem: Problem, items: Iterable[int]) -> str:
    wanted = frozenset(items)
    return "、".join(candidate.name for candidate in problem.candidates if candidate.id in wanted)
