"""How many people the enterprise employs: the newest count of the whole, not of a department, a course or a group above it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.quantities import parse_number
from matcher.documents.model import Document
from matcher.needs.profile.columns import latest_column
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part

_LABEL = re.compile(
    r"(?:从业|在册|在职|职工|员工|在岗|用工).{0,4}(?:人员|人数|数|总数|规模|职工)?|^(?:全员|企业|公司|总)?(?:人员|人数)(?:规模|数量|总数|人数)?$|^全员人数"
)
_OTHER_LABEL = re.compile(r"信息化|数字化|研发|技术|管理人员|大专|专科|平均|人均|培训|其中|派遣|一线")
_INSURED_LABEL = re.compile(r"(?:社保|参保).{0,4}人数")  # where nothing else is said
_LEAST = 10  # smaller counts in prose are of a department
_COUNT = r"(\d{1,3}(?:[,，]\d{3})+|\d+|[一二三四五六七八九十百千两]+)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:员工|职工|从业人员|在册人员|在岗人员|用工|从业者|在册职工|人员规模)(?:总数|总人数|人数|规模|共计|总计|合计)?(?:约|共|有|为|是|达|达到|总共|现有|大约|近|:|：)*\s*{_COUNT}\s*(?:多|余)?\s*(?:人|名|位)",
        rf"(?:现有|共有|在册|在职|在岗|全厂|全公司|上下|一共|总共|拥有)[^，。；]{{0,6}}?{_COUNT}\s*(?:多|余)?\s*(?:个|名|位|号|口)?\s*(?:正式)?(?:员工|职工|人(?![次均]))",
        rf"{_COUNT}\s*(?:多|余)?(?:名|个|位|号)(?:正式)?(?:员工|职工)",
        rf"(?:员工|职工)[^，。；\d]{{0,4}}{_COUNT}(?:人|名)",
        rf"(?:连我|连我们|连老板|算上我|加上我|包括我)(?:在内|一起|一共|总共)*\s*{_COUNT}\s*(?:多|来)?(?:个|口|号)?人",
        rf"(?:厂里|厂子里?|公司里|我们)(?:现在|共|总共|一共|有)*\s*{_COUNT}\s*(?:多|来)?(?:个|口|号)?人",
    )
)
_A_PART = re.compile(
    r"培训|研发人员|信息化|党员|技术人员\d|座谈|访谈|参加|代表|吸纳|带动|减少|节省|节约|减员|增加|新增|招聘|替代|少用|其中|派遣|外聘|短工|临时"
)
_SERIES = re.compile(rf"(20\d\d)年?(?:末|底|度)?[^，。；、\d]{{0,6}}?{_COUNT}\s*(?:人|名)")
_REACH = 24  # characters before a count that may say that it is of a part


def find_employees(fields: list[Field], prose: list[str], document: Document) -> int | None:
    """The head count of the whole enterprise, or None: a form's, else a table's newest, else the newest in prose."""
    for field in labelled(fields, _LABEL, _OTHER_LABEL):
        count = _count_in(field.value)
        if count is not None:
            return count
    by_column = list(latest_column(document, _LABEL, _OTHER_LABEL))
    if by_column:
        return int(max(by_column)[1])
    for pattern in _PATTERNS:
        found = [claim for text in prose for claim in _claims(own_part(text), pattern)]
        if found:
            return max(found, key=lambda claim: claim[0])[1]
    insured = (_count_in(field.value) for field in labelled(fields, _INSURED_LABEL))
    return next((count for count in insured if count is not None), None)


def _count_in(value: str) -> int | None:
    """The count that a form's value states, of the newest of several years; 300-500 is none."""
    if re.search(r"\d\s*[-~—至]\s*\d+\s*人|\d\s*人?以[上下]", value):
        return None
    by_year = [
        (int(year), int(parsed[0]))
        for year, count in _SERIES.findall(value)
        if (parsed := parse_number(count))
    ]
    if by_year:
        return max(by_year)[1]
    total = re.search(rf"(?:共计?|合计|总计|总数)(?:为|:|：)?\s*{_COUNT}\s*人", value)
    if total and (parsed := parse_number(total[1])):
        return int(parsed[0])
    number = re.search(rf"(?<!20){_COUNT}(?!\d*\s*年)", value)
    parsed = parse_number(number[1]) if number else None
    return int(parsed[0]) if parsed and parsed[0] else None


def _claims(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """(year or 0, count) of every count of the whole in a sentence."""
    match = pattern.search(text)
    if match is None or _A_PART.search(text[: match.end()][-_REACH:].rpartition("，")[2]):
        return
    parsed = parse_number(match[1])
    if not parsed or parsed[0] < _LEAST:
        return
    years = re.findall(r"20\d\d", text[: match.start()])
    yield int(years[-1]) if years else 0, int(parsed[0])
    for year, count in _SERIES.findall(text[match.end() :]):
        later = parse_number(count)
        if later and later[0] >= _LEAST:
            yield int(year), int(later[0])
