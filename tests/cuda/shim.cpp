/* SPDX-License-Identifier: GPL-2.0-only */
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef L2H_SHIM_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

/* ---- fibers ---- */

namespace
{

const size_t stack_bytes = 256 * 1024;
const int warp = 32;

struct barrier {
  int arrived = 0;
  unsigned round = 0; /* how often all have met here */
};

/* Where a stack is left and taken up again. */
struct place {
  void *jump[5];
};

struct fiber {
  ucontext_t context; /* to begin with */
  bool begun = false;
  struct place place;
  char *stack = nullptr;
  shim_index index = {0};
  bool over = true;
  void *tsan = nullptr;
};

struct block {
  shim_index index = {0};
  int threads = 0, running = 0;
  bool moved = false; /* since the scheduler last looked: a barrier opened, or a thread ended */
  barrier all;
  std::vector<barrier> warps;
  std::vector<int> ballot;  /* of __syncthreads_or */
  std::vector<double> lane; /* [2][threads], of shuffles: two, so that a slow reader is not overtaken */
  std::vector<unsigned> shuffles;
  const std::function<void()> *kernel = nullptr;
};

/* They serve many blocks. */
struct fiber_pool : std::vector<fiber> {
  ~fiber_pool()
  {
    for (fiber &each : *this) {
#ifdef L2H_SHIM_THREAD_SANITIZER
      __tsan_destroy_fiber(each.tsan);
#endif
      free(each.stack);
    }
  }
};

fiber_pool fibers;
block now;
fiber *current;
struct place scheduler;
void *scheduler_tsan;
const void *scheduler_stack;
size_t scheduler_size;
void *shared_memory;

void tsan_release(void *place)
{
#ifdef L2H_SHIM_THREAD_SANITIZER
  __tsan_release(place);
#else
  (void)place;
#endif
}

void tsan_acquire(void *place)
{
#ifdef L2H_SHIM_THREAD_SANITIZER
  __tsan_acquire(place);
#else
  (void)place;
#endif
}

/* The sanitizers follow a change of stacks only if they are told of it. `fake` is the address sanitizer's. */
void before_switch(void **fake, const void *bottom, size_t size, void *tsan)
{
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(fake, bottom, size);
#endif
#ifdef L2H_SHIM_THREAD_SANITIZER
  __tsan_switch_to_fiber(tsan, 1); /* 1: no synchronisation between the two */
#endif
  (void)fake, (void)bottom, (void)size, (void)tsan;
}

void after_switch(void *fake, const void **bottom, size_t *size)
{
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake, bottom, size);
#endif
  (void)fake, (void)bottom, (void)size;
}

/* The compiler's own jumps: swapcontext() is a system call, and at it, as at longjmp(), the address sanitizer forgets
   what it knows of the stack. The compiler demands a function for the jump alone, and must conclude nothing about the
   others from what stands in them: all the block's threads run before `from` is taken up again. */
#ifdef __clang__
#define OPAQUE __attribute__((noinline, optnone, no_sanitize("address")))
#else
#define OPAQUE __attribute__((noipa, no_sanitize("address")))
#endif

OPAQUE void jump(struct place *to)
{
  __builtin_longjmp(to->jump, 1);
}

OPAQUE void change(struct place *from, struct place *to)
{
  if (__builtin_setjmp(from->jump) == 0)
    jump(to);
}

OPAQUE void change_to_new(struct place *from, const ucontext_t *to)
{
  if (__builtin_setjmp(from->jump) == 0)
    setcontext(to);
}

void to_scheduler(bool for_good)
{
  fiber *const self = current;
  void *fake = nullptr;
  before_switch(for_good ? nullptr : &fake, scheduler_stack, scheduler_size, scheduler_tsan);
  change(&self->place, &scheduler);
  after_switch(fake, &scheduler_stack, &scheduler_size);
}

void resume(fiber *next)
{
  void *fake = nullptr;
  current = next;
  before_switch(&fake, next->stack, stack_bytes, next->tsan);
  if (next->begun) {
    change(&scheduler, &next->place);
  } else {
    next->begun = true;
    change_to_new(&scheduler, &next->context);
  }
  after_switch(fake, nullptr, nullptr);
}

void fiber_main()
{
  after_switch(nullptr, &scheduler_stack, &scheduler_size);
  tsan_acquire(&scheduler);
  (*now.kernel)();
  tsan_release(&scheduler);
  current->over = true;
  now.running--;
  now.moved = true;
  to_scheduler(true);
}

void make_fibers(int threads)
{
  while ((int)fibers.size() < threads) {
    fiber made;
    made.stack = (char *)malloc(stack_bytes);
#ifdef L2H_SHIM_THREAD_SANITIZER
    made.tsan = __tsan_create_fiber(0);
#endif
    fibers.push_back(made);
  }
  for (int k = 0; k < threads; k++) {
    fiber *const made = &fibers[(size_t)k];
    made->index.x = (unsigned)k;
    made->over = made->begun = false;
    getcontext(&made->context);
    made->context.uc_stack.ss_sp = made->stack;
    made->context.uc_stack.ss_size = stack_bytes;
    made->context.uc_link = nullptr;
    makecontext(&made->context, fiber_main, 0);
  }
}

/* Every thread takes its turn until all are over; a round in which nothing moves is a barrier that some never reach. */
void run_block()
{
  static const bool backwards = getenv("L2H_SHIM_BACKWARDS") != nullptr;
  while (now.running > 0) {
    now.moved = false;
    for (int k = 0; k < now.threads; k++) {
      fiber *const next = &fibers[(size_t)(backwards ? now.threads - 1 - k : k)];
      if (!next->over)
        resume(next);
    }
    if (!now.moved && now.running > 0) {
      fprintf(stderr, "shim: %d threads of block %u wait at a barrier that others never reach\n", now.running,
              now.index.x);
      abort();
    }
  }
}

/* Waits until `threads` threads have come. */
void meet(barrier *here, int threads)
{
  const unsigned round = here->round;
  tsan_release(here);
  if (++here->arrived == threads) {
    here->arrived = 0;
    here->round++;
    now.moved = true;
  }
  while (here->round == round)
    to_scheduler(false);
  tsan_acquire(here);
}

} // namespace

const shim_index &shim_thread()
{
  return current->index;
}

const shim_index &shim_block()
{
  return now.index;
}

void __syncthreads()
{
  meet(&now.all, now.threads);
}

int __syncthreads_or(int here)
{
  int any = 0;
  now.ballot[current->index.x] = here;
  meet(&now.all, now.threads);
  for (int vote : now.ballot)
    any |= vote != 0;
  meet(&now.all, now.threads);
  return any;
}

void __syncwarp()
{
  meet(&now.warps[current->index.x / warp], warp);
}

double __shfl_xor_sync(unsigned lanes, double value, int apart)
{
  const unsigned self = current->index.x;
  double *const slots = now.lane.data() + (now.shuffles[self]++ % 2) * (unsigned)now.threads;
  if (lanes != 0xffffffffu) {
    fprintf(stderr, "shim: shuffles are of whole warps\n");
    abort();
  }
  slots[self] = value;
  __syncwarp();
  return slots[self ^ (unsigned)apart];
}

float __shfl_xor_sync(unsigned lanes, float value, int apart)
{
  return (float)__shfl_xor_sync(lanes, (double)value, apart); /* a float is a double exactly */
}

void *shim_shared_memory()
{
  return shared_memory;
}

void shim_run(int blocks, int threads, int shared, const std::function<void()> &kernel)
{
#ifdef L2H_SHIM_THREAD_SANITIZER
  scheduler_tsan = __tsan_get_current_fiber();
#endif
  for (int b = 0; b < blocks; b++) {
    shared_memory = aligned_alloc(16, (size_t)(shared + 15) / 16 * 16);
    memset(shared_memory, 0xff, (size_t)shared); /* NaN, as what nobody wrote may be */
    now = block();
    now.index.x = (unsigned)b;
    now.threads = now.running = threads;
    now.warps.resize((size_t)(threads + warp - 1) / warp);
    now.ballot.resize((size_t)threads);
    now.lane.resize(2 * (size_t)threads);
    now.shuffles.resize((size_t)threads);
    now.kernel = &kernel;
    make_fibers(threads);
    tsan_release(&scheduler);
    run_block();
    tsan_acquire(&scheduler);
    free(shared_memory);
  }
}

/* ---- the runtime: everything has happened when a call returns ---- */

static int from_environment(const char *name, int otherwise)
{
  const char *const text = getenv(name);
  return text ? atoi(text) : otherwise;
}

cudaError_t cudaGetDeviceCount(int *count)
{
  *count = from_environment("L2H_SHIM_DEVICES", 1);
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device)
{
  if (from_environment("L2H_SHIM_TELL", 0))
    fprintf(stderr, "shim: device %d\n", device);
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int)
{
  strcpy(properties->name, "shim");
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr, int)
{
  *value = from_environment("L2H_SHIM_SHARED", 100 * 1024);
  return cudaSuccess;
}

cudaError_t cudaMalloc(void **memory, size_t bytes)
{
  *memory = malloc(bytes);
  if (*memory)
    memset(*memory, 0xff, bytes);
  return *memory ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t cudaFree(void *memory)
{
  free(memory);
  return cudaSuccess;
}

cudaError_t cudaHostAlloc(void **memory, size_t bytes, unsigned)
{
  return cudaMalloc(memory, bytes);
}

cudaError_t cudaFreeHost(void *memory)
{
  return cudaFree(memory);
}

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind, cudaStream_t)
{
  memcpy(to, from, bytes);
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned)
{
  *stream = nullptr;
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t)
{
  return cudaSuccess;
}

cudaError_t cudaStreamQuery(cudaStream_t)
{
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t)
{
  return cudaSuccess;
}

cudaError_t cudaGetLastError()
{
  return cudaSuccess;
}

const char *cudaGetErrorString(cudaError_t error)
{
  return error == cudaSuccess ? "no error" : "out of memory";
}
