"""Shared parts: the real model and classifiers, made once and kept between runs, and a service with the sample catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from api.runtime import Runtime
from api.settings import Settings
from catalog.ingest.importing import import_file
from catalog.samples import sample_files
from catalog.taxonomy import Taxonomy, load_taxonomy
from catalog.taxonomy.classifier import TopicClassifier
from embeddings.encoders import Encoder
from embeddings.segmentation import Segmenter
from matcher.needs.extraction import NeedExtractor
from tests.homes import copy_home

_ROOT = Path(__file__).parents[1]
# On a shared machine the same example takes 25 ms or 700: a time is no property of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def model_home() -> Path:
    """Where the unpacked model and the trained classifiers lie; kept between runs, safe to delete."""
    home = Path(os.environ.get("DUIJIE_TEST_HOME", _ROOT / "var" / "test"))
    home.mkdir(parents=True, exist_ok=True)
    return home


@pytest.fixture(scope="session")
def model_runtime(model_home: Path) -> Runtime:
    """A runtime for its model and classifiers only; its database stays unused."""
    return Runtime(Settings(home=model_home, database_url="sqlite://", model=None))


@pytest.fixture(scope="session")
def encoder(model_runtime: Runtime) -> Encoder:
    """The real embedding model."""
    return model_runtime.encoder


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """The field's words and codes."""
    return load_taxonomy()


@pytest.fixture(scope="session")
def segmenter(model_runtime: Runtime) -> Segmenter:
    """Jieba with the field's words."""
    return model_runtime.segmenter


@pytest.fixture(scope="session")
def topic_classifier(model_runtime: Runtime) -> TopicClassifier:
    """The trained topic classifier."""
    return model_runtime.topic_classifier


@pytest.fixture(scope="session")
def need_extractor(model_runtime: Runtime) -> NeedExtractor:
    """The trained need extractor."""
    return model_runtime.need_extractor


@pytest.fixture(scope="session")
def pristine_home(tmp_path_factory: pytest.TempPathFactory, model_runtime: Runtime) -> Path:
    """A data directory with the sample catalogue imported and indexed, which nobody opens: everyone works on a copy.

    Reading the files of a SQLite database that is open in the same process takes its locks away from it (POSIX's rule for
    locks), and the next process to open it corrupts what the first one sees.
    """
    home = tmp_path_factory.mktemp("pristine-home")
    (home / "model").symlink_to(model_runtime.settings.models_dir.absolute(), target_is_directory=True)
    runtime = _share_models(Runtime(Settings(home=home)), model_runtime)
    for path in sample_files():
        with runtime.writing() as session:
            import_file(session, path, actor="tests", now=runtime.now())
    runtime.refresh_index()
    runtime.engine.dispose()
    return home


@pytest.fixture(scope="module")
def sample_home(pristine_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample catalogue for the tests of one file, who read it and note their searches in it."""
    return copy_home(pristine_home, tmp_path_factory.mktemp("sample") / "home")


def _share_models(runtime: Runtime, owner: Runtime) -> Runtime:
    """Give a runtime the loaded models of another: each would take a second and half a gigabyte to load again."""
    for part in ("encoder", "segmenter", "topic_classifier", "need_extractor"):
        runtime.__dict__[part] = getattr(owner, part)  # where cached_property keeps what it made
    return runtime


@pytest.fixture(scope="session")
def sample_runtime(
    pristine_home: Path, model_runtime: Runtime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runtime]:
    """A running service's parts over the sample catalogue; read only."""
    home = copy_home(pristine_home, tmp_path_factory.mktemp("running") / "home")
    runtime = _share_models(Runtime(Settings(home=home)), model_runtime)
    runtime.warm_up()
    yield runtime
    runtime.engine.dispose()


@pytest.fixture
def own_home(pristine_home: Path, tmp_path: Path) -> Path:
    """The sample catalogue in a data directory that a test may change."""
    return copy_home(pristine_home, tmp_path / "home")


@pytest.fixture
def own_runtime(own_home: Path, model_runtime: Runtime) -> Iterator[Runtime]:
    """A service over the sample catalogue that a test may change."""
    runtime = _share_models(Runtime(Settings(home=own_home)), model_runtime)
    yield runtime
    runtime.engine.dispose()
