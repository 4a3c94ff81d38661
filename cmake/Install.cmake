# SPDX-License-Identifier: GPL-2.0-only
# cmake --install build --prefix DIR, and what a Python wheel holds (SKBUILD). Nothing that is installed names the place
# where it was built or the prefix, so a prefix may be moved: programs and the plugin look for potentials beside
# themselves (src/core/installed.h).
include(GNUInstallDirs)
set(l2h_share ${CMAKE_INSTALL_DATADIR}/learn2hop)
if(SKBUILD)
  set(CMAKE_INSTALL_LIBDIR lib) # where the package looks
endif()

install(DIRECTORY potentials/ DESTINATION ${l2h_share}/potentials
  FILES_MATCHING PATTERN *.learned PATTERN *.gupta PATTERN *.sw)
install(FILES LICENSE DESTINATION ${l2h_share})
if(TARGET learn2hop)
  # Libraries that it was linked to outside the system's folders are found again where they are.
  set_target_properties(learn2hop PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS learn2hop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET learn2hopplugin)
  # No run path: the LAMMPS that loads it has its libraries loaded already.
  install(TARGETS learn2hopplugin LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/lammps/plugins)
endif()

if(SKBUILD)
  # One file: a wheel has no links.
  install(FILES $<TARGET_FILE:learn2hop_shared> DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(FILES ${PROJECT_BINARY_DIR}/python/learn2hop/declarations.h DESTINATION .)
  return()
endif()

install(TARGETS learn2hop_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(header core/error.h library/learn2hop.h library/optimizer.h search/context.h search/numbers.h search/policy.h
    search/problem.h search/stop.h search/walker.h)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/learn2hop/${folder})
endforeach()
install(FILES README.md CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS) # examples have scripts
install(FILES tools/completion/learn2hop.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME learn2hop)

# Manual pages, from what --help prints
if(TARGET learn2hop)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  set(pages ${PROJECT_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${pages}/learn2hop.1
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/man_pages.py $<TARGET_FILE:learn2hop> ${pages}
    DEPENDS learn2hop tools/man_pages.py VERBATIM)
  add_custom_target(man_pages ALL DEPENDS ${pages}/learn2hop.1)
  install(DIRECTORY ${pages}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN *.1)
endif()
