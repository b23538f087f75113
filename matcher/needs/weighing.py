"""From judged statements to needs: evidence for and against every topic is weighed, and what remains is asked for.

Every statement speaks for a topic with strength s or against it with strength d, both 0–1. The balance of a topic is the
sum of -log(1 - s) less the sum of -log(1 - d): independent witnesses, so that a problem named in 痛点, 需求 and 建议 is
one need with three pieces of evidence, and a single "暂不考虑" outweighs a doubtful mention but not three firm ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.taxonomy.classifier import TopicOdds
from embeddings.segmentation import fold
from matcher.layout.sections import Part, shift
from matcher.needs.confidence import load_calibration
from matcher.needs.judging import Judgement
from matcher.needs.model import Evidence
from matcher.needs.statements import Statement, clauses

_INTEGRATION = "B03"
_CERTAIN = 0.95  # no single sentence is surer than this
_LEAST_STRENGTH = 0.25  # below, a statement is no witness
_LEAST_BALANCE = -math.log(1 - 0.62)  # one firm sentence, or two doubtful ones
# A long report has a doubtful sentence for every topic; on the development reports no need rests on such alone.
_LEAST_FIRM = 0.55
# The report says from which level to which a scene is to rise: worth one more sentence, whose words then need not be firm.
# Chosen with the witnesses' least strength on the development reports, where it found four more needs and no wrong one.
_RISE = -math.log(1 - 0.5)
_DECLARED = 0.97  # a row that names its topic
_HEADING = 0.7  # headings name topics, but often those of the part and not of a need
_SECOND_TOPIC = 0.12  # a topic named outright must not be quite unlikely
_LISTED_TOPIC = 0.6  # then it is this likely
_NAMED_ABOVE = 0.5  # a heading names one topic rather than several
_WHOLE_SENTENCE = 12  # characters
_QUESTION = 0.2  # a question is no statement, unless it asks for help
_WORKING_AGAINST = 0.5  # what works today may still be asked to grow

_ASKS = re.compile(r"^(?!.*(?:能不能|能否|可不可以|怎么(?:才|办|能)|有没有(?:办法|软件|系统))).*[?？]$")
# How it is to be done, not what: 数据不上公有云, 不得形成新的孤岛.
_CONDITION = re.compile(
    r"不(?:得|准|许|能|允许|可)?(?:再)?(?:上|用|使用|接入|放到?|存放?)[^，。；]{0,4}公有云|(?:不得|避免|防止|以免)(?:再)?(?:形成|出现|产生|造成)"
)
_INTERVIEWER = re.compile(r"^\W{0,2}问\W{0,2}[:：]")
_SYSTEM = re.compile(
    r"(?<![a-z])(?:erp|mes|wms|plm|pdm|srm|crm|qms|lims|dcs|oa|aps|ems|scada|tms|bi)(?![a-z])"
    r"|(?:财务|进销存|仓储|采购|销售|生产|考勤|设计|办公|质量|库存)(?:软件|系统)|金蝶|用友|钉钉|企业微信"
)
_APART = re.compile(
    r"打通|接口|孤岛|互[联通]|集成|对接|贯通|不通|各是各|各管各|两张皮|重复录|录(?:两|三|几)遍|再录|倒(?:一遍|来倒去)|(?:编码|口径|主数据).{0,6}(?:不一|不统一|各|统一)|割裂"
)


@dataclass(frozen=True, slots=True)
class Witness:
    """A statement that speaks for a topic."""

    statement: Statement
    strength: float

    @property
    def rank(self) -> float:
        """Which witness is quoted first: firm, whole sentences before headings and cell labels."""
        statement = self.statement
        whole = 1.0 if len(statement.text) >= _WHOLE_SENTENCE else 0.8
        asking = 1.0 if statement.part in {Part.PROBLEM, Part.DEMAND} else 0.9
        return self.strength * whole * asking * (0.6 if statement.heading else 1.0)


@dataclass
class Case:
    """All that is said about one topic."""

    topic: str
    witnesses: list[Witness] = field(default_factory=list)
    against: float = 0.0
    raised: bool = False
    """Whether the report states a target level above the present one."""

    @property
    def balance(self) -> float:
        """Evidence for less evidence against, in nats."""
        said = sum(-math.log(1 - witness.strength) for witness in self.witnesses)
        return said + (_RISE if self.raised and self.witnesses else 0.0) - self.against

    @property
    def confidence(self) -> float:
        """The balance as the share of such topics that the report really asks for."""
        return load_calibration().confidence(self.balance)

    @property
    def is_need(self) -> bool:
        """Whether the enterprise asks for the topic."""
        firmest = max((witness.strength for witness in self.witnesses), default=0.0)
        firm = _LEAST_STRENGTH if self.raised else _LEAST_FIRM
        return firmest >= firm and self.balance >= _LEAST_BALANCE

    def evidence(self) -> tuple[Evidence, ...]:
        """The witnesses as evidence, the best quote first, each quote once."""
        ordered = sorted(self.witnesses, key=lambda witness: -witness.rank)
        unique = {witness.statement.text: witness for witness in reversed(ordered)}
        return tuple(
            Evidence(
                quote=witness.statement.text,
                location=witness.statement.block.location(witness.statement.start, witness.statement.end),
                strength=round(witness.strength, 3),
            )
            for witness in sorted(unique.values(), key=lambda witness: -witness.rank)
        )


def weigh(
    statements: Sequence[Statement], judged: Mapping[str, Judgement], known_topics: Iterable[str]
) -> dict[str, Case]:
    """One case per topic that anything speaks for or against; `judged` holds every text and context."""
    cases = {topic: Case(topic) for topic in known_topics}
    refused = set(_refused_rows(statements, judged))
    for statement in statements:
        roles = shift(judged[statement.text].roles, statement.part)
        topics = topics_of(statement, judged)
        need = roles["need"]
        if statement.demanded is True:
            need = max(need, 0.9)
        elif statement.heading and statement.row and _has_gap(statement):
            need = max(need, 0.85)
        elif statement.row and statement.part is Part.DEMAND and not statement.heading:
            need = max(need, 0.8 * (1 - roles["deferred"]))
        if _ASKS.search(statement.text) or _INTERVIEWER.search(statement.text):
            need *= _QUESTION
        if _CONDITION.search(statement.text) and not statement.row:
            need *= _QUESTION
        if statement.row in refused or statement.demanded is False:
            need = 0.0
        for topic, probability in topics.items():
            strength = min(
                _CERTAIN, need * probability * (_HEADING if statement.heading and not statement.row else 1.0)
            )
            if strength >= _LEAST_STRENGTH:
                cases[topic].witnesses.append(Witness(statement, strength))
            cases[topic].against += _against(statement, roles, probability, refused)
    return {topic: case for topic, case in cases.items() if case.witnesses or case.against}


def _has_gap(statement: Statement) -> bool:
    return (
        statement.current is not None
        and statement.target is not None
        and statement.target > statement.current
    )


def _refused_rows(statements: Sequence[Statement], judged: Mapping[str, Judgement]) -> Iterable[str]:
    """Rows of which one cell says that the thing works or is put off, whatever the levels beside it say.

    A cell is terse: 已联锁，目标三级等搬迁后再考虑 says what is there and puts off the rest, so its clauses are heard singly.
    """
    for statement in statements:
        if statement.row and not statement.heading and statement.demanded is not True:
            roles = judged[statement.text].roles
            works = roles["working"] > 0.7 and not _has_gap(statement) and statement.part is not Part.DEMAND
            put_off = max(
                judged[part].roles["deferred"] for part in (statement.text, *clauses(statement.text))
            )
            if put_off > 0.6 or roles["others"] > 0.8 or works:
                yield statement.row


def _against(
    statement: Statement, roles: Mapping[str, float], probability: float, refused: set[str]
) -> float:
    if statement.part is Part.EFFECT:
        return 0.0  # what is said of others says nothing of this enterprise
    denial = max(roles["deferred"], _WORKING_AGAINST * roles["working"]) * probability
    if statement.row and statement.heading and (statement.demanded is False or statement.row in refused):
        denial = 0.8 * probability
    return -math.log(1 - min(_CERTAIN, denial)) if denial >= _LEAST_STRENGTH else 0.0


def topics_of(statement: Statement, judged: Mapping[str, Judgement]) -> dict[str, float]:
    """The topics of a statement with their probabilities; most have one."""
    if statement.topic is not None:
        return {statement.topic: _DECLARED}
    own = judged[statement.text].topics
    if _joins_systems(statement):
        return {_INTEGRATION: _DECLARED}
    probabilities = dict(own.probabilities)
    around = _surroundings(statement, judged)
    if around is not None:
        mixed = {
            topic: probability * (around.probabilities[topic] + 0.05) ** 0.5
            for topic, probability in probabilities.items()
        }
        total = sum(mixed.values())
        probabilities = {topic: value / total for topic, value in mixed.items()}
    best = max(probabilities, key=lambda topic: probabilities[topic])
    found = {best: probabilities[best]}
    for topic in own.decided:
        if probabilities[topic] >= _SECOND_TOPIC:
            found[topic] = max(probabilities[topic], _LISTED_TOPIC)
    return found


def _surroundings(statement: Statement, judged: Mapping[str, Judgement]) -> TopicOdds | None:
    """The topics of what stands over a statement and clearly names one: the heading of its paragraph, else that of its part."""
    for name in (statement.theme, statement.context):
        around = judged.get(name) if name else None
        if around is not None and around.topics.lexicon and around.topics.best[1] >= _NAMED_ABOVE:
            return around.topics
    return None


def _joins_systems(statement: Statement) -> bool:
    """Whether systems are said to stand apart: then the topic is their integration, not what each of them does."""
    text = fold(statement.text)
    return len(set(_SYSTEM.findall(text))) >= 2 and bool(_APART.search(text))
