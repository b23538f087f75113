"""What items state, in the values of the questions, and belief from scores."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import pytest

from catalog.queries import Item
from catalog.schemas import ItemContent
from catalog.search.guidance.aspects import Aspect, band_edges, load_wording
from catalog.search.guidance.candidates import SCORE_PER_NAT, describe, weigh
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import Deployment, FinanceType, Kind, PriceModel, Purpose, Status
from tests.catalog.contents import make_loan, make_product


def _item(content: ItemContent) -> Item:
    return Item(
        1, Kind(content.kind), content.name, content.provider, None, None, 1, 1, Status.PUBLISHED, content, ""
    )


def _values(content: ItemContent) -> dict[Aspect, set[str]]:
    return {aspect: set(values) for aspect, values in describe(_item(content), 0.5).values.items()}


def test_fields_become_values() -> None:
    content = make_product(
        "扫码点检",
        topics=("S08", "S07"),
        industries=("新型材料制造",),
        industry_codes=("3091", "C26"),
        deployment=(Deployment.SAAS,),
        golive_min_days=3,
        golive_max_days=20,
        interfaces=("企业微信", "OPC UA"),
        trial=True,
        free=False,
    )
    values = _values(content)
    assert values[Aspect.KIND] == {"product"}
    assert values[Aspect.TOPIC] == {"S07", "S08"}
    assert values[Aspect.INDUSTRY] == {"新型材料制造"}
    assert values[Aspect.TRADE] == {"30", "26"}
    assert values[Aspect.DEPLOYMENT] == {"SaaS"}
    assert values[Aspect.GOLIVE] == {"7-31"}
    assert values[Aspect.INTERFACE] == {"chat", "controller"}
    assert values[Aspect.TRIAL] == {"trial"}
    assert values[Aspect.MATTER] >= {"checkup"}
    assert values[Aspect.PAIN] >= {"paper", "missed"}
    assert describe(_item(content), 0.5).weight == 0.5


@pytest.mark.parametrize(
    ("price", "bands"),
    [
        ({}, set()),
        ({"min_wan": 3.0, "max_wan": 3.0, "unit": "年", "model": PriceModel.SUBSCRIPTION}, {"1-5"}),
        ({"min_wan": 3.0, "max_wan": 3.0, "one_off_wan": 4.0, "model": PriceModel.SUBSCRIPTION}, {"5-10"}),
        ({"min_wan": 4.0, "max_wan": 40.0, "model": PriceModel.PROJECT}, {"1-5", "5-10", "10-30", "30-100"}),
        ({"min_wan": 5.0, "model": PriceModel.ONE_OFF}, {"1-5"}),
        ({"min_wan": 0.0, "max_wan": 0.0, "model": PriceModel.FREE}, {"0-1"}),
        ({"min_wan": 200.0, "model": PriceModel.PROJECT}, {"100-"}),
        ({"min_wan": 0.5, "max_wan": 0.5, "unit": "月", "model": PriceModel.SUBSCRIPTION}, {"5-10"}),
        ({"min_wan": 0.006, "max_wan": 0.006, "unit": "账号·月", "model": PriceModel.PER_SEAT}, set()),
        ({"min_wan": 0.1, "max_wan": 0.1, "unit": "点", "model": PriceModel.PER_UNIT}, set()),
        ({"min_wan": 78.0, "max_wan": 78.0, "unit": "产线", "model": PriceModel.PER_UNIT}, {"30-100"}),
    ],
)
def test_a_budget_is_the_first_year_with_one_off_fees(price: dict[str, Any], bands: set[str]) -> None:
    assert _values(make_product(price=price)).get(Aspect.BUDGET, set()) == bands


def test_what_is_not_stated_is_not_guessed() -> None:
    values = _values(make_product("无", topics=(), pain_points=""))
    assert values == {Aspect.KIND: {"product"}}


def test_a_loan_is_described_by_what_lenders_ask() -> None:
    values = _values(
        make_loan(
            purposes=(Purpose.EQUIPMENT,),
            amount_max_wan=300.0,
            term_min_months=12,
            term_max_months=36,
            collateral=("信用", "祖传秘方"),
            sizes=("小型",),
        )
    )
    assert values[Aspect.KIND] == {"finance"}
    assert values[Aspect.FUNDING] == {"贷款"}
    assert values[Aspect.PURPOSE] == {"设备更新"}
    assert values[Aspect.AMOUNT] == {"0-50", "50-200", "200-500"}
    assert values[Aspect.TERM] == {"0-12", "12-36"}
    assert values[Aspect.COLLATERAL] == {"信用"}
    assert values[Aspect.SIZE] == {"小型"}
    assert Aspect.BUDGET not in values


def test_every_value_of_the_catalogue_has_a_wording() -> None:
    known = {aspect: values.keys() for aspect, values in load_wording().values.items()}
    taxonomy = load_taxonomy()
    assert known[Aspect.TOPIC] == taxonomy.topics.keys()
    assert known[Aspect.INDUSTRY] == {industry.name for industry in taxonomy.industries}
    assert known[Aspect.TRADE] == {code for code in taxonomy.industry_codes if len(code) == 2}
    assert known[Aspect.DEPLOYMENT] == set(Deployment)
    assert known[Aspect.KIND] == set(Kind)
    assert known[Aspect.FUNDING] == set(FinanceType)
    assert known[Aspect.PURPOSE] == set(Purpose)


def test_wordings_can_be_asked_and_told_apart() -> None:
    wording = load_wording()
    for aspect, told in wording.aspects.items():
        assert told.question.endswith("？")
        assert told.sentence.count("{}") == 1
        assert 0 < told.unsure < 1
        texts = [value.choice for value in wording.values[aspect].values()]
        assert len(set(texts)) == len(texts) >= 3
        for value in wording.values[aspect]:
            assert not set(value) & set(":~!")


@pytest.mark.parametrize("aspect", [Aspect.BUDGET, Aspect.GOLIVE, Aspect.AMOUNT, Aspect.TERM])
def test_bands_follow_one_another_without_a_gap(aspect: Aspect) -> None:
    edges = [band_edges(band) for band in load_wording().values[aspect]]
    assert edges[0][0] == 0
    assert edges[-1][1] == math.inf
    assert all(before[1] == after[0] for before, after in itertools.pairwise(edges))


def test_cues_agree_with_sentences_that_were_labelled_without_them() -> None:
    """The cues are not of the sample catalogue: on the taxonomy's sentences each matter has the topic that it should."""
    home = {
        "checkup": "S08", "repair": "S08", "supplier": "S11", "electricity": "S10", "lab": "S07", "schedule": "S05",
        "wiring": "B01", "gateway": "B02", "backup": "B04", "approval": "S15", "cost": "S13", "attendance": "S14",
        "stock": "S12", "complaint": "S04", "customer": "S03", "drawing": "S01", "parameter": "S02", "training": "M02",
        "board": "S16", "workorder": "S06", "hazard": "S09", "diagnosis": "M01", "cloud": "B03",
    }  # fmt: skip
    counts: dict[str, dict[str, int]] = {matter: {} for matter in home}
    for statement in load_taxonomy().statements:
        for matter in set(load_wording().read(Aspect.MATTER, statement.text)) & home.keys():
            counts[matter][statement.topic] = counts[matter].get(statement.topic, 0) + 1
    most = {matter: max(found, key=found.__getitem__) for matter, found in counts.items()}
    assert most == home


def test_belief_follows_scores() -> None:
    weights = weigh({1: 1.0, 2: 1.0 - SCORE_PER_NAT, 3: 1.0})
    assert math.isclose(sum(weights.values()), 1.0)
    assert math.isclose(weights[1] / weights[2], math.e)
    assert weights[1] == weights[3]
    assert weigh({}) == {}


def test_an_odd_text_is_read_without_complaint() -> None:
    for text in ("", "🙂" * 100, "\x00\x01", "；；；", "' OR 1=1 --", "9" * 500, "纸" * 3000):
        content = make_product("无", pain_points=text.strip("\x00\x01"))
        assert describe(replace(_item(content), text=text), 1.0).id == 1
