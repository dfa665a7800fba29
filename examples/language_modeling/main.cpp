// SPDX-License-Identifier: BSL-1.0
// Trains a language model on a text, evaluates it on another, and lets it write.
#include "run.hpp"

#include <tenon/text/token.hpp>

#include <cstdio>

extern "C" const char tenon_sources_begin[], tenon_sources_end[]; // the default text: tenon's own headers and guides

int main(int argc, char** argv) {
  const auto wrong = [](const char* sentence) {
    std::fprintf(stderr, "language_modeling: %s\n", sentence);
    return 2;
  };
  try {
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments) return 0;
    return run(*arguments, {tenon_sources_begin, tenon_sources_end});
  } catch (const usage_error& e) {
    return wrong(e.what());
  } catch (const tenon::text_error& e) {
    return wrong(e.what());
  } catch (const tenon::file_error& e) {
    return wrong(e.what());
  }
}
