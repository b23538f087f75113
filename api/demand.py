"""Counting the gaps of a matched report into the pool of open demands, with a key that makes its enterprise unrecognisable."""

from __future__ import annotations

import logging
import os
import secrets
import tempfile
from pathlib import Path

from api.runtime import Runtime
from api.samples import sample_digests
from matcher.errors import DemandKeyUnusable
from matcher.matching.model import MatchResult
from matcher.shortages.recording import record_demand

log = logging.getLogger("duijie.demand")

_KEY_BYTES = 32


def note_demand(runtime: Runtime, result: MatchResult) -> int:
    """Replace this month's demands of the report's enterprise; returns how many stand now.

    Raises DemandKeyUnusable.
    """
    key = load_key(runtime.settings.demand_key)
    regions = frozenset(region.name for region in runtime.taxonomy.regions)
    with runtime.writing() as session:
        return record_demand(session, result, key=key, month=f"{runtime.today():%Y-%m}", regions=regions)


def note_quietly(runtime: Runtime, result: MatchResult) -> None:
    """The same for an uploaded report where the setting allows it; samples do not count, and a failure costs no result."""
    if not runtime.settings.demand_pool or result.reading.sha256 in sample_digests():
        return
    try:
        note_demand(runtime, result)
    except Exception as error:  # noqa: BLE001  # whatever it is, the visitor still gets the report's result
        # Only the class: a database's error quotes the statement's values.
        log.error("demand pool could not write: %s", type(error).__name__)  # noqa: TRY400  # as the comment says


def load_key(path: Path) -> bytes:
    """The installation's secret, made at first use for its owner only. Raises DemandKeyUnusable."""
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise DemandKeyUnusable(
            f"读写不了“{path.name}”，请检查数据目录的权限：没有它就不能记缺口榜。"
        ) from error
    if len(key) != _KEY_BYTES:
        raise DemandKeyUnusable(
            f"“{path.name}”不是本程序写的密钥。请从备份恢复；删掉它会另生成一个，本月的企业可能被计两次。"
        )
    return key


def _make_key(path: Path) -> None:
    """Write a whole file aside and link it in place: of several processes the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".demand-")  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        Path(name).chmod(0o600)
        try:
            path.hardlink_to(name)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()
