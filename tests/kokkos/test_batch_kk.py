# SPDX-License-Identifier: GPL-2.0-only
"""examples/lj38/in.lj38.batch through Kokkos."""

import harness
import test_batch


class BatchKokkosTest(test_batch.BatchTest):
    options = ("-k", "on", "t", "2", "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half")


if __name__ == "__main__":
    harness.main()
