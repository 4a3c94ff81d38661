/* SPDX-License-Identifier: GPL-2.0-only */
/* What springs come to, over the `real` of whoever includes this: a CPU's registers (springs.c), or a thread of a GPU's
   block (cuda/block_springs.cuh). */
#ifndef L2H_SPRING_FORMULAS_H
#define L2H_SPRING_FORMULAS_H

#define L2H_SPRING_CORE 0.8   /* pairs that are closer are as stiff as pairs there */
#define L2H_SPRING_REACH 1.3  /* pairs that are farther apart have no spring */
#define L2H_SPRING_FLOOR 0.07 /* stiffness of every coordinate by itself, in that of a spring of length 1 */
#define L2H_SPRING_ROUNDS 6   /* of conjugate gradients */

/* Of s2, one over the square of a length that is no shorter than the core: that length to the power of -12. Over the
   square of the pair's own length it is what a spring pulls by. */
L2H_FN real l2h_spring_stiffness(real s2)
{
  const real s6 = s2 * s2 * s2;
  return s6 * s6;
}

L2H_FN void l2h_spring_add_to_block(real block[6], real stiff, const real d[3])
{
  block[0] += stiff * d[0] * d[0];
  block[1] += stiff * d[0] * d[1];
  block[2] += stiff * d[0] * d[2];
  block[3] += stiff * d[1] * d[1];
  block[4] += stiff * d[1] * d[2];
  block[5] += stiff * d[2] * d[2];
}

L2H_FN void l2h_spring_invert(real block[6])
{
  const real xx = block[0], xy = block[1], xz = block[2], yy = block[3], yz = block[4], zz = block[5];
  const real a = yy * zz - yz * yz, b = xz * yz - xy * zz, c = xy * yz - xz * yy;
  const real share = 1 / (xx * a + xy * b + xz * c);
  block[0] = share * a;
  block[1] = share * b;
  block[2] = share * c;
  block[3] = share * (xx * zz - xz * xz);
  block[4] = share * (xy * xz - xx * yz);
  block[5] = share * (xx * yy - xy * xy);
}

/* By how much springs are stretched, times their lengths, where their ends part by `move`. */
L2H_FN real l2h_spring_stretch(const real d[3], const real move[3])
{
  return d[0] * move[0] + d[1] * move[1] + d[2] * move[2];
}

/* What an atom's block, inverted, answers to a force; returns their product. */
L2H_FN real l2h_spring_answer(const real block[6], const real force[3], real move[3])
{
  move[0] = block[0] * force[0] + block[1] * force[1] + block[2] * force[2];
  move[1] = block[1] * force[0] + block[3] * force[1] + block[4] * force[2];
  move[2] = block[2] * force[0] + block[4] * force[1] + block[5] * force[2];
  return move[0] * force[0] + move[1] * force[1] + move[2] * force[2];
}

#endif
