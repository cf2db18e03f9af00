"""`./run bench [estimates|exports|filing|...]`: measures, prints one table, and fails when a figure is missed."""

from __future__ import annotations

import sys
from typing import Final

from benchmarks import estimates, evidence, exports, filing, impact, kernel, reassessment, resolver
from benchmarks.table import Finding, machine, render

BENCHMARKS: Final = {
    "estimates": estimates.measure,
    "exports": exports.measure,
    "evidence": evidence.measure,
    "filing": filing.measure,
    "impact": impact.measure,
    "kernel": kernel.measure,
    "reassessment": reassessment.measure,
    "resolver": resolver.measure,
}


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    sys.stdout.write(
        f"{machine()}\nRatios count, not figures: the machine may be shared. Medians of rounds in turns.\n\n"
    )
    findings: list[Finding] = []
    for name in names or BENCHMARKS:
        sys.stderr.write(f"measuring {name} ...\n")
        findings += BENCHMARKS[name]()
    sys.stdout.write(render(findings) + "\n")
    return 0 if all(finding.reached for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
