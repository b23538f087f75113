"""The year in which the enterprise was founded: a form's, else what a sentence says of the enterprise itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part

_LABEL = re.compile(
    r"^(?:企业|公司|工厂)?(?:注册)?(?:成立|创立|创办|创建|建厂|设立|始建|组建)(?:时间|日期|年份|年月|年度|年)?(?:[（(].{0,8}[）)])?$"
    r"|^(?:企业|公司)?注册(?:时间|日期|年份|登记日期)$"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?<!\d)(?P<year>(?:18|19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
_BEGINS = r"(?:成立|创立|创办|创建|始建|建厂|注册成立|组建|开办|设立)"
_AFTER = re.compile(rf"(?P<verb>{_BEGINS})于?{_YEAR}\s*年?")
_BEFORE = re.compile(
    rf"{_YEAR}\s*年(?:\d{{1,2}}月(?:\d{{1,2}}日)?|[初底末])?(?P<lead>[^，。；、\d]{{0,10}}?)(?P<verb>{_BEGINS})"
    r"(?=$|[，。；、,（(]|以来|至今|时|投产)"
)
_OTHERS = re.compile(
    r"车间|分厂|[子分]公司|集团|股东|控股|品牌|商标|中心|部门?|科室?|小组|研究|实验室|系统|平台|合作社|前身|园区?|客户|供应商|协会|工会|"
    r"机构|委员会|办公室|班组?|产线|生产线|基地|项目|领导|专班|联盟|银行|支部|大学|学院"
)
_FIRST_YEAR = 1850


def find_founding(fields: list[Field], prose: list[str]) -> int | None:
    """The year, or None. A workshop's, a parent's, a forerunner's, a brand's or a working group's is not it."""
    for field in labelled(fields, _LABEL):
        match = re.search(_YEAR, field.value)
        if match:
            return _number(match)
    return next((year for text in prose for year in _years(own_part(text))), None)


def _years(text: str) -> Iterator[int]:
    for clause in re.split(r"[，；。]", text):
        for match in (*_AFTER.finditer(clause), *_BEFORE.finditer(clause)):
            around = clause[: match.start()] + match.groupdict().get("lead", "")
            if not _OTHERS.search(around) and _number(match) >= _FIRST_YEAR:
                yield _number(match)


def _number(match: re.Match[str]) -> int:
    return int(match["year"].translate(_DIGITS))
