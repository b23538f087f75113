"""Cuts texts into SentencePiece pieces with a tenth of the memory that the tokenizers library takes for a large vocabulary.

The library keeps a hash table for every byte of every piece: 250 MB for the 250 000 pieces of a multilingual model. Here a
piece is one entry of one table, and the library still does all the rest: special tokens, normalisation, truncation.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from math import inf

from tokenizers import PreTokenizedString, Token, Tokenizer, models, pre_tokenizers

_UNKNOWN_PENALTY = 10.0  # of SentencePiece, below the least likely piece
_KNOWN_SETTINGS = {"type", "unk_id", "vocab", "byte_fallback"}


class Unigram:
    """The likeliest pieces of a text under a unigram model (Kudo 2018, "Subword Regularization"), by Viterbi's algorithm.

    Sums and ties as in the library's own model, so that the pieces are the same.
    """

    def __init__(self, pieces: Sequence[tuple[str, float]], unknown: int) -> None:
        """From pieces with their log probabilities, numbered in this order; `unknown` is the number for all else."""
        self._numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
        self._scores = array("d", (score for _, score in pieces))
        self._longest: dict[str, int] = {}  # by first character
        for piece in self._numbers:
            if len(piece) > self._longest.get(piece[:1], 0):
                self._longest[piece[:1]] = len(piece)
        self._unknown = unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY

    def cut(self, text: str) -> list[tuple[int, str]]:
        """Numbers and texts of the pieces; characters in a row that no piece has are one unknown. Linear in the text."""
        found: list[tuple[int, str]] = []
        starts = self._best_starts(text)
        end = len(text)
        while end:
            start = starts[end]
            number = self._numbers.get(text[start:end], self._unknown)
            if number == self._unknown and found and found[-1][0] == self._unknown:
                found[-1] = (number, text[start:end] + found[-1][1])
            else:
                found.append((number, text[start:end]))
            end = start
        found.reverse()
        return found

    def _best_starts(self, text: str) -> list[int]:
        """For each end of a piece where the piece of the best way to there starts."""
        size = len(text)
        best = [0.0] + [-inf] * size
        starts = [0] * (size + 1)
        numbers, scores = self._numbers, self._scores
        for start, character in enumerate(text):
            here = best[start]
            if character not in numbers:
                score = here + self._unknown_score
                if score > best[start + 1]:
                    best[start + 1], starts[start + 1] = score, start
            for end in range(start + 1, min(size, start + self._longest.get(character, 0)) + 1):
                number = numbers.get(text[start:end])
                if number is not None and (score := here + scores[number]) > best[end]:
                    best[end], starts[end] = score, start
        return starts


class _Cutter:
    """As the last pre-tokenizer; the library's model is then asked only for what has no pieces yet, and nothing is left."""

    def __init__(self, unigram: Unigram) -> None:
        self._unigram = unigram

    def pre_tokenize(self, text: PreTokenizedString) -> None:
        """Called by the library with what it has normalised."""
        text.tokenize(self._cut)

    def _cut(self, text: str) -> list[Token]:
        tokens, at = [], 0
        for number, piece in self._unigram.cut(text):
            end = at + len(piece.encode())
            tokens.append(Token(number, piece, (at, end)))
            at = end
        return tokens


def slim(tokenizer: Tokenizer) -> bool:
    """Change a tokenizer in place to one with the same answers in less memory; whether it was of a kind that can be.

    It cuts texts only: it can no longer be saved, nor name the piece of a number.
    """
    if not isinstance(tokenizer.model, models.Unigram):
        return False
    model = json.loads(tokenizer.to_str())["model"]
    unknown = model["unk_id"]
    if unknown is None or model["byte_fallback"] or not model.keys() <= _KNOWN_SETTINGS:
        return False
    own = [] if tokenizer.pre_tokenizer is None else [tokenizer.pre_tokenizer]
    cutting = pre_tokenizers.PreTokenizer.custom(_Cutter(Unigram(model["vocab"], unknown)))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*own, cutting])
    special = {token.content: number for number, token in tokenizer.get_added_tokens_decoder().items()}
    unknown_piece = model["vocab"][unknown][0]
    tokenizer.model = models.WordLevel({**special, unknown_piece: unknown}, unknown_piece)
    return True
