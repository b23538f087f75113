"""过程贴息 as worded: which part of the interest is given back, for how long, up to which cap, and by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from catalog.quantities import Months, find_amounts, find_months
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType
from matcher.financing.figures import NUMBER, Share, find_shares, fold, has_unread_figure, to_fen

Basis = Literal["interest", "points", "lpr"]

_POINTS = re.compile(
    rf"(?:(?P<year>首年|第一年|第1年|次年|第二年|第2年|第三年|第3年)[^,，、;；。\d]{{0,6}})?(?P<points>{NUMBER})\s*个(?:百分)?点"
)
_YEARS = {
    "首年": 1,
    "第一年": 1,
    "第1年": 1,
    "次年": 2,
    "第二年": 2,
    "第2年": 2,
    "第三年": 3,
    "第3年": 3,
}
_OF_LOAN = re.compile(rf"贷款(?:额|余额|金额|本金)的?(?:年化)?\s*(?P<points>{NUMBER})\s*%")
_ALL = re.compile(r"全额贴息|全额补贴利息|利息全额")
_BUILDING = re.compile(r"(?:项目)?(?:建设|实施|改造)期(?:间|内)?")
_WHOLE_TERM = re.compile(r"(?:整个|全部)?(?:贷款|借款|租赁)期(?:限)?(?:间|内)|全程|全期")
_AT_MOST = re.compile(r"(?:不超过|不高于|最高(?:不超过|按|可)?|≤|<=|至多|上限)[^,，;；。\d]{0,12}$")
_PER_YEAR = re.compile(r"每年|年度|每个?年|当年|一年|全年")
_PER_PROJECT = re.compile(r"项目")
_OUTSIDE_SPAN = re.compile(r"(?:每|满|近|提前)$")
_AFTER_SPAN = re.compile(r"\s*(?:后|一次|前|内申|以上)")
_PAYERS = re.compile(
    r"(?P<by>由)?(?P<payer>(?:自治区|省|市|区|县)级?财政|(?:自治区|省|市|区|县)级|财政|工信局|金融办|银行|租赁公司)"
    r"(?(by)|(?=给予|再?贴|补助|补贴|承担|负担|支付|拨付|出资))"
)
_PREFIX = re.compile(r"^过程贴息[:：]?")
_ROUTINE = re.compile(r"每(?:半年|季度?|月|年|[\d一二两三四六]个?月)(?:集中)?(?:申报|拨付|兑付|结算)一?次?")


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount on interest, read from `words`.

    `basis` says of what `shares` (one a year, the last for all later years) are: of the interest paid, of the LPR on the
    outstanding principal, or percentage points of that principal a year. `months` it lasts, None where the words name no
    number; `lasts` are then the words that they do name. Caps in 分, None where none is stated. `at_most` marks a share that
    the words only bound from above.
    """

    words: str
    basis: Basis
    shares: tuple[Fraction, ...]
    months: int | None
    lasts: str
    cap_year_fen: int | None = None
    cap_total_fen: int | None = None
    cap_per: str = ""
    payer: str = ""
    at_most: bool = False
    whole_term: bool = False

    @property
    def asks(self) -> tuple[str, ...]:
        """What the words leave open."""
        questions = []
        if self.months is None and not self.whole_term:
            said = f"贴息写的是“{self.lasts}”" if self.lasts else "贴息期限没有写明"
            questions.append(f"{said}，能贴多少个月")
        if self.at_most:
            questions.append("贴息比例写的是上限，实际按多少贴")
        return tuple(questions)


def read_discount(content: FinanceContent) -> Discount | None:
    """The discount that a product promises, or None when it promises none or its words are not understood."""
    words = discount_words(content)
    return read_discount_words(words) if words else None


def discount_words(content: FinanceContent) -> str:
    """All words on the discount: a 贴息 product is itself one, and states share, cap and time as its 额度 and 期限."""
    if content.finance_type is not FinanceType.INTEREST_DISCOUNT:
        return content.discount_text
    parts = (content.amount_text, content.term_text, content.discount_text)
    return "；".join(part for part in parts if part)


def read_discount_words(words: str) -> Discount | None:
    """The discount in these words; None when no basis is named or a figure stays that is not understood."""
    text = _PREFIX.sub("", fold(words)).replace("过程贴息:", "▯▯▯▯▯")
    routine = [match.span() for match in _ROUTINE.finditer(text)]
    spans = [span for span in find_months(text) if not _is_routine(span, text)]
    caps = _read_caps(text)
    read = _read_basis(text)
    if not text or read is None or caps is None:
        return None
    basis, shares, places, at_most = read
    lasting = {span.high for span in spans}
    if len(lasting) > 1 or any(span.low != span.high for span in spans):
        return None
    places += [(span.start, span.end) for span in spans] + [place for _, _, place in caps] + routine
    if has_unread_figure(text, places):
        return None
    building, payer = _BUILDING.search(text), _PAYERS.search(text)
    by_year = {fen for fen, per, _ in caps if per == "年"}
    total = {fen for fen, per, _ in caps if per != "年"}
    if len(by_year) > 1 or len(total) > 1:
        return None
    months = next(iter(lasting), None)
    if months is None and not building and basis == "points" and len(shares) > 1:
        months = 12 * len(shares)
    return Discount(
        words=words,
        basis=basis,
        shares=shares,
        months=months,
        lasts=building[0] if building and months is None else "",
        cap_year_fen=next(iter(by_year), None),
        cap_total_fen=next(iter(total), None),
        cap_per="、".join(dict.fromkeys(per for _, per, _ in caps)),
        payer=payer["payer"] if payer else "",
        at_most=at_most,
        whole_term=months is None and not building and _WHOLE_TERM.search(text) is not None,
    )


_Read = tuple[Basis, tuple[Fraction, ...], list[tuple[int, int]], bool]


def _read_basis(text: str) -> _Read | None:
    """What the shares are of, the shares by year, where they stand, and whether they are bounds only."""
    points = list(_POINTS.finditer(text))
    if points:
        return _read_points(text, points)
    if loan := _OF_LOAN.search(text):
        span = [loan.span()]
        return "points", (Fraction(loan["points"]),), span, bool(_AT_MOST.search(text[: loan.start()]))
    if whole := _ALL.search(text):
        return "interest", (Fraction(1),), [whole.span()], False
    shares = find_shares(text)
    values = {share.value for share in shares}
    if len(values) != 1:  # repeated as 额度 and in the text it is still one
        return None
    places = [(share.start, share.end) for share in shares]
    at_most = any(_AT_MOST.search(text[: share.start]) for share in shares)
    if any(re.search(r"LPR\D{0,6}$", text[: share.start]) for share in shares):
        return "lpr", (shares[0].value,), places, at_most
    if any(_is_of_interest(text, share) for share in shares):
        return "interest", (shares[0].value,), places, at_most
    return None


def _is_of_interest(text: str, share: Share) -> bool:
    """贴息1% may be a point or a hundredth, and is neither until asked; 按利息的30%, 贴息比例50% and 30%的利息 are clear."""
    before = re.split(r"[,，;；。]", text[: share.start])[-1]
    after = text[share.end : share.end + 8]
    return bool(
        re.search(r"利息|租息|付息|息费|利率|(?:贴息|补息).+", before)
        or re.match(r"\s*的?(?:实际)?(?:贷款)?(?:利息|租息)", after)
        or (before.endswith(("按", "给予")) and re.match(r"\s*(?:补助|贴息|补贴|贴补)", after))
    )


def _read_points(text: str, points: list[re.Match[str]]) -> _Read | None:
    """One figure for all years, or one for each year from the first on without a hole."""
    places = [match.span() for match in points]
    values = tuple(Fraction(match["points"]) for match in points)
    at_most = bool(_AT_MOST.search(text[: points[0].start()]))
    years = [_YEARS[match["year"]] for match in points if match["year"]]
    if not years:
        return ("points", values, places, at_most) if len(values) == 1 else None
    if years != list(range(1, len(values) + 1)):
        return None
    return "points", values, places, at_most


def _is_routine(span: Months, text: str) -> bool:
    return bool(_OUTSIDE_SPAN.search(text[: span.start]) or _AFTER_SPAN.match(text, span.end))


def _read_caps(text: str) -> list[tuple[int, str, tuple[int, int]]] | None:
    """Each cap in 分 with what it is for; None when a sum is no cap, so that it cannot be told what it means."""
    caps: list[tuple[int, str, tuple[int, int]]] = []
    for amount in find_amounts(text):
        before = re.split(r"[,，;；。]", text[: amount.start])[-1]
        after = text[amount.end : amount.end + 3]
        bounded = re.search(r"最高|不超过|不高于|≤|<=|上限|封顶|至多|限额|累计", before) or re.match(
            r"\s*(?:封顶|为限|以内|以下)", after
        )
        if amount.low != amount.high or not bounded:
            return None
        yearly = (_PER_YEAR.search(before) and "累计" not in before) or re.match(r"\s*/\s*年", after)
        per = "年" if yearly else "项目" if _PER_PROJECT.search(before) else "户"
        caps.append((to_fen(amount.high), per, (amount.start, amount.end)))
    return caps
