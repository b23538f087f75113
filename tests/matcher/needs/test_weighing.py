"""Evidence for and against a topic: what stands, what is outweighed, which sentence is quoted."""

from __future__ import annotations

from dataclasses import replace

from matcher.documents.model import Block, Document, Place, Table
from matcher.needs.extraction import NeedExtractor
from matcher.needs.model import Reading


def _read(extractor: NeedExtractor, *lines: str | tuple[int, str]) -> Reading:
    """A reading of lines; a tuple is a heading with its depth."""
    blocks: list[Block] = []
    section: list[str] = []
    for index, line in enumerate(lines):
        depth, text = line if isinstance(line, tuple) else (None, line)
        if depth:
            section = section[: depth - 1]
        place = Place("paragraph", number=index + 1)
        blocks.append(Block(index, text, place, section=tuple(section), heading=depth))
        if depth:
            section = [*section, text]
    return extractor.extract(Document("notes.txt", "0" * 64, "txt", tuple(blocks)))


def _topics(reading: Reading) -> set[str]:
    return {need.topic for need in reading.needs}


def test_a_problem_said_three_times_is_one_need_with_three_pieces_of_evidence(
    need_extractor: NeedExtractor,
) -> None:
    reading = _read(
        need_extractor,
        (1, "一、存在问题"),
        "设备点检仍用纸质卡片，故障后才维修。",
        (1, "二、改造需求"),
        "希望建设设备点检和维修管理系统。",
        (1, "三、改造建议"),
        "建议上线设备管理系统，先覆盖关键机泵的点检和保养。",
    )
    assert _topics(reading) == {"S08"}
    assert len(reading.needs[0].evidence) == 3


def test_what_works_is_past_belongs_to_others_or_is_put_off_is_no_need(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "一、现状"),
        "财务系统已上线多年，运行良好，满足需要。",
        "2019年以前采购靠电话询价，启用采购平台后问题已彻底解决。",
        "同行业企业普遍缺少能源管理系统。",
        "人力资源系统暂不考虑建设。",
        (1, "二、存在问题"),
        "成品库手工记账，账实不符，盘点一次要停产两天。",
    )
    assert _topics(reading) == {"S12"}


def test_the_clause_after_but_is_quoted_and_not_what_stands_before(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "存在问题"),
        "财务软件已经上线运行正常，但是生产计划仍由调度员用电子表格编排，插单一来全部重排。",
    )
    assert _topics(reading) == {"S05"}
    assert reading.needs[0].quote.startswith("但是生产计划")


def test_one_denial_outweighs_a_doubtful_mention_but_not_firm_ones(need_extractor: NeedExtractor) -> None:
    put_off = _read(need_extractor, (1, "访谈"), "经营驾驶舱看过几家演示。", "经营驾驶舱暂不考虑，本期不做。")
    assert "S16" not in _topics(put_off)
    firm = _read(
        need_extractor,
        (1, "存在问题"),
        "特殊作业票靠人工跑签，一张票要签两个小时。",
        "隐患整改靠微信群催办，没有闭环。",
        (1, "改造需求"),
        "需要建设特殊作业审批和隐患排查治理系统。",
        (1, "现状"),
        "重大危险源监测已与园区平台联通，不在本次改造范围内。",
    )
    assert "S09" in _topics(firm)


def test_systems_that_stand_apart_are_an_integration_need(need_extractor: NeedExtractor) -> None:
    reading = _read(need_extractor, (1, "存在问题"), "ERP、MES和WMS之间没有接口，单据要重复录入三遍。")
    assert _topics(reading) == {"B03"}


def test_how_it_is_to_be_done_is_no_need(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "办公会纪要"),
        "所有软件项目实施前须由信息科确认接口，不得形成新的孤岛。",
        "数据一律存放在厂内服务器，不上公有云。",
        "配料靠班长手写，一炉料的来龙去脉查不全，要上生产管理系统。",
    )
    assert _topics(reading) == {"S06"}


def test_the_heading_that_runs_on_says_what_the_paragraph_is_about(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "三、现状与差距"),
        "（一）质量环节。检测结果打印出来贴在本子上，客户来查要翻半天。",
        "（二）无需改造的部分。采购询价靠打电话，比价没有留底。",
    )
    assert _topics(reading) == {"S07"}


def test_levels_and_priority_come_from_what_is_said(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "存在问题"),
        "质量管理目前为一级，检验记录全靠手写，追溯困难，亟需解决，目标达到三级。",
    )
    need = reading.needs[0]
    assert (need.topic, need.current_level, need.target_level, need.priority) == ("S07", 1, 3, "high")


def test_a_text_without_needs_says_so(need_extractor: NeedExtractor) -> None:
    reading = _read(need_extractor, "会议通知", "请各部门于周五下午参加安全培训，地点在二楼会议室。")
    assert reading.needs == ()
    assert [warning.code for warning in reading.warnings] == ["no_needs_found"]


def test_traditional_script_is_read_and_quoted_as_written(need_extractor: NeedExtractor) -> None:
    reading = _read(need_extractor, (1, "存在問題"), "設備點檢仍用紙質卡片，故障後才維修。")
    assert _topics(reading) == {"S08"}
    assert reading.needs[0].quote == "設備點檢仍用紙質卡片，故障後才維修。"


def test_the_stage_of_a_plan_is_the_priority_of_what_stands_below_it(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "四、改造建议"),
        (2, "（一）近期建议（2026年内）"),
        "建设设备点检和维修管理系统，扫码点检、到期提醒。",
        (2, "（二）中期建议（2027年）"),
        "建设能源管理系统，逐台装表，单耗按班统计。",
        (2, "（三）远期建议"),
        "考勤和工资靠手工统计，建议建设人力资源管理系统。",
    )
    priorities = {need.topic: need.priority for need in reading.needs}
    assert priorities == {"S08": "high", "S10": "normal", "S14": "low"}


def test_a_remark_on_this_item_is_of_the_sentence_before_it(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "存在问题"),
        "成品库手工记账，账实不符，盘点一次要停产两天。此项为最先要解决的问题。",
        "招聘和考勤都靠表格，希望有一套人事系统。该项不急，有条件再做。",
    )
    assert {need.topic: need.priority for need in reading.needs} == {"S12": "high", "S14": "low"}


def test_levels_said_together_are_of_all_scenes_just_spoken_of(need_extractor: NeedExtractor) -> None:
    reading = _read(
        need_extractor,
        (1, "走访所见"),
        "车间报工靠纸质流转单，做到哪道工序没人说得清，希望扫码报工。",
        "质量检验记录手写，出了问题追不到批次，希望检验数据能留下来。",
        "生产这块大概刚够一级，质量够不上一级。这两块明年要到二级。",
    )
    levels = {level.topic: (level.current, level.target) for level in reading.levels}
    assert (levels["S06"], levels["S07"]) == ((1, 2), (0, 2))


def test_a_cell_that_puts_the_rest_off_refuses_its_row(need_extractor: NeedExtractor) -> None:
    rows = (
        ("场景", "现状等级", "目标等级", "说明"),
        ("安全生产", "二级", "三级", "报警已联锁，目标等2029年搬到新厂再考虑"),
        ("设备管理", "一级", "二级", "点检用纸质卡片，故障后才维修"),
        ("能耗管理", "零级", "二级", "全厂只有一块总表，单耗说不清"),
    )
    cells = [
        Block(3 * at + column, text, Place("cell", 1, row=at + 1, column=column + 1), table=0)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    blocks = tuple(replace(block, index=index) for index, block in enumerate(cells))
    grid = tuple(tuple(range(4 * at, 4 * at + 4)) for at in range(len(rows)))
    table = Table(grid, header_rows=1)
    reading = need_extractor.extract(Document("levels.docx", "0" * 64, "docx", blocks, (table,)))
    assert _topics(reading) == {"S08", "S10"}
