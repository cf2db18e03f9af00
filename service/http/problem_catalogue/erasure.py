"""Problems of erasure: what the law wants kept, what nobody recorded of it, and what is no longer there."""

from __future__ import annotations

from typing import Final

from service.http.problem_catalogue.problem_type import problem_type

ERASURE: Final = (
    problem_type(
        "erased", 410,
        ("The data were erased",
         "The personal data of this operator were destroyed for good, with the key that sealed them.",
         "Nothing brings them back. Receipts and proofs of the log stay valid; who comes back is a new one."),
        ("Данные стёрты",
         "Персональные данные этого оператора уничтожены навсегда вместе с ключом, которым они были зашифрованы.",
         "Вернуть их нельзя. Квитанции и доказательства журнала действительны; вернувшийся регистрируется заново."),
    ),
    problem_type(
        "retention-runs", 409,
        ("The law wants the records kept",
         "The term for which records of this operator must be kept has not ended.",
         "Ask again on the day that retained_until names; where it is null, end what still runs first."),
        ("Срок хранения не истёк",
         "Закон требует хранить документы этого оператора, и срок ещё не закончился.",
         "Повторите запрос в день, указанный в retained_until; если он null, сначала завершите то, что ещё длится."),
    ),
    problem_type(
        "retention-not-known", 409,
        ("No rule says how long records are kept",
         "For a place in which the operator has records nobody has recorded how long the law wants them kept.",
         "Let an authority record the rule with its act and article: POST /v1/retention-rules. No term is assumed."),
        ("Срок хранения не записан",
         "Для места, где у оператора есть документы, не записано, сколько закон требует их хранить.",
         "Пусть орган запишет правило с актом и статьёй: POST /v1/retention-rules. Сроки не предполагаются."),
    ),
)  # fmt: skip
