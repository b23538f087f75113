"""The demonstration catalogue: invented providers, products and financing products, all marked 示例."""

from __future__ import annotations

from pathlib import Path


def sample_files() -> tuple[Path, ...]:
    """The files in the order in which they are imported: providers first, then what they offer."""
    folder = Path(__file__).parent
    return tuple(folder / name for name in ("providers.csv", "products.csv", "finance.csv"))
