"""What the verifier says in English."""

from __future__ import annotations

from typing import Final

from service.verifier.words.english_figures import FIGURES, SPOILED
from service.verifier.words.form import Frame, Words

FRAME: Final = Frame(
    "Checked",
    "Found",
    "Means",
    "Where",
    (
        "PROVEN. Everything that was checked holds; this rests on the keys in your trust file and on nothing else.",
        "BROKEN, AND THIS IS PROVEN. What was signed under the log's key and what is shown here exclude each other.",
        "NOT DECIDED. From what was given, nothing follows: neither that all is well, nor that anybody tampered.",
    ),
    ("holds", "BROKEN", "open"),
    "Not both sides of this are shown to be the log's own word, so it accuses nobody.",
)

_STATE: Final = "Who signed the state of the log"
_KEYS: Final = "Which keys of the log sign"
_RECEIPT: Final = "Whether the event is in the log"
_PROMISE: Final = "Whether the log kept its promise"
_GROWTH: Final = "Whether the log only grew between two states"
_TREE: Final = "Whether what is kept here is what was signed"
_STREAM: Final = "Whether these are all events of the operator"

WORDS: Final = {
    "checkpoint-signed": Words(
        _STATE, "Signed by {signers}, for {size} entries.", "The log cannot deny this state of {size} entries."
    ),
    "checkpoint-cosigned": Words(
        _STATE,
        "Signed by {signers}, for {size} entries, and by the witnesses {witnesses}.",
        "The log cannot deny this state, and the witnesses saw it too.",
    ),
    "signer-retired": Words(
        _KEYS,
        "Your trust file says that {signers} signed from {first} to {last}, and no longer.",
        "What it signed in its days is as good as ever. It should have signed nothing that is newer.",
    ),
    "key-rotated": Words(
        _KEYS, "Entry {index} puts {key} in force for {purpose}; your trust file has it.", "The log told of this key."
    ),
    "key-rotated-unlisted": Words(
        _KEYS,
        "Entry {index} puts {key} in force for {purpose}, by the word of {signers}. Your trust file does not have it.",
        "Whoever holds the key that you know vouches for this one. If that is enough for you, add the line: log {vkey}",
    ),
    "key-rotated-unvouched": Words(
        _KEYS,
        "Entry {index} puts {key} in force for {purpose}; no key that you know vouches for it.",
        "The log told of this key. Whether you trust it, this does not show.",
    ),
    "key-retired": Words(
        _KEYS,
        "Entry {index} retires {key}, which was for {purpose}.",
        "What it signed before is as good as ever. It should have signed nothing since.",
    ),
    "checkpoint-unreadable": Words(_STATE, "This is no signed state of a log: {why}.", SPOILED),
    "checkpoint-changed": Words(
        _STATE,
        "The signature is not that of the key it names: {why}.",
        "What stands here under the log's name is not what the log signed.",
    ),
    "empty-tree-false": Words(
        _STATE, "A state without entries has a root that is not that of nothing.", "The log signed what cannot be true."
    ),
    "log-unknown": Words(
        _STATE,
        "The log calls itself {origin}; your trust file knows none of that name.",
        "Nobody you trust signed it.",
    ),
    "log-not-signed": Words(
        _STATE, "No key that your trust file has for {origin} signed it.", "Nobody you trust signed it."
    ),
    "signature-false": Words(_STATE, "A signature is not that of the key it names: {why}.", SPOILED),
    "witnesses-missing": Words(
        _STATE,
        "The log signed it, and too few witnesses did: {why}.",
        "Your trust file wants witnesses, so that the log cannot show others another state. Ask for a later receipt.",
    ),
    "trust-file-missing": Words(
        _STATE,
        "The state names the log {origin}, and no trust file was given.",
        "What is kept here can agree with itself, but who signed it is unknown. Give --policy.",
    ),
    "receipt-unreadable": Words(_RECEIPT, "This is no receipt: {why}.", SPOILED),
    "leaf-missing": Words(
        _RECEIPT, "The receipt does not hold the entry that it is about.", "Give the entry with --leaf."
    ),
    "leaf-other": Words(
        _RECEIPT, "The receipt holds another entry than the one that you gave.", "It is no receipt of your entry."
    ),
    "not-included": Words(
        _RECEIPT, "The way from entry {index} does not lead to the signed state of {size}: {why}.", SPOILED
    ),
    "leaf-unreadable": Words(
        _RECEIPT,
        "Entry {index} is in the log, and has not the form of an event of Hashlevy. {why}",
        "It is unknown what this entry says. A newer verifier may know.",
    ),
    "leaf-contradicts": Words(
        _RECEIPT,
        "Entry {index} gives itself a place in its stream that no log can give it.",
        "The log wrote down a count of events that cannot be true.",
    ),
    "included": Words(
        _RECEIPT,
        "The event {event} ({type}) is entry {index} of {size}.",
        "The log holds exactly this event, and cannot drop or change it without being found out.",
    ),
    "event-same": Words(_RECEIPT, "The event that you hold is {event}, to the byte.", "Your copy is what was logged."),
    "event-other": Words(
        _RECEIPT,
        "The event that you hold is not, to the byte, the event {event} of the receipt.",
        "Your copy is not what was logged. Which of its holders changed it, this does not show.",
    ),
    "promise-unreadable": Words(_PROMISE, "This is no promise: {why}.", SPOILED),
    "promise-key-unknown": Words(
        _PROMISE,
        "No key called {name} in your trust file signed it.",
        "Nobody you trust promised anything. Add the log's key for promises to the trust file, as a line 'log <key>'.",
    ),
    "promise-signed": Words(_PROMISE, "Signed by {signers}, for {count} events.", "The log cannot deny this promise."),
    "promise-of-nothing": Words(
        _PROMISE, "The promise names no event.", "The write that it came with changed nothing that is logged."
    ),
    "promise-unshown": Words(
        _PROMISE,
        "Nothing that could be checked shows the event {event}.",
        "Give its receipt with --receipt, or the whole log with --log.",
    ),
    "promise-kept": Words(_PROMISE, "The promised event {event} is entry {index}.", "The log kept its word."),
    "promise-rewritten": Words(
        _PROMISE,
        "Entry {index} is called {event}, and says something else than what was promised under this name.",
        "The log acknowledged one event and logged another. It signed both.",
    ),
    "promise-broken": Words(
        _PROMISE,
        "The whole log does not hold the event {event}, promised for {due}; its entry {index} is of {at}.",
        "The log acknowledged an event and left it out. It signed both the promise and the state without the event.",
    ),
    "promise-open": Words(
        _PROMISE,
        "The log does not hold the event {event}. It had until {due}, and no entry of it is later.",
        "The time may not have been over when this state was signed. Ask again with a later state of the log.",
    ),
    "two-logs": Words(
        _STATE, "One names {one}, the other {other}.", "What different logs say proves nothing of each other."
    ),
    "split-view": Words(
        _GROWTH,
        "Two states of {size} entries have different roots, and the log signed both.",
        "The log showed different contents to different people.",
    ),
    "same-tree": Words(_GROWTH, "Both states are of the same {size} entries.", "Nothing was changed between them."),
    "proof-missing": Words(
        _GROWTH,
        "One state has {old} entries and the other {new}; nothing was given that joins them.",
        "Give a proof with --proof, or the log with --log.",
    ),
    "proof-unreadable": Words(_GROWTH, "This is no proof: {why}.", SPOILED),
    "proof-other": Words(
        _GROWTH, "The proof is about other states than those of {old} and {new} entries.", "It proves nothing of these."
    ),
    "proof-broken": Words(_GROWTH, "The proof from {old} to {new} entries does not add up: {why}.", SPOILED),
    "consistent": Words(
        _GROWTH, "The log of {new} entries begins with the one of {old}.", "Entries were only added; none was changed."
    ),
    "rewritten": Words(
        _GROWTH,
        "The log of {new} entries begins with other entries than the {old} that it had signed before.",
        "The log changed its past: it signed two states that exclude each other.",
    ),
    "file-missing": Words(
        _TREE,
        "It is not there, or cannot be fetched: {why}.",
        "What is not seen is not proven. Try again, or ask for it.",
    ),
    "file-malformed": Words(
        _TREE, "The file has not the form that it was signed in: {why}.", "It was cut off, or written over."
    ),
    "entry-changed": Words(
        _TREE,
        "Entry {index}, event {event}, is not what the tree was signed with; the tree itself is.",
        "This event was changed after it had been signed.",
    ),
    "hash-changed": Words(
        _TREE,
        "The hash of entry {index}, event {event}, was changed in its tile; the entry itself is what was signed.",
        "The tree was changed after it had been signed. The event is good.",
    ),
    "leaf-differs": Words(
        _TREE,
        "Entry {index}, event {event}, and its hash do not belong together, and the signed root follows from neither.",
        "More than this one was changed after it had been signed.",
    ),
    "more-differences": Words(_TREE, "{count} entries differ in all; the first are named.", "Much was changed."),
    "tile-changed": Words(
        _TREE, "Hashes in this tile do not follow from the entries: {why}.", "The tree was changed after it was signed."
    ),
    "bundle-changed": Words(
        _TREE, "These are not the entries that were signed: {why}.", "The entries were changed after they were signed."
    ),
    "root-other": Words(
        _TREE,
        "Entries and hashes agree with each other, and lead to another root than the one signed for {size} entries.",
        "The tree was rebuilt over changed entries. A receipt of each event, or an older copy, shows which.",
    ),
    "tree-whole": Words(
        _TREE,
        "All {size} entries, and every hash over them, lead to the signed root.",
        "What is kept here is, to the byte, what was signed.",
    ),
    "leaves-foreign": Words(
        _TREE, "The log does not begin as one of Hashlevy does.", "The tree was checked; what entries say was not."
    ),
    "genesis-other": Words(
        _TREE,
        "The entry with which the log began names it {found}; the state that was signed names it {origin}.",
        "The log signed the contents of another one as its own.",
    ),
    "stream-unreadable": Words(_STREAM, "This is no list of an operator's events: {why}.", SPOILED),
    "stream-other": Words(
        _STREAM,
        "Entry {index} is not shown to be one of the operator {operator}.",
        "Another's event, or spoiled.",
    ),
    "stream-included": Words(
        _STREAM, "All {count} events stand in the signed state of {size} entries.", "None of them was invented."
    ),
    "stream-gap": Words(
        _STREAM,
        "Event number {n} of the operator is not shown.",
        "Whoever shows these events left one out, or the file was cut. That the log left it out is not shown.",
    ),
    "stream-forked": Words(
        _STREAM,
        "The entries {one} and {other} of the operator exclude each other at its event number {n}.",
        "The log counted the operator's events in two ways.",
    ),
    "heads-missing": Words(
        _STREAM,
        "The {count} events follow each other, and no entry of the log says which was the last of {operator}.",
        "They are there, but not shown to be all. The log commits to it every day: ask again later.",
    ),
    "heads-unreadable": Words(_STREAM, "Entry {index} commits to no heads of streams: {why}.", SPOILED),
    "heads-other": Words(
        _STREAM,
        "The last event shown below entry {size} is not shown to be the one that the log committed to. {why}",
        "Events at the end may be left out, by whoever shows this; or the file was changed.",
    ),
    "heads-contradict": Words(
        _STREAM, "Entry {index} commits to {size} entries, more than were there.", "The log signed what cannot be true."
    ),
    "stream-complete": Words(
        _STREAM,
        "The log committed to the last of the {count} events of {operator} below entry {size}; {rest} came later.",
        "Below entry {size} these are all events of the operator: none was left out. Those after it are in order.",
    ),
    **FIGURES,
}
