/* SPDX-License-Identifier: GPL-2.0-only */
/* In place of MPI's header where the trainer is built without it (L2H_MPI=OFF): a world of one rank. Only what this
   project calls is here; what moves data between ranks is never reached with one, so it does nothing. */
#ifndef L2H_NO_MPI
#define L2H_NO_MPI

#include <stdlib.h>

typedef int MPI_Comm, MPI_Datatype, MPI_Op, MPI_Info;
typedef int MPI_Function_of_key(MPI_Comm communicator, int key, void *value, void *unused);

enum { MPI_SUCCESS = 0, MPI_COMM_WORLD = 0, MPI_COMM_SELF = 1, MPI_COMM_TYPE_SHARED = 0, MPI_INFO_NULL = 0 };
enum { MPI_DATATYPE_NULL, MPI_BYTE, MPI_CHAR, MPI_INT, MPI_DOUBLE };
enum { MPI_SUM, MPI_MIN, MPI_MAX, MPI_BOR };
enum { MPI_THREAD_SINGLE, MPI_THREAD_MULTIPLE };
#define MPI_IN_PLACE NULL
#define MPI_COMM_NULL_COPY_FN NULL

#define L2H_ONE_RANK(name, arguments, ...) \
  static inline int name arguments         \
  {                                        \
    __VA_ARGS__;                           \
    return MPI_SUCCESS;                    \
  }
#define L2H_UNUSED(...) (void)sizeof((int[]){__VA_ARGS__})

/* clang-format off */
L2H_ONE_RANK(MPI_Init_thread, (int *count, char ***arguments, int wanted, int *level),
             (void)count, (void)arguments, *level = wanted)
L2H_ONE_RANK(MPI_Initialized, (int *begun), *begun = 1)
L2H_ONE_RANK(MPI_Finalize, (void), (void)0)
L2H_ONE_RANK(MPI_Finalized, (int *over), *over = 1)
/* A LAMMPS that is loaded may have an MPI of its own, of which nothing is known: one at a time. */
L2H_ONE_RANK(MPI_Query_thread, (int *level), *level = MPI_THREAD_SINGLE)
L2H_ONE_RANK(MPI_Comm_rank, (MPI_Comm world, int *rank), (void)world, *rank = 0)
L2H_ONE_RANK(MPI_Comm_size, (MPI_Comm world, int *ranks), (void)world, *ranks = 1)
L2H_ONE_RANK(MPI_Comm_split_type, (MPI_Comm world, int type, int key, MPI_Info info, MPI_Comm *node),
             L2H_UNUSED(type, key, info), *node = world)
L2H_ONE_RANK(MPI_Comm_free, (MPI_Comm *node), (void)node)
L2H_ONE_RANK(MPI_Comm_create_keyval, (void *copy, MPI_Function_of_key *end, int *key, void *unused),
             (void)copy, (void)end, (void)unused, *key = 0)
L2H_ONE_RANK(MPI_Comm_set_attr, (MPI_Comm world, int key, void *value), L2H_UNUSED(world, key), (void)value)
L2H_ONE_RANK(MPI_Type_contiguous, (int count, MPI_Datatype one, MPI_Datatype *many), L2H_UNUSED(count), *many = one)
L2H_ONE_RANK(MPI_Type_commit, (MPI_Datatype *type), (void)type)
L2H_ONE_RANK(MPI_Type_free, (MPI_Datatype *type), (void)type)
L2H_ONE_RANK(MPI_Allreduce, (const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm world),
             (void)in, (void)out, L2H_UNUSED(count, type, op, world))
L2H_ONE_RANK(MPI_Bcast, (void *data, int count, MPI_Datatype type, int root, MPI_Comm world),
             (void)data, L2H_UNUSED(count, type, root, world))
L2H_ONE_RANK(MPI_Allgather, (const void *in, int count, MPI_Datatype type, void *out, int out_count,
                             MPI_Datatype out_type, MPI_Comm world),
             (void)in, (void)out, L2H_UNUSED(count, type, out_count, out_type, world))
L2H_ONE_RANK(MPI_Allgatherv, (const void *in, int count, MPI_Datatype type, void *out, const int *counts,
                              const int *displacements, MPI_Datatype out_type, MPI_Comm world),
             (void)in, (void)out, (void)counts, (void)displacements, L2H_UNUSED(count, type, out_type, world))
/* clang-format on */

static inline int MPI_Abort(MPI_Comm world, int status)
{
  (void)world;
  exit(status);
}

#endif
