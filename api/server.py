"""Running the web application on a socket."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.runtime import Runtime

_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, started: Callable[[str], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")


def run(runtime: Runtime, host: str, port: int, *, started: Callable[[str], None]) -> None:
    """Serve until a signal ends it; `started` gets the address. Port 0 takes any. Raises KeyboardInterrupt on Ctrl-C."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        create_app(runtime, allowed_hosts=runtime.settings.host_names),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # who asked for what is nobody's business
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config, started).run()
