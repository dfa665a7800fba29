// SPDX-License-Identifier: BSL-1.0
// Who owns what an expression reads: named tensors are referenced, tensors that end are moved in, expressions are
// copied. The address sanitizer turns a mistake here into an error. Each case runs with elements in the object and on
// the heap, which new tensors overwrite before the expression is evaluated.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <utility>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class X> X counting() {
  X x;
  for (tenon::index i = 0; i < X::numel; ++i) x.data()[i] = static_cast<typename X::value_type>(i % 23);
  return x;
}
// memory and stack where an ended tensor may have been
template <class X> [[gnu::noinline]] float overwritten() {
  X other[4];
  for (auto& x : other) x = full<float, X::size_type::list[0], X::size_type::list[1]>(-1e6f);
  return other[0](0, 0) + other[3](1, 1);
}
// whether an expression, evaluated late, gives f(coordinates)
template <class X, class E, class F> void check(const E& e, F f) {
  REQUIRE(overwritten<X>() < 0);
  const auto y = eval(e);
  using Y = std::remove_const_t<decltype(y)>;
  static_assert(Y::rank == 2);
  tenon::index wrong = 0;
  for (tenon::index i = 0; i < Y::size_type::list[0]; ++i)
    for (tenon::index j = 0; j < Y::size_type::list[1]; ++j) wrong += y(i, j) == f(i, j) ? 0 : 1;
  CHECK(wrong == 0);
}

template <class X> auto returned(const X& x) {
  const auto twice = x * 2.0f;
  const auto and_one = twice + 1.0f;
  return and_one - full<float, X::size_type::list[1]>(1.0f); // refers to x, owns the rest
}
// named intermediate expressions, all of which end before the result is evaluated
template <class X> auto log_softmax_by_hand(const X& x) {
  const auto largest = amax(x, 1_c, keepdim);
  const auto shifted = x - largest;
  const auto total = sum(exp(shifted), 1_c, keepdim);
  return shifted - log(total);
}
template <class E> struct holder {
  E expression;
  auto doubled() const { return expression * 2.0f; }
};
template <class E> holder(E) -> holder<E>;
} // namespace

TEMPLATE_TEST_CASE("expressions outlive the temporaries they are built from", "", (Tensor<float, 5, 4>),
                   (Tensor<float, 70, 30>)) {
  using X = TestType;
  constexpr tenon::index R = X::size_type::list[0], C = X::size_type::list[1];
  const X x = counting<X>();
  const auto value = [](tenon::index i, tenon::index j) { return static_cast<float>((i * C + j) % 23); };

  check<X>(returned(x), [&](auto i, auto j) { return 2 * value(i, j); });
  check<X>(counting<X>() + counting<X>(), [&](auto i, auto j) { return 2 * value(i, j); });
  check<X>(transpose(counting<X>(), 0_c, 1_c) + 1.0f, [&](auto i, auto j) { return value(j, i) + 1; });
  check<X>(narrow(counting<X>(), 1_c, 1_c, 2_c) * 1.0f, [&](auto i, auto j) { return value(i, j + 1); });
  check<X>(select(unsqueeze(counting<X>(), 0_c), 0_c, 0_c) * 1.0f, value);
  check<X>(view(counting<X>(), c<R * C / 2>, 2_c) * 1.0f,
           [&](auto i, auto j) { return static_cast<float>((2 * i + j) % 23); });
  check<X>(reshape(permute(counting<X>(), 1_c, 0_c), c<C>, c<R>) * 1.0f, [&](auto i, auto j) { return value(j, i); });
  check<X>(cat(counting<X>(), counting<X>() + 1.0f),
           [&](auto i, auto j) { return i < R ? value(i, j) : value(i - R, j) + 1; });
  check<X>(std::get<0>(split(counting<X>(), sizes(c<R - 1>, 1_c))) * 1.0f, value);
  check<X>(std::get<0>(split(counting<X>() * 1.0f, sizes(c<R - 1>, 1_c))), value);
  check<X>(expand(counting<X>()[1], c<R>, c<C>) * 1.0f, [&](auto, auto j) { return value(1, j); });
  check<X>(where(counting<X>() > 3.0f, counting<X>(), 0.0f),
           [&](auto i, auto j) { return value(i, j) > 3 ? value(i, j) : 0; });
  check<X>(matmul(eye<float, R>(), counting<X>()), value);
  check<X>(linear(counting<X>(), eye<float, C>(), zeros<float, C>()), value);
  check<X>(cumsum(counting<X>() * 0.0f + 1.0f, 1_c), [&](auto, auto j) { return static_cast<float>(j + 1); });
  check<X>(detach(counting<X>()) * 1.0f, value);
  check<X>(counting<X>().detach() * 1.0f, value);
  check<X>(Parameter(counting<X>()).value() * 1.0f, value);
  check<X>(Parameter(counting<X>()).detach() * 1.0f, value);
  check<X>(Variable(x * 1.0f).value() * 1.0f, value);
  check<X>(Variable(x * 1.0f).detach() * 1.0f, value);
  check<X>(Parameter(counting<X>()).grad() + 1.0f, [](auto, auto) { return 1.0f; });
  check<X>(einsum<"ij,jk->ik">(counting<X>(), eye<float, C>()), value);
  check<X>(einsum<"ji,ik->jk">(eye<float, R>(), counting<X>()), value);
  check<X>(reshape(conv2d(reshape(counting<X>(), 1_c, 1_c, c<R>, c<C>), full<float, 1, 1, 1, 1>(2)), c<R>, c<C>),
           [&](auto i, auto j) { return 2 * value(i, j); });
  check<X>(let(node_of(counting<X>()), [](auto r) { return r + r; }), [&](auto i, auto j) { return 2 * value(i, j); });
  const auto constant = []() -> const X { return counting<X>(); };
  check<X>(transpose(constant(), 0_c, 1_c) * 1.0f, [&](auto i, auto j) { return value(j, i); });
  check<X>(constant() * 1.0f, value);
  check<X>(constant()[1] + zeros<float, R, 1>(), [&](auto, auto j) { return value(1, j); });

  const holder member{counting<X>() + returned(x)};
  check<X>(member.doubled(), [&](auto i, auto j) { return 6 * value(i, j); });
  const auto captured = [e = counting<X>() * 3.0f](float s) { return e * s; };
  check<X>(captured(2.0f), [&](auto i, auto j) { return 6 * value(i, j); });
  const auto nested = [&](auto e) { return [e] { return e + e; }; }(x + counting<X>())();
  check<X>(nested, [&](auto i, auto j) { return 4 * value(i, j); });
}

TEMPLATE_TEST_CASE("a log-softmax written with names", "", (Tensor<float, 5, 4>), (Tensor<float, 70, 30>)) {
  using X = TestType;
  const auto e = log_softmax_by_hand(counting<X>());
  const auto inner = [](const X& x) { return log_softmax_by_hand(x * 1.0f); };
  const X x = counting<X>();
  const auto lazily = inner(x);
  REQUIRE(overwritten<X>() < 0);
  const X expected = log_softmax(x, 1_c), y = lazily;
  CHECK(float(amax(tenon::abs(y - expected))) < 1e-6f);
  static_assert(!std::is_same_v<decltype(e), void>);
}

TEMPLATE_TEST_CASE("expressions are values", "", (Tensor<float, 5, 4>), (Tensor<float, 70, 30>)) {
  using X = TestType;
  const auto twice = [](tenon::index i, tenon::index j) {
    return 2 * static_cast<float>((i * X::size_type::list[1] + j) % 23);
  };
  auto e = counting<X>() * 2.0f;
  auto copy = e;
  check<X>(copy, twice);
  auto moved = std::move(e);
  check<X>(moved, twice);
  check<X>(copy, twice); // has elements of its own
  e = copy;              // what was moved from may be given another value
  check<X>(e, twice);
  e = std::move(moved);
  copy = e;
  check<X>(copy, twice);

  // a named tensor is referenced: it is read when the expression is evaluated
  X x = counting<X>();
  const auto reference = x * 2.0f, again = reference;
  x = x + 1.0f;
  check<X>(again, [&](auto i, auto j) { return twice(i, j) + 2; });
}

TEMPLATE_TEST_CASE("a tensor that was moved from takes any value", "", (Tensor<float, 5, 4>), (Tensor<float, 70, 30>)) {
  using X = TestType;
  const auto value = [](tenon::index i, tenon::index j) {
    return static_cast<float>((i * X::size_type::list[1] + j) % 23);
  };
  const X source = counting<X>();
  const auto moved_from = [] {
    X x;
    const X to = std::move(x);
    CHECK(to(0, 0) == 0);
    return x;
  };
  X x = moved_from();
  x = source * 1.0f;
  check<X>(x, value);
  x = moved_from();
  x = view(source, source.size(0_c), source.size(1_c));
  check<X>(x, value);
  x = moved_from();
  x = source;
  check<X>(x, value);
  x = moved_from();
  x = counting<X>();
  check<X>(x, value);
  Generator generator(1);
  x = moved_from();
  x = randn(generator);
  CHECK(float(amax(tenon::abs(x))) > 0);
  X to = source;
  to = moved_from();
  to = source + 0.0f;
  check<X>(to, value);
}

// ---- what would refer to something that ends does not compile ----
namespace {
template <class X>
concept views = requires(X&& x) { typename decltype(transpose(static_cast<X&&>(x), 0_c, 1_c))::layout_type; };
using matrix = Tensor<float, 5, 4>;
// views are of tensors that have a name; what is made of others has its elements
static_assert(views<matrix&> && views<const matrix&> && !views<matrix> && !views<const matrix>);
static_assert(std::is_same_v<decltype(std::declval<matrix&>()[0]), TensorView<float, 4>>);
static_assert(std::is_same_v<decltype(std::declval<const matrix&>()[0]), TensorView<const float, 4>>);
static_assert(std::is_same_v<decltype(std::declval<matrix>()[0]), Tensor<float, 4>>);
static_assert(std::is_same_v<decltype(view(std::declval<matrix>(), 20_c)), Tensor<float, 20>>);
static_assert(std::is_same_v<decltype(std::get<0>(split(std::declval<matrix>(), 2_c))), Tensor<float, 2, 4>&&>);
// options refer to class weights, and only to those that have a name
static_assert(std::is_constructible_v<class_weights, Tensor<float, 3>&>);
static_assert(!std::is_constructible_v<class_weights, Tensor<float, 3>>);
static_assert(!std::is_constructible_v<class_weights, const Tensor<float, 3>>);
} // namespace

TEST_CASE("parameters and variables that end are kept by the expression") {
  const auto scaled = Parameter<float, 6, 50>(full<float, 6, 50>(3.0f)) * 2.0f;
  REQUIRE(overwritten<Tensor<float, 6, 50>>() < 0);
  CHECK(eval(scaled)(5, 49) == 6);

  Parameter<float, 6, 50> w = full<float, 6, 50>(0.5f);
  const auto layer = [&](float s) {
    Variable h = w * s;
    return h;
  };
  const auto lazily = layer(2.0f) + 1.0f; // no tape lives: the variable's own memory
  const auto turned = transpose(layer(4.0f), 0_c, 1_c) * 1.0f;
  const auto product = matmul(layer(2.0f), ones<float, 50, 2>());
  REQUIRE(overwritten<Tensor<float, 6, 50>>() < 0);
  CHECK(eval(lazily)(5, 49) == 2);
  CHECK(eval(turned)(49, 5) == 2);
  CHECK(eval(product)(5, 1) == 50);

  Tape tape;
  Variable loss = sum(layer(2.0f) * layer(3.0f)) + sum(matmul(layer(1.0f), ones<float, 50, 2>()));
  tape.backward(loss);
  CHECK(w.grad()(2, 3) == Approx(2 * 6 * 0.5f + 2));
  w.zero_grad();
  Tape next;
  Variable both = sum(w * Parameter<float, 6, 50>(full<float, 6, 50>(3.0f)));
  next.backward(both);
  CHECK(w.grad()(2, 3) == 3);
}
