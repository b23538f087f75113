"""The text by which an item is found."""

from __future__ import annotations

import hashlib

from catalog.schemas import Price
from catalog.taxonomy import Taxonomy
from catalog.texts import hash_text, searchable_text
from tests.catalog.contents import make_loan, make_product


def test_a_product_is_its_name_topics_and_words(taxonomy: Taxonomy) -> None:
    content = make_product(
        topics=("S08", "S07"),
        summary="手机扫码点检，异常自动派单",
        industries=("新型材料制造", "绿色消费品制造"),
        cases=("碳素厂：漏检减少", "乳品厂：停机减少"),
    )
    assert searchable_text(content, taxonomy).split("\n") == [
        "巡检助手",
        "设备管理、质量管理",
        "点检靠纸，漏检没人知道",
        "手机扫码点检，异常自动派单",
        "新型材料制造、绿色消费品制造",
        "碳素厂：漏检减少",
        "乳品厂：停机减少",
    ]


def test_conditions_are_no_meaning(taxonomy: Taxonomy) -> None:
    plain = searchable_text(make_product(), taxonomy)
    content = make_product(
        price=Price(text="3万元/年", min_wan=3),
        interfaces=("MES", "ERP"),
        deployment=("SaaS",),
        certificates=("软件著作权",),
        notes={"备注": "MES"},
        trial=True,
    )
    assert searchable_text(content, taxonomy) == plain


def test_empty_fields_leave_no_lines(taxonomy: Taxonomy) -> None:
    assert searchable_text(make_product(topics=(), pain_points=""), taxonomy) == "巡检助手"


def test_a_loan_is_also_what_it_offers(taxonomy: Taxonomy) -> None:
    content = make_loan(
        purposes=("设备更新", "软件开发"),
        amount_text="最高 500 万元",
        collateral=("信用",),
        regions=("灵武市",),
        discount_text="贴息 1 个百分点",
    )
    assert searchable_text(content, taxonomy).split("\n") == [
        "设备更新贷",
        "贷款，用于设备更新、软件开发",
        "买设备、改产线",
        "最高 500 万元",
        "信用、灵武市",
        "贴息 1 个百分点",
    ]


def test_hash_is_sha256_of_utf8() -> None:
    assert hash_text("点检") == hashlib.sha256("点检".encode()).hexdigest()
    assert hash_text("点检") != hash_text("点检 ")
