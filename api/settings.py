"""Everything that a deployment may set, read from the environment (`DUIJIE_…`) or given by the command line."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings; each has a safe default, so that nothing needs to be set."""

    model_config = SettingsConfigDict(env_prefix="DUIJIE_", extra="ignore")

    home: Path = Field(default=Path("var"), description="数据目录：数据库、索引、模型都在其中")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy 数据库地址；不设则用数据目录中的 SQLite"
    )
    model: str | None = Field(
        default=None, description="向量模型的文件夹或名称；不设则用内置的 multilingual-e5-small"
    )
    max_upload_mb: int = Field(default=30, ge=1, le=200, description="上传报告的最大体积（MB）")
    allowed_hosts: str = Field(
        default="", description="本机地址之外允许访问的域名，逗号分隔；放在反向代理后面时填它的域名"
    )
    report_minutes: int = Field(
        default=60, ge=1, description="网页上的报告结果在内存中保留多少分钟；从不写入磁盘"
    )
    search_text_days: int = Field(
        default=30, ge=0, le=366, description="搜索的原文保留多少天，到期只留次数；0 为从不保存"
    )
    slow_search_ms: int = Field(
        default=500, ge=1, le=600_000, description="一次搜索用时达到多少毫秒，在搜索报告中算慢"
    )
    demand_pool: bool = Field(
        default=True,
        description="上传的报告匹配后，把缺口计入供给缺口榜：只留场景、状态、目标等级、行业、区域、月份和认不出企业的摘要",
    )
    lpr_pct: float | None = Field(
        default=None,
        ge=0,
        le=20,
        description="最新一期 LPR（年利率，百分数）；不设则按 LPR 加减点的利率不计算成本，只写明要问",
    )

    @property
    def host_names(self) -> tuple[str, ...]:
        """`allowed_hosts` taken apart."""
        return tuple(name.strip() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{(self.home / 'duijie.sqlite').absolute()}"

    @property
    def index_dir(self) -> Path:
        """Where index generations lie."""
        return self.home / "index"

    @property
    def demand_key(self) -> Path:
        """The secret that makes enterprises unrecognisable in the pool of demands."""
        return self.home / "demand.key"

    @property
    def models_dir(self) -> Path:
        """Where the unpacked model and the trained classifiers lie."""
        return self.home / "model"
