"""Whether the service can answer: models loaded, index in step with the database."""

from __future__ import annotations

import threading

from sqlalchemy.exc import SQLAlchemyError

from api.errors import log_failure
from api.keeper import IndexKeeper
from api.runtime import Runtime
from embeddings.errors import EmbeddingsError


class Readiness:
    """Warms the runtime up beside the running server and knows what is still missing."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.keeper = IndexKeeper(runtime)
        self._done = threading.Event()
        self._closed = threading.Event()
        self._failure = ""
        self._thread = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begin to warm up; requests that come earlier wait for the parts that they need."""
        self._thread.start()

    @property
    def is_warming(self) -> bool:
        """Whether the warm-up was begun and has not ended."""
        return self._thread.is_alive() and not self._done.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end of the warm-up; whether it has ended."""
        return self._done.wait(seconds)

    def _warm_up(self) -> None:
        try:
            self._runtime.warm_up()
        except EmbeddingsError as error:
            self._failure = error.message
        except Exception as error:  # noqa: BLE001  # whatever it is, the server stays up and says so
            log_failure(error, "", "warm-up")
            self._failure = "启动准备没有完成，请查看日志。"
        else:
            if not self._closed.is_set():
                self.keeper.start()
        finally:
            self._done.set()

    def close(self) -> None:
        """Stop keeping the index."""
        self._closed.set()
        self.keeper.close()

    def find_reason(self) -> str | None:
        """Why the service is not ready, in Chinese, or None when it is."""
        if not self._done.is_set():
            return "正在加载模型和索引，请稍候。"
        if self._failure:
            return self._failure
        try:
            lag = self._runtime.measure_lag()
        except EmbeddingsError as error:
            return error.message
        except SQLAlchemyError as error:
            log_failure(error, "", "/readyz")
            return "数据库暂时无法读取。"
        if lag.in_step or (not lag.encoder_changed and self.keeper.works_on_it()):
            return None
        if lag.encoder_changed:
            return "还没有可用的索引，或索引由另一个模型建立，请运行 duijie import 或重新启动服务。"
        return f"索引落后于目录：缺{lag.missing}项，过时{lag.stale}项，多余{lag.surplus}项。"
