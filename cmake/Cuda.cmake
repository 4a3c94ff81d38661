# SPDX-License-Identifier: GPL-2.0-only
# Whether there is an nvcc, from L2H_CUDA: sets L2H_WITH_CUDA. Code is made for the architectures that the largest
# computers of these years have, and as PTX for younger ones; -D CMAKE_CUDA_ARCHITECTURES=native, or any list, changes it.
set(L2H_WITH_CUDA OFF)
# reciprocals and roots of rollouts to a unit or two in the last place, as single precision deserves
set(L2H_CUDA_ROLLOUT_FLAGS --prec-div=false --prec-sqrt=false)
# what has the same bits everywhere: no fused multiply-adds
set(L2H_CUDA_EXACT_FLAGS --fmad=false)
# under the sanitizers of the host the shim of the tests stands for a GPU
if(L2H_CUDA STREQUAL "OFF" OR L2H_SANITIZE OR NOT L2H_TRAINER)
  return()
endif()
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES 80-real 90) # CMake 3.25 would ask a new nvcc for one that it no longer knows
endif()
set(ENV{CUDAARCHS} 80)
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  enable_language(CUDA)
  set(L2H_WITH_CUDA ON)
elseif(NOT L2H_CUDA STREQUAL "AUTO")
  message(FATAL_ERROR "L2H_CUDA is ${L2H_CUDA}, and no nvcc is found: put it into PATH or set CUDACXX")
else()
  message(STATUS "No nvcc: rollouts on the CPU alone (L2H_CUDA)")
endif()
