"""成效奖励 as worded: a sum by the level reached, a share of the outlay or of the interest, each with its condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from catalog.quantities import find_amounts
from catalog.schemas import FinanceContent
from catalog.vocabulary import FinanceType
from matcher.financing.figures import find_shares, fold, has_unread_figure, to_fen

RewardBasis = Literal["sum", "outlay", "interest"]

_LEVEL = re.compile(r"(?P<level>[一二三四1-4])级|L(?P<short>[1-4])(?!\d)")
_GIVES = re.compile(r"奖励|奖补|返还|退还|另奖|再奖|奖|补助|补贴|给予")
_INTEREST = re.compile(r"利息|租息")
_OUTLAY = re.compile(r"投入|投资|支出|合同(?:金?额)|采购额|费用")
_CAP = re.compile(r"(?:最高|不超过|封顶|上限|≤)(?:奖励|补助|补贴|返还|不超过)?\s*$")
_FIRST_MONTH = re.compile(r"首月|第一个?月|第1个?月")
_THIS_YEAR = re.compile(r"当年|首年|第一年|次年|上年")
_CONDITION = re.compile(
    r"^(?P<condition>.{2,60}?)(?:后|的|时)?,?(?=(?:一次性|另|再|可|给予|予以)*(?:奖励|奖补|返还|退还|补助|补贴|奖\d))"
)
_ADVERBS = re.compile(r"(?:一次性|给予|另外?|再|可|予以|额外)+")
_OTHER_GOOD = re.compile(r"利率|下调|基点|额度")
_PREFIX = re.compile(r"^(?:成效奖励|绩效奖励|奖励)[:：]")
_TOGETHER = re.compile(
    r"可(?:以)?(?:与过程贴息|与贴息)?(?:同时享受|叠加|兼得)|与(?:过程)?贴息(?:可)?(?:同时享受|叠加|兼得)"
)


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward. `level` must be reached, else `condition` holds in words; sums in 分.

    `amount_fen` for a fixed sum; `share` of the approved outlay, or of the interest (`months` 1 for the first month's, 12 for
    one year's, None for all that was paid), up to `cap_fen`.
    """

    words: str
    basis: RewardBasis
    level: int | None = None
    condition: str = ""
    amount_fen: int | None = None
    share: Fraction | None = None
    months: int | None = None
    cap_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Rewards:
    """All rewards in one text, those that were understood; `rest` are the clauses of which only the words count."""

    words: str = ""
    each: tuple[Reward, ...] = ()
    rest: tuple[str, ...] = ()
    with_discount: bool = False
    """Whether the words allow a discount beside it."""

    @property
    def promises(self) -> bool:
        """Whether anything is promised at all."""
        return bool(self.each or self.rest)


def read_rewards(content: FinanceContent) -> Rewards:
    """The rewards that a product promises; a 补贴 product is itself one, and states share and cap as its 额度."""
    parts = [content.reward_text]
    if content.finance_type is FinanceType.SUBSIDY:
        parts.insert(0, content.amount_text)
    return read_reward_words("；".join(part for part in parts if part))


def read_reward_words(words: str) -> Rewards:
    """The rewards in these words, clause by clause; what a clause does not say it takes from the condition before it."""
    each: list[Reward] = []
    rest: list[str] = []
    level: int | None = None
    condition = ""
    together = False
    for sentence in re.split(r"[;；。]", fold(words)):
        level, condition = (level, condition) if each else (None, "")
        for clause in _clauses(sentence):
            if _TOGETHER.search(clause):
                together = True
                continue
            if cap := _read_cap(clause):
                if each and each[-1].basis != "sum" and each[-1].cap_fen is None:
                    each[-1] = _capped(each[-1], cap)
                else:
                    rest.append(clause)
                continue
            found = _LEVEL.search(clause)
            if found:
                level, condition = _level(found), ""
            elif not _GIVES.search(clause):
                level, condition = None, _state_condition(clause, rest)
                continue
            reward = _read_clause(clause, level, condition)
            if reward is None:
                _keep(clause, found is not None, rest)
            else:
                each.append(reward)
                condition = reward.condition
    return Rewards(words, tuple(each), tuple(rest), together)


def _clauses(sentence: str) -> list[str]:
    sentence = _PREFIX.sub("", sentence.strip())
    return [clause for clause in (part.strip() for part in re.split(r"[,，、]", sentence)) if clause]


def _level(match: re.Match[str]) -> int:
    written = match["short"] or match["level"]
    return int(written) if written.isdecimal() else "零一二三四".index(written)


def _state_condition(clause: str, rest: list[str]) -> str:
    """The condition for what follows; a lower rate promised in the same breath is kept as words."""
    if not _OTHER_GOOD.search(clause):
        return clause.removesuffix("的").removesuffix("后")
    rest.append(clause)
    before, later, _ = clause.partition("后")
    return before if later else clause


def _keep(clause: str, names_level: bool, rest: list[str]) -> None:
    """A clause that only names a level is a condition for the next; any other that gives something stays as words."""
    if not (names_level and not _GIVES.search(clause)):
        rest.append(clause)


def _read_cap(clause: str) -> int | None:
    amounts = list(find_amounts(clause))
    if len(amounts) != 1 or not re.match(r"\s*(?:单户|每户|单个项目|每家|单家企业)?", clause):
        return None
    amount = amounts[0]
    head = re.sub(r"^(?:单户|每户|单个项目|每家|单家企业|累计)", "", clause[: amount.start])
    if amount.low == amount.high and (
        re.fullmatch(r"(?:累计)?(?:最高|不超过|上限|≤)(?:奖励|补助|补贴|返还|不超过)?\s*", head)
        or (not head.strip() and clause[amount.end :].strip() in {"封顶", "为限"})
    ):
        return to_fen(amount.high)
    return None


def _capped(reward: Reward, cap_fen: int) -> Reward:
    return Reward(
        reward.words,
        reward.basis,
        reward.level,
        reward.condition,
        reward.amount_fen,
        reward.share,
        reward.months,
        cap_fen,
    )


def _read_clause(clause: str, level: int | None, condition: str) -> Reward | None:
    """The reward that one clause gives, or None when it gives none or holds a figure that is not understood."""
    if not _GIVES.search(clause):
        return None
    own = _CONDITION.match(clause)
    said = condition
    places = [match.span() for match in _LEVEL.finditer(clause)]
    if own and not (places or find_shares(own["condition"]) or _ADVERBS.fullmatch(own["condition"])):
        said, level = own["condition"], None
    amounts, shares = list(find_amounts(clause)), find_shares(clause)
    if len(amounts) == 1 and not shares and amounts[0].low == amounts[0].high:
        places.append((amounts[0].start, amounts[0].end))
        if has_unread_figure(clause, places) or _CAP.search(clause[: amounts[0].start]):
            return None
        return Reward(clause, "sum", level, said, amount_fen=to_fen(amounts[0].high))
    return None if amounts else _read_share(clause, places, level, said)


def _read_share(
    clause: str, places: list[tuple[int, int]], level: int | None, condition: str
) -> Reward | None:
    shares = find_shares(clause)
    first, year = _FIRST_MONTH.search(clause), _THIS_YEAR.search(clause)
    if len(shares) > 1 or (not shares and not first):
        return None
    places += [(share.start, share.end) for share in shares]
    places += [match.span() for match in (first, year) if match]
    if has_unread_figure(clause, places):
        return None
    share = shares[0].value if shares else Fraction(1)
    if _INTEREST.search(clause):
        months = 1 if first else 12 if year else None
        return Reward(clause, "interest", level, condition, share=share, months=months)
    if _OUTLAY.search(clause):
        return Reward(clause, "outlay", level, condition, share=share)
    return None
