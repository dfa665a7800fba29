# SPDX-License-Identifier: BSL-1.0
# How tests, examples and benchmarks are compiled; users of the library choose for themselves.
add_library(tenon_options INTERFACE)
target_link_libraries(tenon_options INTERFACE tenon::tenon)
target_compile_options(tenon_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion
                                               $<$<BOOL:${TENON_NATIVE}>:-march=native>)
# Clang 19 names two widths of AVX10 for -march=native on some processors, and warns about that.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND TENON_NATIVE)
  target_compile_options(tenon_options INTERFACE -Wno-invalid-feature-combination)
endif()
# GCC 12 takes std::string's operator+ for a copy that overlaps itself (its bug 105651), as it happens to inline.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tenon_options INTERFACE -Wno-restrict)
endif()

# Most of a source's memory is types that stay in use, so GCC collecting garbage early costs a sixth of the time.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(tenon_options INTERFACE "SHELL:--param ggc-min-heapsize=2097152" # KiB
                                                 "SHELL:--param ggc-min-expand=100")
endif()

# A source that instantiates many expressions takes up to 2.5 GiB of memory to compile: as many at once as fit.
# Targets whose sources take more set JOB_POOL_COMPILE to `heavy`.
cmake_host_system_information(RESULT memory QUERY TOTAL_PHYSICAL_MEMORY) # MiB
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
math(EXPR jobs "${memory} / 3072")
if(jobs GREATER cores)
  set(jobs ${cores})
elseif(jobs LESS 1)
  set(jobs 1)
endif()
set_property(GLOBAL PROPERTY JOB_POOLS compile=${jobs} heavy=1 link=${jobs})
set(CMAKE_JOB_POOL_COMPILE compile)
set(CMAKE_JOB_POOL_LINK link)

find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
