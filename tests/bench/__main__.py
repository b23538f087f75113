"""`make bench`: measure, print the table, and write it between marks with the commit: README the heart, docs all of it."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from tests.bench.bundles import measure_bundles
from tests.bench.calibration import measure_calibration
from tests.bench.concurrency import measure_concurrency
from tests.bench.measures import Row, duijie, measure_encoding, measure_quality, measure_service
from tests.bench.reading import measure_reading
from tests.bench.searching import measure_conditions, measure_freshness, measure_guidance, measure_spelling

_ROOT = Path(__file__).resolve().parents[2]
_REPORT = _ROOT / "matcher" / "samples" / "reports" / "chemical_plant.docx"
_err = Console(stderr=True, markup=False, highlight=False)


def main() -> None:
    """Run the whole benchmark."""
    options = _parse(sys.argv[1:])
    options.home.mkdir(parents=True, exist_ok=True)
    _err.print("准备示例目录")
    duijie(options.home, "demo")
    rows = _measured("质量", lambda: measure_quality(options.home, options.sets, _complain))
    rows += _measured("服务", lambda: measure_service(options.home, _REPORT))
    rows += _measured("读报告", lambda: measure_reading(options.home))
    rows += _measured("编码", lambda: measure_encoding(options.home))
    if options.durations:
        rows += _measured("安装和测试", _measure_durations)
    if options.write:
        _write(options.write, render(rows))
    rows += _measured("并发", lambda: measure_concurrency(options.home))
    rows += _measured("新鲜度", lambda: measure_freshness(options.home))
    rows += _measured("读条件", measure_conditions)
    rows += _measured("读拼音和错字", measure_spelling)
    rows += _measured("反问", lambda: measure_guidance(options.home))
    rows += _measured("合适的可能", lambda: measure_calibration(options.home))
    rows += _measured("组合方案", lambda: measure_bundles(options.home))
    table = render(rows)
    Console(markup=False, highlight=False, soft_wrap=True).print(table)
    if options.write_all:
        _write(options.write_all, table)


def _write(path: Path, table: str) -> None:
    path.write_text(insert(path.read_text(encoding="utf-8"), table), encoding="utf-8")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="质量与速度基准")
    parser.add_argument("--home", type=Path, default=_ROOT / "var" / "bench", help="数据目录")
    parser.add_argument(
        "--sets", type=Path, default=_ROOT.parent / "shared" / "bench", help="评测集所在的文件夹"
    )
    parser.add_argument("--write", type=Path, help="把质量、服务和编码写入这个文件的标记之间")
    parser.add_argument("--write-all", type=Path, help="把全部写入这个文件的标记之间")
    parser.add_argument(
        "--durations", action="store_true", help="另在干净的克隆中测 make setup 和 make test 的用时"
    )
    return parser.parse_args(arguments)


def _measured(what: str, measure: Callable[[], list[Row]]) -> list[Row]:
    _err.print(f"测量{what}")
    started = time.monotonic()
    rows = measure()
    _err.print(f"测完{what}，{time.monotonic() - started:.0f} 秒")
    return rows


def _complain(message: str) -> None:
    _err.print(f"！！！ {message}", style="bold")


def _measure_durations() -> list[Row]:
    """Wall time of the two commands in a fresh clone of the last commit."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(_ROOT), str(clone)], check=True)
        for target in ("setup", "test"):
            started = time.monotonic()
            done = subprocess.run(["make", target], cwd=clone, stdout=sys.stderr, check=False)
            outcome = "" if done.returncode == 0 else "（没有通过！）"
            rows.append((f"make {target}（全新克隆）", f"{time.monotonic() - started:.0f} 秒{outcome}"))
    return rows


def render(rows: Sequence[Row]) -> str:
    """The Markdown table, headed by what was measured where."""
    head = f"提交 `{_commit()}`，{date.today():%Y-%m-%d}，{_processor()}，{_cores()} 核。"  # noqa: DTZ011  # local date
    lines = [f"| {what} | {result} |" for what, result in rows]
    return "\n".join([head, "", "| 项目 | 结果 |", "|---|---|", *lines])


def insert(text: str, table: str, mark: str = "bench") -> str:
    """The text with what stands between the marks replaced. Raises ValueError when a mark is missing."""
    begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
    before, after = text.index(begin) + len(begin), text.index(end)
    return f"{text[:before]}\n{table}\n{text[after:]}"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain") else "")


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
