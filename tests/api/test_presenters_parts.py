"""Marked text, score bars, the radar and the text beside the needs, from values alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.presenters.document import Quoted, present_document
from api.presenters.marking import excerpt, mark
from api.presenters.radar import present_level_rows, present_radar
from api.presenters.scores import present_score
from catalog.taxonomy import load_taxonomy
from matcher.documents.model import Block, Document, Location, Place, Table
from matcher.needs.model import SceneLevel

_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(st.text(max_size=50), _SPANS)
def test_marked_pieces_join_to_the_text_and_mark_exactly_the_spans(
    text: str, spans: list[tuple[int, int]]
) -> None:
    pieces = mark(text, spans)
    assert "".join(piece for piece, _ in pieces) == text
    covered = {at for start, end in spans for at in range(start, min(end, len(text)))}
    marked = [flag for piece, flag in pieces for _ in piece]
    assert {at for at, flag in enumerate(marked) if flag} == covered


@given(st.text(min_size=1, max_size=80), _SPANS, st.integers(5, 40))
def test_an_excerpt_is_a_run_of_the_text_within_its_limit(
    text: str, spans: list[tuple[int, int]], limit: int
) -> None:
    pieces = [piece for piece, _ in excerpt(text, spans, limit)]
    joined = "".join(pieces)
    if len(text) <= limit:
        assert joined == text
    else:
        core = joined.removeprefix("…") if pieces[0] == "…" else joined
        core = core.removesuffix("…") if pieces[-1] == "…" else core
        assert core in text
        assert len(core) <= limit


def test_an_excerpt_shows_the_first_marked_words() -> None:
    pieces = excerpt("前" * 100 + "设备故障" + "后" * 100, [(100, 104)], 40)
    assert ("设备故障", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.floats(-0.4, 0.6), min_size=1, max_size=9))
def test_shown_parts_always_add_up_to_the_shown_total(parts: dict[str, float]) -> None:
    score = sum(parts.values())
    view = present_score(score, parts)
    assert view is not None
    assert view.total == round(score * 100)
    assert sum(int(segment.points.replace("−", "-")) for segment in view.segments) == view.total
    assert all(segment.width >= 0 for segment in view.segments)
    assert sum(segment.width for segment in view.segments) <= 100.1


def test_a_score_without_parts_has_no_bar_and_a_full_mark_scales_it() -> None:
    assert present_score(0.0, {}) is None
    view = present_score(0.7, {"词语": 0.35, "语义": 0.35}, full=1.4)
    assert view is not None
    assert (view.total, view.summary) == (50, "词语 25，语义 25")


def test_radar_needs_three_graded_scenes_and_says_every_level_in_words() -> None:
    taxonomy = load_taxonomy()
    two = [SceneLevel("S08", 1, 3), SceneLevel("S07", 0, None)]
    assert present_radar(two, taxonomy) is None
    radar = present_radar([*two, SceneLevel("S05", 2, 2), SceneLevel("S10", None, 2)], taxonomy)
    assert radar is not None
    assert [axis.name for axis in radar.axes] == ["设备管理", "质量管理", "计划排程"]
    assert radar.description == "设备管理现为一级，目标三级；质量管理现为未达一级；计划排程现为二级，目标二级"
    assert len(radar.target_dots) == 1
    top = radar.axes[0]
    assert (top.x, top.anchor) == (radar.center_x, "middle")
    assert radar.current.split()[0] == f"{radar.center_x:g},{radar.center_y - (radar.center_y - top.y) / 4:g}"
    rows = present_level_rows([SceneLevel("S10", None, 2)], taxonomy)
    assert [(row.name, row.current, row.target) for row in rows] == [("能耗管理", "未写明", "二级")]


def _document(blocks: tuple[Block, ...], tables: tuple[Table, ...] = ()) -> Document:
    return Document("r.docx", "0" * 64, "docx", blocks, tables)


def test_overlapping_quotes_keep_their_own_anchors_and_the_text_stays_whole() -> None:
    place = Place("paragraph", number=1)
    document = _document((Block(0, "设备坏了才修，备件也找不到", place),))
    quotes = [
        Quoted("a", "need-N01", "需求1：设备管理", Location(place, 0, 6)),
        Quoted("b", "need-N02", "需求2：仓储物流", Location(place, 4, 13)),
    ]
    (part,) = present_document(document, quotes)
    assert "".join(piece.text for piece in part.pieces) == "设备坏了才修，备件也找不到"
    assert [(piece.text, piece.anchors, piece.target) for piece in part.pieces] == [
        ("设备坏了", ("a",), "need-N01"),
        ("才修", ("b",), "need-N01"),
        ("，备件也找不到", (), "need-N02"),
    ]


def test_a_quote_on_a_pdf_page_is_found_in_the_block_that_holds_its_characters() -> None:
    page = Place("page", number=2)
    document = _document((Block(0, "第一段", page, offset=0), Block(1, "坏了才修", page, offset=4)))
    quoted = Quoted("a", "need-N01", "需求1", Location(page, 4, 8))
    first, second = present_document(document, [quoted])
    assert (first.place, first.pieces[0].target) == ("第2页", "")
    assert (second.place, second.pieces[0].target) == ("", "need-N01")


def test_a_merged_cell_spans_its_grid_and_is_shown_once() -> None:
    def cell(at: int, text: str) -> Block:
        return Block(at, text, Place("cell", number=1, row=at, column=1), table=0)

    blocks = (cell(0, "场景"), cell(1, "等级"), cell(2, "设备管理"), cell(3, "一级"), cell(4, "二级"))
    table = Table(((0, 1, 1), (2, 3, None), (2, 4, None)), header_rows=1)
    (part,) = present_document(_document(blocks, (table,)), [])
    shapes = [[(cell.rows, cell.columns, cell.header) for cell in row] for row in part.rows]
    assert shapes == [
        [(1, 1, True), (1, 2, True)],
        [(2, 1, False), (1, 1, False), (1, 1, False)],
        [(1, 1, False), (1, 1, False)],
    ]


def test_a_very_long_report_is_shown_around_its_quotes() -> None:
    blocks = tuple(Block(at, f"第{at}句", Place("paragraph", number=at + 1)) for at in range(2000))
    quoted = Quoted("a", "need-N01", "需求1", Location(Place("paragraph", number=1001), 0, 4))
    parts = present_document(_document(blocks), [quoted])
    assert parts[0].kind == parts[-1].kind == "omitted"
    assert sum(part.omitted or 1 for part in parts) == 2000
    assert any(piece.target for part in parts for piece in part.pieces)
