"""The page of the shortage board."""

from __future__ import annotations

import re
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import RuntimeDep
from api.presenters.shortages import Boards, present_shortages
from api.v1.journal import MONTH_PATTERN
from api.web.rendering import render
from matcher.shortages.board import list_shortages

router = APIRouter(include_in_schema=False)


@router.get("/shortages")
def show_shortages(runtime: RuntimeDep, month: str = "", industry: str = "", region: str = "") -> Response:
    """What enterprises ask for and how far the catalogue goes. Unknown words in the address are passed over, not refused."""
    taxonomy = runtime.taxonomy
    chosen_month = month if re.fullmatch(MONTH_PATTERN, month) else None
    chosen_industry = industry if industry in {entry.name for entry in taxonomy.industries} else None
    chosen_region = region if region in {entry.name for entry in taxonomy.regions} else None
    with runtime.reading() as session:
        count = partial(list_shortages, session, first=chosen_month, last=chosen_month, today=runtime.today())
        boards = Boards(
            topics=count(industry=chosen_industry, region=chosen_region),
            industries=count(region=chosen_region, by=("industry",)),
            regions=count(industry=chosen_industry, by=("region",)),
        )
    page = present_shortages(boards, taxonomy, pools=runtime.settings.demand_pool)
    return render("shortages.html", {"page": page, "nav": "shortages"})
