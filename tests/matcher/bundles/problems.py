"""Problems for the property tests, small enough to be tried out, with every rule in them; and large ones."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from matcher.bundles.model import Basis, Candidate, Demand, Preference, Price, Problem, Requirement, Subsidy

NEEDS = ("N01", "N02", "N03", "N04")
_CAPABILITIES = ("数据采集", "网络", "主数据")
_SHARED = ("平台底座", "云主机")
_money = st.integers(0, 400).map(lambda thousands: thousands / 10)
"""万元, in steps of 1000元."""


@st.composite
def prices(draw: st.DrawFn) -> Price:
    """A range, an open end, or nothing."""
    low, more = draw(_money), draw(st.sampled_from((0.0, 0.0, 1.0, 7.5)))
    kind = draw(st.sampled_from(("range", "range", "range", "open", "most", "none")))
    if kind == "range":
        return Price(low, round(low + more, 1))
    return {"open": Price(low, None), "most": Price(None, low), "none": Price()}[kind]


_requirements = st.frozensets(st.sampled_from(_CAPABILITIES), min_size=1, max_size=2).map(
    lambda names: Requirement("或".join(sorted(names)), names)
)


@st.composite
def candidates(draw: st.DrawFn, identifier: int) -> Candidate:
    """An item with a few of everything."""
    return Candidate(
        id=identifier,
        name=f"产品{identifier}",
        provider=draw(st.sampled_from(("甲", "乙", "丙"))),
        price=draw(prices()),
        covers=draw(st.dictionaries(st.sampled_from(NEEDS), st.sampled_from((0.5, 0.25, 1.0)), max_size=3)),
        fits=draw(st.dictionaries(st.sampled_from(NEEDS), st.integers(0, 3), max_size=3)),
        functions=draw(st.frozensets(st.sampled_from(("MES", "QMS", "EMS", "WMS")), max_size=1)),
        provides=draw(st.frozensets(st.sampled_from(_CAPABILITIES), max_size=1)),
        requires=draw(st.lists(_requirements, max_size=1).map(tuple)),
        shared=draw(st.frozensets(st.sampled_from(_SHARED), max_size=1)),
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 8, *, wishes: bool = True) -> Problem:
    """Up to `most` items with all rules on."""
    ids = range(1, draw(st.integers(1, most)) + 1)
    items = tuple(draw(candidates(identifier)) for identifier in ids)
    names = draw(st.lists(st.sampled_from(NEEDS), min_size=1, max_size=4, unique=True))
    some = st.frozensets(st.sampled_from(list(ids)), max_size=1)
    return Problem(
        demands=tuple(Demand(name, draw(st.integers(1, 12))) for name in names),
        candidates=items,
        budget_wan=draw(st.none() | _money),
        basis=draw(st.sampled_from(Basis)),
        prefer=draw(st.sampled_from(Preference)),
        effort=draw(st.integers(0, 3)),
        existing=draw(st.frozensets(st.sampled_from(_CAPABILITIES), max_size=1)),
        shared_costs={name: draw(_money) for name in _SHARED},
        most_providers=draw(st.none() | st.integers(1, 2)),
        subsidy=draw(st.builds(Subsidy, st.sampled_from((0.0, 0.2, 0.3, 1.0)), st.none() | _money)),
        credit_wan=draw(st.sampled_from((0.0, 0.0, 5.0))),
        wanted=draw(some) if wishes else frozenset(),
        excluded=draw(some) if wishes else frozenset(),
        assumed_prices=draw(st.dictionaries(st.sampled_from(list(ids)), _money, max_size=2)),
    )


def make_large(seed: int, *, items: int = 200, needs: int = 12, budget_wan: float | None = 30.0) -> Problem:
    """A catalogue-sized problem: each item one main need, up to three others, some prerequisites and shared costs."""
    dice = random.Random(seed)
    names = [f"N{number:02d}" for number in range(1, needs + 1)]
    demands = tuple(
        Demand(name, dice.choice((10, 20, 30)) + dice.choice((0, 5)) + dice.randint(0, 3)) for name in names
    )
    found = []
    for identifier in range(1, items + 1):
        main = dice.choice(names)
        covers = {main: 1.0 if dice.random() < 0.6 else 0.5}
        for _ in range(dice.randint(0, 3)):
            covers.setdefault(dice.choice(names), dice.choice((0.5, 1.0)))
        low = dice.randint(5, 400) / 10
        collects = Requirement("设备联网与数据采集", frozenset({"B02"}))
        found.append(
            Candidate(
                id=identifier,
                name=f"产品{identifier}",
                provider=f"服务商{dice.randrange(40)}",
                price=Price(low, round(low * dice.choice((1, 1, 1.3, 1.5)), 2)),
                covers=covers,
                fits={need: dice.randint(0, 2) for need in covers},
                functions=frozenset({main}),
                provides=frozenset({"B02"}) if dice.random() < 0.08 else frozenset(),
                requires=(collects,) if dice.random() < 0.3 else (),
                shared=frozenset({f"平台{dice.randrange(5)}"}) if dice.random() < 0.2 else frozenset(),
            )
        )
    shared = {f"平台{number}": 8.0 for number in range(5)}
    return Problem(demands, tuple(found), budget_wan, shared_costs=shared)
