"""Problems of publishing law: texts that cannot be law, cliffs that nobody means, and the rule of two people."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

PUBLISHING: Final = (
    problem_type(
        "document-refused", 422,
        ("The document is refused",
         "The text does not have the shape of a version, or what it says cannot be law as it stands.",
         "Mend what the errors name; each has its place in the document. GET .../checks tells them all."),
        ("Документ не принят",
         "Текст не имеет формы редакции, или сказанное в нём не может быть правом в таком виде.",
         "Исправьте названное в errors: у каждой ошибки указано место. Все проверки показывает GET .../checks."),
    ),
    problem_type(
        "cliffs-unacknowledged", 422,
        ("Jumps that nobody has acknowledged",
         "At some edges of the version, one smallest unit more changes what is due at once.",
         "Name each in cliffs_accepted if the law means it; else mend the bands or conditions."),
        ("Неподтверждённые скачки",
         "На некоторых границах редакции наименьшая прибавка скачком меняет сумму к уплате.",
         "Назовите каждый в cliffs_accepted, если закон этого хочет; иначе исправьте ступени или условия."),
    ),
    problem_type(
        "version-known", 409,
        ("The name was given before",
         "A version of this name is recorded. Past answers rest on its text, so it is never given another.",
         "Give the correction a name of its own, and say which version it replaces."),
        ("Имя уже занято",
         "Редакция с таким именем записана. На её тексте основаны прежние ответы, поэтому он не меняется.",
         "Дайте исправлению собственное имя и укажите, какую редакцию оно заменяет."),
    ),
    problem_type(
        "four-eyes-required", 403,
        ("Somebody else has to do that",
         "Whoever drafts a version does not publish it, and nobody else changes or submits it.",
         "Ask a colleague with a key of their own."),
        ("Это должен сделать кто-то другой",
         "Автор редакции не публикует её сам, и никто другой не меняет её и не передаёт на проверку.",
         "Попросите коллегу с собственным ключом."),
    ),
    problem_type(
        "signature-refused", 422,
        ("The signature is not good",
         "The key is not registered for this jurisdiction, is revoked, or did not make this signature.",
         "Sign the bytes of to_sign, all three lines, with Ed25519, and send 64 bytes in base64."),
        ("Подпись неверна",
         "Ключ не зарегистрирован для этой юрисдикции, отозван или эта подпись сделана не им.",
         "Подпишите байты to_sign, все три строки, по Ed25519 и пришлите 64 байта в base64."),
    ),
)  # fmt: skip
