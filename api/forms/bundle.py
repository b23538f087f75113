"""What a visitor tries on the bundle: the form's fields to a problem and back, wrong entries named beside their field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from matcher.bundles.composing import count_units
from matcher.bundles.model import Basis, Preference, Problem, Subsidy
from matcher.financing.planning import AS_REPORTED, Loan
from matcher.financing.schedules import LONGEST_MONTHS
from matcher.scoring.coverage import Coverage

_MOST_WAN = 1_000_000.0
_MOST_PROVIDERS = 50
_PERCENT = 100
_MOST_LPR_PCT = 20
_MOST_UNITS = 1_000_000
_NO_ITEMS = Coverage({}, {})


def write_wan(wan: float) -> str:
    """Money in 万元 as a field holds it, exact to the 分: what is written is read again."""
    return f"{wan:.6f}".rstrip("0").rstrip(".")


def price_field(item: int) -> str:
    """The field that holds the estimate for an item."""
    return f"price-{item}"


def count_field(item: int, unit: str) -> str:
    """The field that holds how many units of an item are meant."""
    return f"count-{item}-{unit}"


@dataclass(frozen=True, slots=True)
class BundleForm:
    """The form as it was sent: texts kept, errors by field, ids of items that must be in or stay out.

    `counts` are numbers of units by item and unit (账号, 台) that its price is counted by, `prices` estimates in 万元 by
    item where the provider states none. `months` and the `lpr` in percent a year are
    for the financing plan; `loan` is what is asked of it.
    """

    budget: str = ""
    credit: str = ""
    share: str = ""
    cap: str = ""
    providers: str = ""
    basis: Basis = Basis.WORST
    prefer: Preference = Preference.FIT
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    counts: Mapping[tuple[int, str], str] = field(default_factory=dict)
    prices: Mapping[int, str] = field(default_factory=dict)
    months: str = ""
    lpr: str = ""
    loan: Loan = AS_REPORTED
    errors: Mapping[str, str] = field(default_factory=dict)

    def query(self, **changed: str) -> str:
        """The form as the query of an address, with these fields changed; wrong entries are left out."""
        texts = {
            "budget": self.budget,
            "credit": self.credit,
            "share": self.share,
            "cap": self.cap,
            "providers": self.providers,
            "basis": self.basis.value,
            "prefer": "" if self.prefer is Preference.FIT else self.prefer.value,
            "borrow": "1" if self.loan.whole else "",
            "months": self.months,
            "lpr": self.lpr,
        }
        right = {name: text for name, text in texts.items() if name not in self.errors}
        stated = [(name, text) for name, text in (right | changed).items() if text]
        own = {count_field(*key): text for key, text in sorted(self.counts.items())}
        own |= {price_field(at): text for at, text in sorted(self.prices.items())}
        stated += [(name, text) for name, text in own.items() if name not in self.errors]
        ticked = [("want", at) for at in sorted(self.wanted)] + [("drop", at) for at in sorted(self.excluded)]
        return urlencode([*stated, *ticked])


@dataclass(frozen=True, slots=True)
class _Entries:
    """What was typed, by field, and what is wrong with it."""

    last: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, most: float) -> float | None:
        """The number in a field; None where it is empty or wrong."""
        text = self.last.get(name, "")
        if not text:
            return None
        plain = (
            text.replace(",", "")
            .replace("，", "")
            .removesuffix("元")
            .removesuffix("万")
            .removesuffix("%")
            .strip()
        )
        try:
            value = float(plain)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            self.errors[name] = f"请填0到{most:.0f}之间的数"
            return None
        return value

    def whole(self, name: str, most: int) -> int | None:
        """The whole number from 1 on in a field; None where it is empty or wrong."""
        value = self.number(name, most)
        if value is not None and value >= 1 and value == int(value):
            return int(value)
        if self.last.get(name):
            self.errors[name] = f"请填1到{most}之间的整数"
        return None

    def quantities(self, problem: Problem) -> tuple[dict[tuple[int, str], str], dict[int, dict[str, float]]]:
        """What was typed for the units of each item, and the numbers in it."""
        typed: dict[tuple[int, str], str] = {}
        found: dict[int, dict[str, float]] = {}
        for candidate in problem.candidates:
            for unit in candidate.price.units:
                name = count_field(candidate.id, unit)
                if text := self.last.get(name):
                    typed[candidate.id, unit] = text
                    if (number := self.number(name, _MOST_UNITS)) == 0:
                        self.errors[name] = "请填大于0的数"
                    elif number is not None:
                        found.setdefault(candidate.id, {})[unit] = number
        return typed, found

    def prices(self, problem: Problem) -> dict[int, str]:
        """What was typed as an estimate, by item."""
        typed = {
            candidate.id: self.last.get(price_field(candidate.id), "") for candidate in problem.candidates
        }
        return {at: text for at, text in sorted(typed.items()) if text}

    def estimates(self, items: Iterable[int], problem: Problem) -> dict[int, float]:
        """The estimates in 万元 that are numbers and not below what the provider states."""
        least = {candidate.id: candidate.price.low_wan or 0.0 for candidate in problem.candidates}
        found = {}
        for item in items:
            wan = self.number(price_field(item), _MOST_WAN)
            if wan is not None and wan < least[item]:
                self.errors[price_field(item)] = f"服务商写明至少{write_wan(least[item])}万元"
            elif wan is not None:
                found[item] = wan
        return found


def read_bundle_form(
    pairs: Iterable[tuple[str, str]], problem: Problem, coverage: Coverage = _NO_ITEMS
) -> tuple[BundleForm, Problem]:
    """The form and the problem that it asks for; a wrong entry leaves the problem's own value and is named.

    The items of `coverage` are priced again where numbers of units are typed.

    Money in 万元, the subsidy's share in percent. An empty budget is the report's own; 不限 is none. The outside money
    that the report counts on stands beside its own budget until another is typed. A wanted item whose price is open stays in
    the form and waits.
    """
    stated: dict[str, list[str]] = {}
    for name, value in pairs:
        stated.setdefault(name, []).append(value.strip()[:20])
    entries = _Entries({name: values[-1] for name, values in stated.items()})
    last = entries.last
    wanted, excluded = _read_ticks(stated, problem)
    budget = entries.number("budget", _MOST_WAN)
    lent = _lent(last, problem)
    credit = entries.number("credit", _MOST_WAN) if "credit" in last else lent
    share, cap = entries.number("share", _PERCENT), entries.number("cap", _MOST_WAN)
    providers = entries.whole("providers", _MOST_PROVIDERS)
    counts, quantities = entries.quantities(problem)
    problem = count_units(problem, coverage, quantities)
    prices = entries.prices(problem)
    estimates = entries.estimates(prices, problem)
    basis = Basis.BEST if last.get("basis") == Basis.BEST else Basis.WORST
    prefer = Preference.COST if last.get("prefer") == Preference.COST else Preference.FIT
    months, lpr = entries.whole("months", LONGEST_MONTHS), entries.number("lpr", _MOST_LPR_PCT)
    form = BundleForm(
        budget=last.get("budget", "") or _text(problem.budget_wan),
        credit=last.get("credit", "") or _text(lent),
        share=last.get("share", ""),
        cap=last.get("cap", ""),
        providers=last.get("providers", ""),
        basis=basis,
        prefer=prefer,
        wanted=wanted,
        excluded=excluded,
        counts=counts,
        prices=prices,
        months=last.get("months", ""),
        lpr=last.get("lpr", ""),
        loan=Loan(bool(last.get("borrow")), months, lpr),
        errors=entries.errors,
    )
    asked = replace(
        problem,
        budget_wan=budget if budget is not None else problem.budget_wan,
        credit_wan=credit or 0.0,
        subsidy=Subsidy((share or 0.0) / _PERCENT, cap),
        most_providers=providers,
        basis=basis,
        prefer=prefer,
        wanted=wanted,
        excluded=excluded,
        assumed_prices={**problem.assumed_prices, **estimates},
    )
    return form, replace(asked, wanted=wanted - _unpriced(asked))


def _read_ticks(
    stated: Mapping[str, Sequence[str]], problem: Problem
) -> tuple[frozenset[int], frozenset[int]]:
    """The items that must be in and those that stay out; one that is both stays out."""
    known = {candidate.id for candidate in problem.candidates}
    excluded = _ids(stated.get("drop", ())) & known
    return (_ids(stated.get("want", ())) & known) - excluded, excluded


def _unpriced(problem: Problem) -> frozenset[int]:
    """Items of which nobody can say yet what they cost: wanted or not, they wait until a number or an estimate is typed."""
    return frozenset(candidate.id for candidate in problem.candidates if problem.price_of(candidate) is None)


def _lent(last: Mapping[str, str], problem: Problem) -> float | None:
    """The outside money that counts where none is typed: the problem's own beside its own budget, else nothing.

    A field that was emptied says 0, so that links keep it so.
    """
    if not problem.credit_wan:
        return None
    if "credit" in last:
        return 0.0
    return problem.credit_wan if last.get("budget", "") in ("", _text(problem.budget_wan)) else None


def _ids(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isascii() and text.isdigit())


def _text(wan: float | None) -> str:
    return "" if wan is None else write_wan(wan)
