"""The words by which conditions are told, loaded from `data/` and the taxonomy, found by longest match."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from catalog.errors import TaxonomyDamaged
from catalog.search.conditions.model import Field
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold


class Role(StrEnum):
    """What a word can do in a sentence with conditions; one word may have several roles, its place decides.

    The first are for measures, then those for names, at last the words that only ask and the names themselves.
    """

    BOUND_BEFORE = "bound_before"
    """不超过, 至少; the value is `<=` or `>=`."""
    BOUND_AFTER = "bound_after"
    """以内, 起; as above."""
    ENOUGH = "enough"
    """够不够, 搞定: what stands before it is all there is, exactly or about."""
    APPROXIMATE = "approximate"
    """左右, 大约."""
    BETWEEN = "between"
    """之间."""
    LINK = "link"
    """在, 要, 能: may stand between a measure and what gives it sense."""
    PER = "per"
    """每年, /套: beside a price it changes nothing."""
    LEVEL = "level"
    """级别, 出头, (含税)."""
    LABEL = "label"
    """预算, 额度, 利率, 期限, 上线; the value is the field."""
    SUM = "sum"
    """资金: says that money is meant, not which."""
    MONTH_RATE = "month_rate"
    """月息: a rate by the month."""
    DEGREE = "degree"
    """要快, 有限: 上线要快，一个月内."""
    TOLD = "told"
    """电费, 损失 before a number: the enterprise's own affair; the value says `days`, or nothing for both."""
    TOLD_AFTER = "told_after"
    """了, 以前, 营收 behind it; the value is `money` or `days`."""
    TROUBLE = "trouble"
    """坏了: where nothing is asked, a sum beside it is the enterprise's own affair; `measure` ones (太贵) speak of the sum itself."""
    COUNTED = "counted"
    """台, 人: 3万台 is no money."""
    BORROW = "borrow"
    """贷, 融资: the query speaks of borrowing."""
    NEGATION = "negation"
    """不要, 除了."""
    NEGATION_AFTER = "negation_after"
    """云端的就别推了."""
    AFFIRMED = "affirmed"
    """不要 that only turns round the denial before it: 没有试用的不要."""
    NOT_BUT = "not_but"
    """非SaaS不可."""
    EXCEPT_AFTER = "except_after"
    """以外."""
    HARD = "hard"
    """只, 必须."""
    EITHER = "either"
    """或者."""
    BOTH = "both"
    """和, 、."""
    EITHER_AFTER = "either_after"
    """都行."""
    SKIP = "skip"
    """给我推, 那种: may stand between a negation and the name it denies."""
    WITH = "with"
    """跟, 和 before a system."""
    CONNECT = "connect"
    """对接, 连; `weak` ones (支持) need a known system."""
    CONNECT_AFTER = "connect_after"
    """跟ERP打通."""
    INTERFACE_SUFFIX = "interface_suffix"
    """接口, 协议."""
    SYSTEM = "system"
    """系统 behind a system's name."""
    POSSESSIVE = "possessive"
    """我们现有的."""
    ABLE = "able"
    """能, 支持."""
    FORM = "form"
    """模式, 版 behind a way to deploy: SaaS 模式."""
    FRAME_BEFORE = "frame_before"
    """做, 位于, 服务过."""
    FRAME_AFTER = "frame_after"
    """行业, 企业; `closing` ones (生产) only at the end of a phrase."""
    PARTY = "party"
    """服务商, 厂子."""
    OTHER = "other"
    """别的地方."""
    NAME_LABEL = "label_of_name"
    """部署：, 行业：; the value is the field."""
    SCENE = "scene"
    """场景."""
    SERVICE = "service"
    """培训: what 免费 does not make the item free."""
    TOOL = "tool"
    """小程序, 工具: software by another word."""
    ASKING = "asking"
    """想找 (`strong`), 能 (`weak`), 吗 (`final`)."""
    MATTER = "matter"
    """Words that hold another word of the vocabulary and mean something else: 能耗, 除尘."""
    NAME = "name"
    """Names its value, `field=value`."""
    WEAK = "weak"
    """As NAME, but 材料 or 内网 may be a matter: its place decides."""
    INTERFACE = "interface"
    """A system or protocol; a condition only beside 对接, 接口 …."""
    TOPIC = "topic"
    """A scene; a condition only beside 场景."""
    LOCAL = "local"
    """本地: of a firm."""
    PLAIN_PRODUCT = "plain_product"
    """产品: only behind 只要 or 不要."""
    PLAIN_SOLUTION = "plain_solution"
    """方案: only at the end of its phrase, and not as the matter itself (施工方案管理)."""
    OF_MATTER = "of_matter"
    """施工, 加工: with 方案 behind it a document of the enterprise."""
    DENIED = "denied"
    """上云: only where it is refused."""


Roles = Mapping[Role, str]
_TELLING = frozenset({Role.NAME, Role.LABEL, Role.BOUND_AFTER})
_PASSING = {Role.PARTY, Role.TOLD, Role.TOLD_AFTER, Role.LABEL, Role.LINK, Role.COUNTED, Role.SERVICE}
_FIRM = _TELLING | {Role.INTERFACE, Role.TOPIC, Role.BOUND_BEFORE, Role.NEGATION}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words and their roles."""

    words: Mapping[str, Roles]
    longest: int

    def find(self, text: str, start: int, stop: int | None = None) -> str | None:
        """The longest word that stands at `start` and ends by `stop`, not cutting Latin letters or digits; None when none does.

        A word whose last character begins a longer telling one gives way: 信用贷 + 款 is 信用 + 贷款, 找个 + 税 is 找 + 个税.
        """
        for end in range(min(stop or len(text), start + self.longest), start, -1):
            word = text[start:end]
            if word in self.words and _is_whole(text, start, end) and not self._gives_way(text, start, end):
                return word
        return None

    def _gives_way(self, text: str, start: int, end: int) -> bool:
        word = text[start:end]
        if len(word) < 2 or not self.words[word].keys().isdisjoint(_FIRM) or _asks_whether(word):
            return False
        telling = _TELLING | {Role.MATTER} if Role.ASKING in self.words[word] else _TELLING
        if Role.CONNECT in self.words.get(word[:-1], {}):
            telling = telling | {Role.INTERFACE}  # 接地磅 is no 接地
        return any(
            text[end - 1 : later] in self.words
            and not self.words[text[end - 1 : later]].keys().isdisjoint(telling)
            for later in range(end + 1, min(len(text), end + 5) + 1)
        )


def _asks_whether(word: str) -> bool:
    """能不能, 有没有: cut before its last character it would be a denial."""
    return len(word) > 2 and word[1] in "不没" and word[0] == word[2]


def _is_whole(text: str, start: int, end: int) -> bool:
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    return not cut_before and not (end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=4)
def load_vocabulary(taxonomy: Taxonomy) -> Vocabulary:
    """The words of `data/` and the taxonomy's names. Raises TaxonomyDamaged when a file names an unknown role or field."""
    names = tuple(_taxonomy_names(taxonomy))
    words: dict[str, dict[Role, str]] = {}
    matters = [word for role, _, word in names if role is Role.MATTER]
    named = (name for name in names if name[0] is not Role.MATTER)
    for role, value, word in (*named, *_grammar_words(), *_name_words()):
        words.setdefault(fold(word), {}).setdefault(role, value)
    for word in map(fold, matters):
        if _hides(word, words, {Role.ASKING}) or (word not in words and _hides(word, words, _PASSING)):
            words.setdefault(word, {}).setdefault(Role.MATTER, "")
            if any(Role.BORROW in words.get(part, ()) for part in _parts(word)):
                words[word].setdefault(Role.BORROW, "")
    return Vocabulary(words, max(map(len, words)))


def _hides(word: str, words: Mapping[str, Roles], roles: Collection[Role]) -> bool:
    """Whether a word of the field begins or ends with one of these roles (需量, 合同评审), and holds no condition."""
    cuts = range(1, len(word))
    edges = (part for cut in cuts for part in (word[:cut], word[cut:]))
    hides = any(not words.get(part, {}).keys().isdisjoint(roles) for part in edges)
    return hides and not any(not _TELLING.isdisjoint(words.get(part, ())) for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    """Every part of two characters or more."""
    return (word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1))


def _taxonomy_names(taxonomy: Taxonomy) -> Iterator[tuple[Role, str, str]]:
    weak = {word for role, value, word in _name_words() if role is Role.WEAK and not value}
    for industry in taxonomy.industries:
        for word in (industry.name, *industry.aliases):
            yield (
                (Role.WEAK if word in weak else Role.NAME),
                f"{Field.INDUSTRY}={industry.name}",
                word,
            )
    for region in taxonomy.regions:
        for word in (region.name, *region.aliases):
            yield Role.NAME, f"{Field.REGION}={region.name}", word
    for word in taxonomy.words:
        yield Role.MATTER, "", word
    for topic in taxonomy.topics.values():
        for word in (topic.code, topic.name, *topic.aliases):
            yield Role.TOPIC, f"{Field.TOPIC}={topic.code}", word


def _grammar_words() -> Iterator[tuple[Role, str, str]]:
    for row in _rows("words.csv"):
        try:
            role = Role(row["role"])
        except ValueError as error:
            raise TaxonomyDamaged(f"条件词表用了不认识的类别：{row['role']}") from error
        for word in row["words"].split("；"):
            yield role, row["value"], word


_SPECIAL = {
    "industry_weak": Role.WEAK,
    "deployment_weak": Role.WEAK,
    "deployment_denied": Role.DENIED,
    "interface": Role.INTERFACE,
    "region_local": Role.LOCAL,
    "product_after_hard": Role.PLAIN_PRODUCT,
    "solution_wanted": Role.PLAIN_SOLUTION,
}
_FIELD_OF = {
    "industry_plant": Field.INDUSTRY,
    "deployment_weak": Field.DEPLOYMENT,
    "deployment_denied": Field.DEPLOYMENT,
    "region_local": Field.REGION,
    "product_after_hard": Field.KIND,
    "solution_wanted": Field.KIND,
}


def _name_words() -> Iterator[tuple[Role, str, str]]:
    for row in _rows("names.csv"):
        written = row["field"]
        if written == "industry_weak":
            value = ""
        else:
            try:
                value = f"{_FIELD_OF.get(written) or Field(written)}={row['value']}"
            except ValueError as error:
                raise TaxonomyDamaged(f"条件词表用了不认识的字段：{written}") from error
        for word in row["words"].split("；"):
            yield _SPECIAL.get(written, Role.NAME), value, word


def _rows(name: str) -> Iterator[dict[str, str]]:
    data = resources.files("catalog.search.conditions") / "data" / name
    yield from csv.DictReader(data.read_text(encoding="utf-8").splitlines())


_RARE = 10
"""Below so many occurrences in jieba's count a pair of characters is a chance neighbourhood rather than a word."""


@cache
def familiar_pairs() -> frozenset[str]:
    """Words of two characters, from jieba's dictionary: they tell 能 in 能耗 and 用 in 信用 from the words that only ask."""
    dictionary = resources.files("jieba") / "dict.txt"
    with dictionary.open(encoding="utf-8") as lines:
        parts = (line.split(" ", 2) for line in lines)
        return frozenset(part[0] for part in parts if len(part[0]) == 2 and int(part[1]) >= _RARE)
