// SPDX-License-Identifier: BSL-1.0
// Trains a language model on a text, evaluates it on another, and lets it write.
#include "run.hpp"

#include <tenon/text/token.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>

extern "C" const char tenon_sources_begin[], tenon_sources_end[]; // the default text: tenon's own headers and guides

int main(int argc, char** argv) {
  const auto say = [](const char* sentence) { std::fprintf(stderr, "language_modeling: %s\n", sentence); };
  const auto ranks = make_communicator();
  try {
    const auto wrong = [&](const char* sentence) {
      if (ranks->fail()) say(sentence);
      return 2;
    };
    try {
      if (!ranks->first()) std::cout.setstate(std::ios::failbit); // of all ranks, one prints help
      const auto arguments = parse_arguments(argc, argv);
      const int code = arguments ? run(*arguments, {tenon_sources_begin, tenon_sources_end}, *ranks) : 0;
      ranks->sum({}); // the others wait for the first, which may fail until its end
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
  } catch (const lost_rank& e) {
    if (ranks->rank() < 2) say(e.what()); // one of these two lives
    std::_Exit(1);                        // MPI ends in order only where all ranks do
  }
}
