"""The benchmark's table goes between the README's marks and nowhere else."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import insert, render


def test_table_replaces_what_stands_between_the_marks() -> None:
    text = "a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nb\n"
    once = insert(text, "new")
    assert once == "a\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nb\n"
    assert insert(once, "new") == once


def test_a_text_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        insert("nothing", "new")


def test_table_names_the_commit_and_every_row() -> None:
    lines = render([("检索", "p50 20 ms"), ("内存", "900 MiB")]).splitlines()
    assert lines[0].startswith("提交 `")
    assert lines[2:] == ["| 项目 | 结果 |", "|---|---|", "| 检索 | p50 20 ms |", "| 内存 | 900 MiB |"]
