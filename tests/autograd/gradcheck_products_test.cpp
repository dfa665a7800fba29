// SPDX-License-Identifier: BSL-1.0
// Products and shapes against central differences, in double.
#include "check_gradient.hpp"

using namespace tenon;
using namespace tenon::literals;

TEST_CASE("products") {
  CHECK_GRADIENT(matmul(gelu(x), transpose(x, 0_c, 1_c)));
  CHECK_GRADIENT(softmax(matmul(x, transpose(x, 0_c, 1_c)) + 1, 1_c));
  CHECK_GRADIENT(linear(x, x * 2, sum(x, 1_c)));
  CHECK_GRADIENT(scaled_dot_product_attention(x, x * 0.3, x, causal));
  CHECK_GRADIENT(matmul(x, select(x, 0_c, 1_c)));
  CHECK_GRADIENT(dot(select(x, 0_c, 0_c), select(x, 0_c, 1_c)));
  CHECK_GRADIENT(outer(select(x, 1_c, 0_c), select(x, 0_c, 1_c)));
  CHECK_GRADIENT(linear(expand(unsqueeze(x, 1_c), 3_c, 2_c, 4_c) * 2, x));
  CHECK_GRADIENT(scaled_dot_product_attention(x, x * 0.3, x));
}
TEST_CASE("operands that a batch shares, whatever their strides") {
  Generator g(2);
  const Tensor<double, 5, 2, 3> a = randn(g);
  const Tensor<double, 5, 2, 2, 3> longer = randn(g);
  // every second column; every second row, from which on a third dimension is a batch of its own
  constexpr auto columns = [](const auto& x) { return select(reshape(x, 3_c, 2_c, 2_c), 2_c, 1_c); };
  constexpr auto matrices = [](const auto& x) {
    return permute(select(unsqueeze(reshape(x, 2_c, 3_c, 2_c), 3_c), 3_c, 0_c), 2_c, 1_c, 0_c);
  };
  CHECK_GRADIENT(matmul(a, columns(x)));
  CHECK_GRADIENT(matmul(transpose(columns(x), 0_c, 1_c), transpose(a, 1_c, 2_c)));
  CHECK_GRADIENT(matmul(longer, matrices(x)));
  CHECK_GRADIENT(matmul(transpose(matrices(x), 1_c, 2_c), transpose(longer, 2_c, 3_c)));
}
TEST_CASE("rows that a batch repeats") {
  Generator g(3);
  const Tensor<double, 5, 4, 2> other = randn(g);
  constexpr auto row = [](const auto& x) { return unsqueeze(select(x, 0_c, 1_c), 0_c); };
  CHECK_GRADIENT(linear(expand(row(x), 5_c, 1_c, 4_c), x));
  CHECK_GRADIENT(linear(expand(row(x), 2_c, 5_c, 1_c, 4_c), x));
  CHECK_GRADIENT(matmul(select(x, 0_c, 1_c), expand(transpose(x, 0_c, 1_c), 5_c, 4_c, 3_c)));
  CHECK_GRADIENT(matmul(expand(row(x), 5_c, 1_c, 4_c), other));
  CHECK_GRADIENT(matmul(x, expand(unsqueeze(select(x, 0_c, 1_c), 1_c), 5_c, 4_c, 1_c)));
}
TEST_CASE("sums of products, which share their memory") {
  constexpr auto p = [](const auto& x) { return matmul(x, transpose(x, 0_c, 1_c)); };
  constexpr auto row = [](const auto& x) { return select(x, 1_c, 0_c); };
  CHECK_GRADIENT(p(x) + row(x));
  CHECK_GRADIENT(row(x) + p(x));
  CHECK_GRADIENT(narrow(x, 1_c, 0_c, 3_c) + (p(x) + row(x)));
  CHECK_GRADIENT(p(x) + p(x * 2));
  CHECK_GRADIENT((p(x) + softmax(p(x), 1_c)) + p(sin(x)));
  CHECK_GRADIENT(p(x) + mean(p(x)));
  CHECK_GRADIENT(matmul(row(x), x) + sum(x, 0_c));
  // a product of one row is no product of the sum's shape
  CHECK_GRADIENT(unsqueeze(matmul(row(x), x), 0_c) + x);
  CHECK_GRADIENT(matmul(eye<double, 3>(), x) + 1);
  CHECK_GRADIENT(matmul(eye<double, 3>(), ones<double, 3, 4>()) + x * x);
  CHECK_GRADIENT(p(x) + 2.5);
}
TEST_CASE("a sum of a product reads what it is written to") {
  // values of more rows than are computed at a time, and of ends that fill no pack
  Parameter<float, 37, 19> w;
  Parameter<float, 19> b;
  Tensor<float, 65, 37> x;
  Generator g(1);
  w = randn(g);
  b = randn(g);
  x = randn(g);
  const auto check = [&](const auto& of) {
    const auto expected = eval(of(eval(matmul(x, w.value())), b.value()));
    Tape tape;
    const Variable y = of(matmul(x, w), b);
    for (tenon::index i = 0; i < 65; ++i)
      for (tenon::index j = 0; j < 19; ++j) CHECK(y.value()(i, j) == Approx(expected(i, j)).epsilon(1e-4).margin(1e-4));
  };
  check([](const auto& p, const auto& c) { return p + c; });
  check([](const auto& p, const auto& c) { return p + softmax(p, 1_c) + c; });
  check([](const auto& p, const auto& c) { return p + mean(p, 0_c) + c; });
  check([](const auto& p, const auto& c) { return c + (p + flip(p, 1_c)); });
}
TEST_CASE("shapes") {
  CHECK_GRADIENT(reshape(transpose(x * x, 0_c, 1_c), 2_c, 6_c));
  CHECK_GRADIENT(view(x, 6_c, 2_c) * 2);
  CHECK_GRADIENT(cat(x, x * 2, 1_c));
  CHECK_GRADIENT(stack(x, x * x));
  CHECK_GRADIENT(permute(x * x, 1_c, 0_c));
  CHECK_GRADIENT(flatten(x * x));
  CHECK_GRADIENT(squeeze(select(x * x, 0_c, 2_c)));
  CHECK_GRADIENT(narrow(x * x, 1_c, 1_c, 2_c));
  CHECK_GRADIENT(expand(unsqueeze(x, 1_c), 3_c, 2_c, 4_c) * 2);
}
