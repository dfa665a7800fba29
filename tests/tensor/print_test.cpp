// SPDX-License-Identifier: BSL-1.0
// What is printed, to the character. The strings are those of PyTorch 1.13.
#include <tenon/tenon.hpp>
#include <tenon/tensor/print.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <sstream>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class X> std::string printed(const X& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}
} // namespace

TEST_CASE("a size is printed as a list of extents", "[tensor]") {
  CHECK(printed(Size<2, 3, 4>{}) == "Size([2, 3, 4])");
  CHECK(printed(Size<7>{}) == "Size([7])");
  CHECK(printed(Size<>{}) == "Size([])");
  CHECK(printed(zeros<float, 2, 3>().size()) == "Size([2, 3])");
}

TEST_CASE("whole numbers are printed without decimals, fractions with a point", "[tensor]") {
  CHECK(printed(tensor({1, 2, 3})) == "tensor([1, 2, 3])");
  CHECK(printed(tensor({1, -20, 3})) == "tensor([  1, -20,   3])");
  CHECK(printed(tensor({1.f, 2.f})) == "tensor([1., 2.])");
  CHECK(printed(tensor({1.f, -20.f})) == "tensor([  1., -20.])");
  CHECK(printed(zeros<double, 3>()) == "tensor([0., 0., 0.])");
  CHECK(printed(tensor({-0.f, 0.f})) == "tensor([-0., 0.])");
  CHECK(printed(tensor({std::int8_t(65), std::int8_t(-1)})) == "tensor([65, -1])");
}

TEST_CASE("fractions are printed to four digits, in columns", "[tensor]") {
  CHECK(printed(tensor({{1.5f, -2.f}, {3.f, 4.25f}})) == "tensor([[ 1.5000, -2.0000],\n"
                                                         "        [ 3.0000,  4.2500]])");
  CHECK(printed(tensor({0.25, 100.25})) == "tensor([  0.2500, 100.2500])");
}

TEST_CASE("truth values are printed as words", "[tensor]") {
  CHECK(printed(tensor({true, false})) == "tensor([ True, False])");
  CHECK(printed(tensor({true, true})) == "tensor([True, True])");
}

TEST_CASE("a scalar is printed without brackets", "[tensor]") {
  CHECK(printed(tensor(3.5f)) == "tensor(3.5000)");
  CHECK(printed(tensor(3.f)) == "tensor(3.)");
  CHECK(printed(tensor(42)) == "tensor(42)");
  CHECK(printed(tensor(true)) == "tensor(True)");
  CHECK(printed(tensor(1e-5)) == "tensor(1.0000e-05)");
}

TEST_CASE("magnitudes too far apart are printed in scientific notation", "[tensor]") {
  CHECK(printed(tensor({1.f, 1000.f})) == "tensor([   1., 1000.])");
  CHECK(printed(tensor({1.f, 1001.f})) == "tensor([1.0000e+00, 1.0010e+03])");
  CHECK(printed(tensor({0.5f, 1000.f})) == "tensor([5.0000e-01, 1.0000e+03])");
  CHECK(printed(tensor({-0.00005f, 0.f})) == "tensor([-5.0000e-05,  0.0000e+00])");
  CHECK(printed(tensor({1e8})) == "tensor([100000000.])");
  CHECK(printed(tensor({2e8})) == "tensor([2.0000e+08])");
  CHECK(printed(tensor({1e300, 2e300})) == "tensor([1.0000e+300, 2.0000e+300])");
}

TEST_CASE("nan and infinity have no say in the notation", "[tensor]") {
  const float nan = std::nanf(""), inf = INFINITY;
  CHECK(printed(tensor({1.f, nan})) == "tensor([1., nan])");
  CHECK(printed(tensor({0.f, nan, inf})) == "tensor([0., nan, inf])");
  CHECK(printed(tensor({0.5f, nan, -inf})) == "tensor([0.5000,    nan,   -inf])");
  CHECK(printed(tensor({nan, nan})) == "tensor([nan, nan])");
}

TEST_CASE("blocks are set apart by blank lines, one for each further dimension", "[tensor]") {
  CHECK(printed(arange<int, 8>().view(2_c, 2_c, 2_c)) == "tensor([[[0, 1],\n"
                                                         "         [2, 3]],\n"
                                                         "\n"
                                                         "        [[4, 5],\n"
                                                         "         [6, 7]]])");
  CHECK(printed(arange<int, 2>().view(2_c, 1_c, 1_c, 1_c)) == "tensor([[[[0]]],\n\n\n        [[[1]]]])");
}

TEST_CASE("long rows are broken at 80 characters", "[tensor]") {
  CHECK(printed(arange<int, 30>()) ==
        "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
        "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])");
  CHECK(printed(full<float, 2, 10>(0.5f)) ==
        "tensor([[0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000,\n"
        "         0.5000],\n"
        "        [0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000,\n"
        "         0.5000]])");
}

TEST_CASE("more than 1000 elements are printed by their edges", "[tensor]") {
  CHECK(printed(arange<int, 1001>()) == "tensor([   0,    1,    2,  ...,  998,  999, 1000])");
  CHECK(printed(arange<float, 2000>(1.f)) ==
        "tensor([1.0000e+00, 2.0000e+00, 3.0000e+00,  ..., 1.9980e+03, 1.9990e+03,\n"
        "        2.0000e+03])");
  CHECK(printed(ones<int, 7, 2, 100>()) == "tensor([[[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]],\n"
                                           "\n"
                                           "        [[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]],\n"
                                           "\n"
                                           "        [[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]],\n"
                                           "\n"
                                           "        ...,\n"
                                           "\n"
                                           "        [[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]],\n"
                                           "\n"
                                           "        [[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]],\n"
                                           "\n"
                                           "        [[1, 1, 1,  ..., 1, 1, 1],\n"
                                           "         [1, 1, 1,  ..., 1, 1, 1]]])");
  // what is left out does not count
  Tensor<float, 1001> x = ones<float, 1001>();
  x(500) = 12345.5f;
  CHECK(printed(x) == "tensor([1., 1., 1.,  ..., 1., 1., 1.])");
}

TEST_CASE("nothing is printed as nothing", "[tensor]") {
  CHECK(printed(zeros<float, 0>()) == "tensor([])");
  CHECK(printed(zeros<float, 0, 3>()) == "tensor([], size=(0, 3))");
}

TEST_CASE("views and expressions are printed like tensors", "[tensor]") {
  const auto x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(printed(permute(x, 1_c, 0_c)) == "tensor([[1, 4],\n"
                                         "        [2, 5],\n"
                                         "        [3, 6]])");
  CHECK(printed(x[1]) == "tensor([4, 5, 6])");
  CHECK(printed(x + x) == "tensor([[ 2,  4,  6],\n"
                          "        [ 8, 10, 12]])");
  CHECK(printed(expand(tensor({1, 2}), 2_c, 2_c)) == "tensor([[1, 2],\n"
                                                     "        [1, 2]])");
}
