"""A scored self-assessment at the command line, in JSON and on the page."""

from __future__ import annotations

from pathlib import Path

from api.presenters.assessment import present_assessment
from api.web.rendering import render
from catalog.taxonomy import load_taxonomy
from matcher.assessment.model import Answers, Chosen
from matcher.assessment.scoring import assess
from tests.api.command import duijie

REPORTS = Path(__file__).parents[2] / "matcher" / "samples" / "reports"


def test_the_command_scores_a_form_in_json() -> None:
    document = duijie("assess", REPORTS / "dairy_selfcheck.xlsx", "--json").document
    assert document["total"] == {"low": 43.65, "high": 43.65, "max": 100.0}
    assert document["stated_total"] == 43.65
    assert document["level"] == {"low": 2, "high": 2}
    assert [check["met"] for check in document["checks"]] == [True, True, False, False]
    assert [gap["level"] for gap in document["gaps"]] == [2, 3]
    assert document["gaps"][1]["points"] == 16.35
    assert len(document["gaps"][1]["raises"]) == document["gaps"][1]["scenes"] == 8
    assert {note["kind"] for note in document["notes"]} == {"rule"}


def test_the_command_prints_tables() -> None:
    said = duijie("assess", REPORTS / "dairy_selfcheck.xlsx").out
    assert "43.65分，二级" in said
    assert "离三级还差：总分16.35分" in said
    assert "等级判定规则只有一个来源" in said


def test_another_report_is_refused_in_a_sentence() -> None:
    outcome = duijie("assess", REPORTS / "cashmere_visit.txt")
    assert outcome.code == 1
    assert outcome.out == ""
    assert "不是自评表" in outcome.err


def test_the_page_shows_what_is_open_as_open() -> None:
    assessment = assess(Answers({"Q1": Chosen(frozenset({2, 3}))}, {"S01": 2, "S02": 2}), load_taxonomy())
    view = present_assessment(assessment)
    assert view.headline == "4至96分（满分100），未达一级至四级"
    assert (view.groups[0].bars[0].sure, view.groups[0].bars[0].possible) == (20.0, 80.0)
    assert [condition.sign for condition in view.conditions] == ["?", "?", "?"]
    html = bytes(render("_assessment.html", {"assessment": view}).body).decode()
    assert 'aria-label="看未填的内容">?' in html
    assert "离二级还差：总分36分" in html
    assert "没有作答：2 设备数字化率" in html


def test_levels_alone_show_no_empty_bars() -> None:
    levels = {topic.code: 2 for topic in load_taxonomy().topics.values() if topic.kind == "scene"}
    view = present_assessment(assess(Answers({}, levels), load_taxonomy()))
    assert view.groups == ()
    assert view.headline == "没有逐题作答，未达一级至二级"
    assert any("总分要逐题作答后才知道" in sentence for sentence in view.sentences)
