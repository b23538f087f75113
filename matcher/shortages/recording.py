"""Writing the needs of a matched report into the pool of open demands: states and counts, never who asks.

Session first, nothing commits. Kept of a report are topic, state, target level, industry and area; the enterprise itself
only as a keyed digest, so that the same one in the same month replaces its rows instead of counting twice.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import delete
from sqlmodel import Session, col

from embeddings.segmentation import fold
from matcher.matching.model import MatchResult
from matcher.needs.model import Reading
from matcher.tables import OpenDemand


def record_demand(
    session: Session, result: MatchResult, *, key: bytes, month: str, regions: frozenset[str]
) -> int:
    """Replace this month's rows of the report's enterprise (2026-11); returns how many stand now.

    `key` is this installation's secret; `regions` are the areas that may be kept: a place as written could name its
    enterprise. A need that the report states twice is one row with its worst state.
    """
    digest = digest_enterprise(result.reading, key)
    old = delete(OpenDemand).where(col(OpenDemand.month) == month, col(OpenDemand.digest) == digest)
    session.connection().execute(old)
    enterprise = result.reading.enterprise
    region = enterprise.region if enterprise.region in regions else None
    rows: dict[str, OpenDemand] = {}
    states = {match.need: match.state for match in result.matches}
    for need in result.reading.needs:
        row = OpenDemand(
            month=month,
            digest=digest,
            topic=need.topic,
            state=states[need.id],
            target_level=need.target_level,
            industry=enterprise.industry,
            region=region,
        )
        earlier = rows.get(need.topic)
        if earlier is None or _WORST.index(row.state) < _WORST.index(earlier.state):
            rows[need.topic] = row
    session.add_all(rows.values())
    session.flush()
    return len(rows)


_WORST = ("gap", "partial", "covered")


def digest_enterprise(reading: Reading, key: bytes) -> str:
    """HMAC-SHA-256 of the enterprise's code, else its name, else the file: without the key nobody can try names out."""
    enterprise = reading.enterprise
    if enterprise.credit_code:
        known = f"code:{enterprise.credit_code}"
    elif enterprise.name:
        known = f"name:{''.join(fold(enterprise.name).split())}"
    else:
        known = f"file:{reading.sha256}"
    return hmac.new(key, known.encode(), hashlib.sha256).hexdigest()
