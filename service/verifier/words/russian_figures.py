"""What the verifier says in Russian of figures that are computed again, and of files that were spoiled."""

from __future__ import annotations

from typing import Final

from service.verifier.words.form import Words

_FIGURES: Final = "Можно ли вычислить суммы заново"
_OPENED: Final = "Что событие говорит под печатью"
SPOILED: Final = (
    "Изменить файл мог любой, у кого он был в руках, поэтому это никого не обвиняет. Получите его заново у источника."
)

FIGURES: Final = {
    "disclosure-unreadable": Words(_FIGURES, "Это не раскрытие начисления: {why}.", SPOILED),
    "disclosure-other": Words(_FIGURES, "Квитанция — о {event}, это событие {type}.", "Она не о сделанном начислении."),
    "opened": Words(
        _OPENED,
        "Событие говорит {value} в {at}; печать раскрыта.",
        "Иное значение к этой печати не подходит.",
    ),
    "opened-false": Words(_OPENED, "Значение {value} не подходит к печати в {at}.", SPOILED),
    "disclosed-missing": Words(
        _FIGURES, "Не раскрыто: {what}.", "Вам это показывать нельзя, или оно стёрто. Без него вычислить нельзя."
    ),
    "disclosed-other": Words(_FIGURES, "Раскрытое в {what} — не то, что называет событие.", SPOILED),
    "disclosure-bound": Words(
        _FIGURES,
        "Результат, отчёты ({reports}) и закон {rules} — байт в байт те, что называет событие.",
        "Журнал не может отрицать, что вычислил этот результат из этих отчётов и этого закона.",
    ),
    "not-computable": Words(
        _FIGURES,
        "Из раскрытого вычислить заново нельзя: {why}",
        "Возможно, это сумеет другой выпуск программы, или факты изменены в пути.",
    ),
    "recomputed": Words(
        _FIGURES,
        "Начисление {assessment}, вычисленное заново, совпадает байт в байт: {total}.",
        "Суммы следуют из раскрытых фактов и закона, записанного журналом.",
    ),
    "figures-false": Words(
        _FIGURES,
        "Подписанный результат — {total}. Из того же закона и названных в нём фактов следует {again}. См. {at}.",
        "Журнал подписал суммы, которые не следуют из им же названных фактов.",
    ),
    "figures-of-other-facts": Words(
        _FIGURES,
        "Вычисленный заново результат отличается, впервые в {at}; отличаются и названные в нём факты.",
        "Раскрытые факты могли изменить в пути. Запросите события о виде оператора, местах и ценах.",
    ),
    "figures-of-other-engine": Words(
        _FIGURES,
        "Вычисленный заново результат отличается, впервые в {at}; журнал вычислял другим выпуском.",
        "Возьмите программу проверки того выпуска, который называет событие.",
    ),
}
