"""Self-assessments read out of forms in different layouts and formats, each figure with its place."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import docx
import openpyxl
import pytest

from catalog.taxonomy import load_taxonomy
from matcher.assessment.choices import read_choice
from matcher.assessment.model import Answer, Assessment, Chosen, Given, Measured
from matcher.assessment.reading import assess_document, read_form
from matcher.documents.model import Document
from matcher.documents.reading import read_report, read_report_bytes
from matcher.needs.extraction import NeedExtractor

TAXONOMY = load_taxonomy()
SAMPLES = Path(__file__).parents[3] / "matcher" / "samples" / "reports"


def _chosen(*options: int) -> Chosen:
    return Chosen(frozenset(options))


def _xlsx(rows: list[list[object]]) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评"
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return read_report_bytes(data.getvalue(), "自评表.xlsx")


def _assess(document: Document) -> Assessment:
    assessment = assess_document(document, TAXONOMY)
    assert assessment is not None
    return assessment


def test_a_sheet_with_the_options_listed_and_the_choice_beside() -> None:
    document = _xlsx(
        [
            ["题号", "题目", "选项", "企业选择", "得分"],
            ["Q1", "网络建设", "A 无；B 工控网；C 应用网；D 5G；E 全覆盖", "B、C", 4],
            ["Q2", "设备数字化率", "A 10%以下；B 10—20%；C 20—40%；D 40—60%；E 60%以上", "28.1%", 3],
            ["Q4", "数据自动采集", "A 无；其余勾选", "除能耗外都是手工", 1.4],
            ["Q6", "网络安全", "A 无；B 制度；C 产品；D 评估；E 检测", "B、C", 2.5],
            ["Q7", "数据安全", "A 制度；B 备份；C 评估；D 台账", "未选", 0],
            ["Q8", "规划实施", "A 未开展；B 了解；C 规划", "C", 4.5],
            ["合计", None, None, None, 15.4],
        ]
    )
    assessment = _assess(document)
    answers = assessment.answers
    assert answers.questions == {
        "Q1": _chosen(2, 3),
        "Q2": Measured(Fraction("28.1")),
        "Q4": Given(Fraction("1.4")),
        "Q6": _chosen(1, 2),  # this form begins with 无, the indicator set does not
        "Q7": _chosen(),
        "Q8": _chosen(3),
    }
    assert document.quote(answers.places["Q1"]) == "B、C"
    assert answers.places["Q1"].place.label() == "工作表“自评”第2行第4列"
    notes = " ".join(note.text for note in assessment.notes if note.kind == "form")
    assert "第8题“规划实施”表中得4.5分，按所选的选项是3分" in notes
    assert answers.stated_total == Fraction("15.4")
    assert answers.total_place is not None
    assert document.quote(answers.total_place) == "15.4"


def test_a_document_with_boxes_and_a_table_of_scenes() -> None:
    written = docx.Document()
    rows = [
        ("1", "网络建设", "□A 无 ☑B 工控网 ☑C 应用网 □D 5G"),
        ("2", "设备数字化率", "A□ B☑ C□ D□ E□"),
        ("3", "设备联网率", "□A □B □C □D □E"),
        ("5", "信息系统覆盖", "√C 两个及以上"),
        ("12", "单位营收综合能耗变化", "□增加 ☑持平 □降低"),
        ("15", "每百元营收成本变化", "☑降低"),
    ]
    table = written.add_table(rows=1 + len(rows), cols=3)
    for at, cells in enumerate([("题号", "指标", "选项"), *rows]):
        for column, text in enumerate(cells):
            table.cell(at, column).text = text
    scenes = [topic.name for topic in TAXONOMY.topics.values() if topic.kind == "scene"][:9]
    graded = written.add_table(rows=1 + len(scenes), cols=2)
    for at, pair in enumerate([("场景", "现状等级"), *((name, "二级") for name in scenes)]):
        for column, text in enumerate(pair):
            graded.cell(at, column).text = text
    data = io.BytesIO()
    written.save(data)
    assessment = _assess(read_report_bytes(data.getvalue(), "自评表.docx"))
    assert assessment.answers.questions == {
        "Q1": _chosen(2, 3),
        "Q2": _chosen(2),
        "Q5": _chosen(3),
        "Q12": _chosen(2),
        "Q15": _chosen(3),
    }
    assert [scene.level for scene in assessment.scenes] == [2] * 9 + [None] * 7


def test_lines_of_text_with_answers_behind_or_below() -> None:
    text = """企业自评表
自评总分：30分
Q1 网络建设：B、C（4分）
2. 设备数字化率：55.4%
第3题 设备联网率 选择：A
4、数据自动采集的业务环节：生产、质量、设备
5. 本地或云化信息系统覆盖
□ A 无
☑ C 两个及以上
12. 单位营收综合能耗变化：持平
13. 月均产品合格率变化：得分：3.5
"""
    document = read_report_bytes(text.encode(), "自评表.txt")
    assessment = _assess(document)
    assert assessment.answers.questions == {
        "Q1": _chosen(2, 3),
        "Q2": Measured(Fraction("55.4")),
        "Q3": _chosen(1),
        "Q4": _chosen(7, 8, 9),
        "Q5": _chosen(3),
        "Q12": _chosen(2),
        "Q13": Given(Fraction("3.5")),
    }
    assert "55.4%" in document.quote(assessment.answers.places["Q2"])
    assert assessment.answers.stated_total == 30


def test_a_row_for_each_option_with_a_mark_beside_it() -> None:
    options = {"网络建设": "ABCDE", "设备数字化率": "ABCDE", "设备联网率": "ABCDE", "规划实施": "ABCDEF"}
    rows: list[list[object]] = [["题目", "选项", "勾选"]]
    for name, letters in options.items():
        rows += [
            [name if letter == "A" else None, f"{letter} 甲", "√" if letter == "D" else None]
            for letter in letters
        ]
    rows += [["人才建设", "A 有人才", "√"], [None, "B 有岗位", "√"]]
    answers = _assess(_xlsx(rows)).answers.questions
    assert answers == {**{q: _chosen(4) for q in ("Q1", "Q2", "Q3", "Q8")}, "Q10": _chosen(1, 2)}


def test_a_form_of_another_edition_is_not_taken_by_its_numbers() -> None:
    rows: list[list[object]] = [["题号", "题目", "选项"]]
    rows += [[f"Q{n}", f"别的题{n}", "B"] for n in range(1, 16)]
    assert read_form(_xlsx(rows), TAXONOMY).questions == {}


def test_the_sample_form_sums_up_as_it_says() -> None:
    assessment = _assess(read_report(SAMPLES / "dairy_selfcheck.xlsx"))
    assert (
        assessment.total.low == assessment.total.high == assessment.answers.stated_total == Fraction("43.65")
    )
    assert (assessment.level_low, assessment.level_high) == (2, 2)
    assert not [note for note in assessment.notes if note.kind == "form"]


def test_other_reports_are_no_self_assessments() -> None:
    for name in ("cashmere_visit.txt", "machine_parts.docx"):
        assert assess_document(read_report(SAMPLES / name), TAXONOMY) is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Q1", "", None),
        ("Q1", "D 有5G等工业网络", _chosen(4)),
        ("Q1", "bcd", _chosen(2, 3, 4)),
        ("Q1", "Ａ", _chosen(1)),
        ("Q1", "A 无；B 工控网；C 应用网；D 5G；E 全覆盖", None),  # the list, not a choice
        ("Q2", "D 40%至60%", _chosen(4)),
        ("Q2", "40%—60%", _chosen(4)),
        ("Q2", "60%以上", _chosen(5)),
        ("Q2", "30%以上", None),
        ("Q2", "A、B", None),
        ("Q2", "—", None),
        ("Q4", "能耗以外均为手工", None),
        ("Q4", "无", _chosen(1)),
        ("Q6", "无", _chosen()),
        ("Q13", "提高", _chosen(3)),
        ("Q13", "持平、提高", None),
        ("Q5", "Z", None),
    ],
)
def test_a_cell_is_read_or_left_unknown(question: str, text: str, answer: Answer | None) -> None:
    assert read_choice(text, TAXONOMY.indicators.by_id[question], TAXONOMY) == answer


def test_the_extractor_scores_forms_only(need_extractor: NeedExtractor) -> None:
    form = need_extractor.extract(read_report(SAMPLES / "dairy_selfcheck.xlsx"))
    assert form.assessment is not None
    assert form.assessment.level_low == form.enterprise.digital_level == 2
    assert need_extractor.extract(read_report(SAMPLES / "cashmere_visit.txt")).assessment is None
