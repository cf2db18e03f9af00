"""What the verifier says in English of figures that are computed again, and of files that were spoiled."""

from __future__ import annotations

from typing import Final

from service.verifier.words.form import Words

_FIGURES: Final = "Whether the figures can be computed again"
_OPENED: Final = "What the event says under seal"
SPOILED: Final = (
    "Whoever had the file in hand can have changed it, so this accuses nobody. Get it again from where it came from."
)

FIGURES: Final = {
    "disclosure-unreadable": Words(_FIGURES, "This is no disclosure of an assessment: {why}.", SPOILED),
    "disclosure-other": Words(
        _FIGURES, "The receipt is that of {event}, an event {type}.", "It is not about an assessment that was made."
    ),
    "opened": Words(
        _OPENED, "The event says {value} at {at}, under a seal that was opened.", "No other value fits the same seal."
    ),
    "opened-false": Words(_OPENED, "The value {value} does not fit the seal at {at}.", SPOILED),
    "disclosed-missing": Words(
        _FIGURES,
        "Not disclosed: {what}.",
        "It may not be shown to you, or was erased. Nothing can be computed without it.",
    ),
    "disclosed-other": Words(_FIGURES, "What is disclosed at {what} is not what the event names.", SPOILED),
    "disclosure-bound": Words(
        _FIGURES,
        "The result, the {reports} reports and the law {rules} are, to the byte, those that the event names.",
        "The log cannot deny that it computed this result from these reports and this law.",
    ),
    "not-computable": Words(
        _FIGURES,
        "It cannot be computed again from what is disclosed: {why}",
        "Another release of this program may be able to, or the facts were changed on their way.",
    ),
    "recomputed": Words(
        _FIGURES,
        "The assessment {assessment}, computed again, is the same to the byte: {total}.",
        "The figures follow from the facts that were disclosed and the law that the log had recorded.",
    ),
    "figures-false": Words(
        _FIGURES,
        "The signed result says {total}. From the law and the facts that it states follows {again}. See {at}.",
        "The log signed figures that do not follow from its own statement of facts.",
    ),
    "figures-of-other-facts": Words(
        _FIGURES,
        "Computed again, the result differs, first at {at}, and so do the facts that it states.",
        "The disclosed facts may have been changed on their way. Ask for the events that tell kind, places and prices.",
    ),
    "figures-of-other-engine": Words(
        _FIGURES,
        "Computed again, the result differs, first at {at}; the log computed it by another release.",
        "Take the verifier of the release that the event names.",
    ),
}
