// SPDX-License-Identifier: BSL-1.0
// Safetensors go to Python and come from there.
#include "exchange.hpp"

#include <tenon/io/safetensors.hpp>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("Python reads safetensors that tenon writes", "[exchange]") {
  const TemporaryDirectory directory;
  save_safetensors(
      directory / "a.safetensors",
      {named("floats", floats), named("integers", integers), named("bools", bools), named("number", test::scalar)},
      {{"writer", "tenon"}});
  CHECK(run_exchange("read safetensors", directory) == 0);
}

TEST_CASE("tenon reads safetensors that Python writes", "[exchange]") {
  const TemporaryDirectory directory;
  REQUIRE(run_exchange("write safetensors", directory) == 0);
  const SafetensorsFile file(directory / "a.safetensors");
  CHECK(file.metadata() == Metadata{{"writer", "by hand"}});
  Tensor<float, 2, 3> f;
  Tensor<std::int64_t, 3> i;
  Tensor<bool, 2> b;
  Tensor<double> n;
  Tensor<float, 2> h;
  file.load({named("floats", f), named("integers", i), named("bools", b), named("number", n), named("half", h)});
  CHECK(same(f, floats));
  CHECK(same(i, integers));
  CHECK(same(b, bools));
  CHECK(same(n, test::scalar));
  CHECK(same(h, half));
}
