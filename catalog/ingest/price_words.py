"""The words by which price texts say what an amount is for; patterns only, over flattened text."""

from __future__ import annotations

import re

from catalog.ingest.price_units import MASK

BREAK = re.compile(r"[，；;。\n|+]|,(?!\d{3}(?!\d))|(?:也可|或者?)(?=[^，；;]*\d)")
PARENS = re.compile(r"[(\[【（][^()\[\]【】]*[)\]】]")
PAREN_UNIT = re.compile(r"(?<=\d)\s*\((?P<unit>(?:百|千|万)?元(?:/[^()]*)?)\)")
"""3.5(万元/年): the unit in parentheses is part of the amount."""

NEGOTIABLE_WORDS = r"面议|另议|面谈|电议|洽谈|商谈|协商|议价|询价|咨询(?:客服|销售|报价|价格)|电话咨询|联系(?:销售|客服|我们|厂商)"

# What an amount is for.
# Work is bound to 费, 服务 or the sum itself: 跟踪终端, 升级包 and 运维平台 are things that are bought.
_UPKEEP = (
    r"(?:维护|运维|维保|质保)(?:[与和及、]?(?:升级|维护|质保))?(?:服务)?(?:费|服务|(?=\s*(?:$|[\d一两二三约为:(每按¥])))"
    r"|升级(?:服务|费)"
)
_WORK_ON_ORDER = r"(?:跟踪|测评)(?:服务|费)|(?:测评|上门)(?=\s*(?:$|[\d约为:每按¥]))|上门(?:服务|费|实施|部署|安装|调试|培训|维护|维修)"
EXTRA = re.compile(
    r"每(?:再|新)?(?:增加?|加|多|超|新增)|增加|新增|增购|超出|超过|超量|另加|加收|加购|加价|扩|后续|续费|续期|次年|"
    rf"第二年|第三年|{_UPKEEP}|选配|选装|可选|单买|单独购买|单购|临时|旺季|年付|定制(?:看板|报表|页面|接口)|驱动定制|"
    rf"二次开发|人天|{_WORK_ON_ORDER}|市场价|原价|划线价|刊例价|门市价|加$"
)
FEE = re.compile(
    r"(?:实施|部署|安装|调试|上线|开通|初装|初始化|开户|培训|整理|交付|建库|建模|接入|联调|施工|集成|启动|迁移|入驻|"
    r"注册|建站|加盟)[^，]{0,6}$"
)
NOT_FEE = re.compile(
    r"(?:软件|平台|系统|订阅|年费|硬件)(?:与|和|及|加|、|含)|(?:版|私有化|本地|独立|云端|混合)(?!.*费)"
)
DEPOSIT = re.compile(r"押金|保证金|定金|订金|违约金|罚款|注册资本|补贴额|最高补|奖励")
"""Sums that are no price at all."""
INCLUDED = re.compile(r"^(?:已|均|全)?(?:内含|含|其中|包括|包含)")
"""A part of the price before it, not a price beside it."""
AMONG = re.compile(r"^(?:其中|包括|包含)")
"""Opens a list of such parts."""
TOTAL = re.compile(
    r"(?:以上|上述|项目|整体|全部|合同|含税|一次性|[两三四五六七八九]项)*"
    r"(?:=|总价款?|总额|总费用|总报价|合计|总计|共计?)(?:金额|费用|价格)?(?:约|为|是|:|=|\s)*$"
)
"""All that stands before the sum of everything; 软件总价 is the sum of the software alone."""
INSTALMENT = re.compile(
    r"[、:]?(?:(?:合同)?(?:签约|签订|签合同|到货|安装|上线|交付|验收)(?:合同|合格|通过|完成)?(?:后|时))?(?:即|先|再|需)?"
    r"(?:首付|首款|预付(?!费)|定金|订金|尾款|余款|进度款|到货款|验收款|(?<=[后时即先再需])(?:支?付))"
)
"""A share of the payment of a price that is stated elsewhere."""
CONVERTED = re.compile(r"[、:]?(?:约|即|可)?(?:折合|相当于|约合|合每)")
"""The same price per another unit."""
DISCOUNTED = re.compile(r"[、:]?(?:现|限时|目前)?(?:团购|优惠|活动|促销|折后|会员|券后)价")
"""What some buyers pay instead, and only they."""
ASKED_BESIDE = re.compile(r"另收|另付|另需|再收|另行收取|一次性收取")
BESIDE_AFTER = re.compile(r"另计|另购|选购|自选|另加|计采集费")
HARDWARE = re.compile(
    r"硬件|传感器|网关|终端|标签|定位卡|基站|相机|摄像|采集器|分析盒|道闸|交换机|服务器|机柜|控制柜|手持|大屏|表计|"
    r"电子秤|赋码设备|仪表|工控机|电脑|平板"
)
SOFTWARE = re.compile(r"软件|平台|系统|服务费|订阅|授权|防护|账号|含硬件")
BASE = re.compile(r"软件|平台|系统|基础费|主数据")
ALTERNATIVE = re.compile(
    r"版|买断|租用|租赁|订阅|私有化|本地|(?<!升级)包|套餐|档|班|课|(?<!升)级|单机|云端|一次性付"
)
TIER = re.compile(
    r"(?:\d|[一两三四五六七八九十百])\S{0,6}?(?:以上|以下|以内|以外|内|起)|第[一二三四五]\S{0,3}起?|更多"
)
COUNTED = re.compile(r"\d+\s*万?\s*(?:个)?(?:人|点|用户|账号|台|户|家|路|终端|并发|测点|设备|监测点)")
BEYOND = re.compile(
    r"每(?:再|新)?(?:增加?|加|多|超|新增)|增加|新增|增购|超出|超过|超量|加收|加购|加价|扩|每\S{1,6}加$"
)
"""Paid for what goes beyond the scope of the price; how far an enterprise goes beyond it the text cannot say."""
LATER = re.compile(r"后续|续费|续期|次年|第二年|第三年|年付|市场价|原价|划线价|刊例价|门市价")
"""No part of the first year: later years, another way to state it."""
UPKEEP = re.compile(_UPKEEP)
"""Maintenance: of a purchase it begins when the first year ends, beside a subscription it is due from the start."""
OPTION = re.compile(r"选配|选装|选购|自选|可选|单买|单独购买|单购")
"""Bought only when it is ordered beside the thing itself, even if its price is left open."""
ON_ORDER = re.compile(rf"临时|旺季|定制|二次开发|驱动|{_WORK_ON_ORDER}|开发")
"""Work that is done when it is ordered, unless the text says that it is charged beside (另计)."""
CHOICE = ("或", "也可")
"""How a clause begins that names another way to buy the same."""
UNREAD = re.compile(
    r"另计|另购|另收|另付|另行|另配|另加|另议|据实|按实|不含(?!税|运费)|不包括|不包含|分成|自购|"
    rf"(?:{NEGOTIABLE_WORDS})"
)
"""More is paid, or another sum than the one that is written."""
FEE_SHARE = re.compile(r"(?:实施|部署|安装|调试|开通|培训|集成)[^，；;]*\d\s*%")
"""A fee as a share of the price."""
GIVEN = re.compile(r"免费|赠|送|不收|不另|无需|不加收|(?<!不)(?<!不包)含(?!.*(?:另|不含))")
"""Paid by nobody, or part of the price already."""

# Which end of a range is open.
FROM = re.compile(rf"^[{MASK}\s]*(?:元)?起(?![订购租])|^[{MASK}\s]*(?:及以上|以上)")
FROM_HEAD = re.compile(r"(?:最低|低至|不低于|仅需|起步价?|起价|≥|>=|不少于)\D{0,3}$")
FROM_NOTE = re.compile(r"^[^，；;(]{0,8}\(起\)")
UP_TO = re.compile(rf"^[{MASK}\s]*(?:以内|以下|之内|封顶|内(?![^，；;]))")
UP_TO_HEAD = re.compile(r"(?:最高|不超过|不高于|不到|低于|少于|小于|至多|上限|≤|<=|<|封顶)\D{0,3}$")

# How a provider charges.
NEGOTIABLE = re.compile(NEGOTIABLE_WORDS)
NEGOTIABLE_CLAUSE = re.compile(r"[，；;](?:具体|详情|价格|其他)?(?:面议|洽谈|协商)")
PROJECT = re.compile(
    r"定制|定做|按项目|按需|按方案|按[^，；;]{1,16}?(?:报价|核定|确定|计|估|规模|数量|数)|项目|整改|规划|报告|咨询|"
    r"诊断|改造|施工|驻场|陪跑|开发|工序|一期|参考|合同|总价|中标|成交|整体|方案|含\D{0,8}实施|建设|评估|迁移|调研|车间"
)
PROJECT_ONLY = re.compile(r"定制|按项目|按需|按方案|报价|合同额|现场评估|项目制")
NO_QUOTATION = re.compile(r"(?:暂无|尚无|没有|未)\S{0,2}(?:报价|定价|价格)")
BOUGHT = re.compile(r"一次性(?!\S{0,4}(?:实施|收取|费))|买断|永久|终身|(?:维护|维保|运维)费")
ONE_OFF = re.compile(
    r"软件|许可|授权|单机|标准版|维护|硬件|厂区|另计|首次|另收|含|超出|实施|增加|\d\s*(?:用户|账号|人|点|台)"
)
YEARLY = re.compile(r"按年|年订阅|年付|包年|年费|每年|逐年|年度")
MONTHLY = re.compile(r"按月|月付|包月|月费|每月")
PAID_YEARLY = re.compile(r"(?:^|[，；;])按年(?:度)?(?:订阅|付费|收费|计费|计价|授权|服务)(?:$|[，；;:])")
BY_UNIT = re.compile(
    r"(?:按|以)(?P<thing>产线|生产线|点位|测点|采集点|接入点|点数|点|设备|台|工位|路数?|炉台|车间|厂区|站点|门店|"
    r"店铺|线体|线)\S{0,4}?(?:计价|收费|计费|计收|计算|报价|付费|授权|定价|$)"
)
BY_SEAT = re.compile(
    r"(?:按|以)(?P<thing>账号|帐号|账户|用户|人数|人头|人(?![天日月])|席位|坐席|并发)\S{0,4}?"
    r"(?:计价|收费|计费|计算|报价|付费|授权|定价|$)"
)

# What costs nothing.
FREE_WHOLE = re.compile(
    r"^(?:(?:软件|系统|平台|产品|服务|本|永久|完全|全部|长期|全程|基础功能|核心功能|开源){0,4}|(?:面向|对)[^，；;]{1,8})"
    r"(?:永久|完全|全部|长期)?免费(?:使用|开放|提供|下载|部署|注册|接入|开源|许可)?$"
    r"|^(?:零|0)元(?:购)?$|^不收费$|^不收取?(?:任何)?费用$"
)
FREE_EDITION = re.compile(
    r"(?:基础|标准|入门|个人|社区|开源|单厂|单机|体验|轻量|普通|公益|公共|共享|初级|试点|企业|青春|微型|小微)版"
    r"[^，；;]{0,4}?(?:永久|完全|长期)?(?:免费|不收费|(?<![\d.])0元)|免费版|社区版|开源版"
    r"|(?:基础课|公开课|诊断|初诊|自诊断|评估|课程|基础功能|基础模块|标准功能)(?:永久|完全)?(?:免费|不收费)"
)
OPEN_SOURCE = re.compile(
    r"开源|\b(?:mit|a?gpl|lgpl|apache|bsd|mpl|mulanpsl)\b(?!\w)|(?:mulanpsl|apache|a?gplv?)-?[\d.]+",
    re.IGNORECASE,
)
PAID_TOO = re.compile(
    r"商业|企业版|专业版|商用|高级版|付费版|旗舰版|增值|收费版|另购|按项目|另行|集团版|另议|定制"
)
TRIAL_FREE = re.compile(
    r"首[年月次周个批]|前\S{1,4}(?:年|个?月|天)|试用|供应商端?|首期|免首|一个月免费|\d+\s*(?:天|日|个月)(?:内)?免费|"
    r"培训|维护|升级|上门|演示|安装"
)
"""Free for a time, for others, or beside what is sold: nothing of it makes the product free."""
