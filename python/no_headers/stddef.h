/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing: cffi knows the types of <stddef.h> by itself (see CMakeLists.txt). */
