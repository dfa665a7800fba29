# SPDX-License-Identifier: BSL-1.0
# Install rules and the package that find_package(tenon) finds.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/tenon)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tenon-config.cmake.in ${PROJECT_BINARY_DIR}/tenon-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tenon-config-version.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

target_include_directories(tenon INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/tenon TYPE INCLUDE FILES_MATCHING PATTERN *.hpp)
install(TARGETS tenon EXPORT tenon-targets)
install(EXPORT tenon-targets NAMESPACE tenon:: DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/tenon-config.cmake ${PROJECT_BINARY_DIR}/tenon-config-version.cmake
        DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE TYPE DOC)
