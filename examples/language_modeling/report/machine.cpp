// SPDX-License-Identifier: BSL-1.0
#include "machine.hpp"

#include <fstream>
#include <string_view>
#include <thread>

#include <sys/utsname.h>

namespace {

// as Linux names it; elsewhere only its kind is known
std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (const auto colon = line.find(": "); line.starts_with("model name") && colon != std::string::npos)
      return line.substr(colon + 2);
  utsname system;
  return ::uname(&system) == 0 ? system.machine : "unknown";
}

// the widest that the compiler was allowed to use, which decides how wide tenon's packs are
constexpr const char* instructions() {
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__SSE2__)
  return "SSE2";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "no vectors";
#endif
}

constexpr const char* compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

} // namespace

std::vector<Fact> machine() {
  const unsigned cores = std::thread::hardware_concurrency();
  return {{"processor", processor()},       {"cores", cores > 0 ? std::to_string(cores) : "unknown"},
          {"instructions", instructions()}, {"compiler", compiler()},
          {"flags", TENON_FLAGS},           {"tenon", TENON_VERSION}};
}
