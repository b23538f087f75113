"""Names said in whole phrases whose words vary freely: where software is to stand, what is tried or paid for first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.search.conditions.model import Field
from catalog.vocabulary import Deployment

_STAND = r"(?:安装|部署|布署|装|放置|放|跑|架设|架|搭建|搭|运行|存放|存储|存)(?:完)?(?:在|到|于|进)?"
_INSTALL = r"(?:安装|部署|布署|装|跑|架设|架|搭建|搭)(?:在|到|于|进)"
_OWNER = r"(?:我们|我|咱们|咱|俺们)?(?:自己|自家|自建|自有|本)?(?:公司|工厂|企业|单位|厂|家)?(?:里|内|内部|自己)?的?"
_OWN = r"(?=我|咱|俺|自己|自家|本|公司|工厂|企业|单位|厂|内部|家里)" + _OWNER + r"(?:内部|自己|自有|本地)?的?"
_MACHINE = r"(?:服务器|伺服器|机房|电脑|主机|数据中心|硬件|设备间)(?:上面|里面|里头|上|里|中|内)?"
_INSIDE = (
    r"(?:本地(?:服务器|机房|电脑)?|内网|局域网|(?:公司|企业|厂区|工厂|厂|单位)(?:的)?(?:内网|内部|里面|里|内|本地))"
    r"(?:上|里|中|内)?(?!的?(?:货|料|物|产品|设备|机))"
)
_ON_PREMISES = rf"{_STAND}{_OWN}{_MACHINE}|{_INSTALL}{_INSIDE}|(?:部署|放|存|装)本地"
_INSTALLED = r"(?:装|安装|部署|布署|跑|运行)"
_RUNS = (
    rf"(?:自己|自行)(?:装|安装|部署|布署|搭建|搭)(?:在|到)?{_MACHINE}"
    rf"|本地(?:服务器|机房|电脑)?上?{_INSTALLED}的?|{_OWN}{_MACHINE}{_INSTALLED}的?"
)
_SITED = rf"(?:{_OWNER}{_MACHINE}|内网|局域网|(?:厂|公司|企业)[里内]部?)(?:做|搞|要)?(?:本地化?|私有化?|独立)(?:部署|布署|安装)(?:版|的)*"
_SERVER = (
    r"服务器(?:要|得|必须|需要|最好)?(?:放置|放|架设|架|装|部署|建|搭)(?:在|到)?(?:我们|咱们|咱|自己|自家|本)*"
    r"(?:厂区|厂里|厂内|厂|公司|单位|企业|本地|机房|车间|内部|家)(?:里面|里|内|内部|机房)*"
)
_CLOUD = rf"{_STAND}(?:公有云|云端|云上|云平台|云服务器|(?:阿里|腾讯|华为|天翼|移动)云)(?:上面|上|里|端)?"
_WHILE = r"(?:一段时间|一阵子|一阵|一下|一试|试看|用看|看看|看|试|着|上|[一二两三几半\d]{1,2}(?:个月|个星期|个礼拜|天|周|年))?"
_SPAN = (
    r"(?:一阵子?|一段时间|十天半个?月|[一二两三几半十\d]{1,2}[来多]?(?:个半?月|个?(?:星期|礼拜)|天|周|年))"
)
_TRY = rf"(?:免费)?(?:试用|体验|试运行|试点|试|用){_WHILE}"
_PAY = (
    r"(?:付(?:费|款|钱)?|给钱|交钱|掏钱|花钱|购买|购|买单|买|采购|下单|签合同|签约|签|决定|考虑|说|谈(?:价(?:格)?|钱)?|定|上)"
    r"(?:买不买|要不要|用不用)?"
)
_CONTENT = r"(?:(?:觉得|感觉|用着|用得|用起来|试着)?(?:满意|合适|没问题|好用|好|行|可以|不错)|完)?了?"
_CONTENT_SAID = r"(?:满意|合适|没问题|好|行)"
_AFTER = r"(?:之?后|再)(?:再|才)?"
_TRIAL = (
    rf"先{_TRY}{_CONTENT}(?:[,，、\s]{_CONTENT})?{_AFTER}{_PAY}"
    rf"|(?:免费)?(?:试用|体验){_WHILE}(?:满意|合适|没问题|完|过)了?{_AFTER}{_PAY}"
    rf"|先(?:免费)?(?:试用|体验|试){_WHILE}"
    rf"|先?(?:可以|能够?|可|肯?给|肯?让)?白(?:试用?(?![剂样管纸块片]){_WHILE}|用{_SPAN})(?:{_AFTER}{_PAY})?"
    rf"|(?:可以|能够?|可|肯?给|肯?让)?(?<![面考测调笔口初复应尝中小送])(?:试用?|体验)(?:上|个|它|满)?{_SPAN}(?:{_AFTER}{_PAY})?"
    rf"|(?:试|用)(?:着|得)?{_CONTENT_SAID}了?(?:{_AFTER})付(?:款|费|钱)"
)
_NOT_PAY = r"(?:不(?:用|需要|必|要|须)?|无需|无须|不想|别)再?(?:另外|额外)?"
_FREE = (
    rf"{_NOT_PAY}(?:花|掏|出|付|交|收)(?:一分|半分|一毛|什么|任何|我)?(?:钱|费用|费|款)(?:用|使用)?"
    r"|一(?:分|毛)钱(?:都|也)?不(?:要|花|掏|出|收|用)"
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    field: Field
    value: str


_PHRASES: Mapping[str, tuple[_Phrase, ...]] = {
    "本自我咱公厂企单工": (
        _Phrase(re.compile(rf"{_RUNS}|{_SITED}"), Field.DEPLOYMENT, Deployment.ON_PREMISES.value),
    ),
    "机伺主数服内局": (
        _Phrase(re.compile(rf"{_SERVER}|{_SITED}"), Field.DEPLOYMENT, Deployment.ON_PREMISES.value),
    ),
    "装部布安放跑架搭运存": (
        _Phrase(re.compile(_ON_PREMISES), Field.DEPLOYMENT, Deployment.ON_PREMISES.value),
        _Phrase(re.compile(_CLOUD), Field.DEPLOYMENT, Deployment.SAAS.value),
    ),
    "先免试体白用可能给肯让": (_Phrase(re.compile(_TRIAL), Field.TRIAL, "true"),),
    "不无别一": (_Phrase(re.compile(_FREE), Field.FREE, "true"),),
}
_BY_START = {start: phrases for starts, phrases in _PHRASES.items() for start in starts}


def find_phrase(text: str, start: int) -> tuple[int, str] | None:
    """The end of the phrase that begins at this place of a folded query and what it names (`field=value`), or None."""
    for phrase in _BY_START.get(text[start], ()):
        if match := phrase.pattern.match(text, start):
            return match.end(), f"{phrase.field}={phrase.value}"
    return None
