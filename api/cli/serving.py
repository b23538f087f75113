"""The commands that run the service: serve, and demo with the sample data."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import socket
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.catalog import import_into
from api.cli.reports import match
from api.cli.shell import CommandRefused, Shell, shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Ten pages with tables, graded scenes and a wish for a loan: what a diagnosis usually looks like.
_SAMPLE_REPORT = "chemical_plant.docx"
_DONE_MARK = "demo.json"
_RECOMMENDATIONS = 3

Host = Annotated[str, typer.Option(help="监听的地址")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="监听的端口；0 为任选")]
Exposed = Annotated[
    bool,
    typer.Option(
        "--expose-without-accounts",
        help="允许监听本机以外的地址。服务还没有账号：同一网络上的任何人都能检索目录、上传报告让本机处理，"
        "传输不加密。只应在有访问控制的代理之后使用。",
    ),
]


def serve(
    context: typer.Context, host: Host = "127.0.0.1", port: Port = 8000, exposed: Exposed = False
) -> None:
    """Serve pages and JSON until interrupted; refuses addresses that others could reach."""
    shell = shell_of(context)
    _refuse_address(host, port, exposed=exposed)
    with shell.working("准备数据"):
        shell.runtime.refresh_index()
    run_server(shell, host, port)


def demonstrate(
    context: typer.Context,
    serving: Annotated[bool, typer.Option("--serve", help="做完后提供网页")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Import the samples, index them, match a sample report and print it, once; then serve if asked."""
    shell = shell_of(context)
    if serving:
        _refuse_address(host, port, exposed=False)
    files = _sample_files()
    fingerprint = _fingerprint([*files, _sample_report()])
    if _was_done(shell, fingerprint):
        with shell.working("核对索引"):
            shell.runtime.refresh_index()
        document: dict[str, Any] = {"imported": [], "report": _SAMPLE_REPORT, "match": None}
        if not serving or shell.as_json:
            shell.answer(document, *_say_done(shell))
        else:
            shell.note("示例数据和索引已经就绪。")
    else:
        _demonstrate(shell, files)
        _mark_done(shell, fingerprint)
    if serving:
        run_server(shell, host, port)


def _demonstrate(shell: Shell, files: Sequence[Path]) -> None:
    imported = []
    with shell.working("导入示例目录"):
        for file in files:
            report = import_into(shell, file)
            if not report.written:
                raise CommandRefused(
                    f"示例文件“{file.name}”没有导入：{report.errors[0].message}。请重新安装程序。"
                )
            imported.append({"file": file.name, "kind": report.kind.value, "rows": report.rows})
            shell.note(f"已导入 {file.name}：{report.kind.label} {report.rows}行")
        shell.runtime.refresh_index()
        shell.note("检索索引已建立")
        shell.stage(f"读取示例报告 {_SAMPLE_REPORT}")
        result = match(shell, _sample_report(), k=_RECOMMENDATIONS)
    from api.cli.report_tables import render_match
    from api.contract.results import match_document

    document = {"imported": imported, "report": _SAMPLE_REPORT, "match": match_document(result)}
    shell.answer(document, *render_match(result, shell.runtime.taxonomy))


def _say_done(shell: Shell) -> list[str]:
    return [
        "示例数据和索引已经就绪。可以试试：",
        '  duijie search "设备老坏，想提前知道"',
        f"  duijie match {_sample_report()}",
        f"  duijie serve　　数据目录：{shell.settings.home}",
    ]


def _sample_files() -> tuple[Path, ...]:
    from catalog.samples import sample_files

    return (*sample_files(), *(_samples_folder() / name for name in ("enterprises.csv", "outcomes.csv")))


def _sample_report() -> Path:
    return _samples_folder() / "reports" / _SAMPLE_REPORT


def _samples_folder() -> Path:
    return Path(str(resources.files("matcher") / "samples"))


def _fingerprint(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _was_done(shell: Shell, fingerprint: str) -> bool:
    mark = shell.settings.home / _DONE_MARK
    try:
        done = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # Another database under the same data directory has not seen the samples.
    return bool(done == {"samples": fingerprint, "database": shell.settings.url}) and bool(
        shell.settings.database_url or (shell.settings.home / "duijie.sqlite").is_file()
    )


def _mark_done(shell: Shell, fingerprint: str) -> None:
    mark = shell.settings.home / _DONE_MARK
    mark.write_text(json.dumps({"samples": fingerprint, "database": shell.settings.url}), encoding="utf-8")


def _refuse_address(host: str, port: int, *, exposed: bool) -> None:
    """Raises CommandRefused for an address that others could reach, or that is taken."""
    if not (exposed or is_loopback(host)):
        raise CommandRefused(
            f"服务还没有账号，监听 {host} 会让同一网络上的任何人使用它。请用 127.0.0.1；"
            "确有访问控制的代理在前面时，加 --expose-without-accounts。"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandRefused(
                f"不能监听 {host}:{port}：端口可能正被别的程序使用，或地址不是本机的。请用 --port 换一个端口。"
            ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run_server(shell: Shell, host: str, port: int) -> None:
    """Serve until interrupted; the model loads beside the running server."""
    from api.server import run

    try:
        run(
            shell.runtime,
            host,
            port,
            started=lambda url: shell.note(f"服务已启动：{url}　按 Ctrl-C 停止"),
        )
    except KeyboardInterrupt:
        shell.note("服务已停止。")
