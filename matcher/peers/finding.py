"""Finding similar companies: only those that succeeded and agreed are named, the others count in sums of three or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from catalog.queries import FINANCING_TOPIC, Conditions, list_eligible_ids
from catalog.taxonomy import Taxonomy, load_taxonomy
from embeddings.segmentation import fold
from matcher.enterprises.schemas import Stage
from matcher.financing.eligibility import size_of
from matcher.needs.model import Enterprise, Reading
from matcher.peers.model import Choice, Part, Peer, PeerReport, Profile, Purchase, SuccessRecord, TopicChoices
from matcher.peers.projects import Company, Project, load_companies
from matcher.peers.records import settle_stage, summarise_records
from matcher.peers.similarity import compare

_Compared = tuple[Company, tuple[Part, ...]]

FEWEST = 3
"""Enterprises that must stand behind a sum in which one of them did not agree to be named."""


def find_peers(
    session: Session,
    enterprise: Enterprise,
    topics: Collection[str],
    levels: Mapping[str, int],
    *,
    today: date,
    k: int = 3,
) -> PeerReport:
    """The k most similar companies whose projects succeeded, and what most of the industry bought for each topic.

    `topics` are those asked for and `levels` the enterprise's own by topic, 0–4. The enterprise itself is left out.
    """
    taxonomy = load_taxonomy()
    topics = [topic for topic in taxonomy.topics if topic in topics and topic != FINANCING_TOPIC]
    everyone = load_companies(session, today=today)
    mine, own = _own_profile(enterprise, topics, levels, everyone)
    companies = [company for company in everyone if company is not own]
    available = list_eligible_ids(session, Conditions(), today=today)
    records = _records(companies)
    near = _nearest([(company, compare(mine, company.profile, taxonomy)) for company in companies])
    named = [(company, parts) for company, parts in near if _open_successes(company)]
    named.sort(key=lambda pair: (-sum(part.points for part in pair[1]), pair[0].id))
    peers = tuple(_peer(company, parts, mine, available, records) for company, parts in named[:k])
    unnamed = len(near) - len(named)
    told = unnamed if unnamed >= FEWEST else None
    return PeerReport(
        peers=peers,
        topics=tuple(_choices(topic, mine.industry, companies, taxonomy) for topic in topics),
        unnamed=told,
        sentence=_say(peers, len(named), told, has_list=bool(companies)),
    )


def find_peers_of(session: Session, reading: Reading, *, today: date, k: int = 3) -> PeerReport:
    """Similar companies of the enterprise that a report describes, by its needs and the levels that it states."""
    stated = {level.topic: level.current for level in reading.levels}
    stated |= {need.topic: need.current_level for need in reading.needs if need.current_level is not None}
    levels = {topic: level for topic, level in stated.items() if level is not None}
    topics = {need.topic for need in reading.needs}
    return find_peers(session, reading.enterprise, topics, levels, today=today, k=k)


def _own_profile(
    enterprise: Enterprise, topics: Collection[str], levels: Mapping[str, int], companies: Sequence[Company]
) -> tuple[Profile, Company | None]:
    """The enterprise's profile, with the list's industry code where it is listed, and its own place in the list."""
    own = next((company for company in companies if _is_same(company, enterprise)), None)
    listed = own.content if own else None
    profile = Profile(
        industry=enterprise.industry or (listed.industry if listed else None),
        industry_code=listed.industry_code if listed else None,
        size=size_of(enterprise) or (own.profile.size if own else None),
        levels=dict(levels),
        topics=frozenset(topics),
    )
    return profile, own


def _is_same(company: Company, enterprise: Enterprise) -> bool:
    content = company.content
    if enterprise.credit_code and content.credit_code:
        return enterprise.credit_code == content.credit_code
    return enterprise.name is not None and _key(enterprise.name) == _key(content.name)


def _key(text: str) -> str:
    return "".join(fold(text).split())


def _nearest(compared: Sequence[_Compared]) -> list[_Compared]:
    """Those that solved something and are of the same industry; where none of them may be named, of the same needs."""
    solved = [(company, parts) for company, parts in compared if company.profile.topics]
    same = [(company, parts) for company, parts in solved if _gives(parts, "行业")]
    if any(_open_successes(company) for company, _ in same):
        return same
    return [(company, parts) for company, parts in solved if _gives(parts, "行业") or _gives(parts, "需求")]


def _gives(parts: Sequence[Part], name: str) -> bool:
    return any(part.name == name and part.points > 0 for part in parts)


def _open_successes(company: Company) -> list[Project]:
    return [project for project in company.projects if project.open and project.stage.succeeded]


def _records(companies: Iterable[Company]) -> dict[int, SuccessRecord]:
    """Records of items that enough enterprises stand behind, or that all of them show."""
    stages: list[tuple[int, Stage]] = []
    secret: set[int] = set()
    for company in companies:
        by_item: dict[int, list[Project]] = defaultdict(list)
        for project in company.projects:
            by_item[project.item_id].append(project)
        for item_id, projects in by_item.items():
            stages.append((item_id, settle_stage(project.stage for project in projects)))
            if not all(project.open for project in projects):
                secret.add(item_id)
    found = summarise_records(stages)
    return {
        item_id: record
        for item_id, record in found.items()
        if record.signed >= FEWEST or item_id not in secret
    }


def _peer(
    company: Company,
    parts: tuple[Part, ...],
    mine: Profile,
    available: Collection[int],
    records: Mapping[int, SuccessRecord],
) -> Peer:
    content = company.content
    purchases = [
        Purchase(
            item_id=project.item_id,
            item=project.item,
            provider=project.provider,
            topic=project.topic,
            stage=project.stage,
            month=project.month,
            level_before=project.level_before,
            level_after=project.level_after,
            cost_wan=project.cost_wan,
            effect=project.effect,
            asked=project.topic in mine.topics,
            available=project.item_id in available,
            record=records.get(project.item_id),
        )
        for project in _open_successes(company)
    ]
    purchases.sort(key=lambda purchase: not purchase.asked)
    return Peer(
        enterprise=content.name,
        industry=content.industry,
        region=content.region,
        size=company.profile.size,
        employees=content.employees,
        titles=content.titles,
        sample=content.sample,
        parts=parts,
        purchases=tuple(purchases),
    )


def _choices(
    topic: str, industry: str | None, companies: Iterable[Company], taxonomy: Taxonomy
) -> TopicChoices:
    """What was bought for a topic, in the same industry where it is known, whatever came of it."""
    name = taxonomy.topic(topic).name
    buyers: dict[int, list[Project]] = defaultdict(list)
    by_item: dict[int, list[Project]] = defaultdict(list)
    for company in companies:
        if industry is None or company.content.industry == industry:
            for project in company.projects:
                if project.topic == topic:
                    buyers[company.id].append(project)
                    by_item[project.item_id].append(project)
    whose = "同行业" if industry else "名单里"
    if not buyers:
        return TopicChoices(topic, 0, (), f"{name}：{whose}还没有企业留下记录。")
    if not _may_be_told([project for projects in buyers.values() for project in projects], len(buyers)):
        return TopicChoices(topic, None, (), f"{name}：{whose}做过的不足{FEWEST}家，还看不出多数选了什么。")
    choices = [_choice(projects) for projects in by_item.values() if _may_be_told(projects, len(projects))]
    choices.sort(key=lambda choice: (-choice.bought, -choice.accepted, choice.item_id))
    return TopicChoices(topic, len(buyers), tuple(choices), _say_choices(name, whose, len(buyers), choices))


def _may_be_told(projects: Iterable[Project], enterprises: int) -> bool:
    return enterprises >= FEWEST or all(project.open for project in projects)


def _choice(projects: Sequence[Project]) -> Choice:
    """One item for one topic: an enterprise has one project of it."""
    accepted = sum(project.stage is Stage.ACCEPTED for project in projects)
    first = projects[0]
    return Choice(first.item_id, first.item, first.provider, len(projects), accepted)


def _say_choices(name: str, whose: str, enterprises: int, choices: Sequence[Choice]) -> str:
    if not choices or enterprises == 1:
        only = f"，选了“{choices[0].item}”" if choices else ""
        return f"{name}：{whose}{enterprises}家做过{only}，还谈不上多数。"
    first = choices[0]
    done = f"，其中{first.accepted}家已验收" if first.accepted else "，都还没有验收"
    if first.accepted == first.bought:
        done = "，都已验收"
    if first.bought == enterprises:
        return f"{name}：{whose}{enterprises}家做过，都选了“{first.item}”{done}。"
    if 2 * first.bought > enterprises:
        return f"{name}：{whose}{enterprises}家做过，多数（{first.bought}家）选了“{first.item}”{done}。"
    if first.bought == 1:
        return f"{name}：{whose}{enterprises}家做过，各选各的，没有多数。"
    return f"{name}：{whose}{enterprises}家做过，选得最多的是“{first.item}”（{first.bought}家{done}）。"


def _say(peers: Sequence[Peer], named: int, unnamed: int | None, *, has_list: bool) -> str:
    if not has_list:
        return "还没有企业名单和改造成效，暂时没有可以对照的企业。导入之后，这里会列出同类企业买了什么、效果怎样。"
    others = f"另有{unnamed}家相近企业也做成了，没有同意公开，只计数。" if unnamed else ""
    if not peers:
        return f"名单里还没有做成了、又同意公开的相近企业。{others}"
    shown = f"，列出最像的{len(peers)}家" if named > len(peers) else ""
    return f"有{named}家相近企业做成了并同意公开{shown}。{others}"
