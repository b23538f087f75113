"""Search as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.contract.results import absence_document, question_document, search_document
from api.dependencies import JournalDep, ReadyRuntimeDep
from api.searching import search_and_note
from api.v1.schemas import (
    AbsenceAnswer,
    ErrorAnswer,
    QuestionAnswer,
    SearchAnswer,
    SuggestAnswer,
    SuggestionAnswer,
)
from catalog.search.conditions.model import Field, choose
from catalog.search.engine import Request as Question
from catalog.search.guidance.dialogue import decode
from catalog.vocabulary import Kind

router = APIRouter(prefix="/api/v1", tags=["检索"])


def read_question(
    runtime: ReadyRuntimeDep,
    q: Annotated[str, Query(max_length=500, description="要解决的问题，可以写上条件；留空则列出全部")] = "",
    kind: Annotated[Kind | None, Query(description="种类")] = None,
    industry: Annotated[list[str], Query(description="行业，可多选，名称或别名")] = [],  # noqa: B006  # FastAPI copies
    scene: Annotated[list[str], Query(description="场景，可多选，代码、名称或别名")] = [],  # noqa: B006
    answers: Annotated[str, Query(max_length=4000, description="反问的回答，取自 /search/question")] = "",
) -> Question:
    """What is asked; unknown industries and scenes are refused."""
    taxonomy = runtime.taxonomy
    chosen = (
        *choose(Field.KIND, [kind] if kind else []),
        *choose(Field.INDUSTRY, [taxonomy.get_industry(name).name for name in industry]),
        *choose(Field.TOPIC, [taxonomy.get_topic(name).code for name in scene]),
    )
    return Question(q.strip(), conditions=chosen, dialogue=decode(answers))


QuestionDep = Annotated[Question, Depends(read_question)]


@router.get(
    "/search",
    summary="用大白话找产品、方案和金融产品",
    responses={422: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
    response_model=SearchAnswer,
)
def search(
    runtime: ReadyRuntimeDep,
    journal: JournalDep,
    question: QuestionDep,
    k: Annotated[int, Query(ge=1, le=200, description="最多返回多少项")] = 10,
) -> dict[str, Any]:
    """Conditions are read from the text; those of the parameters are hard and take their place in the same field.

    Values of one field are alternatives, fields must all hold.
    """
    with runtime.reading() as session:
        result, _ = search_and_note(runtime, session, journal, replace(question, k=k), channel="api")
    return search_document(result)


@router.get(
    "/search/question", summary="反问：范围太宽时先问哪一个问题", responses={503: {"model": ErrorAnswer}}
)
def ask_back(runtime: ReadyRuntimeDep, question: QuestionDep) -> QuestionAnswer:
    """The question, and for every choice the answers to ask and search with next; `question` is null at the end."""
    with runtime.reading() as session:
        asked = runtime.ask(session, question)
    return QuestionAnswer.model_validate(question_document(asked, question.dialogue))


@router.get("/suggest", summary="输入时的提示", responses={503: {"model": ErrorAnswer}})
def suggest(
    runtime: ReadyRuntimeDep,
    q: Annotated[str, Query(max_length=100, description="已输入的文字、拼音或首字母")] = "",
) -> SuggestAnswer:
    """Phrases of the field and names of the catalogue; each says how it was found."""
    return SuggestAnswer(
        suggestions=[
            SuggestionAnswer(text=found.text, how=found.how)
            for found in runtime.catalogue.load().speller.suggest(q)
        ]
    )


@router.get(
    "/search/absence",
    summary="为什么没有它：一项产品为什么不在检索结果里",
    responses={404: {"model": ErrorAnswer}, 422: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
)
def explain(
    runtime: ReadyRuntimeDep,
    question: QuestionDep,
    item: Annotated[str, Query(min_length=1, max_length=200, description="产品的编号或名称")],
) -> AbsenceAnswer:
    """The condition or the part of the score that keeps the item out, or its place when it is listed."""
    with runtime.reading() as session:
        absence = runtime.explain_absence(session, question, item)
    return AbsenceAnswer.model_validate(absence_document(absence))
