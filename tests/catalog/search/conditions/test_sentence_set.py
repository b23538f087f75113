"""The sentences by which a condition parser is judged: well formed, within the vocabulary, and separate files."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from catalog.search.conditions.model import MEASURED, Field, Op
from catalog.taxonomy import load_taxonomy

FOLDER = Path(__file__).parents[3] / "data" / "conditions"
HALVES = tuple(sorted(path.stem for path in FOLDER.glob("*.jsonl")))
LEAST_SENTENCES = 140
LEAST_WITHOUT_CONDITION = 20
SOFT_UNLESS_SAID = {Field.INDUSTRY, Field.REGION, Field.TOPIC, Field.INTERFACE}
FLAGS = {Field.FREE, Field.TRIAL}
STRICT_WORDS = ("只", "仅", "必须", "一定", "务必")
TAXONOMY = load_taxonomy()
NAMES: dict[Field, set[str]] = {
    Field.DEPLOYMENT: {"SaaS", "本地部署", "混合部署"},
    Field.INDUSTRY: {industry.name for industry in TAXONOMY.industries},
    Field.REGION: {region.name for region in TAXONOMY.regions} | {"银川市"},
    Field.TOPIC: set(TAXONOMY.topics),
    Field.KIND: {"product", "solution", "finance"},
    Field.PROVIDER_TYPE: {"综合型", "场景型"},
}


def _sentences(half: str) -> list[dict[str, Any]]:
    """The lines of one half, as read."""
    return [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


def _conditions(half: str) -> list[tuple[str, dict[str, Any], str]]:
    """Every condition of one half with its query and its quote."""
    return [
        (sentence["query"], condition, quote)
        for sentence in _sentences(half)
        for condition, quote in zip(sentence["conditions"], sentence["quotes"], strict=True)
    ]


def _template(query: str) -> str:
    """The query without its numbers, widths, spaces and marks: alike where only a figure was changed."""
    plain = unicodedata.normalize("NFKC", query).lower()
    return re.sub(r"[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟几\W_]+", "", plain)


@pytest.mark.parametrize("half", HALVES)
def test_every_line_holds_one_sentence_and_a_quote_for_each_condition(half: str) -> None:
    sentences = _sentences(half)
    assert len(sentences) >= LEAST_SENTENCES
    for sentence in sentences:
        assert set(sentence) == {"query", "conditions", "quotes", "text"}
        assert sentence["query"].strip()
        assert len(sentence["quotes"]) == len(sentence["conditions"])
        for condition in sentence["conditions"]:
            assert set(condition) == {"field", "op", "value", "hard"}
    for query, _, quote in _conditions(half):
        assert quote
        assert quote in query


@pytest.mark.parametrize("half", HALVES)
def test_the_text_is_words_of_the_query_in_their_order(half: str) -> None:
    for sentence in _sentences(half):
        text, query = sentence["text"], sentence["query"]
        assert text == " ".join(text.split())
        place = 0
        for word in text.split():
            found = query.find(word)
            assert found >= 0, (query, word)
            place = max(place, found)
            assert found == place, (query, word)


@pytest.mark.parametrize("half", HALVES)
def test_values_are_of_their_fields_vocabulary_and_shape(half: str) -> None:
    for query, condition, _ in _conditions(half):
        field, op, value = Field(condition["field"]), condition["op"], condition["value"]
        assert op in get_args(Op), query
        if field in MEASURED:
            assert op in {"<=", ">=", "="}, query
            assert isinstance(value, int | float), query
            assert not isinstance(value, bool), query
            assert value > 0, query
        elif field in FLAGS:
            assert op == "=", query
            assert isinstance(value, bool), query
        else:
            _check_names(query, field, op, value)


def _check_names(query: str, field: Field, op: str, value: str | list[str]) -> None:
    """One name behind `=`, a list of distinct ones behind `in` and `not in`; all of the vocabulary."""
    assert op in {"=", "in", "not in"}, query
    assert isinstance(value, str if op == "=" else list), query
    names = [value] if isinstance(value, str) else value
    assert len(set(names)) == len(names), query
    assert len(names) >= (2 if op == "in" else 1), query
    for name in names:
        if field is Field.INTERFACE:
            assert name == name.upper(), query
        else:
            assert name in NAMES[field], query


def _clause_to(query: str, quote: str) -> str:
    """The query from the start of the clause in which a quote begins to the quote's end."""
    start = query.index(quote)
    return re.split(r"[\s，。；！？,;!?]", query[:start])[-1] + quote


@pytest.mark.parametrize("half", HALVES)
def test_hardness_follows_the_contract(half: str) -> None:
    for query, condition, quote in _conditions(half):
        if condition["op"] == "not in" or condition["field"] not in SOFT_UNLESS_SAID:
            assert condition["hard"] is True, query
        else:
            said = any(word in quote for word in STRICT_WORDS)
            # Where one such word stands before several names, only the first one's quote may hold it.
            allowed = any(word in _clause_to(query, quote) for word in STRICT_WORDS)
            assert said <= condition["hard"] <= allowed, query


@pytest.mark.parametrize("half", HALVES)
def test_a_range_is_not_empty_and_no_condition_stands_twice(half: str) -> None:
    for sentence in _sentences(half):
        keys = [json.dumps(condition, sort_keys=True) for condition in sentence["conditions"]]
        assert len(set(keys)) == len(keys), sentence["query"]
        bounds = {(c["field"], c["op"]): c["value"] for c in sentence["conditions"]}
        for (field, op), value in bounds.items():
            if op == ">=" and (field, "<=") in bounds:
                assert value < bounds[field, "<="], sentence["query"]


@pytest.mark.parametrize("half", HALVES)
def test_each_half_asks_every_field_and_often_nothing(half: str) -> None:
    asked = Counter(condition["field"] for _, condition, _ in _conditions(half))
    assert set(asked) == set(Field)
    assert min(asked.values()) >= 5
    assert sum(not sentence["conditions"] for sentence in _sentences(half)) >= LEAST_WITHOUT_CONDITION


def test_the_halves_share_no_sentence_and_no_template() -> None:
    templates = [_template(sentence["query"]) for half in HALVES for sentence in _sentences(half)]
    assert [template for template, count in Counter(templates).items() if count > 1] == []
