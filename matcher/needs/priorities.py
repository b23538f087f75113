"""How urgent a need is, where the report says so: by its priority cells, its wording, its remarks on numbered items, its stages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from embeddings.segmentation import simplify
from matcher.layout.sections import Part
from matcher.needs.model import Priority
from matcher.needs.statements import Statement
from matcher.needs.weighing import Case

_HIGH = re.compile(
    r"优先级?[:：为是列定放]*(?:最)?高|最(?:为)?(?:急|紧|先(?!进)|头疼|迫切|需要|要紧)|最大的?(?:问题|困难|痛点|短板|难题)|亟[需待须]|(?<!不)急需|迫切|"
    r"紧迫(?!性?(?:一般|不|低))|当务之急|必须|首要|优先(?!覆盖|级|在|从|选择|接入|采用|考虑)|尽快|立即|马上|抓紧|刻不容缓|风险最高|尽早|及早|"
    r"头[一等](?:件)?(?:大)?[事要]|头号|(?:首|第一)位|重中之重|要命|卡脖子|拖不得|等不得|等不起|耽误不得|不能再(?:拖|等)|(?<!不[算是])(?<!不)(?:也|很|最|挺|特别|非常)急(?!于)|"
    r"(?:放|排|摆|列)(?:在|到)?(?:最前|第一|头里|前头)|首先(?:要)?(?:解决|建设|实施|启动)|(?:本轮|今年)(?:务必|一定要|必)"
)
_LOW = re.compile(
    r"优先级?[:：为是列定放]*(?:最|较)?低|不(?:算|太|很|是很|那么|怎么|大)?(?:着)?急(?!需|于)|有条件(?:再|时|的话)|条件(?:成熟|允许|具备)(?:了|后|时|再|的话)|"
    r"往后(?:放|排|靠|挪)|缓一缓|可缓|缓建|暂缓|以后再|慢慢来|远期|长远|锦上添花|靠后|(?:放|排|留|列)(?:在|到|至)?(?:最后|最末|末尾|末位|后头|后面|后期)|"
    r"(?:排|放)在[^，。；]{1,8}(?:后面|之后)|(?:有|如有|尚有|仍有|还有)(?:余钱|余力|余款|结余|富余|盈余|闲钱)|(?:资金|预算|经费)(?:若|如|还|仍|尚)*(?:有)?(?:余|结余|富余|宽裕|允许)|"
    r"有钱(?:的话|再|就)|等[^，。；]{2,12}[做办弄干建]完|(?:放|留|等)(?:在|到|至)?[明后]年|[明后]年再|最后(?:再)?(?:做|上|建|考虑|实施)|(?:可|可以|再)(?:延后|推后|后延|押后)"
)
_NOT_URGENT = re.compile(
    r"(?:无需|不必|不用|没必要|谈不上|不是|不算|并非)[^，。；、不没]{0,3}?(?:急(?!需)|优先|马上|尽快|立即|必须|要紧)|"
    r"(?:不|没)(?:太|很|怎么|那么|特别|大)?急(?!需|于)|不优先"
)
"""What denies that it is urgent; 未能马上处理 and 效率不高 are complaints and no such denial."""
_LOW_CELL = re.compile(r"(?:不|没)[^，。；]{0,3}(?:急|高|优先)")
_URGENT_CELL = re.compile(
    r"(?<!不)高|(?<!不)紧急|(?<!不)(?<!不[算太很着大])急|必须|最先|立即|近期|第一|一期|首|★{3}|★★★|强|先[做办]|①|马上|尽快|优先(?!级)|^p[01]$|^[a甲]级?$|^[ⅰi]级?$"
)
_RELAXED_CELL = re.compile(
    r"低|缓|远期|第三|三期|有条件|不(?:算|太|很|着)?急|长期|靠后|最后|末(?:位|尾)|最末|可选|③|★$(?<!★★)|^p[34]$|^[c丙]级?$|^(?:ⅲ|iii)级?$"
)
_PRIORITIES: tuple[Priority, ...] = ("high", "normal", "low")
_STAGES: tuple[tuple[Priority, re.Pattern[str]], ...] = (
    ("high", re.compile(r"近期|短期|第?一(?:期|阶段|步)|第一批|首批|优先(?!级)|优先级\W?(?:最)?高|立即|急")),
    ("normal", re.compile(r"中期|第?二(?:期|阶段|步)|第二批|优先级\W?中")),
    ("low", re.compile(r"远期|长期|第?三(?:期|阶段|步)|第三批|优先级\W?(?:最)?低|缓")),
)
_BACK = re.compile(r"[此该這这本]\s*一?\s*(?:项|項|件|事|条|點|点|块|塊|是|个|個|环节|環節)")
_NEXT = 4  # characters between a witness and the remark on it
_ITEMS = re.compile(
    r"第\s*([一二三四五六七八九十\d]{1,3}(?:[、和及与][一二三四五六七八九十\d]{1,3}){0,20})\s*(?:项|条|件|点|款)"
)
_NUMBER = re.compile(r"^\s*(?:第|其)?[（(]?([一二三四五六七八九十\d]{1,3})(?:[)）、.．，,]|[项条件点款是])")
_DIGITS = {sign: str(number) for number, sign in enumerate("一二三四五六七八九十", start=1)}


def priority_of(case: Case, statements: Sequence[Statement]) -> Priority:
    """High or low only where the report says so: its priority cells, then the wording, then the heading, then the stage of the plan.

    The wording is that of the witnesses, of what is said of them next in the same paragraph (此项最先解决) and of what the
    section says of its numbered items (以上第2项须最先启动).
    """
    cells = [
        simplify(witness.statement.urgency).strip().lower()
        for witness in case.witnesses
        if witness.statement.urgency.strip()
    ]
    if any(_URGENT_CELL.search(_LOW_CELL.sub("", _NOT_URGENT.sub("", cell))) for cell in cells):
        return "high"
    if any(pattern.search(cell) for pattern in (_RELAXED_CELL, _NOT_URGENT, _LOW_CELL) for cell in cells):
        return "low"
    if cells:
        return "normal"
    texts = [witness.statement.text for witness in case.witnesses]
    texts += [*_remarks(case, statements), *_remarks_on_items(case, statements)]
    found = {_worded(simplify(text)) for text in texts}
    if "high" in found or "low" in found:
        return "high" if "high" in found else "low"
    above = {
        _worded(simplify(witness.statement.block.section[-1]))
        for witness in case.witnesses
        if witness.statement.block.section and not witness.statement.row
    }
    if "high" in above or "low" in above:
        return "high" if "high" in above else "low"
    stages = [
        stage
        for witness in case.witnesses
        if witness.statement.part in {Part.DEMAND, Part.PROBLEM}
        for heading in witness.statement.block.section
        for stage, pattern in _STAGES
        if pattern.search(simplify(heading))
    ]
    return min(stages, key=_PRIORITIES.index) if stages else "normal"


def _worded(text: str) -> Priority:
    """What the words of one statement say; 不算急 also holds 急, so that what puts off is heard first."""
    rest = _NOT_URGENT.sub("", _LOW.sub("", text))
    if _HIGH.search(rest):
        return "high"
    return "low" if rest != text else "normal"


def _remarks(case: Case, statements: Sequence[Statement]) -> Iterable[str]:
    """Sentences that follow a witness in its paragraph and only say how urgent 此项 is."""
    ends: dict[int, int] = {}
    for witness in case.witnesses:
        said = witness.statement
        if not said.row:
            ends[said.block.index] = max(ends.get(said.block.index, 0), said.end)
    for statement in statements:
        last = ends.get(statement.block.index)
        if last is not None and 0 <= statement.start - last <= _NEXT and _BACK.search(statement.text):
            yield statement.text


def _remarks_on_items(case: Case, statements: Sequence[Statement]) -> Iterable[str]:
    """Clauses that speak of a witness by the number of its item in the same section: 以上四项中，第2项须最先启动."""
    items = {
        (said.block.section, _DIGITS.get(number[1], number[1]))
        for witness in case.witnesses
        if not (said := witness.statement).row and (number := _NUMBER.match(said.block.text))
    }
    for statement in statements if items else ():
        for named in _ITEMS.finditer(statement.text):
            numbers = {_DIGITS.get(sign, sign) for sign in re.split(r"[、和及与]", named[1])}
            own = any((statement.block.section, number) in items for number in numbers)
            if own and not _NUMBER.match(statement.block.text):
                behind = statement.text[named.start() :]
                following = _ITEMS.search(behind, named.end() - named.start())
                yield behind[: following.start()] if following else behind
