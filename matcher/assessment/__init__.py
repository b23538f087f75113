"""Self-assessments against the 2024 indicator set: points, scene levels, the resulting level, and what is missing."""
