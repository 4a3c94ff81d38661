/* SPDX-License-Identifier: GPL-2.0-only */
/* The sphere that a free cluster is kept in, about its centre, as basin hopping has used one since Wales and Doye 1997.
   A periodic system has none. Everything in length scales. */
#ifndef L2H_CONTAINER_H
#define L2H_CONTAINER_H

#include "systems/system.h"

/* Puts atoms outside back onto the wall. */
void l2h_container_gather(const struct l2h_system *system, double *x);
/* Turns the outward velocity of atoms outside. */
void l2h_container_reflect(const struct l2h_system *system, const double *x, double *velocity);

#endif
