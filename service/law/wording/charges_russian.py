"""Russian for what being late costs."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "aftermath": "последствия просрочки",
    "key=aftermath": "при просрочке",
    "key=cap": "не больше",
    "key=day_count": "счёт дней",
    "key=days": "отсчёт",
    "key=minimum": "не меньше",
    "key=months": "месяцы",
    "key=operators": "кому начисляется",
    "key=payment_day": "день платежа",
    "key=round": "округление",
    "key=series": "ставка",
    "key=share": "доля",
    "key=steps": "ступени",
    "counted": "ещё считается",
    "not_counted": "уже не считается",
    "from_day_after_due": "со дня, следующего за сроком",
    "each_day": "за каждый день",
    "actual_365": "фактические дни к 365",
    "actual_actual": "фактические дни к дням года",
    "started": "полный или неполный",
    "full": "полный",
    "unpaid_tax": "налог, не уплаченный в срок",
}

SENTENCES: Final = {
    "a_charge": "начисление {name}",
    "a_step": "ступень {number}",
    "late_heading": "Чего стоит просрочка",
    "lateness": "Это {kind}: {place}, в валюте {currency}.",
    "aftermath": "При просрочке: {names}.",
    "charge_to": "{charge}, если {condition}; округляется до {step}, {mode}",
    "late_interest": "пени за каждый день просрочки, начиная со дня после срока уплаты, на неуплаченную сумму "
    "(день платежа {payment_day})",
    "late_filing_tax": "штраф за опоздание с декларацией, доля налога за каждый месяц просрочки ({months})",
    "late_filing_unpaid_tax": "штраф за опоздание с декларацией, доля не уплаченного в срок налога за каждый месяц "
    "просрочки ({months})",
    "step_days": "с {start}-го дня: {share}",
    "step_months": "с {start}-го месяца: {share} в месяц",
    "share_each_day": "{share} ({series}) за каждый день",
    "share_actual_365": "{share} ({series}), из расчёта 365 дней в году",
    "share_actual_actual": "{share} ({series}), из расчёта дней календарного года",
    "late_cap": "всего не больше {share} этой суммы",
    "late_minimum": "не меньше {amount}",
}
