"""One engine's process: `build` makes its index, `serve` answers JSON lines; nothing else of the program is loaded."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.engines.protocol import Corpus, Engine


def main() -> None:
    """`python -m tests.bench.engines.worker build|serve ADAPTER CORPUS INDEX`."""
    what, name, corpus_folder, index_folder = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what an engine prints must not mix with the answers
    engine: Engine = importlib.import_module(f"tests.bench.engines.adapters.{name}").Adapter()
    corpus, folder = Corpus(Path(corpus_folder)), Path(index_folder)
    if what == "build":
        started = time.perf_counter()
        engine.build(corpus, folder)
        _say(answers, {"seconds": time.perf_counter() - started})
        sys.stdin.read()  # whoever asked looks at the processor time, then ends this process
        return
    engine.open(corpus, folder)
    asked = corpus.queries()
    _say(answers, {"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "count":
            _say(answers, {"count": engine.count(request["share"])})
            continue
        act = engine.search if request["do"] == "search" else engine.nearest
        milliseconds, found = [], []
        for at in request["queries"]:
            started = time.perf_counter()
            found.append(act(asked[at], request["share"]))
            milliseconds.append((time.perf_counter() - started) * 1000)
        _say(answers, {"milliseconds": milliseconds, "found": found})


def _say(answers: Any, document: dict[str, Any]) -> None:
    answers.write(json.dumps(document) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # some engines' threads would keep the process alive
