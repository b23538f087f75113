"""Folding, segmentation and index terms."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.segmentation import Segmenter, fold, simplify

FIELD_WORDS = ("生产管控", "质量追溯", "MES系统", "ERP", "换型")
_WRITTEN = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.sampled_from("ＭＥＳ１２３，。；：（）　①㎡鑄鐵後裡"),
    ),
    max_size=40,
)
_SHARED = Segmenter(FIELD_WORDS)


@pytest.fixture
def field() -> Segmenter:
    return _SHARED


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＭＥＳ系統", "mes系统"),
        ("１２３．５％", "123.5%"),
        ("（ERP）", "(erp)"),
        ("鑄鐵件質檢", "铸铁件质检"),
        ("制造　执行", "制造 执行"),
        ("㎡", "m2"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@settings(deadline=None, max_examples=60)
@given(_WRITTEN)
def test_fold_twice_is_fold_once(text: str) -> None:
    """But for a few rare characters that are simplified forms of one and traditional forms of another: 薴, 苧, 苎."""
    once = fold(text)
    assert fold(once) == simplify(once)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_simplify_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_simplify_leaves_simplified_text_alone() -> None:
    text = "设备管理平台后台里面只有发票和表面处理、干燥、面粉"
    assert simplify(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MES系统", ["mes", "系统"]),
        ("我厂的ＭＥＳ系統", ["我厂", "的", "mes", "系统"]),
        ("上ERP", ["上", "erp"]),
        ("OPC UA、C++、5G+工业互联网", ["opc", "ua", "c", "5g", "工业", "互联网"]),
        ("ISO9001-2015", ["iso9001-2015"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_words(field: Segmenter, text: str, words: list[str]) -> None:
    assert field.words(text) == words


def test_words_of_the_field_stay_whole(field: Segmenter) -> None:
    assert "生产管控" in field.words("车间生产管控薄弱")
    assert "质量追溯" in field.words("质量追溯做不到")
    assert "换型" in field.words("换型时间长")


def test_words_need_not_be_known_to_jieba_in_general() -> None:
    assert "釜序批控" not in Segmenter().words("釜序批控软件")
    assert "釜序批控" in Segmenter(["釜序批控"]).words("釜序批控软件")


def test_terms_are_words_then_marked_characters_and_pairs(field: Segmenter) -> None:
    assert field.terms("生产管控") == [
        "生产管控",
        *("·生", "·产", "·管", "·控"),
        *("·生产", "·产管", "·管控"),
    ]
    assert field.terms("MES/ERP") == ["mes/erp", "mes", "erp"]
    assert field.terms("A-B") == ["a-b", "a", "b"]
    assert field.terms("。") == []


def test_a_query_in_another_script_or_width_has_the_same_terms(field: Segmenter) -> None:
    assert field.terms("質量追溯ＭＥＳ") == field.terms("质量追溯mes")


@settings(deadline=None, max_examples=60)
@given(_WRITTEN)
def test_terms_cover_every_word_and_only_what_stands_there(text: str) -> None:
    terms = _SHARED.terms(text)
    assert set(_SHARED.words(text)) <= set(terms)
    assert all(term.removeprefix("·") in fold(text) for term in terms)


def test_the_global_tokenizer_is_untouched() -> None:
    word = "釜序批次执行"
    before = jieba.dt.initialized, len(jieba.dt.FREQ), jieba.dt.tmp_dir
    Segmenter([word]).words("用釜序批次执行管生产")
    assert (jieba.dt.initialized, len(jieba.dt.FREQ), jieba.dt.tmp_dir) == before
    assert word not in jieba.dt.FREQ


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unused = Segmenter(["生产管控"])
    assert list(tmp_path.iterdir()) == []
    assert unused.words("生产管控") == ["生产管控"]
    assert list(tmp_path.iterdir()) == []


def test_threads_may_use_a_new_segmenter_at_once() -> None:
    segmenter = Segmenter(FIELD_WORDS)
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(segmenter.words("质量追溯与生产管控"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["质量追溯", "与", "生产管控"]] * 4
