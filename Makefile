# 对接服务的命令。`make help` 列出全部；普通使用只需 make run。
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3.11
HOST ?= 127.0.0.1
PORT ?= 8000
# Two at a time, a file to each: recognition and reading wait for processes of their own. Empty for one after the other.
PYTEST_ARGS ?= -n 2 --dist loadfile
VENV := .venv
BIN := $(VENV)/bin
# Nothing is kept outside the checkout, not even pip's cache.
PIP := $(BIN)/python -m pip --no-cache-dir --disable-pip-version-check
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready
DEV_MARK := \# development
BROWSER_PACKAGES := chromium fonts-noto-cjk

.PHONY: help
help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## 在 .venv 中装好锁定版本的依赖；再次运行不做任何事
	@echo "运行环境已就绪：$(VENV)"

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "找不到 $(PYTHON)。请安装 Python 3.11，或用 make PYTHON=路径 指定。" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PYTHON) 不是 Python 3.11。" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "建立 Python 3.11 虚拟环境 $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@sed '/^$(DEV_MARK)/,$$d' requirements.lock > $(VENV)/runtime.lock
	@echo "安装 $$(grep -c == $(VENV)/runtime.lock) 个锁定版本的依赖（首次约需一两分钟）"
	@$(PIP) install -qq --no-deps -r $(VENV)/runtime.lock
	@# Where pip finds the CUDA build of torch instead of the CPU one, it needs libraries that the lock does not name.
	@$(BIN)/python -c 'import torch' 2>/dev/null || { echo "补装 torch 的运行库"; $(PIP) install -qq "$$(grep '^torch==' requirements.lock)"; }
	@echo "安装 duijie 命令"
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): $(READY)
	@echo "安装检查和测试工具"
	@$(PIP) install -qq --no-deps -r requirements.lock
	@touch $@

.PHONY: run
run: setup ## 导入示例、建索引、匹配一份示例报告并打印，然后在 127.0.0.1:8000 提供网页；换端口用 make run PORT=8080
	@$(BIN)/duijie demo --serve --host $(HOST) --port $(PORT)

.PHONY: test
test: $(DEV_READY) browser check ## 全部检查和测试
	@echo "运行测试"
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: check
check: $(DEV_READY) ## 格式、静态检查、类型、包之间的依赖方向
	@echo "检查格式";     $(BIN)/ruff format --check --quiet . || { echo "格式不符，请运行 make format。" >&2; exit 1; }
	@echo "静态检查";     $(BIN)/ruff check --quiet .
	@echo "检查类型";     $(BIN)/mypy
	@echo "检查依赖方向"; said="$$($(BIN)/lint-imports 2>&1)" || { echo "$$said"; exit 1; }

.PHONY: format
format: $(DEV_READY) ## 整理格式
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format .

.PHONY: bench
bench: $(DEV_READY) ## 质量与速度基准，写入 README 和 docs/benchmarks.md
	@$(BIN)/python -m tests.bench --write README.md --write-all docs/benchmarks.md

ENGINES := var/bench/engines
ENGINES_READY := $(ENGINES)/venv/.ready
SIZES ?= 10000,100000

.PHONY: bench-engines
bench-engines: $(DEV_READY) $(ENGINES_READY) ## 与其他嵌入式检索引擎对比，写入 docs/benchmarks.md；中断后接着测
	@$(BIN)/python -m tests.bench.engines --sizes $(SIZES) --python $(ENGINES)/venv/bin/python --home $(ENGINES) --out docs/benchmarks.md

$(ENGINES_READY): tests/bench/engines/requirements.txt
	@echo "在 $(ENGINES)/venv 中安装其他引擎"
	@test -x $(ENGINES)/venv/bin/python || $(PYTHON) -m venv $(ENGINES)/venv
	@$(ENGINES)/venv/bin/python -m pip --no-cache-dir --disable-pip-version-check install -qq -r $<
	@touch $@

.PHONY: lock
lock: ## 按 pyproject.toml 解出全部依赖，写入 requirements.lock；已锁定的不动，要更新哪个先删去它那一行
	@scratch="$$(mktemp -d)"; trap 'rm -rf "$$scratch"' EXIT; \
	pip="$$scratch/bin/python -m pip --no-cache-dir --disable-pip-version-check"; \
	freeze() { $$pip freeze --all --exclude pip --exclude duijie | sed 's/+[a-z0-9.]*$$//' | LC_ALL=C sort -f; }; \
	$(PYTHON) -m venv "$$scratch"; touch requirements.lock; cp requirements.lock "$$scratch/known"; \
	$$pip install -qq --upgrade -c "$$scratch/known" setuptools; \
	$$pip install -qq -c "$$scratch/known" --no-build-isolation --editable .; freeze > "$$scratch/runtime"; \
	$$pip install -qq -c "$$scratch/known" --no-build-isolation --editable '.[dev]'; freeze > "$$scratch/all"; \
	{ echo "# The exact tree, written by make lock. Install with: pip install --no-deps -r requirements.lock"; \
	  cat "$$scratch/runtime"; echo "$(DEV_MARK)"; LC_ALL=C comm -13 <(LC_ALL=C sort "$$scratch/runtime") <(LC_ALL=C sort "$$scratch/all") | LC_ALL=C sort -f; } > requirements.lock; \
	grep -c == requirements.lock

.PHONY: clean
clean: ## 删除虚拟环境和各种缓存；数据目录 var/ 不动
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: browser
browser:
	@if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "安装浏览器测试所需的 $(BROWSER_PACKAGES)"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(BROWSER_PACKAGES) fontconfig; } >/dev/null \
	    || echo "！！！ 浏览器装不上，网页端到端测试将被跳过 ！！！" >&2; \
	else \
	  echo "！！！ 缺少 chromium 或中文字体，且无权安装：网页端到端测试将被跳过 ！！！" >&2; \
	fi
