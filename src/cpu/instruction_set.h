/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of functions that are compiled once for each instruction set. L2H_SET, its name, comes from the build. */
#ifndef L2H_INSTRUCTION_SET_H
#define L2H_INSTRUCTION_SET_H

#define L2H_JOIN_(name, set) name##_##set
#define L2H_JOIN(name, set) L2H_JOIN_(name, set)
#define L2H_KERNEL(name) L2H_JOIN(name, L2H_SET)

#endif
