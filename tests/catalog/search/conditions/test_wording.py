"""What chips say."""

from __future__ import annotations

import pytest

from catalog.search.conditions import Condition, Field, format_condition
from catalog.taxonomy import load_taxonomy

WORDS = [
    (Condition(Field.PRICE, "<=", 10.0), "10万元以下"),
    (Condition(Field.PRICE, ">=", 0.5), "5000元以上"),
    (Condition(Field.PRICE, "<=", 12_000.0), "1.2亿元以下"),
    (Condition(Field.AMOUNT, "=", 500.0), "额度500万元"),
    (Condition(Field.AMOUNT, ">=", 160.0), "额度160万元以上"),
    (Condition(Field.RATE, "<=", 3.85), "年利率 3.85%以下"),
    (Condition(Field.TERM, "=", 36.0), "期限3年"),
    (Condition(Field.TERM, "<=", 18.0), "期限18个月以内"),
    (Condition(Field.GOLIVE, "<=", 90.0), "3个月内上线"),
    (Condition(Field.GOLIVE, "<=", 14.0), "2周内上线"),
    (Condition(Field.GOLIVE, ">=", 45.0), "45天以上上线"),
    (Condition(Field.INDUSTRY, "=", "基础化学原料制造", hard=False), "基础化学原料制造（优先）"),
    (Condition(Field.REGION, "in", ("兴庆区", "金凤区"), hard=False), "兴庆区或金凤区（优先）"),
    (Condition(Field.DEPLOYMENT, "not in", ("本地部署", "混合部署")), "不要本地部署、混合部署"),
    (Condition(Field.KIND, "=", "finance"), "金融产品"),
    (Condition(Field.TOPIC, "=", "S07"), "质量管理场景"),
    (Condition(Field.INTERFACE, "=", "ERP", hard=False), "能对接ERP（优先）"),
    (Condition(Field.INTERFACE, "not in", ("ERP",)), "不要对接ERP"),
    (Condition(Field.PROVIDER_TYPE, "=", "综合型"), "综合型服务商"),
    (Condition(Field.FREE, "=", value=True), "免费"),
    (Condition(Field.FREE, "=", value=False), "不要免费的"),
    (Condition(Field.TRIAL, "=", value=True), "可试用"),
]


@pytest.mark.parametrize(("condition", "words"), WORDS, ids=[words for _, words in WORDS])
def test_a_condition_in_words(condition: Condition, words: str) -> None:
    assert format_condition(condition, load_taxonomy()) == words
