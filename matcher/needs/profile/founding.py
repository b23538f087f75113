"""The year in which the enterprise was founded: a form's, else what a sentence says of the enterprise itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from embeddings.segmentation import simplify
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part

_LABEL = re.compile(
    r"^(?:企业|公司|工厂)?(?:注册)?(?:成立|创立|创办|创建|建厂|设立|始建|组建)(?:时间|日期|年份|年月|年度|年)?(?:[（(].{0,8}[）)])?$"
    r"|^(?:企业|公司)?注册(?:时间|日期|年份|登记日期)$"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?<!\d)(?P<year>(?:18|19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
_BEGINS = r"(?:成立|创立|创办|创建|始建|建厂|注册成立|组建|开办|设立)"
# 成立于2020年的子公司 and 设立2019年度专项资金 name something else; 是一家成立于2009年的企业 the enterprise.
_AFTER = re.compile(
    rf"(?P<verb>{_BEGINS})(?:[于在]{_YEAR}\s*(?:年(?!度)|(?![\d年]))|{_YEAR.replace('year', 'bare')}\s*年?(?=$|[，。；、（(]))(?P<of>的)?"
)
_BEFORE = re.compile(
    rf"{_YEAR}\s*年(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[初底末])?(?P<lead>[^，。；、\d]{{0,16}}?)(?P<verb>{_BEGINS})"
    r"(?=$|[，。；、,（(]|以来|至今|时|投产)"
)
_OTHERS = re.compile(
    r"车间|分厂|[子分]公司|集团|股东|控股|品牌|商标|中心|部门?|科室?|小组|研究|实验室|系统|平台|合作社|前身|园区?|客户|供应商|协会|工会|"
    r"机构|委员会|下属|参股|全资|关联|(?:销售|贸易|物业)公司|办公室|班组?|产线|生产线|基地|项目|领导|专班|联盟|银行|支部|大学|学院"
)
_FIRST_YEAR = 1850
_SELF = re.compile(
    r"(?:[A-Za-z·\u3400-\u9fff]{0,30}(?:公司|企业|厂|工厂|合作社|酒庄)|厂子|厂里|我们|[我本]司)?"
    r"(?:最[早初]|正式|注册|登记|始|自|于|在|从|是)?(?P<one>[是为]?一家)?"
)
_HOW = re.compile(r"(?:(?:最[早初]|正式|注册|登记)|[在于由][\u3400-\u9fff]{1,12})?")
_NUMBERED = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]\s*)*|\s")
_BRACKETED = re.compile(r"[（(][^（()）\d]{0,60}[）)]")  # a remark; with figures it may state the year itself
_LONGEST_SUBJECT = 60
"""Characters before the verb; behind more the subject is another's."""
_SHORTEST_NAME = 3


def find_founding(fields: list[Field], prose: list[str], name: str | None = None) -> int | None:
    """The year, or None; `name` is the enterprise's. A workshop's, a parent's, a brand's or a team's year is not it."""
    for field in labelled(fields, _LABEL):
        match = re.search(_YEAR, field.value)
        if match:
            return _number(match["year"])
    own_name = simplify(name or "")
    return next((year for text in prose for year in _years(own_part(text), own_name)), None)


def _years(text: str, own_name: str) -> Iterator[int]:
    for clause in re.split(r"[，,；;。]", _BRACKETED.sub("", text)):
        for match in _AFTER.finditer(clause):
            subject = _subject(clause, match.start(), own_name)
            year = _number(match["year"] or match["bare"])
            if subject and bool(match["of"]) <= bool(subject["one"]) and year >= _FIRST_YEAR:
                yield year
        for match in _BEFORE.finditer(clause):
            lead = _subject(match["lead"], len(match["lead"]), own_name) or _HOW.fullmatch(match["lead"])
            year = _number(match["year"])
            if lead and _subject(clause, match.start(), own_name) and year >= _FIRST_YEAR:
                yield year


def _subject(clause: str, at: int, own_name: str) -> re.Match[str] | None:
    """The enterprise itself as the subject that ends at a place of the clause, or no subject at all; else None."""
    if at > _LONGEST_SUBJECT:
        return None
    words = _NUMBERED.sub("", re.split(r"[:：（(]", clause[:at].rstrip("（("))[-1])
    if _OTHERS.search(clause, 0, at):
        return None
    if len(words) >= _SHORTEST_NAME:
        words = words.removeprefix(next(filter(words.startswith, _short_names(own_name)), ""))
    return _SELF.fullmatch(words)


def _short_names(own_name: str) -> Iterator[str]:
    """The enterprise's name and the parts of it by which a report calls it, the longest first: 样例重工."""
    for length in range(len(own_name), _SHORTEST_NAME - 1, -1):
        yield from (own_name[at : at + length] for at in range(len(own_name) - length + 1))


def _number(year: str) -> int:
    return int(year.translate(_DIGITS))
