"""`hashlevy reassess`: make stale assessments again by what is known now, here and now, with its progress."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click

from service.cli.commands import Leaf
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.output import keep_promise, show
from service.clock import system_clock
from service.domain.periods import Period
from service.usecases.reassessments import Wanted, read_job, reassess_many, work_on_a_job

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "reassess",
    cls=Leaf,
    examples=["hashlevy reassess --jurisdiction KZ", "hashlevy reassess --schedule kz.digital_mining_fee --all"],
)
@click.option("--operator", help="Only those of this operator: opr_...")
@click.option("--jurisdiction", help="Only those of farms there, such as KZ or RU-IRK.")
@click.option("--schedule", help="Only those under this schedule.")
@click.option("--from", "start", type=_DAY, help="Only tax periods that begin on this day or later; with --to.")
@click.option("--to", "end", type=_DAY, help="Only tax periods that end by this day; with --from.")
@click.option("--all", "every", is_flag=True, help="Also those that nothing has made stale.")
def command(start: datetime | None, end: datetime | None, *, every: bool, **narrowed: str | None) -> None:
    """
    Make again, by what is known now, the assessments that stand and are stale.

    What stood stays and is superseded; each new assessment says what changed, and why. The job goes on in the worker
    when this command is interrupted.
    """
    period = None if start is None or end is None else Period(start.date(), end.date())
    wanted = Wanted(**narrowed, period=period, stale_only=not every)
    with local_service() as service:
        answer = reassess_many(service, write("reassess", str(wanted)), wanted)
        keep_promise(answer)
        document: Any = answer.document
        with click.progressbar(length=document["total"], label="reassessing", file=sys.stderr) as bar:
            while document["state"] in ("waiting", "running"):
                work_on_a_job(service.store, system_clock)
                before, document = document, read_job(service, ADMINISTRATOR, document["id"])
                bar.update(document["done"] + document["failed"] - before["done"] - before["failed"])
    show(document)
