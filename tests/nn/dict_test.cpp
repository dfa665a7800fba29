// SPDX-License-Identifier: BSL-1.0
// dict: access, membership, order, merging, erasing, equality, printing, nesting.
#include <tenon/nn.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/length.hpp>

#include <catch2/catch.hpp>

#include <sstream>

using namespace tenon;
using namespace tenon::literals;

namespace {
struct Schedule {
  BOOST_HANA_DEFINE_STRUCT(Schedule, (double, lr), (long, steps));
};
struct Options {
  BOOST_HANA_DEFINE_STRUCT(Options, (std::string, name), (Schedule, schedule), (bool, verbose));
};
struct Pair : Module {
  int first = 1;
  Tensor<float, 2> second;
  TENON_MEMBERS(Pair, first, second)
};
} // namespace

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

TEST_CASE("keys, values and items are sequences in the order of the entries") {
  const auto d = dict("b"_k = 1, "a"_k = 2.5);
  namespace hana = boost::hana;
  STATIC_REQUIRE(std::is_same_v<decltype(hana::at_c<0>(d.keys())), decltype(hana::at_c<0>(hana::make_tuple("b"_k)))>);
  CHECK(hana::at_c<0>(d.values()) == 1);
  CHECK(hana::at_c<1>(d.values()) == 2.5);
  std::string names;
  hana::for_each(d.items(), [&](const auto& item) { names += item.name.data() + std::to_string(int(item.value)); });
  CHECK(names == "b1a2");
  auto changed = d;
  changed.each([](auto, auto& value) { value *= 2; });
  CHECK(changed == dict("a"_k = 5.0, "b"_k = 2));
}

TEST_CASE("values of unlike types are not equal") {
  CHECK(dict("a"_k = 1) != dict("a"_k = std::string("x")));
  CHECK(dict("a"_k = dict("b"_k = 1)) != dict("a"_k = dict("b"_k = std::string("1"))));
  CHECK(dict("a"_k = 1) == dict("a"_k = 1.0));
}

TEST_CASE("a Struct becomes a dict and a dict a Struct") {
  const Options options{"adam", {1e-3, 100}, true};
  const auto d = to_dict(options);
  CHECK(d ==
        dict("name"_k = std::string("adam"), "schedule"_k = dict("lr"_k = 1e-3, "steps"_k = 100L), "verbose"_k = true));
  std::ostringstream out;
  out << d;
  CHECK(out.str() == R"({"name": "adam", "schedule": {"lr": 0.001, "steps": 100}, "verbose": 1})");
  // in any order, and with what can be assigned to the members
  const auto other = from_dict<Options>(dict("verbose"_k = false, "schedule"_k = Schedule{0.5, 3}, "name"_k = "sgd"));
  CHECK(other.name == "sgd");
  CHECK(other.schedule.lr == 0.5);
  CHECK(other.schedule.steps == 3);
  CHECK(!other.verbose);
  CHECK(to_dict(from_dict<Options>(d)) == d);
  STATIC_REQUIRE(from_dict<Schedule>(dict("steps"_k = 2, "lr"_k = 0.25)).lr == 0.25);
  STATIC_REQUIRE(to_dict(Schedule{0.5, 7})["steps"_k] == 7);
  // a module is a Struct as well
  Pair pair;
  pair.second(1) = 4;
  CHECK(to_dict(pair)["second"_k](1) == 4);
  CHECK(from_dict<Pair>(dict("first"_k = 8, "second"_k = pair.second)).first == 8);
}
