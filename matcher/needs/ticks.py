"""Boxes on forms: ☑ and □ before the words that they choose."""

from __future__ import annotations

import re


def read_ticked(value: str) -> str:
    """Of a list of boxes only what is ticked; other text as it is."""
    if not re.search(r"[□☐]", value):
        return value
    return "；".join(re.findall(r"[☑√✓■✔]\s*([^□☐☑√✓■✔；;，,]+)", value))
