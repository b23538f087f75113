"""Whether an enterprise may have a financing product: each rule is met, unmet or unknown, with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from catalog.schemas import FinanceContent
from catalog.sums import say_fen, say_wan
from catalog.taxonomy import load_taxonomy
from catalog.vocabulary import FinanceType
from matcher.financing.figures import say_share, to_fen
from matcher.financing.limits import AmountLimit
from matcher.financing.terms import read_terms
from matcher.needs.model import Enterprise, FinancingWish

Verdict = Literal["met", "unmet", "unknown"]

_EVERYWHERE = {"不限", "全国"}
_PROVINCE = {"宁夏", "宁夏回族自治区", "全区"}
_WHOLE_CITY = {"银川市", "银川", "全市"}
_ABOVE_SIZE = "规上工业企业"
_CARRYING = {FinanceType.LOAN, FinanceType.LEASING, FinanceType.GUARANTEE}
_NO_SECURITY = "信用"
_ASKS = {
    "资金用途": "问企业：这笔钱用于设备更新、软件开发、网络建设还是流动资金",
    "额度": "问机构：按本企业的情况能给多少",
    "期限": "问企业：准备用多久",
    "担保方式": "问企业：能提供哪一种担保，有没有可抵押或质押的资产",
    "地区": "问企业：注册地和项目在哪个区县",
    "行业": "问企业：属于哪个细分行业",
    "企业规模": "问企业：从业人员和上年营业收入各是多少",
    "备案": "问企业：项目是否已备案，备案号是什么",
    "资质": "问企业：有哪些资质，是否规上工业企业",
    "数字化等级": "问企业：数字化水平评测是几级",
    "营业收入": "问企业：上年营业收入是多少",
    "成立年限": "问企业：哪一年成立",
}
_FILED = ("项目备案", "已备案", "备案")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule judged; `sentence` says what is met, what is missing, or what must be asked."""

    rule: str
    verdict: Verdict
    sentence: str
    ask: str = ""
    """Whom to ask what, where the verdict is unknown."""


@dataclass(frozen=True, slots=True)
class ProjectSize:
    """What the whole project and its equipment cost, in 分; None where it is not known."""

    project_fen: int | None = None
    equipment_fen: int | None = None


_UNKNOWN_SIZE = ProjectSize()


def judge_rules(
    content: FinanceContent,
    enterprise: Enterprise,
    wish: FinancingWish,
    size: ProjectSize = _UNKNOWN_SIZE,
    *,
    is_part: bool = False,
    today: date | None = None,
) -> tuple[Ruling, ...]:
    """Every rule that the product states, judged; a rule that it does not state is not invented.

    `size` serves limits that are a share of the project or of the equipment. A wish that `is_part` of what is drawn need not
    reach the least sum alone. How old the enterprise is depends on `today`.
    """
    rules: tuple[Callable[[FinanceContent, Enterprise, FinancingWish], Iterator[Ruling]], ...] = (
        _purpose,
        _term,
        _collateral,
        _region,
        _industry,
        _size,
        _titles,
        _level,
        _revenue,
    )
    judged = [ruling for rule in rules for ruling in rule(content, enterprise, wish)]
    after_purpose = sum(1 for ruling in judged if ruling.rule == "资金用途")
    judged[after_purpose:after_purpose] = _amount(content, wish, size, is_part=is_part)
    judged += _years(content, enterprise, today)
    return tuple(
        replace(ruling, ask=_ASKS[ruling.rule]) if ruling.verdict == "unknown" else ruling
        for ruling in judged
    )


def _purpose(content: FinanceContent, _: Enterprise, wish: FinancingWish) -> Iterator[Ruling]:
    if not content.purposes:
        return
    offered = "、".join(content.purposes)
    if wish.purpose is None:
        yield Ruling("资金用途", "unknown", f"资金用途限{offered}，请确认本次用途")
    elif wish.purpose in content.purposes:
        yield Ruling("资金用途", "met", f"资金用途：可用于{wish.purpose}")
    else:
        yield Ruling("资金用途", "unmet", f"资金用途限{offered}，不含{wish.purpose}")


def _amount(
    content: FinanceContent, wish: FinancingWish, size: ProjectSize, *, is_part: bool
) -> Iterator[Ruling]:
    if content.finance_type not in _CARRYING:
        return
    limit = read_terms(content).amount
    project, equipment = size.project_fen, size.equipment_fen
    sure = limit.most(project_fen=project, equipment_fen=equipment)
    most = limit.most(project_fen=project, equipment_fen=equipment, every_title=False)
    if wish.amount_wan is None:
        if most is not None:
            yield Ruling("额度", "unknown", f"额度最高{say_fen(most)}，报告未说明需要多少")
        return
    wanted = to_fen(wish.amount_wan)
    need = f"需要的{say_fen(wanted)}"
    if most is not None and wanted > most:
        yield Ruling("额度", "unmet", f"额度最高{say_fen(most)}{_say_share(limit)}，少于{need}")
    elif limit.min_fen is not None and wanted < limit.min_fen and not is_part:
        yield Ruling("额度", "unmet", f"起贷额{say_fen(limit.min_fen)}，高于{need}")
    elif limit.is_open(project_fen=project, equipment_fen=equipment) or sure is None or wanted > sure:
        yield Ruling("额度", "unknown", _say_open(limit))
    else:
        yield Ruling("额度", "met", f"额度：最高{say_fen(sure)}{_say_share(limit)}，够用")


def _say_share(limit: AmountLimit) -> str:
    return "" if limit.share is None else f"（不超过{limit.base_words}的{say_share(limit.share)}）"


def _say_open(limit: AmountLimit) -> str:
    if limit.share is not None:
        return f"额度不超过{limit.base_words}的{say_share(limit.share)}，报告未说明{limit.base_words}"
    if limit.words:
        return f"额度写的是“{limit.words}”，能给多少需要向机构询问"
    return "额度未公布，需要向机构询问"


def _term(content: FinanceContent, _: Enterprise, wish: FinancingWish) -> Iterator[Ruling]:
    if (
        content.finance_type not in _CARRYING
    ):  # of a discount the months say how long it is paid, not how long one borrows
        return
    limit = read_terms(content).term
    longest = limit.longest(wish.purpose)
    if wish.term_months is None or (longest is None and not limit.by_purpose):
        return
    if longest is None:
        yield Ruling("期限", "unknown", f"期限写的是“{limit.words}”，请确认本次用途")
    elif wish.term_months > longest:
        yield Ruling("期限", "unmet", f"期限最长{longest}个月，短于需要的{wish.term_months}个月")
    else:
        yield Ruling("期限", "met", f"期限：最长{longest}个月，满足{wish.term_months}个月")


def _collateral(content: FinanceContent, _: Enterprise, __: FinancingWish) -> Iterator[Ruling]:
    """The list names alternatives; only where all of it is 信用 nothing has to be brought."""
    if not content.collateral:
        return
    if set(content.collateral) == {_NO_SECURITY}:
        yield Ruling("担保方式", "met", "担保方式：纯信用，不需要抵押和担保")
    else:
        offered = "、".join(content.collateral)
        yield Ruling("担保方式", "unknown", f"担保方式为{offered}，报告未说明能提供哪一种")


def _region(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    if not content.regions:
        return
    offered = "、".join(content.regions)
    verdict = _judge_region(set(content.regions), enterprise.region)
    sentences = {
        "met": f"适用地区：{offered}",
        "unknown": f"限{offered}的企业，报告未说明所在地区"
        if enterprise.region is None
        else f"限{offered}的企业，请确认{enterprise.region}是否在内",
        "unmet": f"限{offered}的企业，本企业在{enterprise.region}",
    }
    yield Ruling("地区", verdict, sentences[verdict])


def _judge_region(offered: set[str], region: str | None) -> Verdict:
    """A district lies in the city and the city in Ningxia; a place that is not known to is asked about."""
    if offered & _EVERYWHERE:
        return "met"
    if region is None:
        return "unknown"
    in_city = "银川" in region or region in {area.name for area in load_taxonomy().regions}
    if region in offered or (in_city and offered & (_WHOLE_CITY | _PROVINCE)):
        return "met"
    only_city_known = region in _WHOLE_CITY
    return "unknown" if only_city_known or offered & _PROVINCE else "unmet"


def _industry(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    if not content.industries:
        return
    offered = "、".join(content.industries)
    if enterprise.industry is None:
        yield Ruling("行业", "unknown", f"限{offered}，报告未说明所属细分行业")
    elif enterprise.industry in content.industries:
        yield Ruling("行业", "met", f"适用行业：{enterprise.industry}")
    else:
        yield Ruling("行业", "unmet", f"限{offered}，本企业属{enterprise.industry}")


def _size(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    if not content.sizes:
        return
    size = size_of(enterprise)
    offered = "、".join(content.sizes)
    if size is None:
        yield Ruling("企业规模", "unknown", f"限{offered}企业，请补充从业人员和营业收入")
    elif size in content.sizes or (size != "大型" and "中小微" in offered):
        yield Ruling("企业规模", "met", f"企业规模：{size}企业，符合")
    else:
        yield Ruling("企业规模", "unmet", f"限{offered}企业，按人数和收入本企业为{size}")


def size_of(enterprise: Enterprise) -> str | None:
    """微型, 小型, 中型 or 大型 by 工信部联企业〔2011〕300号 for industry; both lower limits must hold; None if unknown."""
    staff, revenue = enterprise.employees, enterprise.revenue_wan
    if staff is None or revenue is None:
        return None
    if staff >= 1000 and revenue >= 40_000:
        return "大型"
    if staff >= 300 and revenue >= 2000:
        return "中型"
    return "小型" if staff >= 20 and revenue >= 300 else "微型"


def _titles(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    filing = [title for title in content.titles if any(word in title for word in _FILED)]
    wanted = [title for title in content.titles if title not in filing]
    for title in filing:
        yield Ruling("备案", "unknown", f"要求{title}，请确认改造项目是否已备案")
    if not wanted:
        return
    offered = f"{'、'.join(wanted)}{'之一' if len(wanted) > 1 else ''}"
    held = [*(enterprise.titles or ()), *([_ABOVE_SIZE] if _is_above_size(enterprise) else [])]
    open_size = _ABOVE_SIZE in wanted and enterprise.revenue_wan is None
    if any(
        title in mine for title in wanted for mine in held
    ):  # 专精特新小巨人 is 专精特新 too, not the reverse
        yield Ruling("资质", "met", f"资质要求：{offered}，符合")
    elif not enterprise.titles or open_size:
        yield Ruling("资质", "unknown", f"要求{offered}，报告未说明是否具备")
    else:
        yield Ruling("资质", "unmet", f"要求{offered}，报告中的资质是{'、'.join(enterprise.titles)}")


def _is_above_size(enterprise: Enterprise) -> bool:
    """规模以上 industry: main business revenue of 2000 万元 a year or more (National Bureau of Statistics, since 2011)."""
    return enterprise.revenue_wan is not None and enterprise.revenue_wan >= 2000


def _level(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    if content.min_level is None:
        return
    if enterprise.digital_level is None:
        yield Ruling("数字化等级", "unknown", f"要求数字化水平达到{content.min_level}级，报告未说明企业等级")
    elif enterprise.digital_level >= content.min_level:
        yield Ruling("数字化等级", "met", f"数字化水平{enterprise.digital_level}级，达到要求")
    else:
        yield Ruling(
            "数字化等级",
            "unmet",
            f"要求数字化水平{content.min_level}级，企业现为{enterprise.digital_level}级",
        )


def _revenue(content: FinanceContent, enterprise: Enterprise, _: FinancingWish) -> Iterator[Ruling]:
    least = content.min_revenue_wan
    if least is None:
        return
    if enterprise.revenue_wan is None:
        yield Ruling("营业收入", "unknown", f"要求年营业收入不低于{say_wan(least)}，报告未说明")
    elif enterprise.revenue_wan >= least:
        yield Ruling("营业收入", "met", f"年营业收入达到{say_wan(least)}的要求")
    else:
        stated = say_wan(enterprise.revenue_wan)
        yield Ruling("营业收入", "unmet", f"要求年营业收入{say_wan(least)}，企业为{stated}")


def _years(content: FinanceContent, enterprise: Enterprise, today: date | None) -> Iterator[Ruling]:
    """Of the founding only the year is known: it may be its first day or its last, and between them it has to be asked."""
    least, founded = content.min_years, enterprise.founded
    if not least:
        return
    if founded is None or today is None:
        yield Ruling("成立年限", "unknown", f"要求成立满{least:g}年，报告未说明哪一年成立")
    elif (months := (today.year - founded) * 12 + today.month) - 13 >= least * 12:
        yield Ruling("成立年限", "met", f"{founded}年成立，已满{least:g}年")
    elif months <= least * 12:
        yield Ruling("成立年限", "unmet", f"要求成立满{least:g}年，本企业{founded}年成立")
    else:
        yield Ruling("成立年限", "unknown", f"要求成立满{least:g}年，本企业{founded}年成立，请确认月份")
