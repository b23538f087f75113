"""The enterprise's profile: labelled fields first, then unmistakable prose; what is not stated stays null."""

from __future__ import annotations

import re

from catalog.taxonomy import Taxonomy
from matcher.documents.model import Document
from matcher.needs.model import Enterprise
from matcher.needs.profile.budget import find_budget
from matcher.needs.profile.fields import is_missing, iterate_fields, iterate_prose
from matcher.needs.profile.founding import find_founding
from matcher.needs.profile.funds import find_investment, find_own
from matcher.needs.profile.identity import (
    find_credit_code,
    find_industry,
    find_name,
    find_region,
    find_titles,
)
from matcher.needs.profile.revenue import find_revenue
from matcher.needs.profile.staff import find_employees
from matcher.needs.profile.target_level import find_target_level
from matcher.needs.profile.whole_level import find_level

_OUTSIDE = re.compile(
    r"(?:不得|禁止|严禁|不允许|不能|不可)[^。；]{0,12}(?:公有云|公网|外网|互联网|云端|SaaS)|(?:涉密|保密)[^。；]{0,30}(?:本地|内网|不(?:得|上|用|能|接))",
    re.IGNORECASE,
)


def read_profile(document: Document, taxonomy: Taxonomy) -> Enterprise:
    """The profile; every field is null unless the report states it. Money in 万元."""
    fields = [field for field in iterate_fields(document) if not is_missing(field.value)]
    prose = list(iterate_prose(document))
    budget = find_budget(fields, prose, document)
    own = find_own(fields, prose, budget)
    name = find_name(fields, document)
    return Enterprise(
        name=name,
        credit_code=find_credit_code(fields, prose),
        industry=find_industry(fields, prose, taxonomy),
        region=find_region(fields, prose, taxonomy),
        employees=find_employees(fields, prose, document),
        revenue_wan=find_revenue(fields, prose, document),
        budget_wan=budget,
        digital_level=find_level(fields, document, taxonomy),
        titles=find_titles(fields, prose),
        public_cloud=False if any(_OUTSIDE.search(text) for text in prose) else None,
        own_wan=own,
        investment_wan=find_investment(fields, prose, document, (budget, own)),
        founded=find_founding(fields, prose, name),
        target_level=find_target_level(fields, document, taxonomy),
    )
