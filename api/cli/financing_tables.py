"""The tables of a financing plan for people: what pays for what, what the money costs line by line, and what to ask."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from api.cli.tables import Parts, heading, make_table
from api.presenters.numbers import say_wan
from matcher.financing.figures import to_wan
from matcher.financing.plans import Combination, FinancingPlan

_ASKS_SHOWN = 8
_OBSTACLES_SHOWN = 3


def render_financing(plan: FinancingPlan) -> Parts:
    """The plan: why this much, product by purpose, the lines down to the net cost, what stays open."""
    parts: Parts = [heading("融资方案（设备、软件、网络分开算）"), *plan.assumptions]
    if plan.best:
        parts += [_purposes_table(plan, plan.best), _lines_table(plan.best)]
        if plan.best.shortfall_wan > 0:
            parts.append(f"还差{say_wan(plan.best.shortfall_wan)}没有产品可借，要用自有资金")
    for purpose in plan.uncovered:
        parts.append(f"{purpose.value}：没有条件相符的贷款或租赁")
        parts += [f"  {said}" for said in plan.obstacles.get(purpose, ())[:_OBSTACLES_SHOWN]]
    parts += [f"规则：{rule}" for rule in plan.rules]
    parts += [f"要问：{ask}" for ask in plan.unknowns[:_ASKS_SHOWN]]
    if len(plan.unknowns) > _ASKS_SHOWN:
        parts.append(f"要问的共{len(plan.unknowns)}项")
    return parts


def _purposes_table(plan: FinancingPlan, best: Combination) -> Table:
    table = make_table("用途", "产品", "要付", "可借", "其他选择", narrow=("用途", "要付", "可借"))
    for option in best.options:
        also = [part.name for part in (option.draw.discount, option.draw.guarantee) if part is not None]
        name = Text(option.draw.name, style="bold")
        if extra := [each for each in dict.fromkeys(also) if each != option.draw.name]:
            name.append(f"\n加 {'、'.join(extra)}", style="dim")
        others = dict.fromkeys(other.draw.name for other in plan.options[option.purpose])
        rest = [each for each in others if each != option.draw.name]
        table.add_row(
            option.purpose.value,
            name,
            say_wan(option.needed_wan),
            say_wan(option.amount_wan),
            "、".join(rest) or "无",
        )
    return table


def _lines_table(best: Combination) -> Table:
    table = make_table("项目", "算式和依据", "金额", narrow=("金额",))
    for line in (*best.cost.lines, best.cost.net):
        is_sum = line is best.cost.net
        words = "以上各行相加" if is_sum else line.words
        table.add_row(Text(line.label, style="bold" if is_sum else ""), words, line.say())
    for note in best.cost.notes:
        table.add_row(note.label, note.words, Text("未计入", style="dim"))
    lent = to_wan(sum(draw.amount_fen for draw in best.draws))
    table.caption = f"共借{say_wan(lent)}"
    table.caption_justify = "left"
    return table
