"""Tables for people about one report: profile, needs with their sentences, recommendations, gaps, financing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from api.cli.bundle_tables import render_bundle
from api.cli.financing_tables import render_financing
from api.cli.tables import Parts, facts_cell, heading, make_table, name_cell, score_cell
from api.presenters.numbers import say_level, say_months, say_wan
from catalog.taxonomy import Taxonomy
from matcher.financing.offers import FinanceOffer
from matcher.matching.model import MatchResult, NeedMatch
from matcher.needs.model import Enterprise, FinancingWish, Need, Reading

_PRIORITIES = {"high": "高", "normal": "中", "low": "低"}
_STATES = {"covered": "目录里有", "partial": "目录里部分有", "gap": "目录暂无"}
_OFFERS_SHOWN = 8
_REASONS_SHOWN = 4


def render_reading(reading: Reading, taxonomy: Taxonomy) -> Parts:
    """What one report says: the enterprise, its needs, its wish for money, and what could not be read."""
    parts: Parts = [heading(f"企业画像（{reading.file}）"), _profile_table(reading.enterprise)]
    parts += (
        [heading(f"需求（{len(reading.needs)}项）"), _needs_table(reading.needs, taxonomy)]
        if reading.needs
        else []
    )
    if reading.financing:
        parts += [heading("融资意向"), _say_wish(reading.financing)]
    for warning in reading.warnings:
        place = f"（{warning.place.label()}）" if warning.place else ""
        parts.append(f"注意：{warning.message}{place}")
    return parts


def render_match(result: MatchResult, taxonomy: Taxonomy) -> Parts:
    """A report matched: the reading, then each need with its recommendations, the bundle, the gaps, and the financing products."""
    needs = {need.id: need for need in result.reading.needs}
    parts = render_reading(result.reading, taxonomy)
    for match in result.matches:
        if match.recommendations:
            parts.append(_match_table(needs[match.need], match, taxonomy))
    if result.bundle:
        parts += render_bundle(result.bundle, result.problem)
    gaps = [needs[match.need] for match in result.matches if match.state == "gap"]
    if gaps:
        parts.append(heading("缺口：目录中暂时没有合适的产品或服务"))
        parts += [f"{need.id} {taxonomy.topic(need.topic).name}" for need in gaps]
    if result.financing:
        parts += render_financing(result.financing)
    if result.finance:
        parts += [heading("金融产品"), _finance_table(result.finance[:_OFFERS_SHOWN])]
    return parts


def _profile_table(enterprise: Enterprise) -> Table:
    stated = {
        "企业名称": enterprise.name,
        "统一社会信用代码": enterprise.credit_code,
        "行业": enterprise.industry,
        "地区": enterprise.region,
        "从业人员": None if enterprise.employees is None else f"{enterprise.employees}人",
        "年营业收入": None if enterprise.revenue_wan is None else say_wan(enterprise.revenue_wan),
        "改造预算": None if enterprise.budget_wan is None else say_wan(enterprise.budget_wan),
        "项目总投资": None if enterprise.investment_wan is None else say_wan(enterprise.investment_wan),
        "其中自有资金": None if enterprise.own_wan is None else say_wan(enterprise.own_wan),
        "数字化等级": None if enterprise.digital_level is None else say_level(enterprise.digital_level),
        "目标等级": None if enterprise.target_level is None else say_level(enterprise.target_level),
        "成立时间": None if enterprise.founded is None else f"{enterprise.founded}年",
        "资质": None if enterprise.titles is None else "、".join(enterprise.titles),
        "公有云": "不允许" if enterprise.public_cloud is False else None,
    }
    table = make_table("项目", "报告所写", narrow=("项目",))
    table.show_lines = False
    for name, value in stated.items():
        if value is not None or name != "公有云":
            table.add_row(name, value if value is not None else Text("未写明", style="dim"))
    return table


def _needs_table(needs: Sequence[Need], taxonomy: Taxonomy) -> Table:
    table = make_table(
        "编号", "场景", "等级", "优先", "报告原文", "把握", narrow=("编号", "场景", "等级", "优先", "把握")
    )
    for need in needs:
        table.add_row(
            need.id,
            taxonomy.topic(need.topic).name,
            _say_levels(need),
            _PRIORITIES[need.priority],
            Text.assemble(f"“{need.quote}”", (f"\n{need.location.place.label()}", "dim")),
            f"{need.confidence:.0%}",
        )
    return table


def _say_levels(need: Need) -> str:
    if need.current_level is None and need.target_level is None:
        return "未写明"
    if need.target_level is None:
        return f"现为{say_level(need.current_level)}"
    if need.current_level is None:
        return f"目标{say_level(need.target_level)}"
    return f"{say_level(need.current_level)}→{say_level(need.target_level)}"


def _say_wish(wish: FinancingWish) -> Text:
    amount = "金额未写明" if wish.amount_wan is None else say_wan(wish.amount_wan)
    term = say_months(wish.term_months, wish.term_months) or "期限未写明"
    return Text.assemble(
        f"{wish.purpose or '用途未写明'}，{amount}，{term}",
        (f"\n“{wish.quote}”（{wish.location.place.label()}）", "dim"),
    )


def _match_table(need: Need, match: NeedMatch, taxonomy: Taxonomy) -> Table:
    title = f"{need.id} {taxonomy.topic(need.topic).name}（{_STATES[match.state]}）"
    table = make_table("推荐", "价格与时间", "理由与注意", "得分", title=title, narrow=("得分",))
    for found in match.recommendations:
        said = [*found.reasons[:_REASONS_SHOWN], *(f"注意：{concern}" for concern in found.concerns)]
        table.add_row(
            name_cell(found.item),
            facts_cell(found.item),
            "\n".join(said),
            score_cell(found.score, found.parts),
        )
    return table


def _finance_table(offers: Sequence[FinanceOffer]) -> Table:
    table = make_table("金融产品", "额度与利率", "能否申请", "理由与待确认")
    for offer in offers:
        said = [*offer.reasons[:_REASONS_SHOWN], *(f"待确认：{question}" for question in offer.unknown)]
        table.add_row(name_cell(offer.item), facts_cell(offer.item), _say_verdict(offer), "\n".join(said))
    return table


def _say_verdict(offer: FinanceOffer) -> str:
    lines = ["条件相符" if offer.eligible else "条件不符", *(f"不符：{reason}" for reason in offer.unmet)]
    if offer.eligible and offer.unknown:
        lines[0] = "可能相符，有待确认"
    if not offer.eligible:
        return "\n".join(lines)
    if offer.amount_wan is not None:
        lines.append(f"可提供约{say_wan(offer.amount_wan)}")
    if offer.net_cost_wan is not None:
        lines.append(f"全期净成本约{say_wan(offer.net_cost_wan)}")
    elif offer.cost is not None:
        lines += [f"成本未公布，先问：{question}" for question in offer.cost.asks[:1]]
    return "\n".join(lines)
