"""Lines of a pdf page as paragraphs: running text goes on where a line had to stop early, a list does not."""

from __future__ import annotations

from matcher.documents.pdf_lines import Line, build_paragraphs

_SIZE = 10.0
_RIGHT = 400.0


def _lines(*texts_and_ends: tuple[str, float]) -> list[Line]:
    return [
        Line(text, 50.0, end, 100.0 + 16 * at, 110.0 + 16 * at, _SIZE, bold=False)
        for at, (text, end) in enumerate(texts_and_ends)
    ]


def _paragraphs(*texts_and_ends: tuple[str, float]) -> list[str]:
    built = build_paragraphs(_lines(*texts_and_ends), left=50.0, right=_RIGHT)
    return [paragraph.text for paragraph in built]


def test_a_line_stops_early_before_what_must_not_be_parted() -> None:
    code = ("借款人为甲公司，统一社会信用代码", 300.0), ("91640105MA773QXG6N，注册地在西夏区，", 399.0)
    assert len(_paragraphs(*code)) == 1
    quoted = ("企业有员工240人，是自治区“专精特", 375.0), ("新”中小企业，也是规上企业。", 240.0)
    assert len(_paragraphs(*quoted)) == 1


def test_short_lines_without_running_text_and_ended_sentences_stay_apart() -> None:
    assert len(_paragraphs(("报送部门：普惠金融部", 375.0), ("调查方式：现场走访", 375.0))) == 2
    assert len(_paragraphs(("企业有员工240人，分三个车间。", 375.0), ("新建的库房在北侧。", 240.0))) == 2
    assert len(_paragraphs(("企业有员工240人，分三个车间", 300.0), ("下面说库房的事。", 240.0))) == 2
