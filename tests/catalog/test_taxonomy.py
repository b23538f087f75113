"""The taxonomy's files: complete, consistent, found by any written form, and refused when damaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from catalog.errors import TaxonomyDamaged, UnknownTerm
from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.taxonomy import taxonomy as module
from embeddings.segmentation import fold

FILES = (
    "topics.csv",
    "levels.csv",
    "regions.csv",
    "industries.csv",
    "gb4754.csv",
    "lexicon.csv",
    "statements.csv",
    "synonyms.csv",
    "indicators.json",
)


def test_topics(taxonomy: Taxonomy) -> None:
    kinds = Counter(topic.kind for topic in taxonomy.topics.values())
    assert kinds == {"scene": 16, "foundation": 4, "management": 2, "finance": 1}
    scenes = [code for code, topic in taxonomy.topics.items() if topic.kind == "scene"]
    assert scenes == [f"S{number:02}" for number in range(1, 17)]
    assert taxonomy.topic("S06").name == "生产管控"
    assert {topic.code for topic in taxonomy.mandatory_scenes} <= set(scenes)
    assert len(taxonomy.mandatory_scenes) == 10


def test_a_topic_that_does_not_exist(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownTerm, match="S17") as caught:
        taxonomy.topic("S17")
    assert caught.value.code == "unknown_term"


def test_levels_are_zero_to_four(taxonomy: Taxonomy) -> None:
    assert [level.number for level in taxonomy.levels] == [0, 1, 2, 3, 4]


def test_regions_are_the_eight_of_the_plan(taxonomy: Taxonomy) -> None:
    assert {region.name for region in taxonomy.regions} == {
        "宁东能源化工基地",
        "银川经济技术开发区",
        "灵武市",
        "贺兰县",
        "永宁县",
        "兴庆区",
        "金凤区",
        "西夏区",
    }
    assert all(region.annex_name.startswith(region.name) for region in taxonomy.regions)


def test_industries_carry_the_plans_numbers(taxonomy: Taxonomy) -> None:
    targets = {i.name: (i.target_2026, i.target_2027) for i in taxonomy.industries}
    assert targets == {
        "基础化学原料制造": (18, 12),
        "新型材料制造": (18, 12),
        "高端装备及零部件制造": (27, 18),
        "绿色消费品制造": (27, 18),
    }


def test_codes_have_parents_and_industries_only_known_codes(taxonomy: Taxonomy) -> None:
    codes = taxonomy.industry_codes
    assert len(codes) > 700
    for code, entry in codes.items():
        if code != "C":
            # the standard prints a group with a single class in one line: 1340 stands for 134 too
            assert entry.parent in codes or code == f"{entry.parent}0", code
            assert entry.parent == "C" or code.startswith(entry.parent), code
    for industry in taxonomy.industries:
        unknown = {code for code in industry.codes if code not in codes and f"{code}0" not in codes}
        assert unknown == set(), industry.name
        assert set(industry.certain) <= set(industry.codes), industry.name


def _owners(entries: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for written, owner in entries:
        owners.setdefault(fold(written).strip(), set()).add(owner)
    return owners


def test_no_written_form_means_two_things(taxonomy: Taxonomy) -> None:
    tables = {
        "topics": ((n, t.code) for t in taxonomy.topics.values() for n in (t.code, t.name, *t.aliases)),
        "levels": ((n, level.name) for level in taxonomy.levels for n in (level.name, *level.aliases)),
        "regions": ((n, r.name) for r in taxonomy.regions for n in (r.name, *r.aliases)),
        "industries": ((n, i.name) for i in taxonomy.industries for n in (i.name, *i.aliases)),
    }
    for table, entries in tables.items():
        assert {form: found for form, found in _owners(entries).items() if len(found) > 1} == {}, table


def test_every_entry_is_found_by_any_of_its_forms(taxonomy: Taxonomy) -> None:
    for topic in taxonomy.topics.values():
        for name in (topic.code, topic.code.lower(), topic.name, *topic.aliases, f" {topic.name} "):
            assert taxonomy.find_topic(name) is topic, name
    for level in taxonomy.levels:
        for name in (level.name, *level.aliases):
            assert taxonomy.find_level(name) is level, name
    for region in taxonomy.regions:
        for name in (region.name, *region.aliases):
            assert taxonomy.find_region(name) is region, name
    for industry in taxonomy.industries:
        for name in (industry.name, *industry.aliases, f"{industry.name}业"):
            assert taxonomy.find_industry(name) is industry, name


@pytest.mark.parametrize(
    ("written", "code"),
    [("生產管控", "S06"), ("ｓ０６", "S06"), ("制造执行", "S06"), ("设备运维", "S08"), ("融资需求", "F01")],
)
def test_topics_in_other_scripts_and_words(taxonomy: Taxonomy, written: str, code: str) -> None:
    topic = taxonomy.find_topic(written)
    assert topic is not None
    assert topic.code == code


@pytest.mark.parametrize("written", ["", " ", "业", "管控", "S", "不存在的场景", "S06 S07"])
def test_what_nobody_writes_is_not_found(taxonomy: Taxonomy, written: str) -> None:
    assert taxonomy.find_topic(written) is None
    assert taxonomy.find_level(written) is None
    assert taxonomy.find_region(written) is None
    assert taxonomy.find_industry(written) is None


@pytest.mark.parametrize(
    ("code", "industry"),
    [
        ("261", "基础化学原料制造"),
        ("C2614", "基础化学原料制造"),
        ("c 2614".replace(" ", ""), "基础化学原料制造"),
        ("265", "新型材料制造"),  # longer than 26 would be
        ("268", "绿色消费品制造"),
        ("2682", "绿色消费品制造"),
        ("3073", "新型材料制造"),
        ("3411", "高端装备及零部件制造"),
        ("367", "高端装备及零部件制造"),
        (" 14 ", "绿色消费品制造"),
        ("C27", "绿色消费品制造"),
        ("06", None),
        ("C", None),
        ("", None),
        ("二六一", None),
    ],
)
def test_industry_of_a_code(taxonomy: Taxonomy, code: str, industry: str | None) -> None:
    found = taxonomy.industry_of_code(code)
    assert (found.name if found else None) == industry


def test_the_longest_prefix_decides_for_every_code(taxonomy: Taxonomy) -> None:
    for code in taxonomy.industry_codes.keys() - {"C"}:
        fits = [(prefix, i) for i in taxonomy.industries for prefix in i.codes if code.startswith(prefix)]
        expected = max(fits, key=lambda fit: len(fit[0]))[1] if fits else None
        assert taxonomy.industry_of_code(code) is expected, code
        longest = [prefix for prefix, _ in fits if fits and len(prefix) == max(len(p) for p, _ in fits)]
        assert len(longest) <= 1, f"{code} belongs to two groups"


def test_the_lexicon_is_clean(taxonomy: Taxonomy) -> None:
    assert {term.weight for term in taxonomy.terms} == {1, 2, 3}
    repeated = Counter((term.topic, fold(term.text)) for term in taxonomy.terms)
    assert [entry for entry, count in repeated.items() if count > 1] == []
    assert all(term.text == term.text.strip() and len(term.text) > 1 for term in taxonomy.terms)
    assert {term.topic for term in taxonomy.terms} == taxonomy.topics.keys()


def test_statements_are_many_and_unlike(taxonomy: Taxonomy) -> None:
    per_topic = Counter(statement.topic for statement in taxonomy.statements)
    assert per_topic.keys() == taxonomy.topics.keys()
    assert min(per_topic.values()) >= 20
    texts = Counter(fold(statement.text) for statement in taxonomy.statements)
    assert [text for text, count in texts.items() if count > 1] == []


def test_words_for_segmentation(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.words) == len(set(taxonomy.words))
    assert {"生产管控", "制造执行系统", "甲醇"} <= set(taxonomy.words)


def test_the_version_is_a_date_and_a_hash(taxonomy: Taxonomy) -> None:
    assert re.fullmatch(r"20\d\d\.\d\d\.\d\d\+[0-9a-f]{8}", taxonomy.version)


def test_synonyms_have_no_empty_and_no_repeated_word(taxonomy: Taxonomy) -> None:
    canonicals = Counter(fold(group[0]) for group in taxonomy.synonyms)
    assert [word for word, count in canonicals.items() if count > 1] == []
    for group in taxonomy.synonyms:
        assert len(group) > 1, group
        assert len({fold(word) for word in group}) == len(group), group


def test_indicators(taxonomy: Taxonomy) -> None:
    indicators = taxonomy.indicators
    assert [d.max_score for d in indicators.dimensions] == [50, None, 30, 20]
    assert indicators.max_score == 100
    assert [question.id for question in indicators.questions] == [f"Q{n}" for n in range(1, 16)]
    assert sum(indicators.by_id["Q4"].option_scores) == 10  # exact: 13 × 0.7 + 0.9
    assert [
        (int(r.min_score), r.min_scenes_at_level, r.min_mandatory_scenes)
        for r in indicators.level_rule.levels
    ] == [
        (20, 6, 3),
        (40, 6, 3),
        (60, 8, 5),
        (80, 10, 6),
    ]
    assert {q.id for q in indicators.questions if q.uncertain} == {"Q1", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"max_score": 50', '"max_score": 51'),
        ('"max_score": 8,', '"max_score": 9,'),
        ('"min_score": 60', '"min_score": 30'),
        ('"Q8"\n', '"Q12"\n'),
        ('"S14"\n', '"S99"\n'),
        ('"answers": "band"', '"answers": "two"'),
        ('"questions": [', '"questions": [3, '),
    ],
)
def test_indicators_that_contradict_themselves_are_damage(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], old: str, new: str
) -> None:
    with pytest.raises(TaxonomyDamaged):
        load_with("indicators.json", lambda content: _replaced(content, old, new))


def _replaced(content: str, old: str, new: str) -> str:
    assert old in content
    return content.replace(old, new, 1)


# --- damage


@pytest.fixture
def load_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[str], str]], Taxonomy]:
    """Load the taxonomy with one file changed."""
    read = module._data

    def load(file: str, change: Callable[[str], str]) -> Taxonomy:
        monkeypatch.setattr(module, "_data", lambda name: change(read(name)) if name == file else read(name))
        return load_taxonomy.__wrapped__()

    return load


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_damage(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], file: str
) -> None:
    def missing(_content: str) -> str:
        raise FileNotFoundError(file)

    with pytest.raises(TaxonomyDamaged, match=file):
        load_with(file, missing)


@pytest.mark.parametrize("file", FILES)
def test_a_row_cut_short_is_damage(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], file: str
) -> None:
    with pytest.raises(TaxonomyDamaged) as caught:
        load_with(
            file, lambda content: content.rstrip() + "\nS01" if file != "indicators.json" else content[:-9]
        )
    assert caught.value.code == "taxonomy_damaged"


@pytest.mark.parametrize(
    ("file", "row"), [("lexicon.csv", "S77,没有的场景,2"), ("statements.csv", "X01,没有的场景怎么办")]
)
def test_an_unknown_code_is_damage(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], file: str, row: str
) -> None:
    with pytest.raises(TaxonomyDamaged, match=row[:3]):
        load_with(file, lambda content: f"{content.rstrip()}\n{row}\n")


@pytest.mark.parametrize("file", FILES)
def test_every_edit_makes_another_version(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], taxonomy: Taxonomy, file: str
) -> None:
    edited = load_with(file, lambda content: f"{content}\n")
    assert edited.version != taxonomy.version
    assert edited.version.split("+")[0] == taxonomy.version.split("+")[0]


@pytest.mark.parametrize("content", ["", "gestern", "2026-11-25"])
def test_a_version_that_is_no_date_is_damage(
    load_with: Callable[[str, Callable[[str], str]], Taxonomy], content: str
) -> None:
    with pytest.raises(TaxonomyDamaged, match=r"version\.txt"):
        load_with("version.txt", lambda _: content)


def test_it_is_loaded_once() -> None:
    assert load_taxonomy() is load_taxonomy()
