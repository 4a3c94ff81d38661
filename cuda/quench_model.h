/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of gpu_model that is about quenches. */
#ifndef L2H_QUENCH_MODEL_H
#define L2H_QUENCH_MODEL_H

/* The table of docs/gpu-model.md. */
void l2h_quench_model_print(void);
/* As --shapes: a line a system. */
void l2h_quench_model_shapes(void);

#endif
