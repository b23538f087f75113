"""Conditions on price, loan amount, rate, term and time to go live: a measure with the words around it that give it sense."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.search.conditions.findings import Finding, Reading
from catalog.search.conditions.measures import Form, Measure, Unit
from catalog.search.conditions.model import Field, Op
from catalog.search.conditions.tokens import Sentence, Token
from catalog.search.conditions.told import asks_how, is_all_said, is_lamented, names_a_system, only_laments
from catalog.search.conditions.vocabulary import Role
from catalog.vocabulary import Kind

_REACH = 10
"""Tokens on either side that may belong to one measure."""
_DAYS_IN_MONTH = 30
_TOLERANCE = 0.2
"""左右 and 大约 mean ± 20 %."""
_LEAST_PLAIN_YUAN = 100
"""A bare number beside 预算 is yuan from here on; below it might as well be 万元."""
_LEAST_UNLABELLED_YUAN = 500
_FIELDS = {
    Unit.MONEY: (Field.PRICE, Field.AMOUNT),
    Unit.DAYS: (Field.GOLIVE, Field.TERM),
    Unit.PERCENT: (Field.RATE,),
    Unit.NONE: (Field.RATE, Field.PRICE),
}
_FINANCE = f"{Field.KIND}={Kind.FINANCE}"
_BEGINNINGS = ("上线", "投用", "投产", "启用", "实施", "运行", "投运", "开通", "验收", "建成", "完工")
"""With a bare span behind them they tell an age."""
_BARE_IS_EXACT = (Field.AMOUNT, Field.TERM)
_FLIPPED: dict[Op, Op] = {"<=": ">=", ">=": "<="}


@dataclass(slots=True)
class _Phrase:
    """A measure and what was collected around it; `first` and `end` enclose the tokens that belong to it."""

    measure: Measure
    first: int
    end: int
    op: Op | None = None
    approximate: bool = False
    held: bool = False
    negated: bool = False
    framed: bool = False
    told: bool = False
    enough: bool = False
    monthly: bool = False
    recurring: bool = False
    labels: list[Field] = field(default_factory=list)


def find_measured(sentence: Sentence) -> Iterator[Finding]:
    """Every measure that is a condition. Money told of the enterprise, counts and plain numbers are none."""
    borrowing = speaks_of_borrowing(sentence)
    lamenting = only_laments(sentence)
    free_from = 0
    for place, token in enumerate(sentence.tokens):
        if token.measure is None or place < free_from:
            continue
        phrase = _Phrase(token.measure, place, place + 1)
        _look_right(sentence, phrase, place)
        _look_left(sentence, phrase, place, free_from)
        _look_for_denial(sentence, phrase)
        phrase.told |= _is_other_period(sentence, phrase) or (
            phrase.op is None and is_lamented(sentence, phrase.end)
        )
        phrase.told |= _is_age(sentence, phrase, place)
        phrase.told |= lamenting and not (
            phrase.labels or phrase.op or is_all_said(sentence, phrase.first, phrase.end, free_from)
        )
        target = None if phrase.told else _field_of(phrase, sentence, borrowing)
        if target is None:
            continue
        readings = tuple(Reading(target, op, value, hard=True) for op, value in _bounds(phrase, target))
        if readings:
            yield Finding(phrase.first, phrase.end, readings)
            free_from = phrase.end


def speaks_of_borrowing(sentence: Sentence) -> bool:
    """Whether a loan is wanted: one of its words stands there, and is not negated (不要贷款)."""
    negated = False
    for token in sentence.tokens:
        borrowing = token.has(Role.BORROW) or token.roles.get(Role.NAME) == _FINANCE
        if borrowing and not negated:
            return True
        negated = token.has(Role.NEGATION) or (negated and token.has(Role.SKIP))
    return False


def _look_left(sentence: Sentence, phrase: _Phrase, place: int, stop: int) -> None:
    for current in range(place - 1, max(stop, place - _REACH) - 1, -1):
        token = sentence.tokens[current]
        if token.is_break:
            if _label_of_clause(sentence, phrase, current, stop) or not _opens(sentence, phrase, current):
                return
        elif token.text in ("了", "过", "第") or (
            phrase.measure.unit is Unit.DAYS and _tells(token, phrase, Role.TOLD)
        ):
            phrase.told = True
            return
        elif _takes(token, phrase, Role.BOUND_BEFORE):
            phrase.first = current
        elif token.has(Role.NEGATION) and not token.has(Role.BOUND_BEFORE) and phrase.first == current + 1:
            phrase.negated, phrase.first = True, current
        elif _tells(token, phrase, Role.TOLD):
            phrase.told = True
            return
        elif not (token.has(Role.LINK) or (token.has(Role.BORROW) and phrase.measure.unit is Unit.DAYS)):
            return


def _opens(sentence: Sentence, phrase: _Phrase, place: int) -> bool:
    """Whether a break only stands between a label and its measure: 预算：20万, 预算 20万."""
    before = sentence.at(place - 1)
    if sentence.tokens[place].text not in (":", " ") or phrase.labels or before is None:
        return False
    labelled = _label(before, phrase) is not None or before.has(Role.PER) or before.text in (":", " ")
    return labelled or _is_bound_alone(sentence, place - 1)


def _is_bound_alone(sentence: Sentence, place: int) -> bool:
    """不超过 10万, not 资金不足 10万."""
    before = sentence.at(place - 1)
    alone = before is None or before.is_break or before.has(Role.LABEL, Role.LINK)
    return sentence.tokens[place].has(Role.BOUND_BEFORE) and alone


def _label_of_clause(sentence: Sentence, phrase: _Phrase, place: int, stop: int) -> bool:
    """The clause before may only name the field and how much of it is wanted: 上线要快，一个月内, 尽快上线，15天."""
    if phrase.labels or place - 1 < stop:
        return False
    first, found, wanted = place, None, False
    while first > stop and not (token := sentence.tokens[first - 1]).is_break:
        field_named = _label(token, phrase)
        wanted |= token.has(Role.DEGREE)
        if not (field_named or token.has(Role.DEGREE, Role.LINK) or token.text == "的"):
            return False
        found, first = field_named or found, first - 1
    if found is None or not wanted:
        return False
    phrase.labels.append(found)
    phrase.first = first
    return True


def _look_right(sentence: Sentence, phrase: _Phrase, place: int) -> None:
    for current in range(place + 1, min(len(sentence.tokens), place + _REACH)):
        token = sentence.tokens[current]
        if _ends_phrase(sentence, phrase, current):
            return
        if token.is_break:
            continue
        if _is_told_behind(sentence, phrase, place, current) or (
            current == place + 1 and _is_count(token, phrase)
        ):
            phrase.told = True
            return
        if _takes(token, phrase, Role.BOUND_AFTER) or token.has(Role.BETWEEN, Role.LEVEL):
            phrase.end = current + 1
        elif _goes_up(sentence, phrase, current):
            phrase.labels.append(Field.GOLIVE)
            phrase.end = current + 1
            return
        elif token.text == "的":
            _look_behind_de(sentence, phrase, current + 1)
            return
        elif not token.has(Role.LINK):
            return


def _ends_phrase(sentence: Sentence, phrase: _Phrase, place: int) -> bool:
    """Whether the phrase goes no further right than this token: a break, but for a space before what completes it."""
    token, following = sentence.tokens[place], sentence.at(place + 1)
    if not token.is_break:
        return _leads(sentence, place)
    completed = token.text == " " and following is not None and _completes(following, phrase)
    return not completed or _leads(sentence, place + 1)


def _leads(sentence: Sentence, place: int) -> bool:
    """Whether a bound belongs to the measure behind it: 九个月 不到100万."""
    following = sentence.at(place + 1)
    return (
        sentence.tokens[place].has(Role.BOUND_BEFORE)
        and following is not None
        and following.measure is not None
    )


def _goes_up(sentence: Sentence, phrase: _Phrase, place: int) -> bool:
    """20天上的报工: 上 is short for 上线 directly behind a span and before 的 or the end of its clause."""
    following = sentence.at(place + 1)
    ends = following is None or following.is_break or following.text == "的"
    return ends and sentence.tokens[place].text == "上" and phrase.measure.unit is Unit.DAYS


def _look_behind_de(sentence: Sentence, phrase: _Phrase, place: int) -> None:
    """5万的预算 has its label there, 200万的电费 is told; in 10万以内的成本分摊 the matter begins."""
    token, following = sentence.at(place), sentence.at(place + 1)
    if token is None:
        return
    closes = following is None or following.is_break or following.has(Role.LINK, Role.ASKING)
    if closes and (found := _label(token, phrase)):
        phrase.labels.append(found)
        phrase.end = place + 1
    elif (
        (phrase.op is None or asks_how(sentence, place))
        and _is_told_of(sentence, phrase, place)
        and place <= phrase.end + 1
    ):
        phrase.told = True


def _is_told_of(sentence: Sentence, phrase: _Phrase, place: int) -> bool:
    """200万的电费 is told; a span that a label already claims is not (一周上线的审批), nor is a system (20万的库存系统)."""
    claimed = phrase.measure.unit is Unit.DAYS and bool(phrase.labels)
    return _tells(sentence.tokens[place], phrase, Role.TOLD_AFTER) and not (
        claimed or names_a_system(sentence, place + 1)
    )


def _look_for_denial(sentence: Sentence, phrase: _Phrase) -> None:
    """10万以上的不要: a denial behind a bound turns it round."""
    end = phrase.end
    if (token := sentence.at(end)) is not None and token.text == "的":
        end += 1
    denial, closing = sentence.at(end), sentence.at(end + 1)
    closed = closing is None or closing.is_break
    if phrase.op is not None and denial is not None and denial.has(Role.NEGATION_AFTER) and closed:
        phrase.negated, phrase.end = True, end + 1


def _is_other_period(sentence: Sentence, phrase: _Phrase) -> bool:
    """周期 alone is the time to go live; behind another word it is that word's (平均修复周期)."""
    before = sentence.at(phrase.first - 1)
    alone = before is None or before.is_break or before.has(Role.ASKING, Role.PARTY, Role.NAME, Role.LINK)
    return sentence.tokens[phrase.first].text == "周期" and not alone


def _is_age(sentence: Sentence, phrase: _Phrase, place: int) -> bool:
    """上线三年的ERP is that old; 三个月上线的 and 实施周期三个月的 are asked for."""
    before, after = sentence.at(place - 1), sentence.at(place + 1)
    bare = phrase.op is None and not phrase.approximate and phrase.measure.unit is Unit.DAYS
    return (
        bare
        and before is not None
        and before.text in _BEGINNINGS
        and (after is not None and after.text == "的")
    )


def _completes(token: Token, phrase: _Phrase) -> bool:
    return token.has(Role.BOUND_AFTER) or (
        phrase.measure.unit is Unit.DAYS and _label(token, phrase) is Field.GOLIVE
    )


def _takes(token: Token, phrase: _Phrase, bound: Role) -> bool:
    """Add what a token on either side says to the phrase; False when it says nothing about a measure."""
    bounds = token.has(bound) and phrase.op in (None, token.roles[bound])
    if bounds:
        phrase.held = token.text.endswith("在")
        phrase.op = ">=" if token.roles[bound] == ">=" else "<="
    if found := _label(token, phrase):  # 搞定 is both: 一个月搞定
        phrase.labels.append(found)
        phrase.monthly |= token.has(Role.MONTH_RATE)
    elif bounds:
        pass
    elif token.has(Role.ENOUGH) and bound is Role.BOUND_AFTER:
        phrase.enough = True
    elif token.has(Role.APPROXIMATE):
        phrase.approximate = True
    elif token.has(Role.SUM) and phrase.measure.unit is Unit.MONEY:
        pass
    elif token.has(Role.PER) or _is_one_period(token, phrase):
        phrase.recurring = True
    else:
        return False
    phrase.framed = True
    return True


def _tells(token: Token, phrase: _Phrase, role: Role) -> bool:
    """Whether the word says that the measure is the enterprise's own affair: its turnover, its loss, its past."""
    unit = "days" if phrase.measure.unit is Unit.DAYS else "money"
    return token.has(role) and not token.has(Role.NAME) and token.roles[role] in ("", unit)


def _is_told_behind(sentence: Sentence, phrase: _Phrase, measured: int, place: int) -> bool:
    """三年前, 一年多了, 200万的电费; what follows a label (三个月上线 试用) is told of something else."""
    token, before = sentence.tokens[place], sentence.tokens[place - 1]
    closed = place - 1 > measured and _label(before, phrase) is not None and token.text not in ("了", "过")
    return (
        _tells(token, phrase, Role.TOLD_AFTER)
        and not _label(token, phrase)
        and place <= phrase.end + 1
        and not closed
    )


def _is_count(token: Token, phrase: _Phrase) -> bool:
    """3万台, 10万件: without 元 the noun behind is what is counted."""
    return token.has(Role.COUNTED) and not phrase.measure.written_unit


def _is_one_period(token: Token, phrase: _Phrase) -> bool:
    """一年 beside a price changes nothing."""
    return (
        phrase.measure.unit in (Unit.MONEY, Unit.NONE)
        and token.measure is not None
        and token.measure.unit is Unit.DAYS
        and token.text in ("一年", "1年", "一个月", "1个月", "一个季度")
    )


def _label(token: Token, phrase: _Phrase) -> Field | None:
    if not token.has(Role.LABEL):
        return None
    found = Field(token.roles[Role.LABEL])
    return found if found in _FIELDS[phrase.measure.unit] else None


def _field_of(phrase: _Phrase, sentence: Sentence, borrowing: bool) -> Field | None:
    unit, labels = phrase.measure.unit, phrase.labels
    if unit is Unit.MONEY:
        before = sentence.at(phrase.first - 1)
        if not phrase.measure.sure and before is not None and before.has(Role.COUNTED):
            return None  # 人不到一百
        if not (phrase.measure.sure or phrase.framed or phrase.op or phrase.measure.form is Form.RANGE):
            return None
        if Field.PRICE in labels:
            return Field.PRICE
        return Field.AMOUNT if Field.AMOUNT in labels or borrowing else Field.PRICE
    if labels and (unit is not Unit.NONE or labels[0] is Field.RATE):
        return labels[0]
    if unit is Unit.NONE:
        least = _LEAST_PLAIN_YUAN if labels or phrase.recurring else _LEAST_UNLABELLED_YUAN
        bounded = phrase.op is not None or phrase.enough
        told = bool(labels) or phrase.recurring or (bounded and _stands_alone(phrase, sentence))
        return (
            Field.PRICE if told and phrase.measure.low >= least and not phrase.measure.written_unit else None
        )
    if borrowing and _stands_alone(phrase, sentence):
        return Field.TERM if unit is Unit.DAYS else Field.RATE
    return None


def _stands_alone(phrase: _Phrase, sentence: Sentence) -> bool:
    """Whether nothing before the phrase in its clause could be what is measured."""
    before = sentence.at(phrase.first - 1)
    if before is None or before.is_break or before.measure is not None:
        return True
    if before.has(Role.BORROW) and before.text.endswith("贷"):
        return True  # 抵押贷两年, not 贷后两年
    return before.has(Role.ASKING, Role.BORROW, Role.LINK, Role.NAME, Role.PARTY) and not before.has(
        Role.MATTER
    )


def _bounds(phrase: _Phrase, target: Field) -> Iterator[tuple[Op, float]]:
    low, high = (_in_unit_of(target, value, phrase) for value in (phrase.measure.low, phrase.measure.high))
    around = phrase.held and phrase.approximate  # 控制在15万左右 is held near it, not below
    if phrase.op is not None and phrase.measure.form is not Form.RANGE and not around:
        op = _FLIPPED[phrase.op] if phrase.negated else phrase.op
        doubt = _TOLERANCE if phrase.measure.form is Form.ABOUT else 0.0
        yield op, round(high * (1 + doubt) if op == "<=" else low * (1 - doubt), 6)
    elif phrase.negated:
        return
    elif low < high:
        if low > 0:
            yield ">=", low
        yield "<=", high
    elif phrase.approximate or phrase.measure.form is Form.ABOUT:
        yield ">=", round(low * (1 - _TOLERANCE), 6)
        yield "<=", round(low * (1 + _TOLERANCE), 6)
    else:
        yield ("=" if target in _BARE_IS_EXACT else "<="), low


def _in_unit_of(target: Field, value: float, phrase: _Phrase) -> float:
    measure = phrase.measure
    if target is Field.TERM:
        return round(value / _DAYS_IN_MONTH, 6)
    if target is Field.GOLIVE:
        return float(math.ceil(value)) if "工作日" in measure.written_unit else value
    if target is Field.RATE:
        monthly = 12.0 * (0.1 if measure.written_unit.startswith("厘") else 1.0) if phrase.monthly else 1.0
        return round(value * monthly, 6)
    return round(value / 10_000, 10) if measure.unit is Unit.NONE else value
