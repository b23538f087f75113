"""The command `duijie`: its global options, its commands, and what its exit codes mean."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from api.cli import catalog, journal, plan, reports, serving, shortages
from api.cli.shell import CommandRefused, Shell, make_console

DONE, REFUSED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_EPILOG = "--home 和 --json 写在命令前后都可以。退出码：0 完成，1 输入被拒绝，2 用法不对。"

app = typer.Typer(
    name="duijie",
    help="银川市中小制造企业数字化转型供需对接：读诊断报告，找需求，配产品和融资。",
    epilog=_EPILOG,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its boxes cut Chinese help short instead of wrapping it
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def set_up(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="数据目录：数据库、索引、模型；默认 var/ 或 DUIJIE_HOME", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="标准输出只有一个 JSON 文档，进度和提示在标准错误")
    ] = False,
) -> None:
    """Make the shell that all commands share."""
    context.obj = Shell(home, as_json)


_COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    (
        "import",
        catalog.import_table,
        "导入供给目录并更新检索索引，或导入企业名单和改造成效。默认全部正确才写入。",
    ),
    ("export", catalog.export_table, "把目录、企业名单或改造成效导出为可以再次导入的表格。"),
    ("template", catalog.write_template, "写出导入模板：表头、填写说明、下拉选项和一行示例。"),
    ("search", catalog.search, "在目录中检索产品、解决方案和金融产品。"),
    (
        "search-report",
        journal.report_searches,
        "大家搜了什么：没有结果的、没人点开的、慢的，按月份和行业。",
    ),
    ("needs", reports.read_needs, "读一份诊断报告，打印企业画像和需求，每条需求附原文和位置。"),
    (
        "assess",
        reports.assess_report,
        "按2024年版评测指标给一份自评表打分：各项得分、等级条件、离下一级还差什么。",
    ),
    ("match", reports.match_report, "读一份诊断报告，推荐产品和融资，说明理由和缺口。"),
    ("plan", plan.write_plan, "读一份诊断报告，把一企一策写成 Word 文件：需求、组合方案、融资、来源。"),
    (
        "shortages",
        shortages.report_shortages,
        "供给缺口榜：企业缺什么、目录里有没有，按场景、行业、区域和月份。",
    ),
    ("evaluate", reports.evaluate, "用公开评测集衡量检索或匹配的质量。"),
    ("reconcile", catalog.reconcile, "核对检索索引与数据库，补上差别。可以随时重复运行。"),
    ("serve", serving.serve, "提供网页和 JSON 接口；默认只接受本机访问。"),
    ("demo", serving.demonstrate, "导入示例目录、建立索引、匹配一份示例报告并打印；已经做过则跳过。"),
)
for _name, _command, _help in _COMMANDS:
    app.command(_name, help=_help, epilog=_EPILOG)(_command)


def main() -> None:
    """Entry point of the installed command."""
    _keep_stdout()
    sys.exit(run(sys.argv[1:]))


def _keep_stdout() -> None:
    """Standard output for answers alone: what compiled libraries print behind Python's back goes to standard error.

    HiGHS, for one, now and then prints a line of its own, which would spoil a JSON document.
    """
    with suppress(OSError):
        answers = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        sys.stdout = os.fdopen(answers, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; returns the exit code and never raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # File names may hold bytes that are no UTF-8; they must not end a run. In JSON the escapes stay valid.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if not _debugging():
        warnings.simplefilter("ignore")
    try:
        result = typer.main.get_command(app).main(
            args=_hoist(arguments) or ["--help"], prog_name="duijie", standalone_mode=False
        )
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        _tell("已中断。")
        return INTERRUPTED
    except TyperException as error:
        _tell(
            f"用法不对：{_in_chinese(error.format_message())}\n运行 duijie --help 或 duijie 命令 --help 查看用法。"
        )
        return WRONG_USAGE
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001  # the last line of defence: people never see a traceback
        return _refuse(error)
    return result if isinstance(result, int) else DONE


def _refuse(error: Exception) -> int:
    if _debugging():
        raise error
    _tell(_explain(error))
    return REFUSED


def _explain(error: Exception) -> str:
    """One or two lines for people: the package's own sentence where there is one."""
    message = getattr(error, "message", None)
    if isinstance(error, CommandRefused) or (isinstance(message, str) and hasattr(error, "code")):
        return str(message)
    origin = type(error).__module__.partition(".")[0]
    if origin == "sqlalchemy":
        from catalog.db import is_busy

        if is_busy(getattr(error, "orig", None)):
            return "数据库正被另一个程序占用，等了一会儿还没有轮到：请稍后再试。"
        return "数据库打不开或读写失败：请检查数据目录的权限和磁盘空间，以及 DUIJIE_DATABASE_URL。"
    if origin == "pydantic_core":
        return f"环境变量中的设置不对：{_wrong_settings(error)}。各项设置见 docs/reference.md。"
    if isinstance(error, PermissionError):
        return f"没有权限读写“{error.filename}”，请检查权限，或用 --home 换一个数据目录。"
    if isinstance(error, OSError) and error.filename:
        return f"读写“{error.filename}”失败：请检查路径和磁盘空间。"
    return "程序遇到了没有料到的问题，没有完成。设置 DUIJIE_DEBUG=1 后重试可看到细节，便于报告问题。"


def _wrong_settings(error: Exception) -> str:
    details: list[dict[str, Any]] = getattr(error, "errors", list)()
    return "、".join("DUIJIE_" + str(detail["loc"][-1]).upper() for detail in details)


def _debugging() -> bool:
    return os.environ.get("DUIJIE_DEBUG", "") not in {"", "0"}


def _tell(message: str) -> None:
    make_console(sys.stderr).print(message, highlight=False, soft_wrap=True)


def _hoist(arguments: Sequence[str]) -> list[str]:
    """The global options moved to the front, so that they may stand behind the command as well."""
    front, rest = [], []
    remaining = list(arguments)
    while remaining:
        word = remaining.pop(0)
        if word == "--":
            rest += [word, *remaining]
            break
        if word == "--json" or word.startswith("--home="):
            front.append(word)
        elif word == "--home" and remaining:
            front += [word, remaining.pop(0)]
        else:
            rest.append(word)
    return front + rest


_USAGE_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"No such option: ([^\s]+).*", r"没有选项 \1"),
    (r"No such command '(.+?)'.*", r"没有命令 \1"),
    (r"Missing argument '(.+?)'\.?", r"缺少参数 \1"),
    (r"Missing option '(.+?)'\.?", r"缺少选项 \1"),
    (r"Missing command\.?", "缺少命令"),
    (r"Option '(.+?)' requires an argument\.?", r"选项 \1 后面要写值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多出了参数 \1；参数中有空格时请加引号"),
    (
        r"Invalid value for '(.+?)': Value error, '(.*?)' is not one of (.+?)\.?",
        r"\1 的值“\2”不对，只能是 \3",
    ),
    (r"Invalid value for '(.+?)': Input should be a valid (?:integer|number).*", r"\1 的值不是数字"),
    (r"Invalid value for '(.+?)': Input should be greater than or equal to (.+)", r"\1 的值不能小于 \2"),
    (r"Invalid value for '(.+?)': Input should be less than or equal to (.+)", r"\1 的值不能大于 \2"),
    (r"Invalid value for (.+?): (.+)", r"\1 的值不对：\2"),
)


def _in_chinese(message: str) -> str:
    """Put typer's own sentences about wrong usage into Chinese; what is not known stays as it is."""
    for pattern, replacement in _USAGE_MESSAGES:
        if (found := re.fullmatch(pattern, message, re.DOTALL)) is not None:
            return found.expand(replacement).replace("', '", "、").replace("'", "")
    return message
