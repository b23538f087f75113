"""The models that recognise, loaded once for all tests of documents."""

from __future__ import annotations

import pytest

from matcher.documents.recognition import Recognizer


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The models that come with rapidocr."""
    return Recognizer()
