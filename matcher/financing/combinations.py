"""Loans, discounts, rewards and guarantees put together: for each purpose the options, and the combination that costs least.

Only what the products' words allow is added up: of the discounts on one loan only one counts, of the rewards for one plan only
one product's, unless nothing of it is promised twice. Every combination of the first options is reckoned, none is estimated.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.queries import Item
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType, Purpose
from matcher.financing.capital import Cost, reckon
from matcher.financing.deductions import ask_levels
from matcher.financing.figures import to_fen, to_wan
from matcher.financing.lines import Draw, Support
from matcher.financing.offers import FinanceOffer, Ground, judge_offer, stands_back
from matcher.financing.outlays import Outlay, sum_fen
from matcher.financing.plans import Ask, Combination, FinancingOption, FinancingPlan
from matcher.financing.terms import CARRIERS, Terms

MOST_COMBINATIONS = 1000
"""Combinations that are reckoned at most; with more, fewer options of each purpose enter, the cheapest first."""
_Rewards = dict[Support, list[Ask]]
_ONE_DISCOUNT = "同一笔贷款的利息只算一项贴息：产品没有写明可以叠加"
_ONE_REWARD = "成效奖励只算一家的：产品没有写明可以重复领取"


def plan_financing(items: Sequence[Item], outlays: Sequence[Outlay], ground: Ground) -> FinancingPlan:
    """The plan's outlays financed purpose by purpose; a product pays only for the purposes that it states.

    `ground.size` and `ground.basis` should come from the same outlays. The answer is the same for any order of the items.
    """
    needed = {purpose: fen for purpose in Purpose if (fen := sum_fen(outlays, {purpose})) > 0}
    judged = _judge_all(items, needed, ground)
    options = {
        purpose: _list_options(offers, purpose, needed[purpose], ground) for purpose, offers in judged.items()
    }
    covered = [found for found in options.values() if found]
    rewards = _list_rewards(items, ground, set(needed))
    best = _find_best(covered, rewards, sum_fen(outlays), ground) if covered else None
    unknowns = [*best.cost.asks, *_join_asks(best)] if best else []
    if best:
        lenders = dict.fromkeys(option.draw.support for found in covered for option in found)
        unknowns += ask_levels([*rewards, *lenders], ground.basis)
    if any(outlay.purpose is None for outlay in outlays):
        unknowns.insert(0, "问企业：这笔钱用于设备更新、软件开发、网络建设还是流动资金")
    return FinancingPlan(
        options=options,
        best=best,
        uncovered=tuple(purpose for purpose, found in options.items() if not found),
        rules=_explain(options, rewards),
        unknowns=tuple(dict.fromkeys(unknowns)),
        obstacles={purpose: _say_obstacles(judged[purpose]) for purpose in needed if not options[purpose]},
    )


def _join_asks(combination: Combination) -> list[str]:
    """Each question once, with the products that ask it."""
    products: dict[str, list[str]] = {}
    for ask in (*(ask for option in combination.options for ask in option.asks), *combination.reward_asks):
        products.setdefault(ask.question, []).append(ask.product)
    return [f"{question}（{'、'.join(dict.fromkeys(names))}）" for question, names in products.items()]


def _say_obstacles(offers: Sequence[FinanceOffer]) -> tuple[str, ...]:
    """Of the products that lend for the purpose, what each fails on, those that fail on least first.

    A sum that is too small is no obstacle beside another: less would be lent.
    """
    lending = [
        offer
        for offer in offers
        if offer.terms is not None
        and offer.terms.carries
        and not any(ruling.rule == "资金用途" and ruling.verdict == "unmet" for ruling in offer.rulings)
    ]
    lending.sort(key=lambda offer: (len(offer.unmet), offer.item.id))
    said = []
    for offer in lending:
        unmet = [ruling for ruling in offer.rulings if ruling.verdict == "unmet"]
        decisive = [ruling.sentence for ruling in unmet if ruling.rule != "额度"]
        if unmet:
            said.append(f"{offer.item.name}：{'；'.join(decisive or offer.unmet)}")
    return tuple(said)


def _list_options(
    judged: Sequence[FinanceOffer], purpose: Purpose, needed_fen: int, ground: Ground
) -> tuple[FinancingOption, ...]:
    """Every eligible loan with each discount and guarantee that goes with it, in order."""
    fitting = [offer for offer in judged if offer.eligible]
    discounts = [offer for offer in fitting if _type(offer) is FinanceType.INTEREST_DISCOUNT]
    guarantees = [offer for offer in fitting if _type(offer) is FinanceType.GUARANTEE]
    options = [
        option
        for offer in fitting
        if offer.terms is not None and offer.terms.carries and offer.amount_wan
        for option in _dress(offer, discounts, guarantees, purpose, needed_fen, ground)
    ]
    return tuple(sorted(options, key=_order))


def _judge_all(
    items: Sequence[Item], needed: dict[Purpose, int], ground: Ground
) -> dict[Purpose, list[FinanceOffer]]:
    """Every product judged for each purpose; what is drawn from one product for all of them has to reach its least sum."""
    judged: dict[Purpose, list[FinanceOffer]] = {purpose: [] for purpose in needed}
    for item in items:
        offers = {purpose: _judge(item, purpose, fen, ground) for purpose, fen in needed.items()}
        together = sum(to_fen(offer.amount_wan or 0) for offer in offers.values() if offer.eligible)
        for purpose, offer in offers.items():
            enough = offer.terms is None or _is_enough(offer.terms, together)
            judged[purpose].append(offer if enough else _judge(item, purpose, together, ground, whole=True))
    return judged


def _judge(
    item: Item, purpose: Purpose, needed_fen: int, ground: Ground, *, whole: bool = False
) -> FinanceOffer:
    """The product judged for this purpose; one that gives less than is needed is asked for what it gives.

    Unless this is the `whole` draw, a loan's least sum may be reached together with other purposes.
    """
    assert isinstance(item.content, FinanceContent)
    wish = replace(ground.wish, purpose=purpose.value, amount_wan=to_wan(needed_fen))
    ground = replace(ground, wish=wish, is_part=not whole and item.content.finance_type in CARRIERS)
    offer = judge_offer(item, ground, costed=False)
    if offer.eligible or not offer.amount_wan:
        return offer
    smaller = replace(wish, amount_wan=offer.amount_wan)
    return judge_offer(item, replace(ground, wish=smaller), costed=False)


def _is_enough(terms: Terms, fen: int) -> bool:
    """Whether a draw of this sum reaches the least that the product lends; what lends nothing has none."""
    return not terms.carries or not fen or terms.amount.min_fen is None or terms.amount.min_fen <= fen


def _type(offer: FinanceOffer) -> FinanceType:
    assert offer.terms is not None
    return offer.terms.finance_type


def _support(offer: FinanceOffer) -> Support:
    assert offer.terms is not None
    return Support(offer.item.id, offer.item.name, offer.terms)


def _dress(
    offer: FinanceOffer,
    discounts: Sequence[FinanceOffer],
    guarantees: Sequence[FinanceOffer],
    purpose: Purpose,
    needed_fen: int,
    ground: Ground,
) -> Iterable[FinancingOption]:
    """The loan plain, with its own discount, with each other discount, and each of these with each guarantee.

    A 贴息 product and a guarantor speak of bank loans, so that leasing goes without them.
    """
    own = _support(offer)
    is_loan = own.terms.finance_type is FinanceType.LOAN
    wider: list[FinanceOffer | None] = [offer if own.terms.discount_words else None]
    wider += discounts if is_loan else []
    backers: list[FinanceOffer | None] = [None, *(guarantees if is_loan and _takes_guarantee(offer) else [])]
    for discount, backer in itertools.product(wider, backers):
        draw = Draw(
            own,
            to_fen(offer.amount_wan or 0),
            ground.wish.term_months,
            None if discount is None else _support(discount),
            None if backer is None else _support(backer),
        )
        sources = {each.item.id: each for each in (offer, discount, backer) if each is not None}
        asks = tuple(ask for each in sources.values() for ask in _list_asks(each))
        cost = reckon([draw], [own], ground.basis)
        aside = stands_back(own.terms.finance_type, ground.wish.form)
        yield FinancingOption(purpose, draw, to_wan(needed_fen), cost, len(asks), asks, aside)


def _list_asks(offer: FinanceOffer) -> list[Ask]:
    return [
        Ask(offer.item.name, ruling.ask, ruling.sentence)
        for ruling in offer.rulings
        if ruling.verdict == "unknown"
    ]


def _takes_guarantee(offer: FinanceOffer) -> bool:
    return "保证" in "".join(getattr(offer.item.content, "collateral", ()))


_Order = tuple[int, int, int, tuple[int, ...]]


def _order(option: FinancingOption) -> tuple[_Rank, _Order]:
    """The form asked for first, then known costs, what leaves least unpaid, the worst case, the best, questions, ids."""
    ids = tuple(part.id for part in _parts(option.draw))
    rank = (int(option.aside), option.cost.openness, option.shortfall_fen)
    return rank, (*_reckoned(option.cost), option.questions, ids)


def _parts(draw: Draw) -> list[Support]:
    """The products that one draw is made of."""
    return [part for part in (draw.support, draw.discount, draw.guarantee) if part is not None]


def _reckoned(cost: Cost) -> tuple[int, int]:
    """The worst and the best case in 分 as far as they are known.

    Of a line without a worst case the best counts, of one without either nothing.
    """
    worst = sum(line.best_fen or 0 if line.worst_fen is None else line.worst_fen for line in cost.lines)
    return worst, sum(line.best_fen or 0 for line in cost.lines)


def _list_rewards(items: Sequence[Item], ground: Ground, purposes: set[Purpose]) -> _Rewards:
    """The 补贴 products that the enterprise may have for any of these purposes, by id, each with what it asks."""
    found: dict[int, FinanceOffer] = {}
    subsidies = [
        item
        for item in items
        if isinstance(item.content, FinanceContent) and item.content.finance_type is FinanceType.SUBSIDY
    ]
    for purpose in sorted(purposes):
        wish = replace(ground.wish, purpose=purpose.value)
        for item in subsidies:
            offer = judge_offer(item, replace(ground, wish=wish), costed=False)
            if offer.eligible:
                found[item.id] = offer
    return {_support(offer): _list_asks(offer) for _, offer in sorted(found.items())}


def _find_best(
    options: Sequence[tuple[FinancingOption, ...]], rewards: _Rewards, wanted_fen: int, ground: Ground
) -> Combination | None:
    """The first in order of all combinations; ties go to fewer questions, then to the lower ids. None where none is possible.

    Only those of the first rank are reckoned: what comes after them in rank no cost brings before them.
    """
    joined = _join_all(options, _options_each(len(options), len(rewards) + len(options)), ground)
    first = min((_rank(chosen, draws) for chosen, draws in joined), default=None)
    combinations = (
        combination
        for chosen, draws in joined
        if _rank(chosen, draws) == first
        for combination in _combine(chosen, draws, rewards, wanted_fen, ground)
    )
    return min(combinations, key=_combination_order, default=None)


def _join_all(
    options: Sequence[tuple[FinancingOption, ...]], each: int, ground: Ground
) -> list[tuple[tuple[FinancingOption, ...], tuple[Draw, ...]]]:
    """Every choice of the first options with its draws, for as many of the purposes as can be paid for at once."""
    entered = [_enter(found, each) for found in options]
    for purposes in range(len(options), 0, -1):
        joined = [
            (chosen, draws)
            for some in itertools.combinations(entered, purposes)
            for chosen in itertools.product(*some)
            if (draws := _join(chosen, ground)) is not None
        ]
        if joined:
            return joined
    return []


def _enter(found: tuple[FinancingOption, ...], each: int) -> tuple[FinancingOption, ...]:
    """The first options, and two loans as their products offer them: the first, and the first that is large enough alone.

    The latter always go together, whatever the others ask for.
    """
    plain = [
        option
        for option in found
        if option.draw.guarantee is None and option.draw.discount in {None, option.draw.support}
    ]
    alone = [option for option in plain if _is_enough(option.draw.terms, option.draw.amount_fen)]
    return tuple(dict.fromkeys((*found[:each], *plain[:1], *alone[:1])))


def _options_each(purposes: int, sources: int) -> int:
    """How many options of each purpose keep the number of combinations within MOST_COMBINATIONS; at least one."""
    each = 1
    while (each + 1) ** purposes * sources <= MOST_COMBINATIONS:
        each += 1
    return each


def _combine(
    chosen: tuple[FinancingOption, ...],
    draws: tuple[Draw, ...],
    rewards: _Rewards,
    wanted_fen: int,
    ground: Ground,
) -> Iterable[Combination]:
    """The options together under each source of rewards: one of the lenders, or one 补贴 product that allows the discounts."""
    shortfall = to_wan(wanted_fen - _lent_fen(draws))
    discounted = any(draw.discount is not None for draw in draws)
    lenders = [draw.support for draw in draws if draw.terms.rewards.promises]
    sources: list[tuple[tuple[Support, ...], list[Ask]]] = [((lender,), []) for lender in lenders]
    sources = sources or [((), [])]
    sources += [
        ((reward,), asks)
        for reward, asks in rewards.items()
        if not discounted or reward.terms.rewards.with_discount
    ]
    for source, asks in sources:
        forgone = [lender for lender in lenders if lender not in source]
        cost = reckon(draws, source, ground.basis, forgone)
        yield Combination(chosen, draws, source, cost, shortfall, tuple(asks))


def _join(chosen: tuple[FinancingOption, ...], ground: Ground) -> tuple[Draw, ...] | None:
    """Loans of one product as one loan within its limits; None when they differ in discount or guarantee, or are too small."""
    joined: dict[int, Draw] = {}
    for option in chosen:
        draw = option.draw
        before = joined.get(draw.support.id)
        if before is None:
            joined[draw.support.id] = draw
            continue
        if (before.discount, before.guarantee) != (draw.discount, draw.guarantee):
            return None
        most = draw.terms.amount.most(
            project_fen=ground.size.project_fen, equipment_fen=ground.size.equipment_fen
        )
        total = before.amount_fen + draw.amount_fen
        joined[draw.support.id] = replace(before, amount_fen=total if most is None else min(total, most))
    enough = all(_is_enough(draw.terms, draw.amount_fen) for draw in joined.values())
    return tuple(joined.values()) if enough else None


_Rank = tuple[int, int, int]


def _rank(chosen: Sequence[FinancingOption], draws: Sequence[Draw]) -> _Rank:
    """Fewest purposes in another form than asked for, then the least unknown costs, then the most that is lent, in 分."""
    aside = sum(1 for option in chosen if option.aside)
    unknown = sum(option.cost.openness for option in chosen)
    return aside, unknown, -_lent_fen(draws)


def _lent_fen(draws: Sequence[Draw]) -> int:
    return sum(draw.amount_fen for draw in draws)


def _combination_order(combination: Combination) -> _Order:
    """Of one rank: the worst case, then the best, questions, ids."""
    ids = [part.id for draw in combination.draws for part in _parts(draw)]
    questions = sum(option.questions for option in combination.options) + len(combination.reward_asks)
    all_ids = (*ids, *(reward.id for reward in combination.rewards))
    return (*_reckoned(combination.cost), questions, all_ids)


def _explain(options: dict[Purpose, tuple[FinancingOption, ...]], rewards: _Rewards) -> tuple[str, ...]:
    """The rules that kept promises from being added up, each with the product that states it."""
    discounts = {
        option.draw.discount.id: option.draw.discount
        for found in options.values()
        for option in found
        if option.draw.discount is not None
    }
    said = [
        f"{source.name}：{source.terms.excludes}" for source in discounts.values() if source.terms.excludes
    ]
    if len(discounts) > 1:
        said.append(_ONE_DISCOUNT)
    for reward in rewards:
        if reward.terms.rewards.with_discount:
            said.append(f"{reward.name}：写明可与过程贴息同时享受")
        elif discounts:
            said.append(f"{reward.name}：没有写明可与贴息同时享受，不与贴息一起计算")
    lenders = {
        option.draw.support
        for found in options.values()
        for option in found
        if option.draw.terms.rewards.promises
    }
    if rewards or len(lenders) > 1:
        said.append(_ONE_REWARD)
    return tuple(said)
