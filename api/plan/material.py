"""What the chapters are written from: a studied report as the pages show it, and what it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.presenters.assessment import AssessmentView
from api.presenters.bundle import BundleView
from api.presenters.financing import FinancingView
from api.presenters.peers import PeersView
from api.presenters.report import ReportPage
from api.reports import Study
from api.versions import Versions
from catalog.queries import Item
from catalog.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Material:
    """One report; the words are those of the page, so that both say the same."""

    study: Study
    page: ReportPage
    bundle: BundleView | None
    financing: FinancingView | None
    assessment: AssessmentView | None
    peers: PeersView | None
    taxonomy: Taxonomy
    versions: Versions

    @property
    def items(self) -> Mapping[int, Item]:
        """Products and solutions that answer any of the needs, by id."""
        return self.study.result.coverage.items
