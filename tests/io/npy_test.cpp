// SPDX-License-Identifier: BSL-1.0
// .npy: what is written is read again and agrees with the published format byte by byte; both orders of bytes and of
// dimensions are understood; every malformed file is refused with one sentence.
#include "support.hpp"

#include <tenon/autograd.hpp>
#include <tenon/io/npy.hpp>
#include <tenon/tenon.hpp>

#include <limits>

using namespace tenon;
using namespace tenon::literals;
using namespace tenon::test;

namespace {
// a file by the book
std::string file_of(const std::string& header, const std::string& data, int version = 1) {
  const auto length = version == 1 ? bytes_of(static_cast<std::uint16_t>(header.size()))
                                   : bytes_of(static_cast<std::uint32_t>(header.size()));
  return "\x93NUMPY" + std::string{static_cast<char>(version), '\0'} + length + header + data;
}
std::string header_of(const std::string& descr, const std::string& fortran, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
}

// The bytes lie in memory of exactly their size, so that a sanitizer sees every read beyond their end.
std::string fault_of_bytes(const std::string& bytes) {
  const std::vector<std::byte> exact(reinterpret_cast<const std::byte*>(bytes.data()),
                                     reinterpret_cast<const std::byte*>(bytes.data()) + bytes.size());
  const auto sentence = fault_of([&] { parse_npy(exact, "f"); });
  if (sentence.empty()) return "no fault";
  const std::string start = "file 'f' ";
  CHECK(sentence.substr(0, start.size()) == start);
  return sentence.substr(start.size());
}
std::string fault_of_header(const std::string& header) { return fault_of_bytes(file_of(header, "12345678")); }
} // namespace

TEMPLATE_TEST_CASE("one tensor of every type is read as it was written", "[npy]", float, double, std::int64_t,
                   std::int32_t, std::int16_t, std::int8_t, std::uint64_t, std::uint32_t, std::uint16_t, std::uint8_t) {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  using limits = std::numeric_limits<TestType>;
  Tensor<TestType, 2, 3> x, y;
  x(0, 0) = limits::lowest();
  x(0, 1) = limits::max();
  x(1, 2) = limits::min();
  save_npy(path, x);
  load_npy(path, y);
  CHECK(std::equal(x.begin(), x.end(), y.begin()));

  Tensor<TestType> scalar = TestType(7), number;
  save_npy(path, scalar);
  load_npy(path, number);
  CHECK(number() == TestType(7));
  Tensor<TestType, 4, 0, 2> empty;
  save_npy(path, empty);
  load_npy(path, empty);

  // the same elements as another machine, and as Fortran, would have written them
  const auto name = std::string(detail::description(dtype_of<TestType>()).npy);
  std::string turned, reversed;
  for (int j = 0; j < 3; ++j)
    for (int i = 0; i < 2; ++i) {
      auto element = bytes_of(x(i, j));
      turned += element;
      std::reverse(element.begin(), element.end());
      reversed += element;
    }
  write_file(path, file_of(header_of((sizeof(TestType) == 1 ? "|" : "<") + name, "True", "(2, 3)"), turned));
  y = Tensor<TestType, 2, 3>();
  load_npy(path, y);
  CHECK(std::equal(x.begin(), x.end(), y.begin()));
  write_file(path, file_of(header_of(">" + name, "True", "(2, 3)"), reversed));
  y = Tensor<TestType, 2, 3>();
  load_npy(path, y);
  CHECK(std::equal(x.begin(), x.end(), y.begin()));
}

TEST_CASE("bool, parameters, views and expressions", "[npy]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  auto mask = tensor({true, false, true});
  save_npy(path, mask);
  Tensor<bool, 3> bits;
  load_npy(path, bits);
  CHECK((bits(0) && !bits(1) && bits(2)));
  Parameter<float, 2, 2> w = tensor({{1.f, 2.f}, {3.f, 4.f}});
  save_npy(path, w);
  Tensor<float, 2, 2, 2> x;
  load_npy(path, x[1]);
  CHECK((x(0, 1, 0) == 0.f && x(1, 1, 0) == 3.f));
  load_npy(path, w);
  save_npy(path, permute(x, 2_c, 0_c, 1_c) * 2.f); // an expression
  Tensor<float, 2, 2, 2> turned;
  load_npy(path, turned);
  CHECK((turned(0, 1, 1) == 6.f && turned(1, 1, 0) == 4.f));
  save_npy(path, transpose(x[1], 0_c, 1_c)); // a view that is not in order
  Tensor<float, 2, 2> transposed;
  load_npy(path, transposed);
  CHECK((transposed(0, 1) == 3.f && transposed(1, 0) == 2.f));
}

TEST_CASE("a file is what NumPy documents, byte by byte", "[npy]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  const auto padded = [](std::string dict) { // to 128 bytes with the ten before it
    dict.resize(117, ' ');
    return dict + '\n';
  };
  save_npy(path, tensor({{1.5f, -2.f}}));
  CHECK(read_file(path) == file_of(padded("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }"),
                                   bytes_of(1.5f) + bytes_of(-2.f)));
  save_npy(path, tensor({std::uint8_t(1), std::uint8_t(2)}));
  CHECK(read_file(path) == file_of(padded("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }"), "\1\2"));
  save_npy(path, Tensor<std::int64_t>(std::int64_t(-1)));
  CHECK(read_file(path) ==
        file_of(padded("{'descr': '<i8', 'fortran_order': False, 'shape': (), }"), std::string(8, '\xff')));
  save_npy(path, tensor({true}));
  CHECK(read_file(path) == file_of(padded("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }"), "\1"));
}

TEST_CASE("three dimensions in Fortran's order", "[npy]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  std::string data;
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 2; ++i) data += bytes_of(100 * i + 10 * j + k);
  write_file(path, file_of(header_of("<i4", "True", "(2, 3, 4)"), data));
  Tensor<int, 2, 3, 4> x;
  load_npy(path, x);
  bool right = true;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 4; ++k) right = right && x(i, j, k) == 100 * i + 10 * j + k;
  CHECK(right);
  Tensor<int, 0, 3> empty;
  write_file(path, file_of(header_of("<i4", "True", "(0, 3)"), ""));
  load_npy(path, empty);
  Tensor<int> scalar;
  write_file(path, file_of(header_of("<i4", "True", "()"), bytes_of(7)));
  load_npy(path, scalar);
  CHECK(scalar() == 7);
}

TEST_CASE("headers as other programs write them", "[npy]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  Tensor<float, 2> x;
  const auto data = bytes_of(1.f) + bytes_of(2.f);
  const auto reads = [&](const std::string& header, int version = 1) {
    write_file(path, file_of(header, data, version));
    x = Tensor<float, 2>();
    load_npy(path, x);
    return x(0) == 1.f && x(1) == 2.f;
  };
  CHECK(reads("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}"));
  CHECK(reads(header_of("<f4", "False", "( 2L , )"))); // Python 2
  CHECK(reads(header_of("=f4", "False", "(2,)")));
  CHECK(reads(header_of("<f4", "False", "(2,)"), 2));
  CHECK(reads(header_of("<f4", "False", "(2,)") + std::string(70000, ' '), 2)); // too long for version 1.0
}

TEST_CASE("float16 becomes float or double, float and double each other on request", "[npy]") {
  const TemporaryDirectory directory;
  const auto path = directory / "a.npy";
  Tensor<float, 2> f;
  Tensor<double, 2> d;
  write_file(path, file_of(header_of("<f2", "False", "(2,)"), std::string("\0\x3c\xff\xfb", 4)));
  load_npy(path, f);
  CHECK((f(0) == 1.f && f(1) == -65504.f));
  write_file(path, file_of(header_of(">f2", "False", "(2,)"), std::string("\x3c\0\xfb\xff", 4)));
  load_npy(path, d);
  CHECK((d(0) == 1. && d(1) == -65504.));
  save_npy(path, f);
  CHECK(fault_of([&] { load_npy(path, d); }) == "file '" + path + "' does not fit: it holds F32, and the tensor F64");
  load_npy(path, d, {.cast = true});
  CHECK(d(1) == -65504.);
  Tensor<float, 2, 1> other;
  CHECK(fault_of([&] { load_npy(path, other); }) ==
        "file '" + path + "' does not fit: it has shape (2), and the tensor (2, 1)");
  Tensor<bool, 2> mask;
  write_file(path, file_of(header_of("|b1", "False", "(2,)"), "\1\3"));
  CHECK(fault_of([&] { load_npy(path, mask); }) ==
        "file '" + path + "' does not fit: it holds 3 as element 1, and a BOOL is 0 or 1");
}

TEST_CASE("files that end too soon or too late", "[npy]") {
  const auto file = file_of(header_of("<f4", "False", "(2,)"), "12345678");
  CHECK(fault_of_bytes(file) == "no fault");
  for (std::size_t n = 0; n < file.size(); ++n) {
    CAPTURE(n);
    CHECK(fault_of_bytes(file.substr(0, n)) != "no fault");
  }
  CHECK(fault_of_bytes("") == "is empty");
  CHECK(fault_of_bytes(file.substr(0, 3)) == "is truncated: it ends before its version");
  CHECK(fault_of_bytes(file.substr(0, 9)) == "is truncated: it ends before its header");
  CHECK(fault_of_bytes(file.substr(0, 20)) == "is truncated: of the 58 bytes of its header it has 10");
  CHECK(fault_of_bytes(file.substr(0, file.size() - 1)) == "is truncated: of the 8 bytes of its data it has 7");
  CHECK(fault_of_bytes(file + "9") == "has 1 bytes after its data");
  CHECK(fault_of_bytes("\x93NUMPX" + file.substr(6)) == "is no .npy file: it begins otherwise");
  CHECK(fault_of_bytes(std::string("\x93NUMPY\2\0\xff\xff\xff\xff{", 13)) ==
        "is truncated: of the 4294967295 bytes of its header it has 1");
  CHECK(fault_of_bytes(std::string("\x93NUMPY\3\0", 8) + file.substr(8)) ==
        "has version 3.0 of the format; known are 1.0 and 2.0");
  CHECK(fault_of_bytes(std::string("\x93NUMPY\1\1", 8) + file.substr(8)) ==
        "has version 1.1 of the format; known are 1.0 and 2.0");
}

TEST_CASE("headers that are malformed", "[npy]") {
  CHECK(fault_of_header("") == "has a malformed header, at its character 1");
  CHECK(fault_of_header("[]") == "has a malformed header, at its character 1");
  CHECK(fault_of_header("{") == "has a malformed header, at its character 2");
  CHECK(fault_of_header("{descr: '<f4'}") == "has a malformed header, at its character 2");
  CHECK(fault_of_header("{'descr' '<f4'}") == "has a malformed header, at its character 10");
  CHECK(fault_of_header("{'descr") == "has a malformed header, at its character 3");
  CHECK(fault_of_header("{,}") == "has a malformed header, at its character 2");
  CHECK(fault_of_header(header_of("<f4", "False", "(2,)") + "x") == "has a malformed header, at its character 59");
  CHECK(fault_of_header(header_of("<f4", "False", "(2,)") + std::string(1, '\0')) ==
        "has a malformed header, at its character 59");
  CHECK(fault_of_header("{}") == "does not say its descr");
  CHECK(fault_of_header("{'descr': '<f4'}") == "does not say its fortran_order");
  CHECK(fault_of_header("{'descr': '<f4', 'fortran_order': True}") == "does not say its shape");
  CHECK(fault_of_header("{'descr': '<f4', 'descr': '<f4'}") == "names 'descr' twice");
  CHECK(fault_of_header("{'shape': (), 'shape': ()}") == "names 'shape' twice");
  CHECK(fault_of_header("{'fortran_order': True, 'fortran_order': True}") == "names 'fortran_order' twice");
  CHECK(fault_of_header("{'order': 1}") == "has the unknown property 'order'");
  CHECK(fault_of_header(header_of("<f4", "1", "(2,)")) == "has a malformed header, at its character 35");
}

TEST_CASE("shapes and types that are no tensor's", "[npy]") {
  const auto shape = [](const std::string& s) { return fault_of_header(header_of("<f4", "False", s)); };
  CHECK(shape("(2,)") == "no fault");
  CHECK(shape("(2, 1)") == "no fault");
  CHECK(shape("(2, 1,)") == "no fault");
  CHECK(shape("(2)") == "has a malformed header, at its character 53"); // a number to Python
  CHECK(shape("[2]") != "no fault");
  CHECK(shape("(,)") != "no fault");
  CHECK(shape("(2,,)") != "no fault");
  CHECK(shape("(2 1)") != "no fault");
  CHECK(shape("(2.,)") != "no fault");
  CHECK(shape("((2,),)") != "no fault");
  CHECK(shape("(-2,)") == "has a shape with a negative extent");
  CHECK(shape("(9223372036854775808,)") == "has a shape with an extent of more than 63 bits");
  CHECK(shape("(18446744073709551618,)") == "has a shape with an extent of more than 63 bits");
  CHECK(shape("(9223372036854775807,)") == "has shape (9223372036854775807), which is more than any memory holds");
  CHECK(shape("(4294967296, 4294967296)") == "has shape (4294967296, 4294967296), which is more than any memory holds");
  CHECK(shape("(3,)") == "is truncated: of the 12 bytes of its data it has 8");

  const auto type = [](const std::string& s) { return fault_of_header(header_of(s, "False", "(1,)")); };
  CHECK(type("<i8") == "no fault");
  CHECK(type("<c8") == "has elements of the type '<c8', which no tensor has");
  CHECK(type("|O") == "has elements of the type '|O', which no tensor has");
  CHECK(type("<U2") == "has elements of the type '<U2', which no tensor has");
  CHECK(type("f8") == "has elements of the type 'f8', which no tensor has");
  CHECK(type("|f8") == "has elements of the type '|f8', which no tensor has");
  CHECK(type("!f8") == "has elements of the type '!f8', which no tensor has");
  CHECK(type("<") == "has elements of the type '<', which no tensor has");
  CHECK(type("") == "has elements of the type '', which no tensor has");
  CHECK(fault_of_header("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }") ==
        "has elements of several fields, which a tensor has not");
}
