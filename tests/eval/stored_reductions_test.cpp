// SPDX-License-Identifier: BSL-1.0
// Reductions of what other reductions give, over dimensions that do not lie side by side, so that no row serves both:
// in one statement against one after another; values and gradients.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
using X = Tensor<double, 3, 2, 4, 5>;
X numbers() {
  X x; // whole numbers, whose sums are exact
  for (tenon::index i = 0; i < X::numel; ++i) x.data()[i] = static_cast<double>(i * 37 % 101 - 50);
  return x;
}

// f(e, step), where step says what becomes of an inner reduction: part of the statement, or a statement of its own
void check(auto f) {
  const auto lazily = [](const auto& e) { return node_of(e); };
  Parameter p = numbers(), q = p;
  using Y = tensor_of<decltype(f(p, lazily))>;
  Y upstream;
  for (double& u : upstream) u = 3;
  Y wanted;
  {
    Tape tape;
    Variable y = f(p, [](const auto& e) { return Variable(e); });
    wanted = y;
    tape.backward(y, upstream);
  }
  const Y got(f(q, lazily));
  for (tenon::index i = 0; i < Y::numel; ++i) CHECK(got.data()[i] == wanted.data()[i]);
  backward(f(q, lazily), upstream);
  for (tenon::index i = 0; i < X::numel; ++i) CHECK(q.grad().data()[i] == p.grad().data()[i]);
}

// over two dimensions, then over what is left
template <long long A, long long B> void check_two() {
  check([](const auto& x, auto step) { return sum(square(step(sum(x, dims(c<A>, c<B>))))); });
  check([](const auto& x, auto step) { return sum(step(amax(x, dims(c<A>, c<B>))) * 2 - 1, 0_c); });
  check([](const auto& x, auto step) { return amax(step(sum(x, dims(c<A>, c<B>))) + 1, 1_c); });
}
} // namespace

TEST_CASE("reductions of reductions over two dimensions") {
  check_two<0, 2>();
  check_two<1, 3>();
  check_two<0, 3>();
  check_two<1, 2>();
}

TEST_CASE("a reduction of a reduction and of what lies otherwise") {
  // (2, 5) beside a part of x whose dimensions are turned over and lie apart
  check([](const auto& x, auto step) {
    const auto turned = permute(select(narrow(permute(x, 0_c, 2_c, 3_c, 1_c), 0_c, 1_c, 1_c), 1_c, 2_c), 0_c, 2_c, 1_c);
    return sum(step(amax(x, dims(0_c, 2_c))) * squeeze(turned, 0_c));
  });
  check([](const auto& x, auto step) { return sum(x * step(sum(x, dims(0_c, 2_c), keepdim)), dims(1_c, 3_c)); });
  check([](const auto& x, auto step) { return sum(step(amax(x, dims(1_c, 3_c), keepdim)) - x * 2, dims(0_c, 2_c)); });
}
