/* SPDX-License-Identifier: GPL-2.0-only */
/* The points that tuning begins with: values for one or a few parameters of a baseline, in all combinations. Each
   parameter is a text `name=value,value,...`, as a baseline's table and the option --grid have it. */
#ifndef L2H_GRID_H
#define L2H_GRID_H

#include "baselines/registry.h"

/* How many points there are; or -1 with a message when a name or a value is none of the baseline's, or a name stands
   twice. */
int l2h_grid_points(const struct l2h_baseline *baseline, const struct l2h_texts *axes, struct l2h_error *error);
/* Sets the parameters of the axes to the values of a point, 0 to points - 1, of axes that l2h_grid_points() took. */
void l2h_grid_point(const struct l2h_baseline *baseline, const struct l2h_texts *axes, int point, double *parameter);

#endif
