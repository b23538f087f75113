"""The sample reports that visitors may try, with what is worth seeing in each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_WORDS = {
    "chemical_plant": ("煤化工企业的诊断报告", "章节齐全，有等级表和改造建议"),
    "machine_parts": ("机床部件企业的需求表", "需求写在表格里，想用贷款"),
    "carbon_materials": ("碳素材料企业的诊断报告", "由 PDF 导出，有表格跨页"),
    "special_bearings": ("特种轴承企业的诊断报告", "由 PDF 导出，要求数据不出厂"),
    "dairy_selfcheck": ("乳品企业的自评表", "电子表格，逐项打分"),
    "cashmere_visit": ("羊绒企业的走访记录", "一页纯文字，口语"),
    "goji_beverage": ("枸杞饮品企业的诊断意见", "扫描件，文字由识别得来"),
    "aluminium_profiles": ("铝型材企业的会前摘记", "写明哪些不再提要求"),
}
_SUFFIXES = {".docx": "Word", ".pdf": "PDF", ".xlsx": "Excel", ".txt": "文本", ".md": "文本"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample report; `file` is its name in the package."""

    file: str
    title: str
    note: str
    format: str


def list_samples() -> tuple[Sample, ...]:
    """Every sample report that is installed."""
    found = []
    for entry in sorted(_folder().iterdir(), key=lambda entry: entry.name):
        stem, _, suffix = entry.name.rpartition(".")
        if f".{suffix}" in _SUFFIXES and stem in _WORDS:
            title, note = _WORDS[stem]
            found.append(Sample(entry.name, title, note, _SUFFIXES[f".{suffix}"]))
    order = list(_WORDS)
    return tuple(sorted(found, key=lambda sample: order.index(sample.file.rpartition(".")[0])))


def read_sample(file: str) -> bytes | None:
    """The sample's bytes, or None when there is no such sample."""
    if file not in {sample.file for sample in list_samples()}:
        return None
    return _folder().joinpath(file).read_bytes()


@cache
def sample_digests() -> frozenset[str]:
    """The SHA-256 of every sample: what they ask for is nobody's demand, wherever they are uploaded."""
    return frozenset(
        hashlib.sha256(_folder().joinpath(sample.file).read_bytes()).hexdigest() for sample in list_samples()
    )


def _folder() -> Traversable:
    return resources.files("matcher").joinpath("samples", "reports")
