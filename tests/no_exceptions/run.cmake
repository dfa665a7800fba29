# SPDX-License-Identifier: BSL-1.0
# Runs PROGRAM, which must work up to the CHECK that fails, and then abort with its SENTENCE, a regular expression.
execute_process(COMMAND ${PROGRAM} ${CHECK} RESULT_VARIABLE ended OUTPUT_VARIABLE output ERROR_VARIABLE error)
if(NOT ended MATCHES "[Aa]bort" OR NOT output STREQUAL "learned\n" OR NOT error MATCHES "^tenon: ${SENTENCE}\n$")
  message(FATAL_ERROR "it ended with: ${ended}\noutput: ${output}\nerror: ${error}")
endif()
