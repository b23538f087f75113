"""Claims and what backs them: stuffing a text with words, or copying another's, gains nothing.

Three rules. A fragment said twice counts once. A bare list of the field's words counts only where the item declares their
topic or a case or certificate names them. Who copies another item's text without a case of his own is judged as that item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.schemas import ItemContent, ProductContent
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold

_FRAGMENTS = re.compile(r"[^、，,。；;：:！!？?／/|｜·\s]+")
_SEPARATORS = "、，,；;/／|｜·： \n\t"
_IDLE = re.compile(rf"([。{_SEPARATORS}])[{_SEPARATORS}]+")
_LIST = 4
"""So many bare words of the field in a row are a list; three still happen in a sentence (对接MES、WMS、ERP)."""
_ENDINGS = re.compile(r"(?:管理系统|系统|平台|软件|管理|技术|功能|解决方案|方案|应用)$")
_TELLING = 6  # characters: shorter fragments are shared by chance
_LEAST = 30  # telling characters: what says less than a sentence cannot be told from what anybody says
_COMMONPLACE = 50  # items: what so many say is nobody's own
_COPIED = 0.8  # of the telling characters of a text, when it stands in another's


def drop_stuffing(text: str, content: ItemContent, taxonomy: Taxonomy) -> str:
    """The text without fragments said before and without lists of the field's words that nothing backs."""
    spans = [match.span() for match in _FRAGMENTS.finditer(text)]
    folded = [fold(text[start:end]) for start, end in spans]
    backed = _backing(content)
    said: set[str] = set()
    dropped: list[tuple[int, int]] = []
    listed = _find_lists(folded, taxonomy)
    for at, (span, fragment) in enumerate(zip(spans, folded, strict=True)):
        if fragment in said or (at in listed and not _is_backed(fragment, content, backed, taxonomy)):
            dropped.append(span)
        said.add(fragment)
    return _without(text, dropped)


def _find_lists(fragments: Sequence[str], taxonomy: Taxonomy) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for at, fragment in enumerate([*fragments, ""]):
        if fragment and _is_bare(fragment, taxonomy):
            run.append(at)
            continue
        if len(run) >= _LIST:
            found.update(run)
        run = []
    return found


def _is_bare(fragment: str, taxonomy: Taxonomy) -> bool:
    """A word of the field and nothing else: no verb, no object, nothing that could be true or false."""
    return fragment in taxonomy.claim_words or _ENDINGS.sub("", fragment) in taxonomy.claim_words


def _backing(content: ItemContent) -> str:
    if not isinstance(content, ProductContent):
        return ""
    return fold("\n".join((*content.cases, *content.certificates)))


def _is_backed(fragment: str, content: ItemContent, backing: str, taxonomy: Taxonomy) -> bool:
    word = fragment if fragment in taxonomy.claim_words else _ENDINGS.sub("", fragment)
    if word in backing:
        return True
    declared = {uplift.topic for uplift in content.topics} if isinstance(content, ProductContent) else set()
    return bool(taxonomy.claim_words.get(word, frozenset()) & declared)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without these spans and the separators that nothing stands between any more."""
    if not spans:
        return text
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return _IDLE.sub(r"\1", "".join(kept)).strip(_SEPARATORS)


FirstSaid = Mapping[str, int]
"""The telling fragments of an item's text, each with the revision in which the item first said it; revisions grow in time."""


def date_fragments(revisions: Sequence[tuple[int, ItemContent]]) -> FirstSaid:
    """Since when an item says what the last of its revisions says; they are given oldest first."""
    found = dict.fromkeys(_telling_fragments(revisions[-1][1]), revisions[-1][0])
    for revision, content in reversed(revisions[:-1]):
        found |= dict.fromkeys(found.keys() & _telling_fragments(content), revision)
    return found


def find_copies(contents: Mapping[int, ItemContent], first_said: Mapping[int, FirstSaid]) -> dict[int, int]:
    """By id of a copy the id of what it copies: an item most of whose words stand in it, and that said them before it.

    An item with a case of its own is no copy, whatever it shares: another edition of a product, another bank's like loan.
    Linear in the texts, but for fragments that many share.
    """
    began = {item_id: (min(said.values(), default=0), item_id) for item_id, said in first_said.items()}
    in_time = sorted(contents, key=began.__getitem__)
    holders: dict[str, list[int]] = {}
    for item_id in in_time:
        for fragment in first_said[item_id]:
            holders.setdefault(fragment, []).append(item_id)
    whole = {item_id: sum(map(len, said)) for item_id, said in first_said.items()}
    copies: dict[int, int] = {}
    for item_id in in_time:
        shared: Counter[int] = Counter()
        for fragment, revision in first_said[item_id].items():
            if len(holders[fragment]) <= _COMMONPLACE:
                earlier = (
                    other
                    for other in holders[fragment]
                    if other not in copies and first_said[other][fragment] < revision
                )
                shared.update(dict.fromkeys(earlier, len(fragment)))
        shares = {other: length / whole[other] for other, length in shared.items() if whole[other] >= _LEAST}
        other = min(shares, key=lambda each: (-shares[each], began[each]), default=item_id)
        if shares.get(other, 0.0) >= _COPIED and not _has_own_case(contents[item_id], contents[other]):
            copies[item_id] = other
    return copies


def _telling_fragments(content: ItemContent) -> frozenset[str]:
    text = "\n".join((getattr(content, "pain_points", ""), content.summary))
    return frozenset(fragment for fragment in _FRAGMENTS.findall(fold(text)) if len(fragment) >= _TELLING)


def _has_own_case(content: ItemContent, other: ItemContent) -> bool:
    if not isinstance(content, ProductContent) or not isinstance(other, ProductContent):
        return content.kind is not other.kind
    return bool(set(content.cases) - set(other.cases))


def discount(position: int, *, backed: bool) -> float:
    """How much a declared topic counts: less the later it is named, less still where no case or certificate stands behind.

    The first three count nearly alike; from the fifth on a list of topics says what somebody wants to be found for.
    """
    breadth = (1.0, 0.97, 0.94, 0.85)[position] if position < 4 else 0.5
    return breadth if backed else 0.85 * breadth
