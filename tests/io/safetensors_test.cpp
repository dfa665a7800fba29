// SPDX-License-Identifier: BSL-1.0
// Safetensors: what is written is read again, files agree with the published format byte by byte, and what does not fit
// is told in one sentence.
#include "support.hpp"

#include <tenon/autograd.hpp>
#include <tenon/io/safetensors.hpp>

#include <limits>

using namespace tenon;
using namespace tenon::literals;
using namespace tenon::test;

namespace {
// a file by the book: header and data as given
std::string file_of(const std::string& header, const std::string& data) {
  return bytes_of(static_cast<std::uint64_t>(header.size())) + header + data;
}
} // namespace

TEMPLATE_TEST_CASE("tensors of every type are read as they were written", "[safetensors]", float, double, std::int64_t,
                   std::int32_t, std::int16_t, std::int8_t, std::uint64_t, std::uint32_t, std::uint16_t, std::uint8_t) {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  using limits = std::numeric_limits<TestType>;
  Tensor<TestType, 2, 3> x;
  x(0, 0) = limits::lowest();
  x(0, 1) = limits::max();
  x(1, 2) = limits::min();
  const Tensor<TestType> scalar = TestType(7);
  const Tensor<TestType, 4, 0, 2> empty;
  Tensor<TestType, 999> many; // on the heap
  for (tenon::index i = 0; i < 999; ++i) many(i) = static_cast<TestType>(i);
  save_safetensors(path, {named("x", x), named("scalar", scalar), named("empty", empty), named("many", many)});

  const SafetensorsFile file(path);
  CHECK(file.names() == std::vector<std::string>{"empty", "many", "scalar", "x"});
  CHECK(file.contains("x"));
  CHECK_FALSE(file.contains("y"));
  CHECK(file.entry("x").dtype == dtype_of<TestType>());
  CHECK(file.entry("x").shape == std::vector<tenon::index>{2, 3});
  CHECK(file.entry("x").bytes.size() == 6 * sizeof(TestType));
  CHECK(file.entry("scalar").shape.empty());
  CHECK(file.entry("empty").bytes.empty());
  Tensor<TestType, 2, 3> y;
  Tensor<TestType> number;
  Tensor<TestType, 4, 0, 2> nothing;
  Tensor<TestType, 999> read;
  file.load("x", y);
  file.load("scalar", number);
  file.load("empty", nothing);
  file.load("many", read);
  CHECK(std::equal(x.begin(), x.end(), y.begin()));
  CHECK(number() == TestType(7));
  CHECK(std::equal(many.begin(), many.end(), read.begin()));
  const auto view = file.view<TestType, 2, 3>("x");
  CHECK(view(0, 1) == limits::max());
  CHECK(file.view<TestType>("scalar")() == TestType(7));
}

TEST_CASE("bool, parameters, views and NaNs", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const auto mask = tensor({true, false, true});
  Parameter<float, 2, 2> w = tensor({{1.f, 2.f}, {3.f, std::bit_cast<float>(0x7fc12345)}});
  Tensor<float, 3, 2> x = tensor({{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}});
  save_safetensors(path, {named("mask", mask), named("w", w), named("row", x[1])});

  const SafetensorsFile file(path);
  CHECK(file.entry("mask").dtype == DType::BOOL);
  Tensor<bool, 3> bits;
  file.load("mask", bits);
  CHECK((bits(0) && !bits(1) && bits(2)));
  Parameter<float, 2, 2> again;
  file.load("w", again);
  CHECK(again.value()(1, 0) == 3.f);
  CHECK(std::bit_cast<std::uint32_t>(again.value()(1, 1)) == 0x7fc12345);
  file.load("row", x[2]);
  CHECK(x(2, 0) == 3.f);
  CHECK(x(2, 1) == 4.f);
}

TEST_CASE("a file is what the published format says, byte by byte", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const auto b = tensor({1.5f, -2.f});
  const auto a = tensor({0.f});
  const auto mask = tensor({true});
  const Tensor<std::int64_t> n = std::int64_t(5);
  save_safetensors(path, {named("mask", mask), named("b", b), named("a\n\"\xc3\xa4", a), named("n", n)},
                   {{"format", "pt"}});
  // large elements first, then by name; spaces up to a multiple of 8
  std::string header = "{\"__metadata__\":{\"format\":\"pt\"},"
                       "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                       "\"a\\n\\\"\xc3\xa4\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                       "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]},"
                       "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[20,21]}}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::string data("\5\0\0\0\0\0\0\0"
                         "\0\0\0\0"
                         "\0\0\xc0\x3f"
                         "\0\0\0\xc0"
                         "\1",
                         21);
  CHECK(read_file(path) == file_of(header, data));
  CHECK(SafetensorsFile(path).metadata() == Metadata{{"format", "pt"}});

  save_safetensors(path, {});
  CHECK(read_file(path) == std::string("\x8\0\0\0\0\0\0\0{}      ", 16));
  CHECK(SafetensorsFile(path).names().empty());
}

TEST_CASE("files of other programs are read: any order, any white space, no alignment", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  write_file(path, file_of("{ \"w\" : {\"shape\":[2], \"data_offsets\":[3,11],\n\"dtype\":\"F32\"},"
                           "\"\\u00e4\\u0000\":{\"data_offsets\":[0,3],\"dtype\":\"U8\",\"shape\":[3,1]},"
                           "\"__metadata__\":{}}   ",
                           std::string("\1\2\3", 3) + bytes_of(1.5f) + bytes_of(2.5f)));
  const SafetensorsFile file(path);
  Tensor<float, 2> w;
  file.load("w", w);
  CHECK(w(0) == 1.5f);
  CHECK(w(1) == 2.5f);
  Tensor<std::uint8_t, 3, 1> u;
  file.load(std::string("\xc3\xa4\0", 3), u);
  CHECK(u(2, 0) == 3);
  const auto fault = fault_of([&] { file.view<float, 2>("w"); });
  const bool aligned = reinterpret_cast<std::uintptr_t>(file.entry("w").bytes.data()) % 4 == 0;
  REQUIRE_FALSE(aligned);
  CHECK(fault ==
        "file '" + path + "' does not fit: \"w\" does not lie at a multiple of 4 bytes, and has no view; load it");
}

TEST_CASE("16-bit floats become float or double, float and double each other on request", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  write_file(path, file_of("{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                           "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]},"
                           "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                           "\"d\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[12,28]}}",
                           std::string("\0\x3c\xff\xfb\x80\x3f\x49\x40", 8) + bytes_of(0.1f) + bytes_of(0.1) +
                               bytes_of(1e300)));
  const SafetensorsFile file(path);
  Tensor<float, 2> f;
  Tensor<double, 2> d;
  Tensor<double, 1> wide;
  file.load("h", f);
  CHECK((f(0) == 1.f && f(1) == -65504.f));
  file.load("h", d);
  CHECK((d(0) == 1. && d(1) == -65504.));
  file.load("b", f);
  CHECK((f(0) == 1.f && f(1) == 3.140625f));
  file.load("b", d);
  CHECK((d(0) == 1. && d(1) == 3.140625));

  CHECK_THROWS_AS(file.load("f", wide), file_error);
  CHECK_THROWS_AS(file.load("d", f), file_error);
  file.load("f", wide, {.cast = true});
  CHECK(wide(0) == static_cast<double>(0.1f));
  file.load("d", f, {.cast = true});
  CHECK(f(0) == 0.1f);
  CHECK(f(1) == std::numeric_limits<float>::infinity());
  // not between numbers of other kinds
  Tensor<std::int32_t, 2> i;
  CHECK(fault_of([&] { file.load("d", i, {.cast = true}); }) ==
        "file '" + path + "' does not fit: \"d\" holds F64, and the tensor I32");
  CHECK(fault_of([&] { file.view<float, 2>("h"); }) ==
        "file '" + path + "' does not fit: \"h\" is converted when it is loaded, and has no view");
}

TEST_CASE("what does not fit is told in one sentence, and nothing is loaded", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  Tensor<float, 2> a = tensor({1.f, 2.f}), c = a;
  Tensor<float, 2, 3> b;
  Tensor<std::int32_t, 2> n;
  save_safetensors(path, {named("a", a), named("b", b), named("n", n), named("over", c), named("more", c)});

  Tensor<float, 2> x;
  Tensor<float, 3, 2> y;
  Tensor<std::int64_t, 2> z;
  const std::vector<TensorRef> state{named("a", x), named("b", y), named("n", z), named("lost", x), named("gone", x)};
  CHECK(fault_of([&] { load_safetensors(path, state); }) ==
        "file '" + path +
            "' does not fit: missing: \"lost\", \"gone\"; unexpected: \"more\", \"over\"; "
            "\"b\" has shape (2, 3), and the tensor (3, 2); \"n\" holds I32, and the tensor I64");
  CHECK(x(0) == 0.f);
  // without strict, names may differ, shapes may not
  CHECK(fault_of([&] { load_safetensors(path, state, {.strict = false}); }) ==
        "file '" + path +
            "' does not fit: \"b\" has shape (2, 3), and the tensor (3, 2); \"n\" holds I32, and the tensor I64");
  CHECK(x(0) == 0.f);
  const auto keys = load_safetensors(path, {named("a", x), named("lost", c)}, {.strict = false});
  CHECK(x(1) == 2.f);
  CHECK(keys.missing_keys == std::vector<std::string>{"lost"});
  CHECK(keys.unexpected_keys == std::vector<std::string>{"b", "more", "n", "over"});
  Tensor<double, 2> wide;
  load_safetensors(path, {named("a", wide)}, {.cast = true, .strict = false});
  CHECK(wide(1) == 2.);

  const SafetensorsFile file(path);
  CHECK(fault_of([&] { file.load("lost", x); }) == "file '" + path + "' has no tensor \"lost\"");
  CHECK(fault_of([&] { file.load("b", x); }) ==
        "file '" + path + "' does not fit: \"b\" has shape (2, 3), and the tensor (2)");
  CHECK_THROWS_AS(file.entry("lost"), file_error);
}

TEST_CASE("a bool that is neither 0 nor 1 is refused", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  write_file(path,
             file_of("{\"m\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", std::string("\0\1\2", 3)));
  const SafetensorsFile file(path);
  Tensor<bool, 3> m;
  const auto sentence = "file '" + path + "' does not fit: \"m\" holds 2 as element 2, and a BOOL is 0 or 1";
  CHECK(fault_of([&] { file.load("m", m); }) == sentence);
  CHECK(fault_of([&] { file.view<bool, 3>("m"); }) == sentence);
}

TEST_CASE("tensors that no file can hold are refused before anything is written", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const Tensor<float, 2> x;
  const Tensor<int, 2> n;
  CHECK_THROWS_WITH(save_safetensors(path, {named("x", x), named("x", n)}),
                    "save_safetensors: the name \"x\" is taken");
  CHECK_THROWS_AS(save_safetensors(path, {named("__metadata__", x)}), std::invalid_argument);
  CHECK_THROWS_AS(save_safetensors(path, {named("\xff", x)}), std::invalid_argument);
  CHECK_THROWS_AS(save_safetensors(path, {}, {{"key", "\xc3"}}), std::invalid_argument);
  CHECK_THROWS_WITH(save_safetensors(path, {}, {{"key", std::string(100'000'001, 'x')}}),
                    Catch::Contains("more than the format's limit of 100000000"));
  CHECK(directory.count_files() == 0);
}

TEST_CASE("an open file moves", "[safetensors]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.safetensors";
  const auto x = tensor({1.f, 2.f});
  save_safetensors(path, {named("x", x)});
  SafetensorsFile first(path);
  const auto view = first.view<float, 2>("x");
  SafetensorsFile second = std::move(first);
  save_safetensors(path, {}); // what is open stays as it was
  CHECK(view(1) == 2.f);
  CHECK(second.contains("x"));
  second = SafetensorsFile(path);
  CHECK(second.names().empty());
}
