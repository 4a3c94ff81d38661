/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/surroundings.h"

#include <string.h>

struct shell {
  const struct l2h_surroundings *around;
  int count;
  float *phi; /* of one kind of neighbour, [L2H_RADIALS] */
};

static void flush(struct shell *shell)
{
  float phi[L2H_RADIALS];
  if (shell->count == 0)
    return;
  l2h_kernels_best()->radial_sum(shell->count, shell->around->squares, phi);
  for (int k = 0; k < L2H_RADIALS; k++)
    shell->phi[k] += phi[k];
  shell->count = 0;
}

static void add_neighbour(struct shell *shell, const double d[3])
{
  const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  shell->around->squares[shell->count] = (float)r2;
  shell->count += r2 < L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF; /* no branch: in a small box it is anyone's guess */
  if (shell->count == L2H_SQUARES)
    flush(shell);
}

/* All images of atom j around atom i; not i itself. */
static void add_images(struct shell *shell, const double *a, const double *b, const int images[3])
{
  const struct l2h_box *box = shell->around->box;
  double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  if (box->any)
    l2h_box_fold(box, d);
  if (images[0] + images[1] + images[2] == 0) {
    if (a != b)
      add_neighbour(shell, d);
    return;
  }
  for (int x = -images[0]; x <= images[0]; x++)
    for (int y = -images[1]; y <= images[1]; y++)
      for (int z = -images[2]; z <= images[2]; z++) {
        double image[3];
        for (int c = 0; c < 3; c++)
          image[c] = d[c] + x * box->edge[0][c] + y * box->edge[1][c] + z * box->edge[2][c];
        if (a != b || x || y || z)
          add_neighbour(shell, image);
      }
}

/* phi[species][L2H_RADIALS] of free atom i, of each kind of neighbour. */
static void find_radial(const struct l2h_surroundings *around, int i, const int images[3], float *phi)
{
  memset(phi, 0, sizeof(float) * L2H_RADIALS * (size_t)around->species);
  for (int s = 0; s < around->species; s++) {
    struct shell shell = {around, 0, phi + L2H_RADIALS * s};
    for (int j = 0; j < around->atoms; j++)
      if (around->kind[j] == s)
        add_images(&shell, around->working + 3 * i,
                   j < around->free ? around->working + 3 * j : around->fixed + 3 * (j - around->free), images);
    flush(&shell);
  }
}

void l2h_surroundings_radial(const struct l2h_surroundings *around, struct l2h_atoms *atoms)
{
  int images[3];
  l2h_box_images(around->box, L2H_RADIAL_CUTOFF, images);
  for (int i = 0; i < around->free; i++) {
    float phi[L2H_MAX_SPECIES * L2H_RADIALS];
    find_radial(around, i, images, phi);
    for (int k = 0; k < around->species * L2H_RADIALS; k++)
      atoms->radial[k * atoms->stride + i] = phi[k];
  }
}
