"""Problems with obligations and declarations: what binds already, what is not final, what is held still."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

OBLIGATIONS: Final = (
    problem_type(
        "assessment-in-year", 409,
        ("Not the whole tax period",
         "The assessment covers a part of the tax period. It shows what it comes to so far, and can never be declared.",
         "Report the rest of the period, and declare the assessment of the whole."),
        ("Не весь налоговый период",
         "Начисление охватывает часть налогового периода. Оно показывает промежуточный итог, заявить его нельзя.",
         "Отчитайтесь за остаток периода и заявите начисление за весь период."),
    ),
    problem_type(
        "period-not-ended", 409,
        ("The tax period has not ended",
         "A tax period is declared once it has ended in the time zone of the jurisdiction.",
         "Declare it on the day after its last day, or later."),
        ("Налоговый период не закончился",
         "Период заявляют, когда он закончился по времени юрисдикции.",
         "Заявите его на следующий день после последнего дня периода или позже."),
    ),
    problem_type(
        "assessment-stale", 409,
        ("Newer inputs are known",
         "Since the assessment was made, a revision, a version of the law or another assessment was recorded.",
         "Look at what newer names, and declare the assessment that takes it into account."),
        ("Известны более новые данные",
         "После начисления записаны другая редакция отчёта, другая редакция закона или другое начисление.",
         "Посмотрите, что названо в newer, и заявите начисление, которое это учитывает."),
    ),
    problem_type(
        "assessment-voided", 409,
        ("The assessment was withdrawn",
         "The operator withdrew this assessment before it was declared; it stays on record, and nobody can declare it.",
         "Amend the report, and declare the assessment that comes of it."),
        ("Начисление отозвано",
         "Оператор отозвал это начисление до заявления; запись остаётся, но заявить его нельзя.",
         "Подайте уточнение отчёта и заявите начисление, которое из него получится."),
    ),
    problem_type(
        "already-declared", 409,
        ("Declared already",
         "A declaration is in effect for this taxpayer, schedule and tax period, and there is one at a time.",
         "To correct it, declare a later assessment and name the declaration that the links lead to in corrects."),
        ("Уже заявлено",
         "Для этого налогоплательщика, правила и налогового периода заявление уже действует, а действует лишь одно.",
         "Чтобы исправить его, заявите более позднее начисление и назовите в corrects заявление из links."),
    ),
    problem_type(
        "nothing-to-declare", 409,
        ("Nothing to declare",
         "The schedule states findings and no money; it asks for no return.",
         "Declare the assessments of the taxes and levies; findings stand by themselves."),
        ("Заявлять нечего",
         "Правило даёт выводы, а не суммы; декларации оно не требует.",
         "Заявляйте начисления налогов и сборов; выводы действуют сами по себе."),
    ),
    problem_type(
        "declaration-text-unknown", 422,
        ("Not the text that is declared by",
         "The text that was shown, or its hash, is not one that this service knows.",
         "Read GET /v1/declaration-texts, show one of the texts as it is, and send its name and hash."),
        ("Не тот текст заявления",
         "Показанный текст или его хеш этой службе неизвестны.",
         "Прочитайте GET /v1/declaration-texts, покажите один из текстов без изменений и отправьте его имя и хеш."),
    ),
    problem_type(
        "period-locked", 409,
        ("The period is locked",
         "An authority holds these days still: nothing is filed, amended, declared or withdrawn for them.",
         "The lock names the reason and the ways to a correction that are left open; drafts and estimates still work."),
        ("Период закрыт",
         "Налоговый орган закрыл эти дни: за них ничего не подают, не уточняют, не заявляют и не отзывают.",
         "В lock названы причина и оставшиеся пути исправления; черновики и оценки по-прежнему возможны."),
    ),
    problem_type(
        "amendment-window-closed", 409,
        ("Too late for an amendment",
         "The law gives so many years for amendments, and they are over for this tax period.",
         "The detail names the article; ask the tax authority which way is left."),
        ("Уточнять поздно",
         "Закон отводит на уточнения определённое число лет, и для этого периода они прошли.",
         "В detail названа статья; спросите налоговый орган, какой путь остаётся."),
    ),
    problem_type(
        "obligation-settled", 409,
        ("Nothing left to decide",
         "The obligation is fulfilled, or it is waived already, or was never waived.",
         "Read the obligation: its status and its decisions say where it stands."),
        ("Решать больше нечего",
         "Обязанность исполнена, либо уже снята, либо никогда не снималась.",
         "Прочитайте обязанность: её состояние и решения показывают, как обстоит дело."),
    ),
    problem_type(
        "foreign-jurisdiction", 403,
        ("Another jurisdiction's",
         "An authority decides about the taxes of its own jurisdiction, neither of the one above it nor below it.",
         "Use a key that stands for the jurisdiction that the detail names."),
        ("Чужая юрисдикция",
         "Орган решает о налогах своей юрисдикции, но не вышестоящей и не нижестоящей.",
         "Используйте ключ той юрисдикции, которая названа в detail."),
    ),
)  # fmt: skip
