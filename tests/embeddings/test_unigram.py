"""The slim tokenizer gives what the library's gives: numbers, pieces and offsets."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from catalog.taxonomy import Taxonomy
from embeddings.encoders import Encoder, SentenceEncoder
from embeddings.unigram import Unigram, slim
from embeddings.weights import resolve

PIECES = [("<s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("▁设备", -5.0), ("设备", -4.0), ("设", -3.0), ("备", -3.0),
          ("老坏", -9.0), ("坏", -6.5), ("aa", -2.0), ("a", -1.0)]  # fmt: skip
UNKNOWN = 1


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(PIECES, UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(["<s>"])
    return tokenizer


def test_the_likeliest_pieces_are_found() -> None:
    unigram = Unigram(PIECES, UNKNOWN)
    assert unigram.cut("▁设备老坏") == [(3, "▁设备"), (7, "老坏")]
    assert unigram.cut("") == []


def test_of_two_ways_that_are_as_likely_the_first_found_stays() -> None:
    text = "aaa"
    expected = _tokenizer().model.tokenize(text)
    assert Unigram(PIECES, UNKNOWN).cut(text) == [(token.id, token.value) for token in expected]


def test_characters_in_a_row_that_no_piece_has_are_one_unknown() -> None:
    assert Unigram(PIECES, UNKNOWN).cut("😀☃设☃") == [(UNKNOWN, "😀☃"), (5, "设"), (UNKNOWN, "☃")]


@pytest.mark.parametrize(
    "text", ["", " ", "设备老坏", "ｓ设 备😀☃坏", "<s>设备<s> aaaa", "<unk>备", "▁▁设\x00"]
)
def test_a_slim_tokenizer_answers_as_before(text: str) -> None:
    expected = _tokenizer().encode(text)
    slimmed = _tokenizer()
    assert slim(slimmed)
    found = slimmed.encode(text)
    assert (found.ids, found.tokens, found.offsets) == (expected.ids, expected.tokens, expected.offsets)
    assert (found.special_tokens_mask, found.attention_mask) == (
        expected.special_tokens_mask,
        expected.attention_mask,
    )


def test_other_kinds_of_model_are_left_to_the_library() -> None:
    words = Tokenizer(models.WordLevel({"设备": 0}, "设备"))
    without_unknown = Tokenizer(models.Unigram(PIECES, None, byte_fallback=False))
    with_bytes = Tokenizer(
        models.Unigram(
            [*PIECES, *((f"<0x{code:02X}>", -9.0) for code in range(256))], UNKNOWN, byte_fallback=True
        )
    )
    for tokenizer in (words, without_unknown, with_bytes):
        before = tokenizer.to_str()
        assert not slim(tokenizer)
        assert tokenizer.to_str() == before


@pytest.mark.model
def test_the_encoder_reads_every_text_as_the_library_does(
    encoder: SentenceEncoder, model_home: Path, taxonomy: Taxonomy
) -> None:
    library = Tokenizer.from_file(str(resolve(None, model_home / "model") / "tokenizer.json"))
    slimmed = encoder._model.tokenizer.backend_tokenizer
    assert isinstance(slimmed.model, models.WordLevel)
    chance = random.Random(7)
    pieces = chance.sample(list(library.get_vocab()), 3000)
    texts = [statement.text for statement in taxonomy.statements]
    texts += ["".join(chance.choices(pieces, k=8)).replace("▁", " ") for _ in range(1000)]
    texts += ["".join(chr(chance.randrange(1, 0xD800)) for _ in range(20)) for _ in range(1000)]
    texts += [
        "",
        "\x01\t x \n",
        "～~①℃ﬁ",
        "<s></s><mask><unk>",
        "😀👨\u200d👩",
        "9" * 500,
        "排产靠人工，" * 80,
    ]
    slimmed.no_padding()
    slimmed.no_truncation()
    for text in texts:
        expected, found = library.encode(text), slimmed.encode(text)
        assert (found.ids, found.offsets) == (expected.ids, expected.offsets), text


@pytest.mark.model
def test_texts_at_once_are_read_as_one_by_one(encoder: Encoder, taxonomy: Taxonomy) -> None:
    assert isinstance(encoder, SentenceEncoder)
    texts = [statement.text for statement in taxonomy.statements][:64]
    tokenizer = encoder._model.tokenizer
    together = tokenizer(texts)["input_ids"]
    assert together == [tokenizer(text)["input_ids"] for text in texts]
