"""Boxes on forms: ☑ and □ before the words that they choose."""

from __future__ import annotations

import re


def read_ticked(value: str) -> str:
    """Of a list of boxes only what is ticked; other text as it is.

    Word's own box shows ☒ when it is ticked: so it is read where no other mark stands beside empty boxes.
    """
    if not re.search(r"[□☐]", value):
        return value
    if not re.search(r"[☑√✓■✔]", value):
        value = value.replace("☒", "☑")
    return "；".join(re.findall(r"[☑√✓■✔]\s*([^□☐☑√✓■✔；;，,]+)", value))
