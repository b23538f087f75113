"""The sentence classifier: what it learns, how it is stored, and that damage retrains it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.classification import Examples, Matrix, SentenceClassifier
from embeddings.classifier_store import load_or_train
from tests.embeddings.fakes import FakeEncoder

ENCODER = FakeEncoder()
SENTENCES = {
    "S08": ["设备老坏", "机床停机多", "点检靠纸", "备件找不到", "轴承发热没人知道"],
    "S12": ["库存不准", "账实不符", "仓库找货慢", "出入库手工记", "盘点要停产"],
    "F01": ["想贷款", "流动资金紧", "担保物不够", "利息太高", "买设备缺钱"],
}
LABELLED = [(label, text) for label, texts in SENTENCES.items() for text in texts]


def _terms(text: str) -> list[str]:
    return list(text)


def _counts(texts: Sequence[str]) -> Matrix:
    return np.array([[float("设备" in text), float("库" in text)] for text in texts]).reshape(len(texts), 2)


def _examples(texts: Sequence[str]) -> Examples:
    return Examples(texts, ENCODER.encode_queries(texts), _counts(texts))


def _fit(labelled: Sequence[tuple[str, str]] = LABELLED) -> SentenceClassifier:
    return SentenceClassifier.fit(
        _examples([text for _, text in labelled]), [label for label, _ in labelled], _terms
    )


def test_it_learns_its_examples() -> None:
    model = _fit()
    assert model.classes == ("F01", "S08", "S12")
    found = model.probabilities(_examples([text for _, text in LABELLED]))
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert [model.classes[at] for at in found.argmax(axis=1)] == [label for label, _ in LABELLED]


def test_two_classes_are_told_apart_in_the_right_direction() -> None:
    model = _fit([pair for pair in LABELLED if pair[0] != "F01"])
    assert model.classes == ("S08", "S12")
    found = model.probabilities(_examples(["设备老坏", "库存不准"]))
    assert found.shape == (2, 2)
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[0, 0] > 0.7
    assert found[1, 1] > 0.7


def test_two_classes_answer_as_scikit_learn_does() -> None:
    from sklearn.linear_model import LogisticRegression

    labelled = [pair for pair in LABELLED if pair[0] != "F01"]
    model = _fit(labelled)
    examples = _examples([text for _, text in labelled])
    reference = LogisticRegression(C=10.0, max_iter=400).fit(
        model._features(examples), [label for label, _ in labelled]
    )
    expected = reference.predict_proba(model._features(examples))
    assert model.probabilities(examples) == pytest.approx(expected, abs=1e-5)


def test_one_class_is_no_question() -> None:
    with pytest.raises(ValueError, match="class"):
        _fit([pair for pair in LABELLED if pair[0] == "S08"])


def test_words_and_texts_never_seen() -> None:
    model = _fit()
    found = model.probabilities(_examples(["xyz", ""]))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1.0)
    none = Examples([], np.empty((0, 16), dtype=np.float32), np.empty((0, 2)))
    assert model.probabilities(none).shape == (0, 3)


def test_training_again_gives_the_same_model() -> None:
    asked = _examples(["设备坏了", "找不到货"])
    assert np.array_equal(_fit().probabilities(asked), _fit().probabilities(asked))


def test_saved_and_loaded_it_answers_identically(tmp_path: Path) -> None:
    model = _fit()
    model.save(tmp_path / "model.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["model.npz"]
    loaded = SentenceClassifier.load(tmp_path / "model.npz", _terms)
    asked = _examples(["设备坏了", "盘点", "资金", "别的"])
    assert loaded.classes == model.classes
    assert np.array_equal(loaded.probabilities(asked), model.probabilities(asked))


def test_the_file_holds_no_pickle(tmp_path: Path) -> None:
    _fit().save(tmp_path / "model.npz")
    with zipfile.ZipFile(tmp_path / "model.npz") as archive:
        assert {name.removesuffix(".npy") for name in archive.namelist()} == {
            "names",
            "idf",
            "centre",
            "weights",
            "bias",
        }
        for name in archive.namelist():
            head = archive.read(name)[:128]
            assert head.startswith(b"\x93NUMPY"), name
            assert b"'descr': '|O'" not in head, name


def test_a_file_with_objects_is_not_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "model.npz", names=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        SentenceClassifier.load(tmp_path / "model.npz", _terms)


def _damages(content: bytes) -> list[bytes]:
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0xFF
    return [b"", b"x", content[:10], content[: len(content) // 2], content[:-5], bytes(flipped)]


@pytest.mark.parametrize("damage", range(6))
def test_a_damaged_file_is_refused_in_one_of_the_named_ways(tmp_path: Path, damage: int) -> None:
    path = tmp_path / "model.npz"
    _fit().save(path)
    path.write_bytes(_damages(path.read_bytes())[damage])
    with pytest.raises((OSError, ValueError, KeyError)):
        SentenceClassifier.load(path, _terms)


class _Training:
    """`load_or_train` in a folder, and how often something was encoded for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trained = 0

    def __call__(
        self,
        labelled: Sequence[tuple[str, str]] = LABELLED,
        *,
        encoder: FakeEncoder = ENCODER,
        recipe: str = "1",
        name: str = "topics",
    ) -> SentenceClassifier:
        def count(done: int, total: int) -> None:
            self.trained += done == total

        return load_or_train(
            name,
            labelled,
            _counts,
            encoder=encoder,
            terms=_terms,
            folder=self.folder,
            recipe=recipe,
            progress=count,
        )

    @property
    def files(self) -> int:
        return len(list(self.folder.iterdir()))


@pytest.fixture
def training(tmp_path: Path) -> _Training:
    return _Training(tmp_path / "models")


def test_it_is_trained_once(training: _Training) -> None:
    asked = _examples(["设备坏了"])
    first, second = training().probabilities(asked), training().probabilities(asked)
    assert np.array_equal(first, second)
    assert (training.trained, training.files) == (1, 1)


def test_a_change_of_data_recipe_or_encoder_trains_again_and_replaces(training: _Training) -> None:
    training()
    training(LABELLED[:-1])
    training(recipe="2")
    training(encoder=FakeEncoder("another"))
    assert (training.trained, training.files) == (4, 1)
    training(name="roles")
    assert training.files == 2


@pytest.mark.parametrize("damage", range(6))
def test_a_damaged_file_is_trained_again(training: _Training, damage: int) -> None:
    asked = _examples(["设备坏了"])
    expected = training().probabilities(asked)
    [path] = training.folder.iterdir()
    path.write_bytes(_damages(path.read_bytes())[damage])
    assert np.array_equal(training().probabilities(asked), expected)
    assert training.trained == 2


def test_another_process_that_trains_at_the_same_time_does_no_harm(
    training: _Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both finish; the one that ends last must not find its half-written file removed by the other."""
    savez = np.savez_compressed
    turns = iter((1, 2))

    def other_comes_in(path: Path, **arrays: Any) -> None:
        savez(path, **arrays)
        if next(turns, None) == 1:
            monkeypatch.setattr("os.getpid", lambda: 4242)
            training(recipe="2")
            monkeypatch.undo()

    monkeypatch.setattr(np, "savez_compressed", other_comes_in)
    training()
    assert {path.suffix for path in training.folder.iterdir()} == {".npz"}
    assert not any(path.name.startswith(".") for path in training.folder.iterdir())
