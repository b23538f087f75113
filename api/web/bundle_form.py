"""What a visitor tries on the bundle: the form's fields to a problem and back, wrong entries named beside their field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from matcher.bundles.model import Basis, Problem, Subsidy
from matcher.financing.planning import Loan
from matcher.financing.schedules import LONGEST_MONTHS

_MOST_WAN = 1_000_000.0
_MOST_PROVIDERS = 50
_PERCENT = 100
_MOST_LPR_PCT = 20


@dataclass(frozen=True, slots=True)
class BundleForm:
    """The form as it was sent: texts kept, errors by field, ids of items that must be in or stay out.

    `borrow` asks for everything on credit, `months` for how long, `lpr` in percent a year.
    """

    budget: str = ""
    credit: str = ""
    share: str = ""
    cap: str = ""
    providers: str = ""
    basis: Basis = Basis.WORST
    wanted: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    borrow: bool = False
    months: str = ""
    lpr: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def loan(self) -> Loan:
        """What is asked of the financing plan."""
        months = int(float(self.months)) if self.months and "months" not in self.errors else None
        lpr = float(self.lpr) if self.lpr and "lpr" not in self.errors else None
        return Loan(self.borrow, months, lpr)

    def query(self, **changed: str) -> str:
        """The form as the query of an address, with these fields changed; wrong entries are left out."""
        texts = {
            "budget": self.budget,
            "credit": self.credit,
            "share": self.share,
            "cap": self.cap,
            "providers": self.providers,
            "basis": self.basis.value,
            "borrow": "1" if self.borrow else "",
            "months": self.months,
            "lpr": self.lpr,
        }
        right = {name: text for name, text in texts.items() if name not in self.errors}
        stated = [(name, text) for name, text in (right | changed).items() if text]
        ticked = [("want", at) for at in sorted(self.wanted)] + [("drop", at) for at in sorted(self.excluded)]
        return urlencode([*stated, *ticked])


def read_bundle_form(pairs: Iterable[tuple[str, str]], problem: Problem) -> tuple[BundleForm, Problem]:
    """The form and the problem that it asks for; a wrong entry leaves the problem's own value and is named.

    Money in 万元, the subsidy's share in percent. An empty budget is the report's own; 不限 is none.
    """
    stated: dict[str, list[str]] = {}
    for name, value in pairs:
        stated.setdefault(name, []).append(value.strip()[:20])
    last = {name: values[-1] for name, values in stated.items()}
    errors: dict[str, str] = {}

    def number(name: str, most: float) -> float | None:
        text = last.get(name, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            errors[name] = f"请填0到{most:.0f}之间的数"
            return None
        return value

    known = {candidate.id for candidate in problem.candidates}
    wanted = _ids(stated.get("want", ())) & known
    excluded = (_ids(stated.get("drop", ())) & known) - wanted
    budget, credit = number("budget", _MOST_WAN), number("credit", _MOST_WAN)
    share, cap = number("share", _PERCENT), number("cap", _MOST_WAN)
    providers = number("providers", _MOST_PROVIDERS)
    if providers is not None and (providers < 1 or providers != int(providers)):
        errors["providers"] = f"请填1到{_MOST_PROVIDERS}之间的整数"
        providers = None
    months = number("months", LONGEST_MONTHS)
    if last.get("months") and (months is None or months < 1 or months != int(months)):
        errors["months"] = f"请填1到{LONGEST_MONTHS}之间的整数"
    number("lpr", _MOST_LPR_PCT)
    basis = Basis.BEST if last.get("basis") == Basis.BEST else Basis.WORST
    form = BundleForm(
        budget=last.get("budget", "") or _text(problem.budget_wan),
        credit=last.get("credit", ""),
        share=last.get("share", ""),
        cap=last.get("cap", ""),
        providers=last.get("providers", ""),
        basis=basis,
        wanted=wanted,
        excluded=excluded,
        borrow=bool(last.get("borrow")),
        months=last.get("months", ""),
        lpr=last.get("lpr", ""),
        errors=errors,
    )
    asked = replace(
        problem,
        budget_wan=budget if budget is not None else problem.budget_wan,
        credit_wan=credit or 0.0,
        subsidy=Subsidy((share or 0.0) / _PERCENT, cap),
        most_providers=None if providers is None else int(providers),
        basis=basis,
        wanted=wanted,
        excluded=excluded,
    )
    return form, asked


def _ids(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isascii() and text.isdigit())


def _text(wan: float | None) -> str:
    return "" if wan is None else f"{wan:g}"
