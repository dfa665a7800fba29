// SPDX-License-Identifier: BSL-1.0
// .npy files go to NumPy and come from there; where it is not installed, exchange.py says "skipped".
#include "exchange.hpp"

#include <tenon/io/npy.hpp>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class X> void check(const std::string& path, const X& expected) {
  CAPTURE(path);
  X x;
  load_npy(path, x);
  CHECK(same(x, expected));
}
} // namespace

TEST_CASE("NumPy reads what tenon writes", "[numpy]") {
  const TemporaryDirectory directory;
  save_npy(directory / "floats.npy", floats);
  save_npy(directory / "integers.npy", integers);
  save_npy(directory / "bools.npy", bools);
  save_npy(directory / "number.npy", test::scalar);
  CHECK(run_exchange("read npy", directory) == 0);
}

TEST_CASE("tenon reads what NumPy writes", "[numpy]") {
  const TemporaryDirectory directory;
  REQUIRE(run_exchange("write npy", directory) == 0);
  if (directory.count_files() == 0) return; // skipped, as exchange.py has said
  for (const char* name : {"floats.npy", "fortran.npy", "big_endian.npy", "version2.npy"})
    check(directory / name, floats);
  check(directory / "integers.npy", integers);
  check(directory / "bools.npy", bools);
  check(directory / "number.npy", test::scalar);
  check(directory / "half.npy", half);
}
