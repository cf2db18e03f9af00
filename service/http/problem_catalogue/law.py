"""Problems of law and computation: no version in force, a fact or a price that is not there."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

LAW: Final = (
    problem_type(
        "schedule-not-found", 404,
        ("No such schedule",
         "The service knows no schedule or version of this name.",
         "GET /v1/schedules lists the schedules with their versions."),
        ("Нет такого налогового правила",
         "Служба не знает налогового правила или редакции с таким именем.",
         "GET /v1/schedules перечисляет налоговые правила и их редакции."),
    ),
    problem_type(
        "not-yet-in-force", 404,
        ("Not yet in force",
         "The schedule has versions, but the first of them begins later than the day asked for.",
         "Ask for a later day, or pin the version as schedule@version to try it before its time."),
        ("Ещё не действует",
         "У налогового правила есть редакции, но первая из них вступает в силу позже запрошенного дня.",
         "Укажите более поздний день или закрепите редакцию как schedule@version, чтобы испытать её заранее."),
    ),
    problem_type(
        "ended-on", 404,
        ("Not in force any more",
         "The last version in force ended before the day asked for, and no other took its place.",
         "Ask for an earlier day; an older version never stands in for a newer one."),
        ("Больше не действует",
         "Последняя редакция утратила силу до запрошенного дня, и другая её не сменила.",
         "Укажите более ранний день; старая редакция никогда не заменяет новую."),
    ),
    problem_type(
        "unknown-at", 404,
        ("Not known then",
         "At the instant known_at the service had not learned of any version that was in force on the day.",
         "Ask with a later known_at, or leave it out to use what is known now."),
        ("Тогда не было известно",
         "В момент known_at служба ещё не знала ни одной редакции, действовавшей в этот день.",
         "Укажите более поздний known_at или опустите его, чтобы использовать известное сейчас."),
    ),
    problem_type(
        "no-schedule", 404,
        ("No version in force",
         "No version of the schedule is in force on that day; the losers say why each of them is not.",
         "Look at the reasons; a proposed version is tried by pinning it as schedule@version."),
        ("Нет действующей редакции",
         "Ни одна редакция налогового правила в этот день не действует; причина по каждой указана в losers.",
         "Посмотрите причины; проект испытывают, закрепив его как schedule@version."),
    ),
    problem_type(
        "schedule-not-applicable", 422,
        ("The schedule does not concern this",
         "The schedule concerns other operators, or other places, than those stated.",
         "Look at whom the version applies to, or leave schedules out to get those that apply."),
        ("Правило к этому не относится",
         "Правило касается других налогоплательщиков или других мест, чем указано.",
         "Посмотрите, к кому применяется редакция, или опустите schedules, чтобы получить применимые."),
    ),
    problem_type(
        "period-not-begun", 422,
        ("The period has not begun",
         "A period that has not begun cannot be filed.",
         "Estimate it instead, or file it when it has begun."),
        ("Период ещё не начался",
         "За период, который ещё не начался, отчёт не подают.",
         "Рассчитайте оценку или подайте отчёт, когда период начнётся."),
    ),
    problem_type(
        "fact-missing", 422,
        ("A fact is missing",
         "The law asks for a fact that the report does not state.",
         "The errors name the member that would state it."),
        ("Не хватает сведений",
         "Закон требует сведений, которых в отчёте нет.",
         "В errors названо поле, в котором их указывают."),
    ),
    problem_type(
        "rate-not-found", 422,
        ("The law has no rate for this",
         "The version looks a rate up, and has none for the value found; nothing is taken in its place.",
         "Check the stated value; if it is right, the version does not foresee it."),
        ("В законе нет ставки для этого",
         "Редакция ищет ставку по значению и не находит её; ничего взамен не берётся.",
         "Проверьте значение; если оно верно, редакция его не предусматривает."),
    ),
    problem_type(
        "price-unavailable", 422,
        ("No price is recorded",
         "A coin without a unit_price is valued by the recorded series, and there is no price for that day.",
         "State unit_price on the line, or have the prices imported."),
        ("Нет записанной цены",
         "Монета без unit_price оценивается по записанному ряду цен, а цены на этот день нет.",
         "Укажите unit_price в строке или попросите загрузить цены."),
    ),
    problem_type(
        "rate-unavailable", 422,
        ("No exchange rate is recorded",
         "An amount must be converted to the currency of the schedule, and there is no rate for that day.",
         "State the amount in the currency of the schedule, or have the exchange rates imported."),
        ("Нет записанного курса",
         "Сумму нужно пересчитать в валюту налогового правила, а курса на этот день нет.",
         "Укажите сумму в валюте налогового правила или попросите загрузить курсы."),
    ),
)  # fmt: skip
