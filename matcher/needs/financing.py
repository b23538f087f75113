"""The enterprise's wish for outside money: what for, how much, how long; talk about policy and old loans is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog.quantities import Months, find_amounts, find_months
from embeddings.segmentation import simplify
from matcher.layout.sections import Part, shift
from matcher.layout.ticks import read_ticked
from matcher.needs.judging import Judgement
from matcher.needs.model import Enterprise, FinancingWish
from matcher.needs.statements import Statement

_MONEY = re.compile(
    r"贷款?(?!款(?:贴息)?政策)|融资|借(?:款|\d|[一二三四五六七八九十百]|点|些|钱)|租赁|授信|周转|信贷"
)
_WISH = re.compile(
    r"拟(?:申请|通过|向|以|采用|用|办|贷|借|融)|希望|想(?:要|贷|借|向|通过|找|申请)|计划(?:申请|通过|向|贷|融)|需要?(?:申请|贷|融资|借|银行|外部|一笔|资金)|"
    r"申请(?:银行|贷|设备|一笔|\d)|有融资需求|寻求|打算|意向|缺口|拟.{0,12}(?:贷|融资|租赁)|准备.{0,8}(?:贷|融|借|租)|争取.{0,10}(?:贷|融)|融资需求"
)
_REFUSED = re.compile(
    r"不(?:再)?(?:需要|需|用|考虑|打算|申请|涉及|想|办|贷|借|做|采用|对外|通过|接受|利用|使用|向)(?!抵押)|无(?:需|融资|贷款|外部)|没有.{0,6}(?:贷款|融资).{0,4}(?:需求|计划|打算)|暂(?:不|无)|自(?:有资金|筹)(?:解决|承担|即可|全部)|"
    r"全部.{0,6}自[有筹]|已(?:还清|结清|归还|到期|偿还|获批|发放|于)|还清|结清|曾|以前|贷过|[12]\d{3}年(?:办理|申请|取得|获得).{0,12}(?:贷款|租赁|借款)"
)
_PURPOSES: tuple[tuple[str, str], ...] = (
    ("流动资金", r"流动资金|周转|原料(?:采购|款|收购)|备货|压款|回款|收购季|经营性"),
    ("网络建设", r"网络|机房|5[gG]|布线|无线|专网|光纤"),
    (
        "软件开发",
        r"软件|系统(?:建设|采购|开发|上线)|平台(?:建设|开发)|信息化|数字化(?:改造|项目|转型)|MES|ERP|上云|开发",
    ),
    ("设备更新", r"设备|产线|生产线|机床|装备|灌装线|仪表|技改|技术改造|机器|炉"),
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("融资租赁", r"融资租赁|直租|售后回租|回租|(?:设备|方式|通过|采用|以)租赁|租赁(?:方式|公司|融资)"),
    ("担保", r"担保(?:公司|机构|贷款)|融资担保|见贷即保"),
    ("贷款", r"贷款?|授信|信贷|银行借款"),
)
# 自有资金35万元 and 35万元自筹 are not borrowed; 其余申请贷款 is what they leave of the whole.
_OWN_BEFORE = re.compile(r"(?:自有|自筹|自己(?:出|拿|掏)|自出)[^，,。；;\d]{0,8}$")
_OWN_BEHIND = re.compile(
    r"^[^，,。；;\d]{0,2}(?:由|用|靠|为|是)?(?:企业|公司|厂里)?(?:自筹|自有|自己(?:出|掏|拿)|自付)"
)
_REST = re.compile(r"(?:其余|剩余|剩下|余下|差额|不足|缺口|缺的)[^\d。；;]{0,24}?" + f"(?:{_MONEY.pattern})")
_SILENT_PARTS = {Part.BACKGROUND, Part.SUPPLIER, Part.EXCLUDED}


def find_financing(statements: Sequence[Statement], judged: Mapping[str, Judgement]) -> FinancingWish | None:
    """The best stated wish for outside money, or None. Amount in 万元, term in months; unstated stays None."""
    wishes = []
    for statement in statements:
        text = simplify(statement.text)
        if statement.part in _SILENT_PARTS or statement.heading or not _MONEY.search(text):
            continue
        strength = _strength(statement, text, judged)
        if strength > 0:
            wishes.append((strength, statement))
    if not wishes:
        return None
    _, best = max(wishes, key=lambda wish: wish[0])
    return describe_wish(best, _neighbours(best, statements))


def describe_wish(best: Statement, near: Sequence[Statement]) -> FinancingWish:
    """What a statement that asks for money says of it, and where it is silent the other statements of its paragraph."""
    text = read_ticked(simplify(best.text))
    money = _MONEY.search(text)
    anchor = money.start() if money else 0
    months = _terms(text) or [span for other in near for span in _terms(simplify(other.text))]
    return FinancingWish(
        purpose=_purpose(text, near),
        amount_wan=_amount(text, anchor, near),
        term_months=months[0].high if months else None,
        quote=best.text,
        location=best.block.location(best.start, best.end),
        form=_form(text),
    )


def _amount(text: str, anchor: int, near: Sequence[Statement]) -> float | None:
    """The sum to borrow: the one nearest to the word for it, or what the enterprise's own money leaves of the whole."""
    sums = list(find_amounts(text))
    own = [
        amount
        for amount in sums
        if _OWN_BEFORE.search(text[: amount.start]) or _OWN_BEHIND.search(text[amount.end :])
    ]
    others = [amount for amount in sums if amount not in own]
    rest = _REST.search(text)
    if rest and own and not re.match(r"[^，,。；;]{0,8}\d+(?:\.\d+)?万", text[rest.end() :]):
        whole = next((amount.high for amount in others if amount.start < rest.start()), None)
        left = None if whole is None else round(whole - sum(amount.high for amount in own), 6)
        return left if left is not None and left > 0 else None
    nearest = min(others, key=lambda amount: _distance(amount.start, amount.end, anchor), default=None)
    return nearest.high if nearest else None if own else _amount_near(near)


def settle_rest(wish: FinancingWish | None, enterprise: Enterprise) -> FinancingWish | None:
    """A wish for the rest (其余申请贷款) with its sum, where the report states the whole and the own money elsewhere."""
    whole, own = enterprise.budget_wan, enterprise.own_wan
    if wish is None or wish.amount_wan is not None or whole is None or own is None or own >= whole:
        return wish
    return replace(wish, amount_wan=round(whole - own, 6)) if _REST.search(simplify(wish.quote)) else wish


def _terms(text: str) -> list[Months]:
    """Spans that can be a loan's term, those beside 期限, 还 or 分 first; the age of a machine is none."""
    spans = [
        span
        for span in find_months(text)
        if not re.match(r"(?:前|来|以来|了|历史|的老|之?内(?!.{0,4}[还归偿付]))", text[span.end :])
    ]
    spans = [
        span for span in spans if not re.search(r"(?:用了|已|近|过去|成立|满|运行)$", text[: span.start])
    ]
    return sorted(
        spans, key=lambda span: not re.search(r"(?:期限?|分|还款?期?|贷|租期).{0,4}$", text[: span.start])
    )


def _strength(statement: Statement, text: str, judged: Mapping[str, Judgement]) -> float:
    roles = shift(judged[statement.text].roles, statement.part)
    wish = bool(_WISH.search(text)) or bool(
        re.search(r"融资|贷款|资金", statement.context) and _names_sum(text)
    )
    if not wish or roles["others"] > 0.85:
        return 0.0
    clauses = re.split(r"[，,；;。]", text)
    speaking = [clause for clause in clauses if _MONEY.search(clause)]
    if all(_REFUSED.search(clause) for clause in speaking):
        return 0.0
    return 0.3 + 0.4 * bool(_names_sum(text)) + 0.3 * roles["need"] - 0.2 * roles["past"]


def _names_sum(text: str) -> bool:
    """Whether any sum is named."""
    return next(iter(find_amounts(text)), None) is not None


def _distance(start: int, end: int, anchor: int) -> int:
    return min(abs(start - anchor), abs(end - anchor))


def _neighbours(statement: Statement, statements: Sequence[Statement]) -> list[Statement]:
    """The other statements of the same paragraph or cell, which may hold term and amount."""
    return [other for other in statements if other.block is statement.block and other is not statement]


def _amount_near(near: Sequence[Statement]) -> float | None:
    for other in near:
        text = simplify(other.text)
        if re.search(r"额度|金额|需要|大约|左右", text) and not _REFUSED.search(text):
            amount = next(iter(find_amounts(text)), None)
            if amount:
                return amount.high
    return None


def _form(text: str) -> str | None:
    """The form of financing that the quote asks for; None when it names both leasing and a loan, or refuses one of them."""
    wanted = "，".join(clause for clause in re.split(r"[，,；;。]", text) if not _REFUSED.search(clause))
    named = [form for form, pattern in _FORMS if re.search(pattern, wanted)]
    if "融资租赁" in named:
        return "融资租赁" if named == ["融资租赁"] else None
    return named[0] if named else None


def _purpose(text: str, near: Sequence[Statement]) -> str | None:
    for source in (text, *(simplify(other.text) for other in near)):
        named = re.search(r"(设备更新|软件开发|网络(?:基础)?建设|流动资金)", source)
        if named:
            return "网络建设" if named[1].startswith("网络") else named[1]
        for purpose, pattern in _PURPOSES:
            if re.search(pattern, source):
                return purpose
    return None
