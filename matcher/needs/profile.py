"""The enterprise's profile: labelled fields first (form cells, 标签：值 lines), then unmistakable prose; else null."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from stdnum.cn import uscc

from catalog.quantities import find_amounts, parse_number
from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold, simplify
from matcher.documents.model import Block, Document
from matcher.needs.levels import find_levels, parse_level
from matcher.needs.model import Enterprise
from matcher.needs.sections import Part, part_of

_NAME_LABEL = re.compile(
    r"^(?:受诊|被诊断|被评测|受评|申报|填报|参评|诊断|评测|走访|调研|试点)?(?:企业|单位|公司)(?:全称|名称)?$|^(?:走访|诊断|受诊|评测|调研)?对象$"
)
_CODE_LABEL = re.compile(r"信用代码")
_INDUSTRY_LABEL = re.compile(r"行业|国民经济|产业|所属领域|行当")
_REGION_LABEL = re.compile(
    r"所(?:在|属)(?:区域|地区|地|县|区|园区|辖区)|县.{0,4}区|^(?:区域|园区|辖区|地区|属地|地点|地址|厂址|厂区|坐落|位置|住所|所在地|注册地)$|注册地址|企业地址|经营地址|生产地址|注册地"
)
_STAFF_LABEL = re.compile(
    r"(?:从业|在册|职工|员工|在岗|用工).{0,4}(?:人员|人数|数|总数|规模|职工)?|^人员(?:规模|数量)?$|^人数$"
)
_NOT_STAFF = re.compile(r"信息化|数字化|研发|技术|管理人员|社保|大专|专科|平均|人均|培训")
_REVENUE_LABEL = re.compile(r"营业收入|营收|销售(?:收入|额)|年收入|主营业务收入")
_BUDGET_LABEL = re.compile(
    r"(?:改造|项目|本次|数字化|预算|计划).{0,6}(?:预算|投入|投资|出资)|^预算(?:总额|合计|金额)?$|^(?:打算|准备|计划|拟)(?:花|投|出)|总投资|投资总额|^计划投入|预算"
)
_NOT_BUDGET = re.compile(
    r"近[三3两2]年|数字化投入合计|其中|累计|固定资产|上年|历年|已投入|\d{4}年.{0,2}(?:数字化)?投入|占比|年度"
)
_LEVEL_LABEL = re.compile(
    r"(?:数字化)?(?:水平|综合|整体|总体|系统判定|自评|评测|判定|企业).{0,6}(?:等级|级别|评测|结果)|^等级$|综合判定|^(?:线上)?(?:评测|自评)(?:结果|结论)?$|体检结论"
)
_TITLE_LABEL = re.compile(r"资质|称号|荣誉|认定|专精特新|标签|类型")
_COMPANY = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9（）()·]{2,30}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|合作社)"
    r"|[\u3400-\u9fffA-Za-z0-9（）()·]{3,20}?(?:酒庄|工厂|制造厂|厂)(?![\u3400-\u9fff])"
)
_TITLES: tuple[tuple[str, str], ...] = (
    ("专精特新小巨人", r"专精特新[“\"‘「]?[“\"]?小巨人|[“\"‘「]小巨人[”\"’」]|小巨人"),
    ("专精特新", r"专精特新(?![“\"”’‘「]*小巨人)"),
    ("高新技术企业", r"高新技术企业|国高企|高企(?![业])"),
    ("创新型中小企业", r"创新型中小企业"),
    ("科技型中小企业", r"科技型中小企业"),
    ("规上工业企业", r"规上(?:工业)?企业|规模以上工业企业"),
    ("绿色工厂", r"绿色工厂"),
    ("单项冠军", r"单项冠军"),
    ("瞪羚企业", r"瞪羚"),
    ("智能工厂", r"智能工厂(?!对标|建设|的)"),
    ("农业产业化龙头企业", r"农业产业化.{0,6}龙头企业"),
)
_NOT_YET = re.compile(
    r"拟|申报|申请中|正在|培育(?:库|对象)|计划|争取|准备|未(?:认定|获|取得|评)|不是|尚未|□|到期|失效|过期|目标|力争|否"
)
_OUTSIDE = re.compile(
    r"(?:不得|禁止|严禁|不允许|不能|不可)[^。；]{0,12}(?:公有云|公网|外网|互联网|云端|SaaS)|(?:涉密|保密)[^。；]{0,30}(?:本地|内网|不(?:得|上|用|能|接))",
    re.IGNORECASE,
)
_MISSING = re.compile(r"^(?:/|-|—|——|无|略|未填|未提供|不便透露|保密|\*+|[xX×]+|不详|暂无|未知|空)$")


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value as the report has them."""

    label: str
    value: str


def read_profile(document: Document, taxonomy: Taxonomy) -> Enterprise:
    """The profile; every field is null unless the report states it. Money in 万元."""
    fields = [field for field in _fields(document) if not _MISSING.match(field.value.strip())]
    prose = list(_prose(document))
    return Enterprise(
        name=_name(fields, document),
        credit_code=_credit_code(fields, prose),
        industry=_industry(fields, prose, taxonomy),
        region=_region(fields, prose, taxonomy),
        employees=_employees(fields, prose),
        revenue_wan=_revenue(fields, prose, document),
        budget_wan=_budget(fields, prose),
        digital_level=_level(fields, prose, taxonomy),
        titles=_titles(fields, prose),
        public_cloud=False if any(_OUTSIDE.search(text) for text in prose) else None,
    )


# --- where fields stand ----------------------------------------------------------------------------------------------


def _fields(document: Document) -> Iterator[Field]:
    """Label/value pairs of form tables and of lines such as 企业名称：…, in reading order."""
    for table in document.tables:
        for row in table.rows:
            cells = [
                document.blocks[at].text.strip() for at in dict.fromkeys(a for a in row if a is not None)
            ]
            # Every neighbour is tried: forms put a group's label before the pairs of some rows.
            pairs = pairwise(cells) if table.header_rows == 0 or len(cells) == 2 else ()
            yield from (
                Field(_plain_label(label), simplify(value)) for label, value in pairs if len(label) <= 24
            )
    for block in document.blocks:
        if block.table is None and part_of(block.section) not in {Part.BACKGROUND, Part.SUPPLIER}:
            yield from _inline_fields(block)


def _inline_fields(block: Block) -> Iterator[Field]:
    line = re.compile(
        r"(?:^|[\s　；;，,。|｜])([\u3400-\u9fff（）()/、*]{2,16})[:：]\s*([^\n；;|｜]{1,80}?)(?=\s{2,}|　|[；;|｜\n]|$)"
    )
    for match in line.finditer(block.text):
        yield Field(_plain_label(match[1]), simplify(match[2].strip()))


def _plain_label(label: str) -> str:
    return re.sub(r"\s|[*＊:：●★]|^\d+[.、]", "", simplify(label))


def _prose(document: Document) -> Iterator[str]:
    """Sentences about the enterprise itself, simplified; what is said of others is left out."""
    for block in document.blocks:
        if part_of(block.section) in {Part.BACKGROUND, Part.SUPPLIER, Part.EFFECT}:
            continue
        yield from (part for part in re.split(r"(?<=[。；！？\n])", simplify(block.text)) if part.strip())


def _labelled(
    fields: list[Field], label: re.Pattern[str], refused: re.Pattern[str] | None = None
) -> Iterator[Field]:
    return (f for f in fields if label.search(f.label) and not (refused and refused.search(f.label)))


# --- one function a field --------------------------------------------------------------------------------------------


def _name(fields: list[Field], document: Document) -> str | None:
    """In the report's own script, as all verbatim text."""
    originals = [block.text for block in document.blocks]
    for field in fields:
        if _NAME_LABEL.match(field.label):
            value = re.sub(
                r"[（(](?:以下|简称|盖章|公章|何|[\u3400-\u9fff]{1,3}总|.{0,12}(?:总|厂长|经理|主任)).*$",
                "",
                field.value,
            ).strip()
            match = _COMPANY.search(value)
            value = match[0] if match else value
            if 4 <= len(value) <= 40 and not re.search(r"[。，？]", value):
                return _as_written(value, originals)
    for block in document.blocks[:12]:
        text = simplify(block.text)
        match = _COMPANY.search(text)
        makers = re.search(
            r"(?:诊断|编制|评测|服务|咨询|撰稿|出具|承担)(?:单位|机构|方|人)|咨询|服务有限", text
        )
        if match and not makers:
            return _as_written(match[0].lstrip("—-－（("), originals)
    return None


def _as_written(simplified: str, originals: list[str]) -> str:
    for text in originals:
        at = simplify(text).find(simplified)
        if at >= 0:
            return text[at : at + len(simplified)]
    return simplified


def _credit_code(fields: list[Field], prose: list[str]) -> str | None:
    for field in _labelled(fields, _CODE_LABEL):
        match = re.search(r"[0-9A-Z]{18}", field.value.upper().replace(" ", ""))
        if match:
            return match[0]
    for text in prose:
        for match in re.finditer(r"(?<![0-9A-Z])[0-9A-HJ-NP-RTUWXY]{18}(?![0-9A-Z])", text):
            if uscc.is_valid(match[0]) or "信用代码" in text:
                return match[0]
    return None


def _industry(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> str | None:
    values = [field.value for field in _labelled(fields, _INDUSTRY_LABEL)]
    for value in values:
        for part in re.split(r"[（(）)、，,；;\s/]+", value):
            found = taxonomy.find_industry(part)
            if found:
                return found.name
    coded = [*values, *(text for text in prose if re.search(r"行业|国民经济|GB/?T|C\s?\d{4}", text))]
    for value in coded:
        for code in re.findall(
            r"(?<![A-Za-z0-9])C?\s?(\d{4}|\d{3}(?=\D|$))(?!\d|年|人|万|台|吨|亩|号)", value
        ):
            if code in taxonomy.industry_codes and not re.fullmatch(r"20[0-3]\d", code):
                group = taxonomy.industry_of_code(code)
                return group.name if group else None
    for text in prose:
        named = next((group for group in taxonomy.industries if group.name in text), None)
        if named:
            return named.name
    return _industry_by_words(values, taxonomy) or _industry_by_words(
        [
            text
            for text in prose
            if re.search(
                r"主(?:营|要|导)(?:业务|产品|生产)|主要(?:生产|从事|产品)|从事|生产.{0,8}(?:产品|企业)|专业(?:生产|从事)|行业[:：]|(?:^|，)(?:主要)?做[\u3400-\u9fff、]{2,}|厂子",
                text,
            )
        ][:8],
        taxonomy,
    )


def _industry_by_words(texts: list[str], taxonomy: Taxonomy) -> str | None:
    joined = fold(" ".join(texts))
    scores = {
        group.name: sum(joined.count(fold(word)) for word in (*group.keywords, *group.aliases))
        for group in taxonomy.industries
    }
    by_national_name = [
        taxonomy.industry_of_code(code.code)
        for code in taxonomy.industry_codes.values()
        if len(code.name) >= 4 and fold(code.name) in joined
    ]
    for group in by_national_name:
        if group:
            scores[group.name] += 2
    best = max(scores, key=lambda name: scores[name])
    runner_up = sorted(scores.values())[-2]
    return best if scores[best] > runner_up else None


def _region(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> str | None:
    values = [field.value for field in _labelled(fields, _REGION_LABEL)]
    for value in values:
        found = _find_region(value, taxonomy)
        if found:
            return found
    for text in prose:
        if re.search(r"位于|坐落|地处|落户|所在|地点|地址|厂区在|搬(?:到|至|迁)|园区", text):
            found = _find_region(text, taxonomy)
            if found:
                return found
    plain = [value for value in values if 2 <= len(value) <= 30 and re.search(r"[县市区镇园州]", value)]
    return plain[0].strip(" ）)（(") if plain else None


def _find_region(text: str, taxonomy: Taxonomy) -> str | None:
    """The area named first and longest; the development zone before the district in whose bounds it lies."""
    folded = fold(text)
    named = [
        (folded.find(fold(alias)), -len(alias), region.name)
        for region in taxonomy.regions
        for alias in (region.name, *region.aliases)
        if fold(alias) in folded
    ]
    if not named:
        return None
    zones = [entry for entry in named if entry[2] in {"银川经济技术开发区", "宁东能源化工基地"}]
    return min(zones or named)[2]


_LEAST_STAFF = 10  # smaller counts in prose are of a department
_COUNT = r"(\d{1,3}(?:[,，]\d{3})+|\d+|[一二三四五六七八九十百千两]+)"


def _employees(fields: list[Field], prose: list[str]) -> int | None:
    for field in _labelled(fields, _STAFF_LABEL, _NOT_STAFF):
        number = re.search(_COUNT, field.value)
        if number and (value := parse_number(number[1])):
            return int(value[0])
    patterns = (
        rf"(?:员工|职工|从业人员|在册人员|在岗人员|用工|从业者)(?:总数|人数|共计|总计|合计)?(?:约|共|有|为|总共|现有|大约|近)*\s*{_COUNT}\s*(?:多|余)?\s*(?:人|名|位)",
        rf"(?:现有|共有|在册|在职|在岗|全厂|全公司|上下|一共|总共|拥有)[^，。；]{{0,6}}?{_COUNT}\s*(?:多|余)?\s*(?:个|名|位|号)?(?:员工|职工|人(?![次均]))",
        rf"{_COUNT}\s*(?:多|余)?(?:名|个|位|号)(?:员工|职工)",
        rf"(?:员工|职工)[^，。；\d]{{0,4}}{_COUNT}(?:人|名)",
    )
    for pattern in patterns:
        for text in prose:
            match = re.search(pattern, text)
            if match and not re.search(r"培训|研发人员|信息化|党员|技术人员\d", text[: match.end()][-24:]):
                value = parse_number(match[1])
                if value and value[0] >= _LEAST_STAFF:
                    return int(value[0])
    return None


def _revenue(fields: list[Field], prose: list[str], document: Document) -> float | None:
    by_year: list[tuple[int, float]] = []
    for field in _labelled(fields, _REVENUE_LABEL, re.compile(r"占|率|每百元|人均|增")):
        year = re.search(r"(20\d\d)", field.label + field.value)
        amount = _amount(field)
        if amount is not None:
            by_year.append((int(year[1]) if year else 0, amount))
    by_year += _revenue_columns(document)
    for text in prose:
        for match in re.finditer(r"营业收入|营收|销售收入|销售额|产值(?=.{0,4}亿)|去年卖了|年销售", text):
            amounts = list(find_amounts(text[match.end() : match.end() + 24]))
            years = re.findall(r"(20\d\d)年", text[: match.start()])
            if amounts and not re.search(
                r"力争|目标|预计|达到.{0,4}以上|增加|增长|提高|下降|人均|每百元",
                text[max(0, match.start() - 8) : match.end() + 8],
            ):
                by_year.append((int(years[-1]) if years else 0, amounts[0].high))
    return max(by_year, key=lambda pair: pair[0])[1] if by_year else None


def _revenue_columns(document: Document) -> Iterator[tuple[int, float]]:
    """Tables with a year a column: 指标（万元） | 2022年 | 2023年."""
    for table in document.tables:
        if not table.header_rows:
            continue

        def text_at(row: int, column: int, rows: tuple[tuple[int | None, ...], ...] = table.rows) -> str:
            index = rows[row][column]
            return "" if index is None else document.blocks[index].text

        header = [text_at(table.header_rows - 1, column) for column in range(len(table.rows[0]))]
        for row in range(table.header_rows, len(table.rows)):
            label = text_at(row, 0)
            if not _REVENUE_LABEL.search(label) or re.search(r"占|率|每百元|人均|增", label):
                continue
            for column, name in enumerate(header[1:], start=1):
                year = re.search(r"20\d\d", name)
                amount = _amount(Field(label + header[0], text_at(row, column)))
                if year and amount is not None:
                    yield int(year[0]), amount


def _amount(field: Field) -> float | None:
    """The value in 万元; a bare number takes the unit of its label."""
    amounts = list(find_amounts(field.value))
    if amounts:
        return amounts[0].high
    bare = re.fullmatch(r"\s*(?:约)?\s*(\d[\d,，]*(?:\.\d+)?)\s*", field.value)
    if not bare:
        return None
    value = float(re.sub("[,，]", "", bare[1]))
    if "亿" in field.label:
        return value * 10_000
    return value / 10_000 if re.search(r"[（(]元[）)]", field.label) else value


def _budget(fields: list[Field], prose: list[str]) -> float | None:
    for field in _labelled(fields, _BUDGET_LABEL, _NOT_BUDGET):
        amount = _amount(field)
        if amount is not None:
            return amount
    patterns = (
        r"(?:预算|总投资|总投入|合计(?:需)?投[入资]|(?:共|总共|一共)(?:需|要)?投[入资]|计划投入|拟投入|投资总额|最多(?:出|拿|投)|能拿出|愿意(?:出|拿|投)|控制在|准备(?:拿|投|出))",
        r"(?:投入|投资|出资|拿出)",
    )
    for pattern in patterns:
        for text in prose:
            for match in re.finditer(pattern, text):
                around = text[max(0, match.start() - 10) : match.end()]
                amounts = list(find_amounts(text[match.end() : match.end() + 16]))
                if amounts and not re.search(
                    r"20\d\d年(?!.{0,4}(?:计划|拟))|近三年|累计|已|曾|固定资产|回收|贷款", around
                ):
                    if pattern == patterns[1] and not re.search(r"改造|数字化|项目|本次|信息化|软件", text):
                        continue
                    return amounts[0].high
    return None


def _level(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> int | None:
    for field in _labelled(fields, _LEVEL_LABEL, re.compile(r"目标|场景|期望|改造后|安全|信用|标准化")):
        level = parse_level(field.value, taxonomy)
        if level is None and (found := find_levels(field.value, taxonomy)):
            level = found[0]
        if level is not None:
            return level
    whole = re.compile(
        r"(?:企业|综合|整体|总体|数字化|评测|判定|评定)[^。；，]{0,14}(?:等级|水平|结果|级别)|综合(?:判定|评定|评测)|(?:判定|评定|认定|定|评)为|获评|整体(?:处于|为|达到)|(?:等级|水平)(?:为|处于|达到?)"
    )
    for text in prose:
        for clause in re.split(r"[，；。]", text):
            match = whole.search(clause)
            if match and not re.search(
                r"目标|力争|改造后|试点要求|须达|应达|要求|预计|有望|争取|提升(?:到|至)|达到.{0,6}以上|场景",
                clause,
            ):
                found = find_levels(clause[match.start() :], taxonomy)
                if found:
                    return found[0]
    return None


def _titles(fields: list[Field], prose: list[str]) -> tuple[str, ...] | None:
    labelled = [f"{field.value}" for field in _labelled(fields, _TITLE_LABEL, re.compile(r"申报|拟|行业"))]
    checked = [_checked_boxes(value) for value in labelled]
    held = _find_titles(checked)
    if not held:
        own = [text for text in prose if re.search(r"企业|公司|厂|我们|获|认定|入选|是|评[上为]", text)]
        held = _find_titles(own)
    return tuple(held) or None


def _checked_boxes(value: str) -> str:
    """Of a list of boxes only the ticked ones."""
    if not re.search(r"[□☐]", value):
        return value
    return "；".join(re.findall(r"[☑√✓■✔]\s*([^□☐☑√✓■✔；;，,]+)", value))


def _find_titles(texts: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in texts:
        for clause in re.split(r"[，；;。、,]|(?<=）)", text):
            if _NOT_YET.search(clause):
                continue
            for title, pattern in _TITLES:
                if re.search(pattern, clause):
                    found[title] = None
    return [title for title, _ in _TITLES if title in found]
