"""English for what being late costs."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "aftermath": "what being late costs",
    "key=aftermath": "if late",
    "key=cap": "not above",
    "key=day_count": "day count",
    "key=days": "counted",
    "key=minimum": "not below",
    "key=months": "months",
    "key=operators": "charged to",
    "key=payment_day": "day of a payment",
    "key=round": "rounding",
    "key=series": "rate",
    "key=share": "share",
    "key=steps": "steps",
    "counted": "still counts",
    "not_counted": "no longer counts",
    "from_day_after_due": "from the day after it was due",
    "each_day": "each day",
    "actual_365": "actual days over 365",
    "actual_actual": "actual days over the year's own",
    "started": "full or begun",
    "full": "full",
    "unpaid_tax": "the tax that was unpaid when it was due",
}

SENTENCES: Final = {
    "a_charge": "charge {name}",
    "a_step": "step {number}",
    "late_heading": "What being late costs",
    "lateness": "It is {kind} in {place}, counted in {currency}.",
    "aftermath": "If it is late: {names}.",
    "charge_to": "{charge}, if {condition}; rounded to {step}, {mode}",
    "late_interest": "interest for each day of the delay, counted from the day after the payment was due, on what is "
    "unpaid (the day of a payment {payment_day})",
    "late_filing_tax": "a penalty for a late return, a share of the tax for each month of the delay ({months})",
    "late_filing_unpaid_tax": "a penalty for a late return, a share of the tax that was unpaid when it was due, "
    "for each month of the delay ({months})",
    "step_days": "from day {start}: {share}",
    "step_months": "from month {start}: {share} a month",
    "share_each_day": "{share} of {series} for each day",
    "share_actual_365": "{share} of {series}, over 365 days a year",
    "share_actual_actual": "{share} of {series}, over the days of the calendar year",
    "late_cap": "not more than {share} of it altogether",
    "late_minimum": "not less than {amount}",
}
