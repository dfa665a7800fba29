// SPDX-License-Identifier: BSL-1.0
// Trains a language model on a text, evaluates it on another, and lets it write.
#include "run.hpp"

#include <tenon/text/token.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>

extern "C" const char tenon_sources_begin[], tenon_sources_end[]; // the default text: tenon's own headers and guides

namespace {

int say(const char* sentence) {
  std::fprintf(stderr, "language_modeling: %s\n", sentence);
  return 2;
}

int run_rank(int argc, char** argv, Communicator& ranks) {
  const auto wrong = [&](const char* sentence) { return ranks.fail() ? say(sentence) : 2; };
  try {
    if (!ranks.first()) std::cout.setstate(std::ios::failbit); // of all ranks, one prints help
    const auto arguments = parse_arguments(argc, argv);
    const int code = arguments ? run(*arguments, {tenon_sources_begin, tenon_sources_end}, ranks) : 0;
    ranks.sum({}); // the others wait for the first, which may fail until its end
    return code;
  } catch (const usage_error& e) {
    return wrong(e.what());
  } catch (const tenon::text_error& e) {
    return wrong(e.what());
  } catch (const tenon::file_error& e) {
    return wrong(e.what());
  } catch (const another_failed&) {
    return 2;
  }
}

} // namespace

int main(int argc, char** argv) {
  try {
    const auto ranks = make_communicator();
    try {
      return run_rank(argc, argv, *ranks);
    } catch (const lost_rank& e) {
      if (ranks->rank() < 2) say(e.what()); // one of these two lives
      std::_Exit(1);                        // MPI ends in order only where all ranks do
    }
  } catch (const usage_error& e) {
    return say(e.what());
  }
}
