"""What answers are made with, named so that a document can say it and anyone can tell whether two were made alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.weights import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.runtime import Runtime

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Versions:
    """Names in words; `catalogue` is a digest of every item's revision, `items` how many there are."""

    program: str
    model: str
    readers: str
    taxonomy: str
    indicators: str
    catalogue: str
    items: int


def name_versions(runtime: Runtime) -> Versions:
    """The versions in use now. Raises IndexUnavailable before the first build."""
    manifest = runtime.catalogue.load().manifest
    indicators = runtime.taxonomy.indicators
    model = Path(runtime.settings.model or DEFAULT_MODEL).name
    return Versions(
        program=f"duijie {version('duijie')}",
        model=f"{model}（{runtime.encoder.fingerprint}）",
        readers="，".join(runtime.need_extractor.versions),
        taxonomy=runtime.taxonomy.version,
        indicators=f"{indicators.title}（{indicators.document}）",
        catalogue=digest_revisions(manifest.revisions),
        items=len(manifest.revisions),
    )


def digest_revisions(revisions: Mapping[int, int]) -> str:
    """The same for the same revisions of the same items, however often and wherever the index was built."""
    listed = ";".join(f"{item}:{revision}" for item, revision in sorted(revisions.items()))
    return hashlib.sha256(listed.encode("ascii")).hexdigest()[:_DIGITS]
