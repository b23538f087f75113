"""Headers found under titles and in other words, layouts told apart, foreign lists mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from catalog.errors import ImportRefused
from catalog.ingest.columns import Layout
from catalog.ingest.headers import find_unit, fold_header
from catalog.ingest.mapping import list_mappings, load_mapping
from catalog.ingest.records import read_table
from tests.catalog.ingest.helpers import FINANCE, PRODUCT, PROVIDER, as_lines, save, table, to_csv, to_xlsx


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("功能简介（≤200字）", "功能简介"),
        ("*产品名称", "产品名称"),
        ("产品 名称\n(必填)", "产品名称"),
        ("產品名稱", "产品名称"),
        ("最低年营收(万元)", "最低年营收"),
        ("ＯＰＣ", "opc"),
        ("产品/方案名称", "产品方案名称"),
    ],
)
def test_headers_are_folded(written: str, folded: str) -> None:
    assert fold_header(written) == folded


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("价格（万元）", "万元"),
        ("价格(单位：元)", "元"),
        ("价格（万元/年）", "万元"),
        ("上线周期(天)", "天"),
        ("备注（可不填）", None),
    ],
)
def test_units_of_headers(header: str, unit: str | None) -> None:
    assert find_unit(header) == unit


@pytest.mark.parametrize(
    ("row", "layout"),
    [(PRODUCT, Layout.PRODUCT), (FINANCE, Layout.FINANCE), (PROVIDER, Layout.PROVIDER)],
)
def test_the_kind_is_found_from_the_headers(row: dict[str, str], layout: Layout) -> None:
    assert table([row]).layout is layout
    assert table([row], kind=layout.value).layout is layout


@pytest.mark.parametrize(
    "row",
    [
        {"企业名称": "甲厂", "统一社会信用代码": "", "所在地区": "金凤区", "员工人数": "120", "联系人": "某"},
        {"企业名称": "甲厂", "主要产品": "轴承", "行业": "装备制造", "联系人": "某"},
    ],
)
def test_a_list_of_enterprises_is_not_taken_for_providers_or_products(row: dict[str, str]) -> None:
    with pytest.raises(ImportRefused):
        table([row])
    assert table([row], kind="product" if "主要产品" in row else "provider").records


def test_titles_above_the_header_are_passed_over_and_rows_keep_their_numbers() -> None:
    lines = [["银川市供给清单"], ["填报单位：", "某某公司"], [], *as_lines([PRODUCT])]
    read = read_table(to_xlsx(lines), name="清单.xlsx")
    assert read.header_row == 4
    assert [record.number for record in read.records] == [5]
    assert read.records[0].cells["产品名称"] == PRODUCT["产品名称"]


def test_other_words_for_headers_and_notes_for_the_rest() -> None:
    row = {
        "序号": "1",
        "产品/方案名称*": "甲",
        "服务商全称": "乙公司",
        "对应2024版场景": "排产",
        "交付周期": "3周",
        "发布期次": "2026-11",
    }
    read = table([row])
    record = read.records[0]
    assert record.cells == {"产品名称": "甲", "服务商名称": "乙公司", "应用场景": "排产", "上线周期": "3周"}
    assert record.sources["上线周期"] == "交付周期"
    assert record.notes == {"序号": "1", "发布期次": "2026-11"}
    assert read.kept_as_notes == ("序号", "发布期次")
    assert "价格说明" in read.absent


def test_the_exact_header_wins_and_a_second_one_becomes_a_note() -> None:
    lines = [["名称", "产品名称", "服务商名称", "备注", "备注"], ["简称", "全称", "乙公司", "一", "二"]]
    read = read_table(to_xlsx(lines), name="清单.xlsx", kind="product")
    assert read.records[0].cells["产品名称"] == "全称"
    assert read.records[0].notes == {"名称": "简称", "备注": "一", "备注（2）": "二"}
    assert read.repeated == ("名称",)


def test_a_bare_number_takes_the_unit_of_its_header() -> None:
    row = {"产品名称": "甲", "服务商名称": "乙", "价格（万元）": "18-25", "上线周期(天)": "30"}
    cells = table([row]).records[0].cells
    assert (cells["价格说明"], cells["上线周期"]) == ("18-25万元", "30天")
    written = table([{**row, "价格（万元）": "18万元/套"}]).records[0].cells
    assert written["价格说明"] == "18万元/套"


def test_example_rows_and_repeated_headers_are_skipped_and_said() -> None:
    example = {**PRODUCT, "产品名称": "【示例行】某某系统"}
    header_again = dict(zip(PRODUCT, PRODUCT, strict=True))
    read = table([example, PRODUCT, header_again])
    assert [record.number for record in read.records] == [3]
    assert [(skipped.row, skipped.reason) for skipped in read.skipped] == [
        (2, "模板里的示例或说明行"),
        (4, "重复的表头"),
    ]


def test_the_sheet_that_fits_is_chosen() -> None:
    workbook = Workbook()
    cover: Any = workbook.active
    cover.append(["说明"])
    for title, row in (("产品", PRODUCT), ("金融", FINANCE)):
        sheet = workbook.create_sheet(title)
        for line in as_lines([row]):
            sheet.append(line)
    data = save(workbook)
    assert read_table(data, name="清单.xlsx", kind="finance").sheet == "金融"
    assert read_table(data, name="清单.xlsx", kind="product").sheet == "产品"
    second = workbook.create_sheet("产品2")
    for line in as_lines([PRODUCT]):
        second.append(line)
    with pytest.raises(ImportRefused, match="几张同类的表"):
        read_table(save(workbook), name="清单.xlsx", kind="product")


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (b"a,b\n1,2\n", {}, "没有找到认得的表头"),
        (to_csv([{"产品名称": "甲", "应用场景": "排产", "价格说明": "面议"}]), {}, "缺少必填列：服务商名称"),
        (to_csv([PROVIDER]), {"kind": "product"}, "看起来是服务商表"),
        (to_csv([{"服务商名称": "甲", "应用场景": "排产"}]), {"kind": "product"}, "缺少必填列：产品名称"),
        (
            b"\xe4\xba\xa7\xe5\x93\x81\xe5\x90\x8d\xe7\xa7\xb0,\xe6\x9c\x8d\xe5\x8a\xa1\xe5\x95\x86\n",
            {},
            "没有数据行",
        ),
        (to_csv([PRODUCT]), {"kind": "enterprise"}, "不认识类型"),
        (to_csv([PRODUCT]), {"mapping": "没有这个"}, "没有名为"),
        (to_csv([PRODUCT]), {"mapping": "public_products"}, "与映射"),
        (to_csv([PRODUCT]), {"mapping": "public_products", "kind": "finance"}, "不一致"),
    ],
)
def test_tables_that_cannot_be_understood(data: bytes, options: dict[str, str], words: str) -> None:
    with pytest.raises(ImportRefused, match=words) as refusal:
        read_table(data, name="清单.csv", **options)
    assert "\n" not in refusal.value.message


FOREIGN = {
    "name": "云上看板",
    "provider": "（某社区）",
    "topics": "S16;S06",
    "category": "BI",
    "summary": "自助看板",
    "deployment": "SaaS/私有(未注明)",
    "price_text": "约¥2,600/年",
    "note": "转载",
}


def test_a_foreign_list_is_recognised_and_translated() -> None:
    read = table([FOREIGN, {**FOREIGN, "provider": "海纳科技", "deployment": "私有为主"}])
    assert (read.layout, read.mapping) == (Layout.PRODUCT, "public_products")
    first, second = read.records
    assert first.cells["应用场景"] == "S16；S06"
    assert first.cells["部署方式"] == ""
    assert first.cells["服务商名称"] == "未注明服务商"
    assert first.notes == {"产品类别": "BI", "部署方式原文": "SaaS/私有(未注明)", "备注": "转载"}
    assert (second.cells["服务商名称"], second.cells["部署方式"]) == ("海纳科技", "私有")
    assert first.sources["价格说明"] == "price_text"


def test_rows_that_are_no_product_are_skipped_with_the_reason() -> None:
    row = {
        "product_name": "技改贷",
        "institution": "甲银行",
        "kind": "loan",
        "max_amount": "≤500万元",
        "rate": "",
        "term": "≤3年",
    }
    read = table([row, {**row, "product_name": "再贷款", "kind": "relending"}])
    assert read.mapping == "public_finance"
    assert [record.cells["产品类型"] for record in read.records] == ["贷款"]
    assert read.skipped[0].reason.startswith("是央行")


OWN = """
name = "县里的表"
kind = "product"
needed = ["名字", "厂家"]

[columns]
"产品名称" = "名字"
"服务商名称" = "厂家"
"解决问题" = ["痛点一", "痛点二"]

[constants]
"类型" = "解决方案"
"""


def test_a_mapping_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    row = {"名字": "甲", "厂家": "乙", "痛点一": "停机多", "痛点二": "备件乱", "备考": "丙"}
    record = table([row], mapping=str(path)).records[0]
    assert record.cells == {
        "类型": "解决方案",
        "产品名称": "甲",
        "服务商名称": "乙",
        "解决问题": "停机多；备件乱",
    }
    assert record.notes == {"备考": "丙"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kind = "product"', 'kind = "boat"'), "缺少或写错了一项"),
        (("needed = [", "needed = "), "不是合法的 TOML"),
        (('"解决问题" =', '"没有的列" ='), "没有的列：没有的列"),
        (("name = ", "nome = "), "不认识的项：nome"),
    ],
)
def test_damaged_mapping_files_are_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(*change), encoding="utf-8")
    with pytest.raises(ImportRefused, match=words):
        load_mapping(str(path))


def test_shipped_mappings_load_and_have_distinct_names() -> None:
    names = [mapping.name for mapping in list_mappings()]
    assert names == ["public_finance", "public_products"]
    assert [load_mapping(name).name for name in names] == names
