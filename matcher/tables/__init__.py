"""The demand side's tables; importing this registers them all with SQLModel's metadata."""

import catalog.tables  # noqa: F401  # outcomes point at items and their revisions
from matcher.tables.demands import OpenDemand
from matcher.tables.enterprises import EnterpriseLevel, EnterpriseRecord
from matcher.tables.outcomes import OutcomeRecord

__all__ = ["EnterpriseLevel", "EnterpriseRecord", "OpenDemand", "OutcomeRecord"]
