"""The panel of questions asked back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from api.forms.address import read_address
from api.presenters.guidance import present_guidance
from catalog.search.conditions.model import Field
from catalog.search.engine import Request
from catalog.search.guidance.answers import Answer
from catalog.search.guidance.aspects import Aspect, load_wording
from catalog.search.guidance.dialogue import Dialogue
from catalog.taxonomy import load_taxonomy


def _answer(aspect: Aspect) -> Answer:
    first, second, *_ = load_wording().values[aspect]
    return Answer(aspect, (first,), (first, second))


def test_confirming_makes_conditions_of_what_can_be_one_and_keeps_the_other_answers() -> None:
    matter, kind = _answer(Aspect.MATTER), _answer(Aspect.KIND)
    panel = present_guidance(None, Request("", dialogue=Dialogue((matter, kind))))
    assert panel is not None
    confirmed = read_address(parse_qsl(urlsplit(panel.confirm_url).query), load_taxonomy())
    assert [condition.field for condition in confirmed.conditions] == [Field.KIND]
    assert confirmed.dialogue.answers == (matter,)


def test_where_no_answer_can_be_a_condition_nothing_is_to_be_confirmed() -> None:
    panel = present_guidance(None, Request("", dialogue=Dialogue((_answer(Aspect.MATTER),))))
    assert panel is not None
    assert panel.confirm_url == ""
    assert panel.sentence
