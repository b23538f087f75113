"""The field's words and codes as data: topics, levels, indicators, regions, industries, synonyms and labelled statements."""

from catalog.taxonomy.indicators import IndicatorSet, Question
from catalog.taxonomy.model import Industry, Level, Region, Topic
from catalog.taxonomy.taxonomy import Taxonomy, load_taxonomy

__all__ = ["IndicatorSet", "Industry", "Level", "Question", "Region", "Taxonomy", "Topic", "load_taxonomy"]
