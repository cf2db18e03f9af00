"""The mutation score: how many slips of the pen a version's own tests would notice, and those that they would not."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from service.domain.decimals import ONE, divide_at_scale
from service.kernel.program import Program
from service.kernel.proving import Trial
from service.law.mutants import Mutant, mutants


class Mutation(NamedTuple):
    """How many *mutants* a version has, and those that pass every one of its tests."""

    mutants: int
    survivors: tuple[Mutant, ...]

    @property
    def score(self) -> Decimal:
        """Return the share of mutants that some test fails for, to three digits, cut; of none: one."""
        if not self.mutants:
            return ONE
        killed = Decimal(self.mutants - len(self.survivors))
        return divide_at_scale(killed, Decimal(self.mutants), 3, "down")


def mutate(program: Program, trials: Collection[Trial]) -> Mutation:
    """Run the tests on every mutant of the version of *program*, each compiled once, until one fails."""
    count, survivors = 0, list[Mutant]()
    for mutant in mutants(program.version):
        count += 1
        mutated = Program(program.schedule, mutant.version)
        if all(trial.passes(mutated) for trial in trials):
            survivors.append(mutant)
    return Mutation(count, tuple(survivors))
