# SPDX-License-Identifier: GPL-2.0-only
"""The hop search of min_style learned/kk."""

import harness
import test_hops


class HopsKokkosTest(test_hops.HopsTest):
    options = ("-k", "on", "t", "2", "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half")


if __name__ == "__main__":
    harness.main()
