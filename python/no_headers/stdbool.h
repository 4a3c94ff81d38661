/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing: cffi knows the types of <stdbool.h> by itself (see CMakeLists.txt). */
