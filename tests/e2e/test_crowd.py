"""A hall full of people who search at once: every one is answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx2

_PEOPLE = 100
"""More than the server has threads and connections together."""


def test_more_searchers_than_threads_and_connections_are_all_answered(server: str) -> None:
    """Who holds a connection and waits for a thread, waits for those who have the threads and wait for connections."""
    texts = [f"第 {at} 车间插单以后排产要自动重排，缺料能提前知道" for at in range(_PEOPLE)]
    with httpx2.Client(base_url=server, timeout=60, limits=httpx2.Limits(max_connections=_PEOPLE)) as client:

        def ask(text: str) -> int:
            return client.get("/api/v1/search", params={"q": text}).status_code

        with ThreadPoolExecutor(_PEOPLE) as people:
            answers = list(people.map(ask, texts))
    assert answers == [200] * _PEOPLE
