"""Problems on the side of the service; none of them is the sender's fault."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

SERVICE: Final = (
    problem_type(
        "internal-error", 500,
        ("A fault of ours",
         "The service met something that it did not foresee. Nothing was done.",
         "Tell whoever runs it the request_id; the logs say under that name what happened."),
        ("Ошибка на нашей стороне",
         "Служба столкнулась с непредвиденным. Ничего не сделано.",
         "Сообщите тому, кто её обслуживает, request_id; в журнале под этим именем записано, что произошло."),
    ),
    problem_type(
        "unavailable", 503,
        ("Not now",
         "The service cannot do this at the moment. Nothing was done.",
         "Send the same request with the same Idempotency-Key after the seconds that Retry-After names."),
        ("Не сейчас",
         "Сейчас служба не может этого сделать. Ничего не сделано.",
         "Повторите тот же запрос с тем же Idempotency-Key через число секунд из Retry-After."),
    ),
    problem_type(
        "commit-outcome-unknown", 503,
        ("It is not known whether it was done",
         "The connection to the database broke at the moment of writing.",
         "Send the same request with the same Idempotency-Key: it is done exactly once."),
        ("Неизвестно, выполнено ли",
         "Связь с базой данных оборвалась в момент записи.",
         "Повторите тот же запрос с тем же Idempotency-Key: он будет выполнен ровно один раз."),
    ),
    problem_type(
        "answered-meanwhile", 503,
        ("Answered meanwhile",
         "The same request was answered while this one waited.",
         "Send it again with the same Idempotency-Key to read the answer."),
        ("Ответ уже дан",
         "Пока этот запрос ждал, на такой же был дан ответ.",
         "Отправьте его снова с тем же Idempotency-Key, чтобы получить ответ."),
    ),
    problem_type(
        "busy", 503,
        ("Too busy to write",
         "Other requests were writing all the time that this one waited. Nothing was done.",
         "Send the same request with the same Idempotency-Key again."),
        ("Занято",
         "Всё время ожидания писали другие запросы. Ничего не сделано.",
         "Повторите тот же запрос с тем же Idempotency-Key."),
    ),
    problem_type(
        "too-slow", 503,
        ("The database took too long",
         "The database did not finish in the time that a request has. Nothing was done.",
         "Send the same request again; ask for less at once if it stays so."),
        ("База данных не успела",
         "База данных не закончила за время, отведённое запросу. Ничего не сделано.",
         "Повторите запрос; если так и останется, запрашивайте меньше за один раз."),
    ),
    problem_type(
        "storage-full", 503,
        ("No room to write",
         "The disk of the database is full. Nothing was done.",
         "Tell whoever runs the service; the same request with the same Idempotency-Key can be sent later."),
        ("Нет места для записи",
         "Диск базы данных заполнен. Ничего не сделано.",
         "Сообщите тому, кто обслуживает службу; тот же запрос с тем же Idempotency-Key можно отправить позже."),
    ),
    problem_type(
        "storage-unsafe", 503,
        ("The database cannot be written safely",
         "The file of the database is not in the mode in which nothing is lost, and cannot be brought into it now.",
         "Whoever runs the service closes other programs on the file, or puts it on a local disk."),
        ("Базу данных нельзя безопасно записать",
         "Файл базы данных не в том режиме, в котором ничего не теряется, и сейчас перевести его нельзя.",
         "Обслуживающему: закройте другие программы, держащие файл, или поместите его на локальный диск."),
    ),
    problem_type(
        "database-unreachable", 503,
        ("The database does not answer",
         "The service runs, but its database cannot be reached.",
         "Send the request again later; whoever runs the service looks at DATABASE_URL and at the database."),
        ("База данных не отвечает",
         "Служба работает, но её база данных недоступна.",
         "Повторите запрос позже; обслуживающему: проверьте DATABASE_URL и базу данных."),
    ),
    problem_type(
        "database-not-migrated", 503,
        ("The database is of another version",
         "The tables of the database are not those of this version of the service.",
         "Whoever runs the service brings them up to date with: hashlevy db upgrade."),
        ("База данных другой версии",
         "Таблицы базы данных не соответствуют этой версии службы.",
         "Обслуживающему: обновите их командой hashlevy db upgrade."),
    ),
)  # fmt: skip
