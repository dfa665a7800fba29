// SPDX-License-Identifier: BSL-1.0
// dict: access, membership, order, merging, erasing, equality, printing, nesting.
#include <tenon/nn.hpp>

#include <boost/hana/length.hpp>

#include <catch2/catch.hpp>

#include <sstream>

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("values are found by their keys") {
  auto d = dict("lr"_k = 1e-3, "name"_k = "gpt", "layers"_k = 4);
  CHECK(d["lr"_k] == 1e-3);
  CHECK(std::string(d["name"_k]) == "gpt");
  d["layers"_k] += 2;
  const auto& constant = d;
  CHECK(constant["layers"_k] == 6);
  STATIC_REQUIRE(decltype(d)::size() == 3);
  STATIC_REQUIRE(decltype(d)::contains("lr"_k));
  STATIC_REQUIRE(!decltype(d)::contains("rate"_k));
  STATIC_REQUIRE(decltype(boost::hana::length(d.keys()))::value == 3);
  STATIC_REQUIRE(dict("a"_k = 1)["a"_k] == 1);
  CHECK(dict().size() == 0);
}

TEST_CASE("entries come in the order in which they were given") {
  const auto d = dict("b"_k = 1, "a"_k = 2.5, "c"_k = true);
  std::string names;
  double sum = 0;
  d.each([&]<text Name>(key<Name>, auto value) {
    names += Name.data();
    sum += static_cast<double>(value);
  });
  CHECK(names == "bac");
  CHECK(sum == 4.5);
  std::ostringstream out;
  out << dict("lr"_k = 0.5, "name"_k = "gpt", "inner"_k = dict("n"_k = 1));
  CHECK(out.str() == R"({"lr": 0.5, "name": "gpt", "inner": {"n": 1}})");
  CHECK(dict("inner"_k = dict("n"_k = 1))["inner"_k]["n"_k] == 1);
}

TEST_CASE("merge, update and erase") {
  const auto a = dict("x"_k = 1, "y"_k = 2);
  const auto b = dict("y"_k = 2.5, "z"_k = 3);
  CHECK(a.merge(b) == dict("x"_k = 1, "y"_k = 2.5, "z"_k = 3));
  CHECK(b.merge(a) == dict("y"_k = 2, "z"_k = 3, "x"_k = 1));
  CHECK(a.erase("x"_k) == dict("y"_k = 2));
  auto c = a;
  CHECK(c.update(dict("y"_k = 7)) == dict("x"_k = 1, "y"_k = 7));
}

TEST_CASE("equality does not look at the order") {
  CHECK(dict("x"_k = 1, "y"_k = 2) == dict("y"_k = 2, "x"_k = 1));
  CHECK(dict("x"_k = 1, "y"_k = 2) != dict("y"_k = 1, "x"_k = 1));
  CHECK(dict("x"_k = 1) != dict("y"_k = 1));
  CHECK(dict("x"_k = 1) != dict("x"_k = 1, "y"_k = 1));
}
