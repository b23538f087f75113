"""Whose money pays for the project: the enterprise's own part of it, and the total investment, each as stated, in 万元."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from catalog.quantities import find_amounts
from matcher.documents.model import Document
from matcher.needs.profile.budget import PROJECT
from matcher.needs.profile.columns import amount_of, total_rows
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.lead import STRETCH, clause_before, clause_behind, sentence_before
from matcher.needs.profile.own import own_part

_SUM = r"[\d.,，零一二三四五六七八九十百两]{1,20}\s{0,3}[百千]?[万亿]?元?"
_PAYS_ITSELF = r"(?:企业|公司|厂里|我[们厂司]|本企业)?(?:自筹|自有资金|自行(?:解决|承担|筹)|自己(?:出|掏|拿|解决|承担)|自付)"
_OWN_LABEL = re.compile(
    r"^(?:其中)?(?:企业|公司)?(?:自有|自筹)(?:资金)?(?:金额|投入|部分|出资|来源|解决)?(?:[（(].{0,6}[）)])?$"
)
_OWN_BEFORE = re.compile(
    r"(?:自有资金|自筹(?:资金|部分)?|自有|自己(?:出|拿|掏)|自出|自掏腰包)(?:投入|出资|安排|解决|部分|共|约|为|是|有|[:：]|\s){0,4}"
    rf"(?={_SUM})"
)
_OWN_AFTER = re.compile(rf"^[^\d，。；]{{0,2}}(?:全部)?(?:由|用|为|是|靠)?{_PAYS_ITSELF}")
_OWN_BEHIND_COMMA = re.compile(rf"^[，,](?:全部)?(?:由|用|为|是|靠)?{_PAYS_ITSELF}")
_REST = re.compile(
    rf"(?:其余|剩余|剩下|余下|差额|不足)(?:的|部分|资金|款项)*[，]?(?:全部|都)?(?:由|用|以|靠)?{_PAYS_ITSELF}"
)
_WHOLE = re.compile(
    rf"(?:全部|全额|均|都|全|皆|一律)(?:使用|由|用|以|为|是|靠|来自)?[^，。；]{{0,14}}?(?:{_PAYS_ITSELF}|自有|自己的钱)"
    r"|(?:费用|资金|投资|钱)(?:来源)?(?:全|都)?(?:为|是|由|[:：])?(?:企业|我)?(?:自筹|自有资金|自己出)(?=$|[，。；]|解决)"
)
_LENT = re.compile(
    rf"(?:贷款?|借款?|融资|租赁)(?:约|共|人民币)?{_SUM}|{_SUM}(?:的)?(?:设备|软件|银行|信用)?(?:更新)?贷款"
)
_OUTSIDE = re.compile(r"银行|贷|借|融资|租赁|补助|补贴|奖补|垫资|[＋+]")
_REFUSED_OUTSIDE = re.compile(
    r"不[^，。；]{0,8}(?:贷|借|融资|租赁|垫资|银行)|不(?:再)?(?:需要|用|申请)[^，。；]{0,6}$|贷款?[^，。；]{0,4}不"
)
_OTHER = re.compile(
    r"注册资|固定资产|已(?:经)?(?:投|支付|建成)|曾|近[三3两2]年|累计|历年|装修|厂房|原项目|每[年月]|首付|(?:集团|母公司|股东|控股方)的?$"
)
# Money of another time or thing, unless the plan's own words follow: 去年自筹20万元买了ERP.
_PAST = re.compile(
    r"(?:去年|上一?年度?|前年|往年|曾|一期|已(?:经)?(?:上线|完成|实施|购|买|花))"
    r"(?!.*(?:本次|此次|这次|今年|计划|拟|打算|准备|预算|总投))"
)
_DONE_BEFORE = re.compile(r"已(?!经?(?:落实|准备|备好|筹|安排|到位|全[部额]))")
_DONE_BEHIND = re.compile(r"^[^，。；]{0,6}(?:完成|建成|[买上购建换装]了|购[买置]了|采购了)")
_PLANNED = re.compile(r"拟|计划|将|打算|准备|本次|此次|这次")
_A_THING = re.compile(
    r"^的[^，。；]{0,6}(?:设备|厂房|仪器|机床|土地|产线|生产线|车间|系统|软件|车辆|存货|房产)"
)
_DENIED = re.compile(r"不(?:能|是|够|可能|会|全)|无法|没法|难以|并非|没(?:有)?办法|未必|是否|能否")
_TOO_LITTLE = re.compile(r"^[^，。；]{0,4}(?:不够|不足|有限|困难|紧张|缺口)")

_TOTAL_LABEL = re.compile(
    r"^(?:项目|本次|改造|计划|本期)*(?:总投[资入]|投资总额|总预算|预算总额|投资规模|总投资额)"
)
_TOTAL_SAID = re.compile(
    r"(?:总投[资入](?:额)?|投资总额|总预算|预算总[额计]|投资规模)(?:约|为|是|共|合计|控制在|不超过|[:：]|\s){0,4}"
)
_TOTAL_ROW = re.compile(r"投[入资]|预算|费用|估算|金额")
_PROPERTY = re.compile(r"成立|位于|坐落|占地|厂区|建厂|投产|引进|光伏|并网|建成")
_NOT_ALL = re.compile(r"不含|不包括|另计|除外")


def find_own(fields: list[Field], prose: list[str], budget_wan: float | None) -> float | None:
    """The enterprise's own money for the project, or None where the report does not say.

    It is named as a sum; or is what a sentence leaves of the project's budget beside a loan (其余自筹); or all of the
    budget where the report says that no other money pays.
    """
    for field in labelled(fields, _OWN_LABEL):
        amount = amount_of(field)
        if amount is not None:
            return amount
    told = [own_part(text) for text in _told(fields, prose)]
    named = next(chain.from_iterable(map(_named, told)), None)
    if named is not None or budget_wan is None:
        return named
    rest = next((left for text in told if (left := _rest(text, budget_wan)) is not None), None)
    if rest is not None:
        return rest
    return budget_wan if any(map(_is_whole, told)) else None


def find_investment(
    fields: list[Field], prose: list[str], document: Document, funds: tuple[float | None, float | None]
) -> float | None:
    """The total investment, or None; `funds` are budget and own money: a budget that names its own part is the total."""
    budget, own = funds
    for field in labelled(fields, _TOTAL_LABEL, _OTHER):
        amount = amount_of(field)
        if amount is not None:
            return amount
    said = next((total for text in map(own_part, prose) for total in _totals(text)), None)
    if said is not None:
        return said
    if any(_NOT_ALL.search(text) and _TOTAL_SAID.search(text) for text in prose):
        return None
    if budget is not None and own is not None and own <= budget:
        return budget
    total = next(total_rows(document, _TOTAL_ROW), None)
    return total if total is not None and total == budget else None


def _totals(text: str) -> Iterator[float]:
    """The totals that a sentence names for the project; what a factory, a site or a plant on its roof cost is none."""
    for match in _TOTAL_SAID.finditer(text):
        before, behind = clause_before(text, match.start()), clause_behind(text, match.end())
        amount = next(iter(find_amounts(text[match.end() : match.end() + 14])), None)
        if amount is None or amount.start or _OTHER.search(before) or _NOT_ALL.search(behind):
            continue
        around = sentence_before(text, match.start()) + text[match.end() : match.end() + STRETCH]
        planned = "预算" in match[0] or PROJECT.search(around)  # a budget is a plan's; a site has none
        if PROJECT.search(before) or (planned and not _PROPERTY.search(around)):
            yield amount.high


def _told(fields: Iterable[Field], prose: Iterable[str]) -> Iterator[str]:
    """Values of forms that may speak of money, with their labels, and the sentences."""
    yield from (
        f"{field.label}：{field.value}"
        for field in fields
        if re.search(r"预算|资金|投[资入]|费用|融资|贷款|钱", field.label)
    )
    yield from prose


def _named(text: str) -> Iterator[float]:
    """The sums that a sentence names as the enterprise's own."""
    for match in _OWN_BEFORE.finditer(text):
        amount = next(iter(find_amounts(text[match.end() : match.end() + 14])), None)
        if amount is None or amount.start or _is_other(text, match.start()):
            continue
        behind = text[match.end() + amount.end : match.end() + amount.end + STRETCH]
        spent = _DONE_BEHIND.search(behind) and not _PLANNED.search(clause_before(text, match.start()))
        if not (
            spent or (match[0].startswith("自有") and "资金" not in match[0] and _A_THING.search(behind))
        ):
            yield amount.high
    amounts = list(find_amounts(text))
    for amount in amounts:
        behind = text[amount.end : amount.end + 24]
        pays = _OWN_AFTER.search(behind) or (len(amounts) == 1 and _OWN_BEHIND_COMMA.search(behind))
        lead = clause_before(text, amount.start)
        if not pays or _DENIED.search(pays[0]) or _TOO_LITTLE.search(behind[pays.end() :]):
            continue
        if not _OUTSIDE.search(lead) and not _is_other(text, amount.start):
            yield amount.high


def _rest(text: str, budget_wan: float) -> float | None:
    """What a sentence leaves to the enterprise beside the loan that it names."""
    rest = _REST.search(text)
    if rest is None or _is_other(text, rest.start()):
        return None
    lent = [amount.high for match in _LENT.finditer(text) for amount in find_amounts(match[0])]
    return round(budget_wan - lent[0], 6) if len(lent) == 1 and lent[0] < budget_wan else None


def _is_whole(text: str) -> bool:
    """Whether a sentence says that the enterprise pays for all of it and names no outside money that it takes."""
    outside = [clause for clause in re.split(r"[，；。]", text) if _OUTSIDE.search(clause)]
    refused = all(_REFUSED_OUTSIDE.search(clause) for clause in outside)
    match = _WHOLE.search(text) or (re.search(rf"{_PAYS_ITSELF}|自有资金", text) if outside else None)
    if match is None or not refused or _is_other(text, match.start()):
        return False
    denied = _DENIED.search(clause_before(text, match.start()) + match[0])
    return denied is None and _TOO_LITTLE.search(text[match.end() : match.end() + STRETCH]) is None


def _is_other(text: str, at: int) -> bool:
    """Whether the words before a sum say that it is for another thing or was spent in the past."""
    sentence = sentence_before(text, at, 20)
    done = _DONE_BEFORE.search(clause_before(text, at, 20) + text[at : at + 2])
    return bool(_OTHER.search(sentence) or _PAST.search(sentence) or done)
