"""Own money first, and beyond it only what somebody lends."""

from __future__ import annotations

from catalog.queries import Item
from catalog.schemas import TopicUplift
from matcher.bundles.model import Candidate, Demand, Price, Problem
from matcher.bundles.solving import solve_bundle
from matcher.financing.means import Means, settle_means
from matcher.financing.plans import Lenders
from matcher.needs.model import Reading
from matcher.scoring.coverage import Coverage
from tests.factories.items import make_loan, make_product
from tests.factories.needs import make_need, make_reading

ITEMS: dict[int, Item] = {
    1: make_product(1, name="排产系统", topics=(TopicUplift(topic="S05"),)),
    2: make_product(2, name="点检保养", topics=(TopicUplift(topic="S08"),)),
}
WHOLE = Problem(
    demands=(Demand("N01", 30), Demand("N02", 20)),
    candidates=(
        Candidate(1, "排产系统", "甲", Price(40.0, 40.0), {"N01": 1.0}),
        Candidate(2, "点检保养", "乙", Price(10.0, 10.0), {"N02": 1.0}),
    ),
    budget_wan=60.0,
)
READING: Reading = make_reading(
    make_need("S05", "排产靠经验"),
    make_need("S08", "点检靠纸", identifier="N02"),
    budget_wan=60.0,
    own_wan=20.0,
)


def _settle(*loans: Item, own: float = 20.0) -> Means:
    return settle_means(WHOLE, own, Coverage({}, ITEMS), READING, Lenders(loans))


def test_what_the_best_bundle_needs_beyond_the_own_money_is_lent() -> None:
    means = _settle(make_loan(11, name="软件贷", amount_text="最高50万元", rate_text="4%"))
    told = means.problem
    assert not means.refused
    assert (told.budget_wan, told.credit_wan) == (20.0, 30.0)
    assert solve_bundle(told).items == (1, 2)


def test_where_nobody_lends_the_bundle_keeps_to_the_own_money() -> None:
    means = _settle()
    told = means.problem
    assert means.refused
    assert (told.budget_wan, told.credit_wan) == (20.0, 0.0)
    bundle = solve_bundle(told)
    assert (bundle.items, bundle.own_wan) == ((2,), 10.0)
    elsewhere = _settle(make_loan(11, name="外地贷", amount_text="最高50万元", regions=("吴忠市",)))
    assert (
        elsewhere.problem.credit_wan == 30.0
    )  # the report does not say where the enterprise is: that has to be asked


def test_own_money_that_suffices_borrows_nothing() -> None:
    assert _settle(own=60.0) == Means(WHOLE)
