"""Problems with the state of what is kept: reports, references, periods."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

RECORDS: Final = (
    problem_type(
        "invalid-state", 409,
        ("Not in this state",
         "It is in a state that does not allow this: what was submitted never changes, a draft is not amended.",
         "The links of the problem lead to what can be done instead."),
        ("Не в этом состоянии",
         "Состояние не позволяет этого: поданное не меняется, а черновик не исправляют уточнением.",
         "Ссылки в links ведут к тому, что можно сделать вместо этого."),
    ),
    problem_type(
        "payment-reversed", 409,
        ("The payment is reversed",
         "A noted payment is taken away once, and a note that takes one away is not taken away itself.",
         "Note the payment again if it was made after all; the links lead to the note that stands."),
        ("Платёж уже сторнирован",
         "Отметка о платеже сторнируется один раз, а само сторно не сторнируют.",
         "Если платёж всё же был, отметьте его заново; ссылки в links ведут к действующей отметке."),
    ),
    problem_type(
        "period-already-reported", 409,
        ("The days are reported already",
         "Another report of the same farm covers some of these days.",
         "Amend that report, which the links name, or report the days that it does not cover."),
        ("За эти дни отчёт уже есть",
         "Другой отчёт этой же фермы охватывает часть этих дней.",
         "Подайте уточнение к тому отчёту, он назван в links, или отчитайтесь за неохваченные дни."),
    ),
    problem_type(
        "already-in-group", 409,
        ("The operator is in a group already",
         "On some of these days the operator belongs to a group of the same schedule; it counts for one at a time.",
         "End that membership first, its group is named in links; or name days on which the operator is in none."),
        ("Оператор уже состоит в группе",
         "В какие-то из этих дней оператор состоит в группе для того же правила; считаться можно только в одной.",
         "Сначала прекратите то участие, группа названа в links, или укажите дни, когда оператор ни в какой группе."),
    ),
    problem_type(
        "group-not-wholly-yours", 403,
        ("Not all members are yours",
         "Who changes a group changes the tax of all its members, and this key does not see all of them.",
         "Use a key that sees every member, such as that of their common accountant, or ask whoever runs the service."),
        ("Не все участники ваши",
         "Кто меняет группу, меняет налог всех её участников, а этот ключ видит не всех.",
         "Возьмите ключ, который видит всех участников, например их общего бухгалтера, или обратитесь в службу."),
    ),
    problem_type(
        "group-withheld", 403,
        ("The figures of others would be shown",
         "The operator counts as one with others, and this key may not see what they have reported.",
         "Let the member ask who files for the whole group; it is named in the detail, and the group in links."),
        ("Были бы показаны чужие данные",
         "Оператор считается одним лицом с другими, а их отчёты этому ключу видеть нельзя.",
         "Пусть запросит участник, который отчитывается за всю группу: он назван в detail, группа в links."),
    ),
    problem_type(
        "membership-not-begun", 422,
        ("The membership had not begun",
         "A membership cannot end before it begins; one that ends on its first day never was.",
         "Name the first day on which the operator does not belong any more, not before the day on which it joined."),
        ("Участие ещё не началось",
         "Участие не может закончиться раньше, чем началось; законченное в первый же день считается не бывшим.",
         "Укажите первый день, когда оператор уже не участник, не раньше дня вступления."),
    ),
    problem_type(
        "period-fixed", 422,
        ("The period cannot change",
         "A report keeps the period with which it was created.",
         "Leave the period as it is; to report another one, discard the draft and create a report for it."),
        ("Период изменить нельзя",
         "Отчёт сохраняет период, с которым он был создан.",
         "Оставьте период прежним; для другого периода удалите черновик и создайте новый отчёт."),
    ),
    problem_type(
        "duplicate-reference", 409,
        ("The reference is taken",
         "Something of the same sort has this client_reference already.",
         "Read the one that the links name: perhaps it is what you meant to create; or choose another reference."),
        ("Ссылка клиента занята",
         "Такая client_reference уже есть у другого объекта того же рода.",
         "Прочитайте объект, названный в links: возможно, это он и есть; или выберите другую ссылку."),
    ),
    problem_type(
        "duplicate", 409,
        ("It exists already",
         "A thing with the same identity is kept already.",
         "Read what exists, or send a different value."),
        ("Уже существует",
         "Объект с тем же именем уже хранится.",
         "Прочитайте существующий или отправьте другое значение."),
    ),
    problem_type(
        "stale", 412,
        ("It has changed meanwhile",
         "The draft was changed by another request at the same moment.",
         "Read it again, look at what changed, and repeat the request with the new ETag."),
        ("Тем временем изменилось",
         "Черновик в тот же момент изменил другой запрос.",
         "Прочитайте его снова, посмотрите, что изменилось, и повторите запрос с новым ETag."),
    ),
)  # fmt: skip
