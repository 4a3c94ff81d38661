# SPDX-License-Identifier: GPL-2.0-only
"""The hop search of min_style learned/kk."""

import device
import harness
import test_hops


class HopsKokkosTest(test_hops.HopsTest):
    options = device.on(2, *device.HALF)


if __name__ == "__main__":
    harness.main()
