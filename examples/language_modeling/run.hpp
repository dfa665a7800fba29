// SPDX-License-Identifier: BSL-1.0
// A run from its arguments to its end.
#pragma once

#include "arguments.hpp"
#include "communicator.hpp"

#include <string_view>

// Trains, evaluates and generates as the arguments say; `embedded` is the text that is learned unless there is another.
// Every rank calls it. Returns the exit code. Throws usage_error, text_error and file_error before anything is learned.
int run(const Arguments& a, std::string_view embedded, Communicator& ranks);
