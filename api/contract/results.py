"""The stable JSON of the command line and the API, as pure functions from the domain's values to plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.contract.financing import financing_document
from api.presenters.absence import say_absence
from catalog.queries import Item
from catalog.search.absence import Absence
from catalog.search.conditions.model import Condition
from catalog.search.engine import SearchResult
from catalog.search.guidance.dialogue import Dialogue, encode, summarise
from catalog.search.guidance.questions import Question
from catalog.search.showing import Highlight
from matcher.bundles.model import Bundle
from matcher.documents.model import Location, Place, Warning
from matcher.financing.offers import FinanceOffer
from matcher.matching.model import MatchResult, NeedMatch, Recommendation
from matcher.needs.model import Enterprise, FinancingWish, Need, Reading

Document = dict[str, Any]


def search_document(result: SearchResult) -> Document:
    """What `duijie search --json` and the API's search answer; a condition chosen beside the text has no quote."""
    return {
        "query": result.request.text,
        "text": result.understood.text,
        "conditions": [condition_document(condition) for condition in result.understood.conditions],
        "total": result.total,
        "facets": {
            field: [{"value": value, "count": count} for value, count in counter.most_common()]
            for field, counter in result.facets.items()
        },
        "hits": [
            hit(
                found.item,
                score=found.score,
                parts=found.parts,
                reasons=found.reasons,
                highlights=found.highlights,
            )
            for found in result.hits
        ],
        "nothing_fits": result.nothing_fits,
        "relaxations": [{"drop": list(found.drop), "count": found.count} for found in result.relaxations],
    }


def question_document(question: Question | None, dialogue: Dialogue) -> Document:
    """What to ask next about a search, with the answers to go on with; an empty one at the end."""
    given = any(answer.chosen for answer in dialogue.answers)
    choices = question.choices if question else ()
    return {
        "question": question.text if question else None,
        "choices": [
            {
                "text": choice.text,
                "count": choice.count,
                "answers": encode(dialogue.answered(question.answer(choice.value))) if question else "",
            }
            for choice in choices
        ],
        "unsure": encode(dialogue.answered(question.answer())) if question else "",
        "answers": encode(dialogue),
        "understood": summarise(dialogue.answers) if given else "",
    }


def absence_document(absence: Absence) -> Document:
    """Why a named item is not in a search's list; `last` are the parts of the last listed item's score."""
    return {
        "id": str(absence.item.id),
        "name": absence.item.name,
        "verdict": absence.verdict.value,
        "place": absence.place,
        "obstacles": [
            {**condition_document(obstacle.condition), "silent": obstacle.silent}
            for obstacle in absence.obstacles
        ],
        "parts": dict(absence.parts),
        "last": dict(absence.last),
        "sentence": say_absence(absence),
    }


def needs_document(reading: Reading) -> Document:
    """What `duijie needs --json` answers; what the report does not say is None."""
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "enterprise": _enterprise(reading.enterprise),
        "needs": [_need(need) for need in reading.needs],
        "financing": _financing(reading.financing),
        "warnings": [_warning(warning) for warning in reading.warnings],
    }


def match_document(result: MatchResult) -> Document:
    """What `duijie match --json` answers: the reading, and what the catalogue has for it.

    `bundle` is None when no budget is known, `financing_plan` when there is nothing to finance. What speaks against an item,
    and what must be asked about a loan, stand behind its reasons, each marked as such: the contract has no field of their own
    for them.
    """
    return {
        **needs_document(result.reading),
        "matches": [_match(match) for match in result.matches],
        "bundle": bundle_document(result.bundle) if result.bundle else None,
        "finance": [_offer(offer) for offer in result.finance],
        "financing_plan": financing_document(result.financing) if result.financing else None,
    }


def bundle_document(bundle: Bundle) -> Document:
    """The best bundle; its cost is that of the first year before subsidy and credit, on the basis that was asked for."""
    return {
        "items": [str(item) for item in bundle.items],
        "cost_wan": bundle.cost_wan,
        "covered": list(bundle.covered),
        "weight": bundle.weight,
        "optimal": bundle.optimal,
        "bound": bundle.bound,
    }


def hit(
    item: Item,
    *,
    score: float,
    parts: Mapping[str, float],
    reasons: Sequence[str],
    highlights: Sequence[Highlight] = (),
) -> Document:
    """One found item; `score` is exactly the sum of `parts`, and neither is rounded."""
    return {
        "id": str(item.id),
        "kind": item.kind.value,
        "name": item.name,
        "provider": item.provider,
        "score": score,
        "parts": dict(parts),
        "highlights": [
            {"field": highlight.field, "spans": [list(span) for span in highlight.spans]}
            for highlight in highlights
        ],
        "reasons": list(reasons),
    }


def location_document(location: Location) -> Document:
    """A place and the characters [start, end) of its text."""
    return {**place_document(location.place), "start": location.start, "end": location.end}


def place_document(place: Place) -> Document:
    """Where in the file; only the fields that this kind of place has."""
    fields = {
        "number": place.number,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "page": place.page,
        "part": place.part,
    }
    return {"kind": place.kind, **{name: value for name, value in fields.items() if value is not None}}


def condition_document(condition: Condition) -> Document:
    """A condition; alternatives are a list."""
    value = condition.value
    return {
        "field": condition.field.value,
        "op": condition.op,
        "value": list(value) if isinstance(value, tuple) else value,
        "quote": condition.quote,
        "hard": condition.hard,
    }


def _enterprise(enterprise: Enterprise) -> Document:
    return {
        "name": enterprise.name,
        "credit_code": enterprise.credit_code,
        "industry": enterprise.industry,
        "region": enterprise.region,
        "employees": enterprise.employees,
        "revenue_wan": enterprise.revenue_wan,
        "budget_wan": enterprise.budget_wan,
        "digital_level": enterprise.digital_level,
        "titles": None if enterprise.titles is None else list(enterprise.titles),
    }


def _need(need: Need) -> Document:
    return {
        "id": need.id,
        "topic": need.topic,
        "statement": need.statement,
        "quote": need.quote,
        "location": location_document(need.location),
        "current_level": need.current_level,
        "target_level": need.target_level,
        "priority": need.priority,
        "confidence": need.confidence,
    }


def _financing(wish: FinancingWish | None) -> Document | None:
    if wish is None:
        return None
    return {
        "purpose": wish.purpose,
        "amount_wan": wish.amount_wan,
        "term_months": wish.term_months,
        "quote": wish.quote,
    }


def _warning(warning: Warning) -> Document:
    return {
        "code": warning.code,
        "message": warning.message,
        "location": place_document(warning.place) if warning.place else None,
    }


def _match(match: NeedMatch) -> Document:
    return {
        "need": match.need,
        "state": match.state,
        "items": [_recommendation(r) for r in match.recommendations],
    }


def _recommendation(found: Recommendation) -> Document:
    reasons = (*found.reasons, *(f"注意：{concern}" for concern in found.concerns))
    return hit(found.item, score=found.score, parts=found.parts, reasons=reasons)


def _offer(offer: FinanceOffer) -> Document:
    reasons = (*offer.reasons, *(f"待确认：{question}" for question in offer.unknown))
    return {
        **hit(offer.item, score=offer.score, parts=offer.parts, reasons=reasons),
        "eligible": offer.eligible,
        "unmet": list(offer.unmet),
        "amount_wan": offer.amount_wan,
        "net_cost_wan": offer.net_cost_wan,
    }
