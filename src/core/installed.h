/* SPDX-License-Identifier: GPL-2.0-only */
/* Where what was installed with a program or plugin lies: beside it, wherever its prefix was moved to. */
#ifndef L2H_INSTALLED_H
#define L2H_INSTALLED_H

#ifdef __cplusplus
extern "C" {
#endif

/* The folder of potentials and weights, PREFIX/share/learn2hop/potentials, of the prefix that the running program or
   shared library lies in (PREFIX/bin, PREFIX/lib/lammps/plugins); "" where there is none, as in a build tree. Found at
   the first call; for one thread at a time until then. */
const char *l2h_installed_potentials(void);

#ifdef __cplusplus
}
#endif
#endif
