"""The web application over the sample catalogue, asked without a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.runtime import Runtime


@pytest.fixture(scope="session")
def app(sample_runtime: Runtime) -> FastAPI:
    """The application; its desk and readiness live as long as the session."""
    return create_app(sample_runtime)


@pytest.fixture(scope="session")
def running_app(app: FastAPI) -> Iterator[FastAPI]:
    """The application between its start and its stop, warmed up."""
    with TestClient(app, base_url="http://localhost"):
        assert app.state.readiness.wait(120)
        yield app


@pytest.fixture
def client(running_app: FastAPI) -> Iterator[TestClient]:
    """A visitor of his own: no cookies from other tests, and no notes left to be written when others copy the data."""
    yield TestClient(running_app, base_url="http://localhost", raise_server_exceptions=False)
    assert running_app.state.journal.flush()
