"""Filters that are links, as the reports of searches and of shortages have them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as a link."""

    label: str
    url: str
    current: bool
