"""What a sentence says of the enterprise itself: clauses about the group above it, its trade, its customers left out."""

from __future__ import annotations

import re

_OTHERS = re.compile(
    r"行业(?=[内平均整规企普中头先领龙多]|的(?:平均|头部|龙头|企业)|20|营|年|数字化)|同行|同业|业内|集团(?=[共总有整合在现年]|公司|20|营|员工|职工|内|下属)|母公司|总公司|控股|股东|客户(?=[年的为]|平均|均)|供应商(?=[年的]|均)|"
    r"园区(?=[共企内内现有]|规模|实现|年)|(?<![一-龥])?全[市区省国县](?!.{0,6}(?:第|首|唯一|前))|[区市县省]内(?=[已共有]|规)|开发区(?=共|有|企业)|标杆|龙头企业(?=[年的营]|为|有)|链主|同类企业|头部企业|兄弟单位|关联公司|试点(?:企业|要求|城市)"
)
_SELF = re.compile(
    r"我[们厂司公]|本[企公厂司]|贵[企公厂司]|该[企公厂司]|公司(?!.{0,2}(?:均|普遍))|企业(?=[现共有为是20]|自|年)|厂里|厂子|自身"
)
_ENDS = re.compile(r"(?<=[，；;。！？!?])")


def own_part(sentence: str) -> str:
    """A simplified sentence without the clauses that speak of others; the rest keeps its order and its commas."""
    kept, others = [], False
    for clause in _ENDS.split(sentence):
        named = _OTHERS.search(clause)
        if named:
            behind = _SELF.search(clause, named.end())
            others = behind is None or behind.start() - named.end() < 1
        elif _SELF.search(clause):
            others = False
        if not others:
            kept.append(clause)
    return "".join(kept)
