"""The lines that make capital cheaper: a discount with its cap shown, rewards that the plan reaches, and those it may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from catalog.sums import say_fen
from matcher.financing.discounts import Discount
from matcher.financing.figures import round_fen, say_pct, say_share
from matcher.financing.lines import UNKNOWN, Basis, Draw, Line, Support
from matcher.financing.rates import ASK_LPR
from matcher.financing.rewards import Reward
from matcher.financing.schedules import Columns, Month, discounted, join_months, total_interest

_LEVEL_NAMES = "零一二三四"


def discount_line(support: Support, loans: Sequence[Columns], basis: Basis) -> Line:
    """What a product's discount takes off these loans together. An unknown time or share leaves the worst case unknown."""
    label = f"减：过程贴息（{support.name}）"
    discount = support.terms.discount
    if discount is None:
        words = f"{support.terms.discount_words}（以文字为准）"
        return Line(label, words, None, None, f"{support.name}：这笔贷款能贴多少利息、贴多久", "discount")
    best = _taken(discount, [months[0] for months in loans], basis, hoped=True)
    worst = _taken(discount, [months[1] for months in loans], basis, hoped=False)
    asks = [f"{support.name}：{question}" for question in discount.asks]
    if discount.basis == "lpr" and basis.lpr_pct is None:
        asks.insert(0, ASK_LPR)
    return Line(label, _say_discount(discount, basis), best, worst, "；".join(asks), "discount")


def _taken(
    discount: Discount, loans: Sequence[tuple[Month, ...] | None], basis: Basis, *, hoped: bool
) -> int | None:
    """Minus the discount in 分. Hoped for, an open time is the whole term and a bounded share its bound."""
    known = [months for months in loans if months is not None]
    if len(known) < len(loans) or (discount.asks and not hoped):
        return None
    months = join_months(known)
    lasting = len(months) if discount.months is None else discount.months
    fen = discounted(discount, months, basis.lpr_pct, lasting=lasting)
    return None if fen is None else -fen


def _say_discount(discount: Discount, basis: Basis) -> str:
    if discount.basis == "points":
        what = "、".join(f"{say_pct(points).removesuffix('%')}个百分点" for points in discount.shares)
        what = f"本金余额 × 每年{what}"
    elif discount.basis == "lpr":
        lpr = UNKNOWN if basis.lpr_pct is None else f"{say_pct(basis.lpr_pct)}（填写）"
        what = f"本金余额 × LPR {lpr} × {say_share(discount.shares[0])}"
    else:
        what = "全部利息" if discount.shares[0] == 1 else f"利息 × {say_share(discount.shares[0])}"
    lasts = f"{discount.months}个月" if discount.months else discount.lasts or "期限未写明"
    if discount.whole_term:
        lasts = "整个贷款期"
    caps = []
    if discount.cap_year_fen is not None:
        caps.append(f"每年最高{say_fen(discount.cap_year_fen)}")
    if discount.cap_total_fen is not None:
        caps.append(f"最高{say_fen(discount.cap_total_fen)}")
    return "，".join([what, lasts, *caps, f"依据：“{discount.words}”"])


def reward_lines(
    supports: Sequence[Support],
    forgone: Sequence[Support],
    draws: Sequence[Draw],
    columns: Sequence[Columns],
    basis: Basis,
    left: tuple[int | None, int | None],
) -> tuple[list[Line], list[Line]]:
    """The rewards that the planned level earns, as lines to count, and the others as notes, all of `forgone` among them.

    Of sums by level of one product only the highest that is reached counts. A reward on interest never gives back more than
    the enterprise still bears (`left`, best and worst in 分).
    """
    counted: list[Line] = []
    notes: list[Line] = []
    for support in (*supports, *forgone):
        rewards = support.terms.rewards
        earned = _earned(rewards.each, basis)
        own = [
            months
            for draw, months in zip(draws, columns, strict=True)
            if not support.terms.carries or draw.support == support
        ]
        outlay_fen = _rewarded_outlay(support, draws, basis)
        for reward in rewards.each:
            if reward in earned and support in forgone:
                notes.append(_say_uncounted(support, reward, "成效奖励只算一家的，未计入"))
            elif reward in earned:
                line = _reward_line(support, reward, own, outlay_fen)
                if reward.basis == "interest":
                    line, left = _within(line, left)
                counted.append(line)
            elif reward.level is None or not _outdone(reward, earned):
                notes.append(_note(support, reward, basis))
        notes += [
            Line(f"成效奖励（{support.name}）", f"{words}（以文字为准，未计入）", None, None)
            for words in rewards.rest
        ]
    return counted, notes


def ask_levels(supports: Iterable[Support], basis: Basis) -> Iterator[str]:
    """What to ask about rewards for a level that do not count: it is reached already, or no planned level is stated."""
    for support in supports:
        rewards = support.terms.rewards.each
        earned = _earned(rewards, basis)
        for reward in rewards:
            if reward.level is not None and reward not in earned and not _outdone(reward, earned):
                yield from (ask for _, ask in [_say_level_missed(support, reward.level, basis)] if ask)


def _earned(rewards: Sequence[Reward], basis: Basis) -> list[Reward]:
    """Those whose condition the plan meets: a level up to the target and above today's, of sums by level the highest."""
    target, present = basis.target_level, basis.current_level or 0
    reached = [
        reward
        for reward in rewards
        if reward.level is not None
        and target is not None
        and present < reward.level <= target
        and not (basis.subsidised and reward.basis == "outlay")
    ]
    plain = [
        reward
        for reward in rewards
        if reward.level is None and not reward.condition and reward.basis == "outlay" and not basis.subsidised
    ]
    by_level = [reward for reward in reached if reward.basis == "sum"]
    highest = max((reward.level or 0 for reward in by_level), default=0)
    return [reward for reward in (*reached, *plain) if reward.basis != "sum" or reward.level == highest]


def _outdone(reward: Reward, earned: Sequence[Reward]) -> bool:
    return reward.basis == "sum" and any(
        other.basis == "sum" and (other.level or 0) > (reward.level or 0) for other in earned
    )


def _rewarded_outlay(support: Support, draws: Sequence[Draw], basis: Basis) -> int | None:
    """The project's outlay in 分 that a share of it is reckoned from: of a lender no more than it finances."""
    if basis.project_fen is None or not support.terms.carries:
        return basis.project_fen
    return min(basis.project_fen, sum(draw.amount_fen for draw in draws if draw.support == support))


def _reward_line(support: Support, reward: Reward, loans: Sequence[Columns], outlay_fen: int | None) -> Line:
    when = f"达到{_LEVEL_NAMES[reward.level]}级后" if reward.level else "验收通过后"
    label = f"减：成效奖励（{support.name}，{when}）"
    said = f"依据：“{reward.words}”"
    if reward.basis == "sum":
        assert reward.amount_fen is not None
        words = f"一次性{say_fen(reward.amount_fen)}，{said}"
        return Line(label, words, -reward.amount_fen, -reward.amount_fen, kind="reward")
    assert reward.share is not None
    cap = "" if reward.cap_fen is None else f"，最高{say_fen(reward.cap_fen)}"
    if reward.basis == "outlay":
        best = None if outlay_fen is None else -_capped(outlay_fen * reward.share, reward.cap_fen)
        outlay = UNKNOWN if outlay_fen is None else say_fen(outlay_fen)
        whose = "所付的投入" if support.terms.carries else "计划投入"
        words = f"{whose}{outlay} × {say_share(reward.share)}{cap}，以审定投入为准，最少按零计，{said}"
        return Line(
            label, words, best, 0, f"{support.name}：审定投入是多少、与等级奖励能否同时领取", "reward"
        )
    best = _interest_back(reward, [months[0] for months in loans])
    worst = _interest_back(reward, [months[1] for months in loans]) if reward.months == 1 else 0
    span = {1: "首月", 12: "一年的"}.get(reward.months or 0, "已付")
    least = "" if reward.months == 1 else "，以验收时已付利息为准，最少按零计"
    share = "" if reward.share == 1 else f" × {say_share(reward.share)}"
    words = f"{span}利息{share}{cap}{least}，{said}"
    ask = "" if reward.months == 1 else f"{support.name}：按哪段时间的利息返还"
    return Line(label, words, best, worst, ask, "reward")


def _interest_back(reward: Reward, loans: Sequence[tuple[Month, ...] | None]) -> int | None:
    known = [months[: reward.months] for months in loans if months is not None]
    if len(known) < len(loans):
        return None
    assert reward.share is not None
    return -_capped(total_interest(join_months(known)) * reward.share, reward.cap_fen)


def _capped(value: Fraction, cap_fen: int | None) -> int:
    fen = round_fen(Fraction(value))
    return fen if cap_fen is None else min(fen, cap_fen)


def _within(line: Line, left: tuple[int | None, int | None]) -> tuple[Line, tuple[int | None, int | None]]:
    """The line cut to what is left of the interest, and what is left after it."""
    best, worst = (
        None if fen is None or rest is None else -min(-fen, rest)
        for fen, rest in zip((line.best_fen, line.worst_fen), left, strict=True)
    )
    worst = line.worst_fen if line.worst_fen == 0 else worst
    after = tuple(
        None if rest is None or fen is None else rest + fen
        for rest, fen in zip(left, (best, worst), strict=True)
    )
    return replace(line, best_fen=best, worst_fen=worst), (after[0], after[1])


def _note(support: Support, reward: Reward, basis: Basis) -> Line:
    ask = f"{support.name}：能否满足“{reward.condition}”" if reward.condition else ""
    if basis.subsidised and reward.basis == "outlay":
        why = "补助已按填写的比例算过，不重复计入"
    elif reward.level is not None:
        why, ask = _say_level_missed(support, reward.level, basis)
    elif reward.condition:
        why = f"条件是“{reward.condition}”，未计入"
    else:
        why = "条件没有写明，未计入"
    return _say_uncounted(support, reward, why, ask)


def _say_level_missed(support: Support, level: int, basis: Basis) -> tuple[str, str]:
    """Why a reward for this level does not count, and what to ask about it."""
    name = _LEVEL_NAMES[level]
    if (basis.current_level or 0) >= level:
        ask = f"{support.name}：企业现在已达到{name}级，{name}级的奖励还能不能领"
        return f"企业已达到{name}级，未计入", ask
    if basis.target_level is None:
        return f"须达到{name}级，计划等级未说明，未计入", "问企业：改造后整体准备达到几级"
    return f"须达到{name}级，计划目标为{_LEVEL_NAMES[basis.target_level]}级，未计入", ""


def _say_uncounted(support: Support, reward: Reward, why: str, ask: str = "") -> Line:
    return Line(f"成效奖励（{support.name}）", f"{reward.words}：{why}", None, None, ask)
