// SPDX-License-Identifier: BSL-1.0
// What is thrown when data, not shapes, are wrong. Without exceptions the sentence is printed and the program ends.
#pragma once

#include <tenon/shape/ints.hpp>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tenon {

template <class Error> [[noreturn, gnu::cold, gnu::noinline]] void fail(const std::string& sentence) {
#if defined(__cpp_exceptions)
  throw Error(sentence);
#else
  std::fprintf(stderr, "tenon: %s\n", sentence.c_str());
  std::abort();
#endif
}

// a number that chooses among `size` entries
template <class Value>
[[noreturn, gnu::cold, gnu::noinline]] void throw_index(const char* what, Value value, index size) {
  fail<std::out_of_range>(std::string(what) + ": index " + std::to_string(value) + " is out of range for " +
                          std::to_string(size) + " entries");
}

} // namespace tenon
