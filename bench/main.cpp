// SPDX-License-Identifier: BSL-1.0
#include "row.hpp"

int main(int argc, char** argv) {
  for (const auto s : {bench::stage::rows, bench::stage::peers})
    for (const auto& add : bench::registrations(s)) add();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
