// SPDX-License-Identifier: BSL-1.0
// Parts of a model that are recorded again on the way back.
#include <tenon/autograd.hpp>
#include <tenon/autograd/when_final.hpp>
#include <tenon/ops/dropout.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
struct Layer {
  Parameter<double, 32, 32> w;
  Parameter<double, 32> b;
  double drop = 0;

  explicit Layer(Generator& g) {
    w.value() = randn(g) * 0.2;
    b.value() = randn(g);
  }
  template <class X> auto operator()(const X& x) const {
    const Variable h = gelu(matmul(x, w) + b);
    const Variable dropped = dropout(h, drop, default_generator());
    return x + matmul(dropped, w);
  }
};

// a sum over several layers, each of which is called through `call`
struct Model {
  Generator generator{5};
  Layer layers[3]{Layer(generator), Layer(generator), Layer(generator)};
  Parameter<double, 16, 32> x = Tensor<double, 16, 32>(randn(generator));

  template <class Call> double backward(Call call) const {
    for (const Layer& l : layers) zero_grad(l.w, l.b);
    x.zero_grad();
    default_generator() = Generator(77);
    Tape tape;
    Variable h = square(x);
    for (const Layer& l : layers) h = call(l, h);
    const Variable loss = mean(square(h));
    tape.backward(loss);
    return loss;
  }
  std::vector<double> gradients() const {
    std::vector<double> all(x.grad().begin(), x.grad().end());
    for (const Layer& l : layers) {
      all.insert(all.end(), l.w.grad().begin(), l.w.grad().end());
      all.insert(all.end(), l.b.grad().begin(), l.b.grad().end());
    }
    return all;
  }
};

constexpr auto plainly = [](const Layer& l, const auto& h) { return Variable(l(h)); };
constexpr auto again = [](const Layer& l, const auto& h) {
  return checkpoint([&l](const auto& x) { return l(x); }, h);
};
constexpr auto nested = [](const Layer& l, const auto& h) {
  return checkpoint([&l](const auto& x) { return again(l, x); }, h);
};
} // namespace

TEST_CASE("a checkpoint changes no bit of value and gradients") {
  Model model;
  for (const double drop : {0.0, 0.5}) {
    for (Layer& l : model.layers) l.drop = drop;
    const double loss = model.backward(plainly);
    const auto drawn = default_generator().reserve(0);
    const auto gradients = model.gradients();
    CHECK(model.backward(again) == loss);
    CHECK(model.gradients() == gradients);
    CHECK(default_generator().reserve(0) == drawn); // the next numbers are those that had been next
    CHECK(model.backward(nested) == loss);
    CHECK(model.gradients() == gradients);
  }
}

TEMPLATE_TEST_CASE("a tape keeps the result of a checkpoint only, and so does inference", "", Tape, inference_mode) {
  const Model model;
  const auto bytes_of = [&](auto call) {
    std::size_t bytes = 0;
    std::thread([&] { // has arenas of its own
      const TestType keeper;
      Variable h = square(model.x);
      const std::size_t before = detail::tape_memory::get().used();
      for (int i = 0; i < 20; ++i) h = call(model.layers[0], h);
      bytes = detail::tape_memory::get().used() - before;
    })
        .join();
    return bytes;
  };
  const std::size_t result = 16 * 32 * sizeof(double);
  CHECK(bytes_of(again) < 20 * (result + 1024));
  CHECK(bytes_of(plainly) > 20 * (std::is_same_v<TestType, Tape> ? 3 : 2) * result); // a tape keeps a product as well
}

TEST_CASE("a checkpoint of several arguments of several kinds") {
  Generator g(3);
  Parameter<double, 4> a = Tensor<double, 4>(randn(g)), unread = Tensor<double, 4>(randn(g));
  const Tensor<double, 4> data = randn(g);
  const auto f = [](const auto& x, const auto& y, const auto& z) {
    const Variable p = x * y;
    return sum(p * p * z);
  };
  for (int i = 0; i < 4; ++i) a.grad()(i) = 0;
  Tape tape;
  const Variable h = square(a);
  const Variable loss = checkpoint(f, a, h, data) * 2; // 2 a^6 z
  static_assert(std::is_same_v<shape_of<decltype(loss)>, Size<>>);
  tape.backward(loss);
  for (int i = 0; i < 4; ++i) CHECK(a.grad()(i) == Approx(12 * std::pow(a.value()(i), 5) * data(i)));
  CHECK(unread.grad()(0) == 0);
}

TEST_CASE("without a tape a checkpoint is a call") {
  const Model model;
  const Tensor<double, 16, 32> x = model.x.value();
  const Tensor<double, 16, 32> expected = [&] {
    const inference_mode guard;
    return eval(model.layers[0](x));
  }();
  const Variable got = again(model.layers[0], x);
  CHECK(got.tape() == nullptr);
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 32; ++j) CHECK(got.value()(i, j) == expected(i, j));
}

TEST_CASE("what the function throws passes through, and the tape goes on") {
  Parameter<double, 2> x = tensor({1.0, 2.0});
  Tape tape;
  const Variable h = square(x);
  const auto thrower = [](const auto& a) {
    const Variable b = a * 2;
    if (b.value()(0) > 0) throw std::runtime_error("no");
    return b;
  };
  CHECK_THROWS_WITH(checkpoint(thrower, h), "no");
  const Variable loss = sum(h);
  tape.backward(loss);
  CHECK(x.grad()(1) == 4);
}

TEST_CASE("a variable that is no argument is refused, and the tape goes on") {
  Parameter<double, 2> x = tensor({1.0, 2.0});
  Tape tape;
  const Variable h = square(x), other = x * 3;
  const auto f = [&other](const auto& a) { return a * other; };
  CHECK_THROWS_MATCHES(checkpoint(f, h), std::logic_error,
                       Catch::Message("checkpoint: the function reads a variable that is not one of its arguments"));
  const Variable loss = sum(h * other);
  tape.backward(loss);
  CHECK(x.grad()(0) == 9);
}

TEST_CASE("what has a name is referred to") {
  Generator g(1);
  const Layer layer(g);
  Parameter<double, 16, 32> x = Tensor<double, 16, 32>(randn(g));
  Tape tape;
  const Variable loss = sum(checkpoint(layer, x));
  tape.backward(loss);
  CHECK(layer.b.grad()(3) != 0);
}

TEST_CASE("a parameter that is written before the way back is noticed") {
  Generator g(1);
  Layer layer(g);
  Parameter<double, 16, 32> x = Tensor<double, 16, 32>(randn(g));
  Tape tape;
  const Variable loss = sum(again(layer, x));
  layer.w.value()(0, 0) = 1;
  CHECK_THROWS_WITH(tape.backward(loss),
                    "backward: a parameter was opened for writing after a function under checkpoint had read it");
  CHECK(x.grad()(0, 0) == 0);
}

TEST_CASE("... one that is read detached, too, and gets no gradient") {
  Parameter<double, 4> p = ones<double, 4>(), x = tensor({1.0, 2.0, 3.0, 4.0});
  for (const bool written : {true, false})
    for (const int how : {0, 1, 2}) {
      p.value() = ones<double, 4>();
      x.zero_grad();
      Tape tape;
      const Variable h = x * 3.0;
      const Variable y = how == 0   ? checkpoint([&](const auto& a) { return Variable(where(p > 0.5, a, 0.0)); }, h)
                         : how == 1 ? checkpoint([&](const auto& a) { return Variable(a * detach(p)); }, h)
                                    : checkpoint([](const auto& a, const auto& b) { return a * b; }, h, detach(p));
      const Variable loss = sum(y);
      if (written) p.value() = zeros<double, 4>();
      if (written) CHECK_THROWS_AS(tape.backward(loss), std::logic_error);
      else tape.backward(loss);
      CHECK(element_of(all(x.grad() == (written ? 0.0 : 3.0))));
      CHECK_FALSE(p.has_grad());
    }
}

TEST_CASE("a watcher of the sweep sees the parameters of a checkpoint when they are final") {
  Generator g(1);
  const Layer first(g), second(g);
  Parameter<double, 16, 32> x = Tensor<double, 16, 32>(randn(g));
  Tape tape;
  const Variable h = again(first, x);
  const Variable y = again(second, h);
  const Variable loss = sum(y * y);
  std::vector<const void*> order;
  Tensor<double, 32> then;
  tape.backward(loss, Tensor<double>(1.0), when_final([&](const void* key) {
                  order.push_back(key);
                  if (key == second.b.key()) then = second.b.grad();
                }));
  const auto place = [&](const void* key) { return std::find(order.begin(), order.end(), key) - order.begin(); };
  REQUIRE(order.size() == 5);
  CHECK(place(second.w.key()) < place(first.w.key()));
  CHECK(place(first.b.key()) < 5);
  for (int i = 0; i < 32; ++i) CHECK(then(i) == second.b.grad()(i));
}
