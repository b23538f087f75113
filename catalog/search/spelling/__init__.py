"""What a searcher means when it is not written in exact characters: suggestions, pinyin, first letters, wrong characters."""

from catalog.search.spelling.model import Reading, Replacement, Suggestion
from catalog.search.spelling.speller import Speller
from catalog.search.spelling.vocabulary import Phrase, build_phrases

__all__ = ["Phrase", "Reading", "Replacement", "Speller", "Suggestion", "build_phrases"]
