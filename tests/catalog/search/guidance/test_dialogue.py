"""A dialogue kept in an address, retold, taken back and made firm."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.conditions.model import Condition, Field
from catalog.search.guidance.answers import MOST_QUESTIONS, OTHER, Answer
from catalog.search.guidance.aspects import Aspect, load_wording
from catalog.search.guidance.dialogue import Dialogue, decode, encode, summarise
from catalog.search.guidance.firmness import confirm, settle

BUDGET = Answer(Aspect.BUDGET, ("5-10",), ("1-5", "5-10", "10-30"))
TOPIC = Answer(Aspect.TOPIC, ("S08",), ("S07", "S08", OTHER))
CLOUD = Answer(Aspect.DEPLOYMENT, ("SaaS",), ("SaaS", "本地部署"))
UNSURE = Answer(Aspect.PAIN, (), ("paper", "late", OTHER))


def _random_dialogue(seed: int) -> Dialogue:
    chance = random.Random(seed)
    wording = load_wording()
    answers = []
    for aspect in chance.sample(list(Aspect), chance.randint(0, MOST_QUESTIONS)):
        values = [*wording.values[aspect], OTHER]
        offered = tuple(chance.sample(values, chance.randint(2, min(6, len(values)))))
        most = min(3 if wording.aspects[aspect].several else 1, len(offered))
        drawn = chance.sample(offered, chance.randint(0, most))
        answers.append(Answer(aspect, tuple(value for value in offered if value in drawn), offered))
    return Dialogue(tuple(answers))


@pytest.mark.parametrize("seed", range(60))
def test_what_is_encoded_is_decoded(seed: int) -> None:
    dialogue = _random_dialogue(seed)
    text = encode(dialogue)
    assert decode(text) == dialogue
    assert re.fullmatch(r"[A-Za-z0-9_.-]*", text)
    assert len(text) < 1500


@given(st.text())
def test_any_text_is_decoded_to_a_dialogue(text: str) -> None:
    assert len(decode(text).answers) <= MOST_QUESTIONS


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Aspect.TOPIC, ("S99",), ("S99", "S08")),
        Answer(Aspect.TOPIC, ("S08",), ("S08", "S08")),
        Answer(Aspect.KIND, ("product", "finance"), ("product", "finance")),
        Answer(Aspect.TOPIC, (), ("S01", "S02", "S03", "S04", "S05", "S06", "S07")),
    ],
)
def test_what_no_question_could_have_got_is_ignored(answer: Answer) -> None:
    assert decode(encode(Dialogue((answer, BUDGET)))) == Dialogue((BUDGET,))


def test_damaged_parts_and_more_than_four_are_ignored() -> None:
    text = encode(Dialogue((TOPIC, BUDGET)))
    assert decode(f"xx..%%.{text}.a.🙂.{'9' * 500}") == Dialogue((TOPIC, BUDGET))
    five = Dialogue((TOPIC, BUDGET, CLOUD, UNSURE, Answer(Aspect.TRIAL, (), ("free", "none"))))
    assert decode(encode(five)).answers == five.answers[:4]


def test_any_step_can_be_taken_back() -> None:
    dialogue = Dialogue((TOPIC, BUDGET, CLOUD))
    assert dialogue.without(Aspect.BUDGET) == Dialogue((TOPIC, CLOUD))
    assert dialogue.without(Aspect.TOPIC).answered(TOPIC) == Dialogue((BUDGET, CLOUD, TOPIC))
    assert dialogue.without(Aspect.SIZE) == dialogue


def test_a_second_answer_replaces_the_first() -> None:
    other = Answer(Aspect.TOPIC, ("S07",), TOPIC.offered)
    assert Dialogue((TOPIC, BUDGET)).answered(other) == Dialogue((other, BUDGET))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ((), "还不知道您想要什么样的。"),
        ((UNSURE,), "还不知道您想要什么样的。"),
        ((CLOUD, UNSURE, BUDGET, TOPIC), "您想管设备，预算10万元以内，最好云上用。"),
        (
            (Answer(Aspect.PAIN, ("paper", "downtime"), ("paper", "downtime")),),
            "您头疼的是还在用纸和手抄、设备老坏。",
        ),
        (
            (Answer(Aspect.INDUSTRY, (OTHER,), ("新型材料制造", "绿色消费品制造", OTHER)),),
            "您厂子的行业不是新材料、消费品。",
        ),
        (
            (Answer(Aspect.TOPIC, (OTHER,), ("S05", "S06", "S07", "S08", OTHER)),),
            "您要先管的不是排生产计划、管车间生产、管质量和检验等。",
        ),
        ((Answer(Aspect.TOPIC, ("S08", OTHER), ("S08", OTHER)),), "您想管设备、别的。"),
        (
            (
                Answer(Aspect.AMOUNT, ("50-200",), ("0-50", "50-200")),
                Answer(Aspect.PURPOSE, ("设备更新",), ("设备更新", "软件开发")),
            ),
            "您钱用来买设备、改产线，需要200万元以内。",
        ),
    ],
)
def test_it_says_what_was_understood(answers: tuple[Answer, ...], sentence: str) -> None:
    assert summarise(answers) == sentence


def test_confirmed_answers_become_conditions() -> None:
    answers = (
        TOPIC,
        BUDGET,
        Answer(Aspect.GOLIVE, ("7-31",), ("0-7", "7-31")),
        Answer(Aspect.DEPLOYMENT, ("SaaS",), ("SaaS", "混合部署")),
        Answer(Aspect.INDUSTRY, (OTHER,), ("新型材料制造", OTHER)),
        Answer(Aspect.TRIAL, ("free",), ("free", "none")),
        Answer(Aspect.AMOUNT, ("200-500",), ("50-200", "200-500")),
        UNSURE,
        Answer(Aspect.MATTER, ("lab",), ("lab", "defect")),
    )
    assert confirm(answers) == (
        Condition(Field.TOPIC, "=", "S08"),
        Condition(Field.PRICE, "<=", 10.0),
        Condition(Field.GOLIVE, "<=", 31.0),
        Condition(Field.DEPLOYMENT, "=", "SaaS"),
        Condition(Field.INDUSTRY, "not in", ("新型材料制造",), hard=False),
        Condition(Field.FREE, "=", value=True),
        Condition(Field.AMOUNT, ">=", 200.0, hard=False),
    )
    assert not any(condition.hard for condition in confirm(answers, hard=()))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Aspect.BUDGET, ("100-",), ("30-100", "100-")),
        Answer(Aspect.AMOUNT, ("0-50",), ("0-50", "50-200")),
        Answer(Aspect.TRIAL, ("none",), ("free", "none")),
        Answer(Aspect.TOPIC, ("S08", OTHER), ("S08", OTHER)),
        Answer(Aspect.TOPIC, (), ("S08", OTHER)),
        Answer(Aspect.BUDGET, (OTHER,), ("1-5", OTHER)),
    ],
)
def test_what_excludes_nothing_is_no_condition(answer: Answer) -> None:
    assert confirm((answer,)) == ()


def test_several_values_are_alternatives() -> None:
    answer = Answer(Aspect.TOPIC, ("S07", "S08"), ("S07", "S08", OTHER))
    assert confirm((answer,)) == (Condition(Field.TOPIC, "in", ("S07", "S08")),)
    (linked,) = confirm((Answer(Aspect.INTERFACE, ("erp",), ("erp", "mes")),))
    assert (linked.field, linked.op, linked.hard) == (Field.INTERFACE, "in", False)
    assert isinstance(linked.value, tuple)
    assert "erp" in linked.value


def test_what_conditions_fix_is_settled() -> None:
    conditions = [
        Condition(Field.PRICE, "<=", 10.0),
        Condition(Field.KIND, "=", "product"),
        Condition(Field.FREE, "=", value=True),
        Condition(Field.REGION, "=", "金凤区"),
        Condition(Field.DEPLOYMENT, "not in", ("SaaS",)),
    ]
    assert settle(conditions) == {Aspect.BUDGET, Aspect.KIND, Aspect.TRIAL}
