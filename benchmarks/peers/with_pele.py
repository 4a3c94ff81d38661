# SPDX-License-Identifier: GPL-2.0-only
"""pele's basin hopping as this project's basin-hopping-lbfgs is set up: every coordinate displaced evenly, by steps that adapt to half of
them being accepted, L-BFGS quenches to an RMS gradient of 0.01. pele works in the system's two scales."""
import numpy as np
from pele.basinhopping import BasinHopping
from pele.optimize import lbfgs_cpp
from pele.potentials import BasePotential
from pele.takestep import RandomDisplacement
from pele.takestep.adaptive import AdaptiveStepsize

from engine import Engine
from meter import Meter, Over


class Counted(BasePotential):
    """The engine's energy and gradient. An exception would not come through pele's C++, so what is over answers a minimum."""

    def __init__(self, system, engine, meter):
        super().__init__()
        self.system, self.engine, self.meter, self.over = system, engine, meter, False

    def getEnergy(self, x):
        return self.getEnergyGradient(x)[0]

    def getEnergyGradient(self, x):
        if self.over:
            return 0.0, np.zeros_like(x)
        energy, forces = self.engine.compute(x.reshape(-1, 3) * self.system.length)
        try:
            self.meter.note(energy)
        except Over:
            self.over = True
        return energy / self.system.energy, -forces.ravel() * (self.system.length / self.system.energy)


def basin_hopping(system, seed, most):
    engine, meter = Engine(system, seed), Meter(system.until, most)
    potential = Counted(system, engine, meter)

    def quench(x, **_):
        result = lbfgs_cpp(x, potential, tol=0.01)
        if potential.over:
            raise Over
        return result

    np.random.seed(seed)
    take = AdaptiveStepsize(RandomDisplacement(stepsize=system.kick), acc_ratio=0.5, factor=1 / 1.05, interval=50)
    try:
        BasinHopping(engine.start.ravel() / system.length, potential, take, quench=quench, temperature=system.temperature,
                     outstream=None).run(10 ** 9)
    except Over:
        pass
    engine.close()
    return meter


METHODS = {"pele": basin_hopping}
