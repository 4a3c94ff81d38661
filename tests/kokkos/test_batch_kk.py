# SPDX-License-Identifier: GPL-2.0-only
"""examples/lj38/in.lj38.batch through Kokkos."""

import device
import harness
import test_batch


class BatchKokkosTest(test_batch.BatchTest):
    options = device.on(2, *device.HALF)


if __name__ == "__main__":
    harness.main()
