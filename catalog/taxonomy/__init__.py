"""The field's words and codes as data: topics, levels, indicators, regions, industries, synonyms and labelled statements."""

from catalog.taxonomy.model import Industry, Level, Region, Topic
from catalog.taxonomy.taxonomy import Taxonomy, load_taxonomy

__all__ = ["Industry", "Level", "Region", "Taxonomy", "Topic", "load_taxonomy"]
