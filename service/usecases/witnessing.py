"""Have the last checkpoint cosigned by a witness, and stop signing where it has seen another history of this log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.asking import Answer, Away
from service.audit.offering import Contradicted, Cosigned, Elsewhere, Verdict, judge, offer
from service.audit.points import Pass, Point, nothing_happens
from service.evidence.notes import Key, Note, read_note
from service.store.errors import Duplicate
from service.store.rows import CosignatureRow

if TYPE_CHECKING:
    from service.audit.outside import Outside
    from service.domain.clock import Clock
    from service.evidence.policy import Policy
    from service.store.database import Database
    from service.store.reading import Reading
    from service.store.rows import CheckpointRow

# A witness says where to go on from; another worker of this log may go on in between, and then it says it once more.
_ATTEMPTS: Final = 3
Submit = Callable[[str, bytes], Answer]


class Asked(NamedTuple):
    """One who witnesses: the *url* of its submissions, and its *keys*, several where it signs by several algorithms."""

    url: str
    keys: tuple[Key, ...]


def asked_by(policy: Policy) -> tuple[Asked, ...]:
    """Return the witnesses that a trust file has an address of; those at the same address are one."""
    found: dict[str, list[Key]] = {}
    for witness in policy.witnesses.values():
        if witness.url is not None:
            found.setdefault(witness.url, []).append(witness.key)
    return tuple(Asked(url, tuple(keys)) for url, keys in found.items())


class Witnessing:
    """The conversation with one witness, which goes on from what was said last."""

    def __init__(self, database: Database, clock: Clock, outside: Outside, witness: Asked, submit: Submit) -> None:
        """Offer the checkpoints of *database* to *witness* by *submit*; what it contradicts is kept *outside*."""
        self._database = database
        self._clock = clock
        self._outside = outside
        self._witness = witness
        self._submit = submit
        self._has_asked = False

    @property
    def url(self) -> str:
        """Where this witness is asked."""
        return self._witness.url

    def ask(self, *, at: Pass = nothing_happens) -> int | None:
        """
        Offer the last checkpoint, unless this witness has cosigned it, and return the size that it cosigned now.

        The first time it is offered whatever is kept of it: a restored database remembers less than the witness does.

        Raises:
            Away: the witness does not answer, or refuses for a reason that is none of the log's history.
            Unavailable: the database is away; or `audit-log-frozen`, from now on nothing is signed.
        """
        self._outside.demand_uncontradicted()
        with self._database.reading() as reading:
            kept, old = reading.last_checkpoint(), self._last_cosigned(reading)
        if kept is None or (self._has_asked and kept.size <= old):
            return None
        for _ in range(_ATTEMPTS):
            at(Point.BEFORE_WITNESSING)
            verdict = self._offer(kept, old)
            at(Point.AFTER_WITNESSING)
            if not isinstance(verdict, Elsewhere):
                return self._take(kept, verdict)
            kept = self._reaching(kept, verdict.size)
            old = verdict.size
        raise Away(f"{self.url} was asked {_ATTEMPTS} times, and always wanted another proof")

    def _last_cosigned(self, reading: Reading) -> int:
        rows = [reading.last_cosignature(key.name, key.id.hex()) for key in self._witness.keys]
        return max((row.size for row in rows if row is not None), default=0)

    def _offer(self, kept: CheckpointRow, old: int) -> Verdict:
        note = read_note(kept.note.encode())
        with self._database.reading() as reading:
            body = offer(reading, note, old)
        return self._judge(self._submit(self.url, body), note)

    def _judge(self, answer: Answer, note: Note) -> Verdict:
        try:
            return judge(answer, note, self._witness.keys)
        except Away as away:
            raise Away(f"{self.url}: {away}") from away

    def _take(self, kept: CheckpointRow, verdict: tuple[Cosigned, ...] | Contradicted) -> int:
        if isinstance(verdict, Contradicted):
            self._contradict(f"the tree of {kept.size} leaves is no continuation of what it saw: {verdict.why}")
        else:
            self._keep(kept.size, verdict, self._clock())
        self._has_asked = True
        return kept.size

    def _reaching(self, offered: CheckpointRow, size: int) -> CheckpointRow:
        """Return the last checkpoint, which another worker may have signed since, if it reaches *size*."""
        if size <= offered.size:
            return offered
        with self._database.reading() as reading:
            kept = reading.last_checkpoint() or offered
        if size > kept.size:
            self._contradict(f"it cosigned a tree of {size} leaves, and the last that is kept has {kept.size}")
        return kept

    def _contradict(self, why: str) -> None:
        self._outside.contradict(f"the witness {self.url} has seen another history of this log: {why}")
        self._outside.demand_uncontradicted()

    def _keep(self, size: int, lines: Iterable[Cosigned], now: datetime) -> None:
        """Keep cosignatures, each by itself: another worker may have kept one of them."""
        for key, line in lines:
            try:
                with self._database.unit_of_work() as work:
                    work.add(CosignatureRow(size, key.name, key.id.hex(), line, now))
                    work.commit()
            except Duplicate:
                continue
