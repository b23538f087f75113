"""What the enterprise will spend on this transformation: a form's total, else prose, else the total of a plan's table."""

from __future__ import annotations

import re

from catalog.quantities import find_amounts
from matcher.documents.model import Document
from matcher.needs.profile.columns import amount_of, total_rows
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.lead import clause_before
from matcher.needs.profile.own import own_part

_LABEL = re.compile(
    r"(?:改造|项目|本次|数字化|预算|计划).{0,6}(?:预算|投入|投资|出资|经费)|^预算(?:总额|合计|金额)?$|^(?:打算|准备|计划|拟)(?:花|投|出)|总投资|投资总额|^计划投入|预算"
)
_OTHER_LABEL = re.compile(
    r"近[三3两2]年|数字化投入合计|其中|累计|固定资产|上年|历年|已投入|\d{4}年.{0,2}(?:数字化)?投入|占比|(?<!本)年度|自筹|补助|贷款"
)
_TOTAL = re.compile(
    r"总预算|预算总[额计]|总投[资入]|投[资入]总额|(?:合计|总计|共计|总共|一共|共需|共)(?:需|要)?(?:投[入资])?|资金盘子"
)
_FIRM = re.compile(
    r"预算|总投[资入]|合计(?:需)?投[入资]|(?:共|总共|一共)(?:需|要)?投[入资]|(?:计划|拟|预计|准备|打算|愿意|可)(?:用)?(?:投入|投资|出资|拿出?|花)|"
    r"投[资入]总?[额量]|投资估算|资金盘子|(?:最多|顶多|至多)(?:能|可)?(?:出|拿|投|花)?|能拿出|控制在|封顶|上限|不超过"
)
_LOOSE = re.compile(r"投入|投资|出资|拿出|费用")
_OTHER_MONEY = re.compile(
    r"20\d\d年(?!.{0,6}(?:计划|拟|预算|改造))|近[三3两2]年|累计|已|曾|固定资产|回收|贷款|额度|单户|营|收入|补[贴助]|奖|每[年月]|罚|损失|电费|设备款|注册资|单项|自筹"
)
_FACTORY = re.compile(r"占地|厂区|厂房|建筑面积|光伏|并网|建厂|生产基地")
_ABOUT = re.compile(r"改造|数字化|项目|本次|信息化|软件|系统")
PROJECT = re.compile(r"改造|数字化|转型|信息化|软件|[本该]项目|本次")
"""Words of the transformation itself: money that is told beside them is not what the factory once cost."""
_MENDED = re.compile(r"(?:调整|增加|追加|压缩|压减|核减|核定|缩减|修改|改|提高)(?:为|到|至)")
_CAP = re.compile(r"\W{0,2}(?:封顶|打住|为限|为上限)")
_AT_HAND = 18  # characters between the word and the sum
_COLUMN = re.compile(r"投[入资]|预算|费用|估算|金额")


def find_budget(fields: list[Field], prose: list[str], document: Document) -> float | None:
    """The sum in 万元, or None."""
    for field in labelled(fields, _LABEL, _OTHER_LABEL):
        amount = amount_of(field)
        if amount is not None:
            return _mended(field.value) or amount
    own = [own_part(text) for text in prose if not (_FACTORY.search(text) and not PROJECT.search(text))]
    return (
        _first(own, _FIRM)
        or next(total_rows(document, _COLUMN), None)
        or _first([text for text in own if _ABOUT.search(text)], _LOOSE)
    )


def _first(texts: list[str], words: re.Pattern[str]) -> float | None:
    """The first sum that a sentence states behind one of the words; the total where the sentence gives its parts too."""
    for text in texts:
        said = _said(text, words) or _capped(text, words)
        if said is not None:
            total = _said(text, _TOTAL) if _FIRM is words else None
            return _mended(text) or total or said
    return None


def _capped(text: str, words: re.Pattern[str]) -> float | None:
    """The sum in front of 封顶: 这块三十五万封顶."""
    for amount in find_amounts(text) if words is _FIRM else ():
        if _CAP.match(text, amount.end):
            return amount.high
    return None


def _said(text: str, words: re.Pattern[str]) -> float | None:
    for match in words.finditer(text):
        clause = clause_before(text, match.start(), 12)
        amounts = list(find_amounts(text[match.end() : match.end() + _AT_HAND]))
        if amounts and not _OTHER_MONEY.search(
            clause + match[0] + text[match.end() : match.end() + amounts[0].start]
        ):
            return amounts[0].high
    return None


def _mended(text: str) -> float | None:
    """The sum to which a budget was changed."""
    match = _MENDED.search(text)
    amounts = (
        list(find_amounts(text[match.end() : match.end() + _AT_HAND])) if match and "预算" in text else []
    )
    return amounts[0].high if amounts else None
