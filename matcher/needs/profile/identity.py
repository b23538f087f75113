"""Who the enterprise is: name, credit code, industry, region, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import uscc

from catalog.taxonomy import Taxonomy
from embeddings.segmentation import fold, simplify
from matcher.documents.model import Document
from matcher.needs.profile.fields import Field, labelled
from matcher.needs.profile.own import own_part

_NAME_LABEL = re.compile(
    r"^(?:受诊|被诊断|被评测|受评|申报|填报|参评|诊断|评测|走访|调研|试点)?(?:企业|公司)(?:全称|名称)?$|^(?:受诊|受访|被诊断|被评测|受评|申报|填报|参评|试点|委托)?单位(?:全称|名称)?$|"
    r"^(?:走访|诊断|受诊|评测|调研)?对象$|^(?:客户|借款人|借款企业|业主|甲方)(?:全称|名称)?$"
)
_CODE_LABEL = re.compile(r"信用代码")
_INDUSTRY_LABEL = re.compile(r"行业|国民经济|产业|所属领域|行当")
_REGION_LABEL = re.compile(
    r"所(?:在|属)(?:区域|地区|地|县|区|园区|辖区)|县.{0,4}区|(?:工厂|厂区|厂子|公司|企业)所在|^(?:区域|园区|辖区|地区|属地|地点|地址|厂址|厂区|坐落|位置|住所|所在地|注册地)$|注册地址|企业地址|经营地址|生产地址|注册地"
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
    r"拟|申报|申请中|正在|培育(?:库|对象)|计划|争取|准备|未(?:认定|获|取得|评)|不是|尚未|□|到期|失效|过期|目标|力争|否|报上去|刚报|没(?:下来|批|拿到|通过|评上|过|有)|差(?:了)?几分|报过|落选|退回|未通过"
)


_NO_GROUP = re.compile(r"^(?:都|均|皆)?不(?:属于?|在)|以上(?:都|均)不")
_LAPSED = re.compile(r"不再(?:作为|具有|有效|享有|认定)|期满|未通过复[核审]|已(?:失效|过期|撤销)")
_AFFIRMED = re.compile(r"是|为|获|认定|评[上为]|入选|列|有|具备|称号|证书|：|:")
_CODED = re.compile(r"行业|国民经济|GB/?T|C\s?\d{4}")
_CODE = re.compile(r"(?<![A-Za-z0-9])C?\s?(\d{4}|\d{3}(?=\D|$))(?!\d|年|人|万|台|吨|亩|号)")
_PRODUCT_LABEL = re.compile(r"主[导要营](?:产品|业务)|经营范围|产品(?:名称|种类)?$|做什么")
_MAKES = re.compile(
    r"主(?:营|要|导)(?:业务|产品|生产)|主要(?:生产|从事|产品)|从事|生产.{0,8}(?:产品|企业)|专业(?:生产|从事)|行业[:：]|"
    r"(?:^|，)(?:主要)?做[\u3400-\u9fff、]{2,}|厂子|产能"
)
_LOCATED = re.compile(
    r"厂(?:就)?在|位于|坐落|地处|落户|所在|地点|地址|厂区在|搬(?:到|至|迁)|园区|驻地|设在|建在|在.{2,12}(?:建厂|投产)"
)
_STANDS_IN = re.compile(
    r"(?:厂|公司|企业|工厂|基地)(?:就)?(?:位于|坐落(?:在|于)|地处|在)(?:宁夏(?:回族)?(?:自治区)?)?((?:[\u3400-\u9fff]{2,4}市)?[\u3400-\u9fff]{1,5}?[市县区镇])(?!场)"
)
_VISITED = re.compile(r"^.*(?:的是|来到|走进|走访了?|到访了?|拜访了?|考察了?)(?=.{4})")  # 今天看的是甲公司
_SERVICE = re.compile(r"咨询|服务有限|服务中心|评测(?:技术|中心)|诊断")
_MADE_BY = re.compile(
    r"(?:诊断|编制|评测|服务|咨询|撰稿|出具|承担|牵头)(?:单位|机构|方|人)?[:：为是]?\s*$|(?:由|委托|母公司)[:：为是]?\s*$"
)
_MAKERS = re.compile(r"(?:诊断|编制|评测|服务|咨询|撰稿|出具|承担)(?:单位|机构|方|人)|政策|出台|支持")
_OPENING = 40  # sentences; what comes later is rarely about who the enterprise is


def find_name(fields: list[Field], document: Document) -> str | None:
    """The enterprise's name in the report's own script, as all verbatim text."""
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
        name = _company_in(simplify(block.text))
        if name is not None:
            return _as_written(name, originals)
    return None


def _company_in(text: str) -> str | None:
    """The first company that a line names, but for those that made the report; of 受甲委托 it is 甲."""
    for match in _COMPANY.finditer(text):
        ordered = re.match(
            r"^[—\-－（(]*(?:关于|受|应|为|对|由|致|以(?=.+为例))", f"{match[0]}{text[match.end() :][:4]}"
        )
        name = _VISITED.sub("", match[0][ordered.end() if ordered else 0 :]).lstrip("—-－（(")
        if not _SERVICE.search(name) and not _MADE_BY.search(text[: match.start()]):
            return name
    return None


def _as_written(simplified: str, originals: list[str]) -> str:
    for text in originals:
        at = simplify(text).find(simplified)
        if at >= 0:
            return text[at : at + len(simplified)]
    return simplified


def find_credit_code(fields: list[Field], prose: list[str]) -> str | None:
    """The unified social credit code as the report has it, or None; unlabelled ones must pass the check character."""
    for field in labelled(fields, _CODE_LABEL):
        match = re.search(r"[0-9A-Z]{18}", field.value.upper().replace(" ", ""))
        if match:
            return match[0]
    for text in prose:
        for match in re.finditer(r"(?<![0-9A-Z])[0-9A-HJ-NP-RTUWXY]{18}(?![0-9A-Z])", text):
            if uscc.is_valid(match[0]) or "信用代码" in text:
                return match[0]
    return None


def find_industry(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> str | None:
    """One of the plan's four groups: as named, by GB/T 4754 code, else by what is made; None for other trades."""
    values = [field.value for field in labelled(fields, _INDUSTRY_LABEL)]
    if any(_NO_GROUP.search(value) for value in values):
        return None
    for value in values:
        for part in re.split(r"[（(）)、，,；;\s/]+", value):
            found = taxonomy.find_industry(part)
            if found:
                return found.name
    for value in [*values, *(text for text in prose if _CODED.search(text))]:
        for code in _CODE.findall(value):
            if code in taxonomy.industry_codes and not re.fullmatch(r"20[0-3]\d", code):
                group = taxonomy.industry_of_code(code)
                return group.name if group else None
    for text in prose:
        named = next((group for group in taxonomy.industries if group.name in text), None)
        if named:
            return named.name
    makes = [field.value for field in labelled(fields, _PRODUCT_LABEL)] + [
        t for t in prose if _MAKES.search(t)
    ][:8]
    return (
        _industry_by_words(values, taxonomy)
        or _industry_by_words(makes, taxonomy)
        or _industry_by_words(prose[:_OPENING], taxonomy, least=3)
    )


def _industry_by_words(texts: list[str], taxonomy: Taxonomy, least: int = 1) -> str | None:
    """The group whose words occur clearly more often than any other's."""
    joined = fold(" ".join(texts))
    scores = {
        group.name: sum(joined.count(fold(word)) for word in (*group.keywords, *group.aliases))
        for group in taxonomy.industries
    }
    for code in taxonomy.industry_codes.values():
        group = taxonomy.industry_of_code(code.code)
        if group and len(code.name) >= 4 and fold(code.name) in joined:
            scores[group.name] += 2
    best, runner_up = sorted(scores, key=lambda name: -scores[name])[:2]
    return best if scores[best] >= max(least, 1.5 * scores[runner_up], 1) else None


def find_region(fields: list[Field], prose: list[str], taxonomy: Taxonomy) -> str | None:
    """An area of annex 2, or the place as a labelled field writes it."""
    places = sorted(labelled(fields, _REGION_LABEL), key=lambda field: _site_rank(field.label))
    values = [field.value for field in places]
    own = [clause for text in prose for clause in re.split(r"(?<=[，；])", own_part(text))]
    located = sorted((clause for clause in own if _LOCATED.search(clause)), key=_site_rank)
    opening = [text for text in prose[:_OPENING] if not _MAKERS.search(text)]
    for text in (*values, *located):
        found = _find_region(text, taxonomy)
        if found:
            return found
    stands = next((match[1] for text in located if (match := _STANDS_IN.search(text))), None)
    named = (value for value in values if re.fullmatch(r"[\u3400-\u9fff]{1,8}[县区市旗]", value))
    district = next(named, None)
    if district is not None:
        return district
    plain = [value for value in values if 2 <= len(value) <= 30 and re.search(r"[县市区镇园州]", value)]
    if plain:
        return _place_name(plain[0].strip(" ）)（("))
    return next((found for text in opening if (found := _find_region(text, taxonomy))), stands)


def _site_rank(text: str) -> int:
    """Where it produces comes before where it is, and that before where it is registered or has its head office."""
    if re.search(r"生产|厂区|工厂|厂房|厂址|基地|厂(?:就)?在", text):
        return 0
    return 2 if re.search(r"注册|总部|住所", text) else 1


def _place_name(value: str) -> str:
    """Of an address or a meeting place the county or district that it opens with; other places as they are written."""
    opening = re.match(
        r"[\u3400-\u9fff]{2,12}?[县区](?=[\u3400-\u9fff]{2,}(?:园|镇|路|街|公司|室|楼|村))", value
    ) or re.match(r"[\u3400-\u9fff]{2,6}?市(?=[\u3400-\u9fff]{2,}(?:园|镇|路|街|公司|室|楼|村))", value)
    return opening[0] if opening else value


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


def find_titles(fields: list[Field], prose: list[str]) -> tuple[str, ...] | None:
    """Titles that the enterprise holds, by their usual short names; those applied for or expired are left out."""
    stated = [f"{field.value}" for field in labelled(fields, _TITLE_LABEL, re.compile(r"申报|拟|行业"))]
    held = _find_titles(stated)
    if not held:
        own = [text for text in prose if re.search(r"企业|公司|厂|我们|获|认定|入选|是|评[上为]", text)]
        held = _find_titles(own)
    return tuple(held) or None


def _find_titles(texts: list[str]) -> list[str]:
    found = {title for text in texts for title in _held(own_part(text))}
    return [title for title, _ in _TITLES if title in found]


def _names_title(clause: str) -> bool:
    return any(re.search(pattern, clause) for _, pattern in _TITLES)


def _held(text: str) -> Iterator[str]:
    """Titles of a sentence that it does not deny; what stands in brackets is said for itself."""
    inside = re.findall(r"[（(]([^（）()]*)[）)]", text)
    asides = [part for part in inside if any(re.search(pattern, part) for _, pattern in _TITLES)]
    for part in asides:
        text = text.replace(part, "")
    lapsed = _LAPSED.search(text)
    clauses = re.split(r"[，；;。,]", text[: lapsed.start()].rpartition("。")[0] if lapsed else text)
    for at in range(len(clauses) - 1):  # 专精特新报过一回，没评上: the verdict follows the theme
        if not _AFFIRMED.search(clauses[at]) and _NOT_YET.search(clauses[at + 1]):
            clauses[at] += clauses[at + 1] if not _names_title(clauses[at + 1]) else ""
    for clause in [*clauses, *asides]:
        named = [
            (match.start(), match.end(), title)
            for title, pattern in _TITLES
            for match in re.finditer(pattern, clause)
        ]
        named.sort()
        for at, (start, end, title) in enumerate(named):
            behind = clause[end : named[at + 1][0] if at + 1 < len(named) else len(clause)]
            together = re.search(r"[均都皆]", clause[named[-1][1] :])
            ahead = re.split(r"已(?!拟)|获|现[为是]|[，、](?=是|为)", clause[:start])[-1]
            last = clause[named[-1][1] :] if together else ""
            if not (_NOT_YET.search(ahead) or _NOT_YET.search(behind) or _NOT_YET.search(last)):
                yield title
