// SPDX-License-Identifier: BSL-1.0
// Every malformed file is refused with one sentence that names the file and the fault. The bytes lie in memory of
// exactly their size, so that a sanitizer sees every read beyond their end.
#include "support.hpp"

#include <tenon/io/safetensors.hpp>

#include <unistd.h>

using namespace tenon;
using namespace tenon::test;

namespace {
std::string fault_of_bytes(const std::string& bytes) {
  const std::vector<std::byte> exact(reinterpret_cast<const std::byte*>(bytes.data()),
                                     reinterpret_cast<const std::byte*>(bytes.data()) + bytes.size());
  const auto sentence = fault_of([&] { parse_safetensors(exact, "f"); });
  if (sentence.empty()) return "no fault";
  const std::string start = "file 'f' ";
  CHECK(sentence.substr(0, start.size()) == start);
  CHECK(sentence.find('\n') == sentence.npos);
  return sentence.substr(start.size());
}
// what is wrong with a file of this header and some bytes of data
std::string fault_of_header(const std::string& header, std::size_t data = 0) {
  return fault_of_bytes(bytes_of(static_cast<std::uint64_t>(header.size())) + header + std::string(data, '\0'));
}
// what is wrong with a tensor "w" of this description, and eight bytes of data
std::string fault_of_entry(const std::string& entry) { return fault_of_header("{\"w\":" + entry + "}", 8); }
// a tensor that is right
std::string entry(int begin, int end) {
  return "{\"dtype\":\"U8\",\"shape\":[" + std::to_string(end - begin) + "],\"data_offsets\":[" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}
} // namespace

TEST_CASE("the tests' own entries are right", "[malformed_safetensors]") {
  CHECK(fault_of_entry(entry(0, 8)) == "no fault");
  CHECK(fault_of_header("{}") == "no fault");
}

TEST_CASE("the length of the header", "[malformed_safetensors]") {
  CHECK(fault_of_bytes("") == "is empty");
  CHECK(fault_of_bytes("1234567") == "is truncated: the length of its header alone takes 8 bytes");
  CHECK(fault_of_bytes(bytes_of(std::uint64_t(0))) == "has a header that does not begin with {");
  CHECK(fault_of_bytes(bytes_of(std::uint64_t(3)) + "{}") == "is truncated: of the 3 bytes of its header it has 2");
  CHECK(fault_of_bytes(bytes_of(std::uint64_t(100'000'000)) + "{}") ==
        "is truncated: of the 100000000 bytes of its header it has 2");
  CHECK(fault_of_bytes(bytes_of(std::uint64_t(100'000'001)) + "{}") ==
        "claims a header of 100000001 bytes, more than the format's limit of 100000000");
  CHECK(fault_of_bytes(bytes_of(~std::uint64_t(0)) + "{}") ==
        "claims a header of 18446744073709551615 bytes, more than the format's limit of 100000000");
  // one byte less: the JSON ends too soon
  CHECK(fault_of_bytes(bytes_of(std::uint64_t(1)) + "{}") == "has a header that is not valid JSON at its byte 2");
}

TEST_CASE("every beginning of a file is refused", "[malformed_safetensors]") {
  const std::string header = "{\"a\":" + entry(0, 3) + ",\"__metadata__\":{\"k\":\"v\"},\"b\":" + entry(3, 8) + "}";
  const std::string file = bytes_of(static_cast<std::uint64_t>(header.size())) + header + "12345678";
  CHECK(fault_of_bytes(file) == "no fault");
  for (std::size_t n = 0; n < file.size(); ++n) {
    CAPTURE(n);
    CHECK(fault_of_bytes(file.substr(0, n)) != "no fault");
  }
  CHECK(fault_of_bytes(file.substr(0, file.size() - 1)) == "is truncated: the data of tensor \"b\" end at byte 8 of 7");
  CHECK(fault_of_bytes(file + "9") == "has 1 bytes after the last tensor");
}

TEST_CASE("a header that is not JSON", "[malformed_safetensors]") {
  CHECK(fault_of_header("[]") == "has a header that does not begin with {");
  CHECK(fault_of_header(" {}") == "has a header that does not begin with {");
  CHECK(fault_of_header("\xef\xbb\xbf{}") == "has a header that does not begin with {");
  CHECK(fault_of_header("{\"w\"") == "has a header that is not valid JSON at its byte 5");
  CHECK(fault_of_header("{}}") == "has a header that is not valid JSON at its byte 3");
  CHECK(fault_of_header("{}{}") == "has a header that is not valid JSON at its byte 3");
  CHECK(fault_of_header("{/**/}") == "has a header that is not valid JSON at its byte 2");
  CHECK(fault_of_header(std::string("{}\0 ", 4)) == "has a header that is not valid JSON at its byte 3");
  CHECK(fault_of_header("{\"\xff\":" + entry(0, 0) + "}") == "has a header that is not valid JSON at its byte 3");
  CHECK(fault_of_header("{\"w\":nothing}") == "has a header that is not valid JSON at its byte 7");
  CHECK(fault_of_header("{\"w\":" + entry(0, 0) + ",}") != "no fault");
}

TEST_CASE("JSON that is no header", "[malformed_safetensors]") {
  CHECK(fault_of_entry("1") == "has a number as the tensor \"w\", which must be an object");
  CHECK(fault_of_entry("[]") == "has an array as the tensor \"w\", which must be an object");
  CHECK(fault_of_entry("null") == "has null as the tensor \"w\", which must be an object");
  CHECK(fault_of_entry("true") == "has a boolean as the tensor \"w\", which must be an object");
  CHECK(fault_of_entry("\"x\"") == "has a string as the tensor \"w\", which must be an object");
  CHECK(fault_of_entry("{\"dtype\":{}}") == "has an object in the dtype of tensor \"w\", where none belongs");
  CHECK(fault_of_entry("{\"shape\":4}") == "has a number in the shape of tensor \"w\", where none belongs");
  CHECK(fault_of_entry("{\"shape\":[[4]]}") == "has an array in the shape of tensor \"w\", where none belongs");
  CHECK(fault_of_entry("{\"shape\":[\"4\"]}") == "has a string in the shape of tensor \"w\", where none belongs");
  CHECK(fault_of_entry("{\"data_offsets\":[null,0]}") ==
        "has null in the data_offsets of tensor \"w\", where none belongs");
  CHECK(fault_of_entry("{\"stride\":[1]}") == "gives tensor \"w\" the unknown property \"stride\"");
  CHECK(fault_of_header("{\"__metadata__\":{\"k\":1}}") ==
        "has a number as the metadata \"k\", which must be a string");
  CHECK(fault_of_header("{\"__metadata__\":{\"k\":{}}}") ==
        "has an object as the metadata \"k\", which must be a string");
  CHECK(fault_of_header("{\"__metadata__\":1}") ==
        "has a number as the tensor \"__metadata__\", which must be an object");
  std::string deep = "{\"w\":";
  for (int i = 0; i < 1'000'000; ++i) deep += "{\"a\":";
  CHECK(fault_of_header(deep) == "gives tensor \"w\" the unknown property \"a\"");
  deep = "{\"w\":{\"shape\":" + std::string(1'000'000, '[');
  CHECK(fault_of_header(deep) == "has an array in the shape of tensor \"w\", where none belongs");
  // a name cannot break the sentence
  CHECK(fault_of_header("{\"a\\nb\\u0000\":1}") ==
        "has a number as the tensor \"a\\nb\\u0000\", which must be an object");
}

TEST_CASE("keys that occur twice", "[malformed_safetensors]") {
  CHECK(fault_of_header("{\"w\":" + entry(0, 4) + ",\"w\":" + entry(4, 8) + "}", 8) == "names \"w\" twice");
  CHECK(fault_of_header("{\"__metadata__\":{},\"__metadata__\":{}}") == "names \"__metadata__\" twice");
  CHECK(fault_of_header("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}") == "names the metadata \"k\" twice");
  CHECK(fault_of_entry("{\"dtype\":\"U8\",\"dtype\":\"U8\"}") == "gives tensor \"w\" two properties \"dtype\"");
  CHECK(fault_of_entry("{\"shape\":[],\"shape\":[]}") == "gives tensor \"w\" two properties \"shape\"");
  CHECK(fault_of_entry("{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}") ==
        "gives tensor \"w\" two properties \"data_offsets\"");
}

TEST_CASE("entries that lack something", "[malformed_safetensors]") {
  CHECK(fault_of_entry("{}") == "gives tensor \"w\" no dtype");
  CHECK(fault_of_entry("{\"dtype\":\"U8\",\"data_offsets\":[0,8]}") == "gives tensor \"w\" no shape");
  CHECK(fault_of_entry("{\"dtype\":\"U8\",\"shape\":[8]}") == "gives tensor \"w\" no data_offsets");
  CHECK(fault_of_entry("{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[8]}") ==
        "gives tensor \"w\" 1 data_offsets instead of 2");
  CHECK(fault_of_entry("{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8,8]}") ==
        "gives tensor \"w\" 3 data_offsets instead of 2");
}

TEST_CASE("types that do not exist", "[malformed_safetensors]") {
  CHECK(fault_of_entry("{\"dtype\":\"F33\"}") == "gives tensor \"w\" the unknown dtype \"F33\"");
  CHECK(fault_of_entry("{\"dtype\":\"f32\"}") == "gives tensor \"w\" the unknown dtype \"f32\"");
  CHECK(fault_of_entry("{\"dtype\":\"\"}") == "gives tensor \"w\" the unknown dtype \"\"");
}

TEST_CASE("shapes that do not exist", "[malformed_safetensors]") {
  const auto shape = [](const std::string& s) {
    return fault_of_entry("{\"dtype\":\"F32\",\"shape\":" + s + ",\"data_offsets\":[0,8]}");
  };
  CHECK(shape("[2]") == "no fault");
  CHECK(shape("[-2]") == "has a negative number in the shape of tensor \"w\", where none belongs");
  CHECK(shape("[2.0]") ==
        "has a fraction, or a number of more than 64 bits in the shape of tensor \"w\", where none belongs");
  CHECK(shape("[1e2]") != "no fault");
  CHECK(shape("[18446744073709551616]") != "no fault");
  CHECK(shape("[9223372036854775808]") ==
        "has a number of more than 63 bits in the shape of tensor \"w\", where none belongs");
  CHECK(shape("[9223372036854775807]") ==
        "gives tensor \"w\" the shape (9223372036854775807), which is more than any memory holds");
  CHECK(shape("[4294967296,4294967296]") ==
        "gives tensor \"w\" the shape (4294967296, 4294967296), which is more than any memory holds");
  // 2^64 + 2 elements would be 2
  CHECK(shape("[2,9223372036854775807,2]") != "no fault");
  CHECK(shape("[3]") == "gives tensor \"w\" 8 bytes, but F32 of shape (3) takes 12");
  CHECK(shape("[1]") == "gives tensor \"w\" 8 bytes, but F32 of shape (1) takes 4");
  CHECK(shape("[2,0]") == "gives tensor \"w\" 8 bytes, but F32 of shape (2, 0) takes 0");
}

TEST_CASE("data outside the file, over each other, or of no tensor", "[malformed_safetensors]") {
  const auto offsets = [](const std::string& s) {
    return fault_of_entry("{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":" + s + "}");
  };
  CHECK(offsets("[0,8]") == "no fault");
  CHECK(offsets("[1,9]") == "is truncated: the data of tensor \"w\" end at byte 9 of 8");
  CHECK(offsets("[8,0]") == "lets the data of tensor \"w\" end before they begin");
  CHECK(offsets("[18446744073709551608,18446744073709551615]") ==
        "is truncated: the data of tensor \"w\" end at byte 18446744073709551615 of 8");
  CHECK(offsets("[18446744073709551615,7]") == "lets the data of tensor \"w\" end before they begin");
  CHECK(offsets("[-8,0]") == "has a negative number in the data_offsets of tensor \"w\", where none belongs");
  CHECK(offsets("[0.0,8]") != "no fault");

  const auto two = [](const std::string& a, const std::string& b) {
    return fault_of_header("{\"a\":" + a + ",\"b\":" + b + "}", 8);
  };
  CHECK(two(entry(0, 4), entry(4, 8)) == "no fault");
  CHECK(two(entry(4, 8), entry(0, 4)) == "no fault");
  CHECK(two(entry(8, 8), entry(0, 8)) == "no fault");
  CHECK(two(entry(0, 0), entry(0, 8)) == "no fault");
  CHECK(two(entry(0, 5), entry(4, 8)) == "lets the data of tensor \"b\" overlap others");
  CHECK(two(entry(0, 8), entry(0, 8)) == "lets the data of tensor \"b\" overlap others");
  CHECK(two(entry(0, 8), entry(4, 4)) == "lets the data of tensor \"b\" overlap others");
  CHECK(two(entry(0, 3), entry(4, 8)) == "has 1 bytes that belong to no tensor before \"b\"");
  CHECK(two(entry(1, 4), entry(4, 8)) == "has 1 bytes that belong to no tensor before \"a\"");
  CHECK(two(entry(0, 4), entry(4, 7)) == "has 1 bytes after the last tensor");
}
