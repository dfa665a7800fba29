# SPDX-License-Identifier: BSL-1.0
# Runs PROGRAM, which must work up to the check that fails, and then abort with the check's sentence.
execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE ended OUTPUT_VARIABLE output ERROR_VARIABLE error)
set(expected_error "tenon: cross_entropy: target: index 3 is out of range for 3 entries\n")
if(NOT ended MATCHES "[Aa]bort" OR NOT output STREQUAL "learned\n" OR NOT error STREQUAL expected_error)
  message(FATAL_ERROR "it ended with: ${ended}\noutput: ${output}\nerror: ${error}")
endif()
