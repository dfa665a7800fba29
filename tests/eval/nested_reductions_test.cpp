// SPDX-License-Identifier: BSL-1.0
// Reductions of reductions in one statement, whatever dimensions they take in whatever order, against one after another
// that are stored; values and gradients.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
using X = Tensor<double, 2, 3, 4, 5>;
X numbers() {
  X x; // whole numbers, whose sums are exact
  for (tenon::index i = 0; i < X::numel; ++i) x.data()[i] = static_cast<double>(i * 37 % 101 - 50);
  return x;
}

struct sums {
  template <class E, class D> auto operator()(const E& x, D d) const { return sum(x, d); }
};
struct largest { // and something in between that moves with all loops
  template <class E, class D> auto operator()(const E& x, D d) const { return amax(x * 2 - 1, d); }
};
struct squares {
  template <class E, class D> auto operator()(const E& x, D d) const { return sum(square(x), d); }
};

// f over dimension First of x, over Second of what is left, and so on: lazily, or each stored
template <long long First, long long... Rest, class E, class F> auto lazily(const E& x, F f) {
  const auto once = f(x, c<First>);
  if constexpr (sizeof...(Rest) == 0) return once;
  else return lazily<Rest...>(once, f);
}
template <long long First, long long... Rest, class E, class F> auto stored(const E& x, F f) {
  const auto once = eval(f(x, c<First>));
  if constexpr (sizeof...(Rest) == 0) return once;
  else return stored<Rest...>(once, f);
}

template <long long... D, class F> void check(F f) {
  const X x = numbers();
  const auto wanted = stored<D...>(x, f);
  const auto got = eval(lazily<D...>(x, f));
  STATIC_REQUIRE(std::is_same_v<decltype(got), decltype(wanted)>);
  for (tenon::index i = 0; i < wanted.numel; ++i) CHECK(got.data()[i] == wanted.data()[i]);

  // gradients, where each is a statement of its own and where all are one
  Parameter p = numbers(), q = p;
  const auto upstream = eval(wanted * 0 + 3);
  {
    Tape tape;
    const auto step = [&](const auto& e, auto d) { return Variable(f(e, d)); };
    Variable y = lazily<D...>(p, step);
    tape.backward(y, upstream);
  }
  backward(lazily<D...>(q, f), upstream);
  for (tenon::index i = 0; i < X::numel; ++i) CHECK(q.grad().data()[i] == p.grad().data()[i]);
}
template <class F> void check_all(F f) {
  check<0, 0>(f);
  check<3, 2>(f);
  check<2, 0, 1>(f);
  check<0, 0, 0>(f);
  check<1, 1, 1>(f);
  check<3, 2, 1>(f);
  check<1, 2, 0>(f);
  check<3, 2, 1, 0>(f);
  check<0, 0, 0, 0>(f);
  check<1, 2, 0, 0>(f);
  check<2, 0, 1, 0>(f);
}
} // namespace

TEST_CASE("sums of sums") { check_all(sums()); }
TEST_CASE("maxima of maxima") { check_all(largest()); }
TEST_CASE("sums of squares of sums") {
  check<2, 0, 1>(squares());
  check<3, 2, 1>(squares());
  check<3, 2, 1, 0>(squares());
}

TEST_CASE("means of what is reduced twice") {
  const Tensor<double, 4, 10, 7> z = [] {
    Generator g(1);
    return Tensor<double, 4, 10, 7>(randn(g));
  }();
  Tensor<int, 4, 7> target;
  for (int i = 0; i < 28; ++i) target.data()[i] = i % 10;
  const auto same = [](double lazy, const auto& inner) { CHECK(lazy == Approx(static_cast<double>(mean(inner)))); };
  same(mean(sum(cross_entropy(z, target, reduction::none), 1_c)),
       eval(sum(eval(cross_entropy(z, target, reduction::none)), 1_c)));
  same(mean(sum(norm(z, 2_c), 1_c)), eval(sum(eval(norm(z, 2_c)), 1_c)));
  same(mean(amax(logsumexp(z, -1_c), 1_c)), eval(amax(eval(logsumexp(z, -1_c)), 1_c)));
  same(mean(norm(mean(z, 2_c), 1_c)), eval(norm(eval(mean(z, 2_c)), 1_c)));
  const auto u = sum(z, 2_c);
  const auto v = eval(u);
  same(mean(sum(softmax(u, 1_c) * u, 1_c)), eval(sum(eval(softmax(v, 1_c)) * v, 1_c)));
}
