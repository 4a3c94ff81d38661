# SPDX-License-Identifier: GPL-2.0-only
"""What a run has cost and found, counted from outside: every energy asked for is one evaluation, whether or not forces came with it."""
import dataclasses


class Over(BaseException):
    """Ends the method that asked: the energy looked for is met, or the evaluations are spent. No method catches it as an error."""


@dataclasses.dataclass
class Meter:
    until: float  # -inf: nothing is looked for
    most: int
    evaluations: int = 0
    lowest: float = float("inf")
    met: bool = False

    def note(self, energy, evaluations=1):
        """An energy, and what it has cost. A run that spends more than it has meets nothing by it."""
        self.evaluations += evaluations
        if self.evaluations <= self.most:
            self.lowest = min(self.lowest, energy)
            self.met = self.lowest <= self.until
        if self.met or self.evaluations >= self.most:
            raise Over
