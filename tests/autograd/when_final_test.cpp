// SPDX-License-Identifier: BSL-1.0
// Gradients that are final while the sweep goes on.
#include <tenon/autograd.hpp>
#include <tenon/autograd/when_final.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {

// gradients as they were when they were called final, and the order in which that was
class Seen {
  std::map<const void*, std::pair<const double*, std::size_t>> gradients_;

public:
  std::vector<const void*> order;
  std::map<const void*, std::vector<double>> then;

  template <class... P> explicit Seen(const P&... p) {
    (gradients_.emplace(p.key(), std::pair(p.grad().data(), std::size_t(P::numel))), ...);
  }
  std::vector<double> now(const void* key) const {
    const auto& [data, n] = gradients_.at(key);
    return std::vector<double>(data, data + n);
  }
  auto watcher() {
    return when_final([this](const void* key) {
      order.push_back(key);
      then[key] = now(key);
    });
  }
  bool nothing_came_later() const {
    return std::all_of(then.begin(), then.end(), [&](const auto& seen) { return seen.second == now(seen.first); });
  }
};

bool is_zero(const std::vector<double>& g) {
  return std::all_of(g.begin(), g.end(), [](double x) { return x == 0; });
}

// a table that is read by an embedding and by the head, as in GPT
struct Tied {
  Parameter<double, 6, 4> table;
  Parameter<double, 4, 4> first, second;
  Parameter<double, 4> bias, unread;
  Tensor<std::int64_t, 3> ids = tensor({std::int64_t(1), std::int64_t(4), std::int64_t(1)});

  Tied() {
    Generator g(7);
    for (auto* w : {&first, &second}) w->value() = randn(g);
    table.value() = randn(g);
    bias.value() = randn(g);
  }
  auto output() const {
    Variable x = embedding(ids, table);
    Variable h = tanh(matmul(x, first) + bias);
    Variable k = h + sigmoid(matmul(h, second));
    return Variable(matmul(k, transpose(table, 0_c, 1_c)));
  }
};

} // namespace

TEST_CASE("every parameter that was read is called final once, and its gradient is") {
  const Tied model, plain;
  const auto upstream = full<double, 3, 6>(0.5);
  Seen seen(model.table, model.first, model.second, model.bias, model.unread);
  Tape tape;
  Variable y = model.output();
  tape.backward(y, upstream, seen.watcher());
  CHECK(seen.nothing_came_later());
  // as soon as it is: what is nearer to the end comes first, and the table is read by both ends
  REQUIRE(seen.order.size() == 4);
  CHECK(seen.order.front() == model.second.key());
  CHECK(seen.order.back() == model.table.key());
  CHECK(std::count(seen.order.begin(), seen.order.end(), model.first.key()) == 1);
  CHECK(std::count(seen.order.begin(), seen.order.end(), model.bias.key()) == 1);
  // and the gradients are those of a sweep that nobody watches
  Tape other;
  Variable z = plain.output();
  other.backward(z, upstream);
  for (const auto& [a, b] : {std::pair(seen.now(model.table.key()), plain.table.grad().data()),
                             std::pair(seen.now(model.first.key()), plain.first.grad().data()),
                             std::pair(seen.now(model.bias.key()), plain.bias.grad().data())}) {
    CHECK(!is_zero(a));
    CHECK(std::equal(a.begin(), a.end(), b));
  }
}

TEST_CASE("a gradient is called final before those of earlier statements receive anything") {
  Parameter<double, 3> a = full<double, 3>(1.5), b = full<double, 3>(2.0);
  Tape tape;
  Variable x = exp(a);
  Variable y = x * b;
  std::vector<const void*> order;
  tape.backward(y, ones<double, 3>(), when_final([&](const void* key) {
                  order.push_back(key);
                  if (key == b.key()) CHECK(a.grad()(0) == 0);
                  if (key == a.key()) CHECK(a.grad()(0) != 0);
                }));
  CHECK(order == std::vector<const void*>{b.key(), a.key()});
}

TEST_CASE("a parameter that one statement reads twice, or in part, is called final once") {
  Parameter<double, 4> a = full<double, 4>(1.5);
  Parameter<double, 2> b = full<double, 2>(3.0);
  Seen seen(a, b);
  Tape tape;
  Variable x = narrow(a, 0_c, 2_c, 2_c) * b; // the second half only
  Variable y = x * narrow(a, 0_c, 0_c, 2_c) * narrow(a, 0_c, 1_c, 2_c) + b * b;
  tape.backward(y, ones<double, 2>(), seen.watcher());
  CHECK(seen.order.size() == 2);
  CHECK(seen.then.size() == 2);
  CHECK(seen.nothing_came_later());
  CHECK(seen.now(a.key())[3] != 0);
}

TEST_CASE("who is told a gradient may compute, and sweep a tape of its own") {
  const auto swept = [](auto meanwhile) {
    Parameter<double, 2, 2> x = eye<double, 2>(), w1 = x, w2 = x;
    Tape tape;
    Variable y = matmul(square(matmul(x, w1)), w2);
    tape.backward(y, ones<double, 2, 2>(), when_final([&](const void*) { meanwhile(); }));
    Tensor<double, 2, 2> gradient = w1.grad();
    return gradient;
  };
  const Parameter<double, 2, 2> o = full<double, 2, 2>(7.0);
  const auto expected = swept([] {});
  CHECK(expected(0, 0) == 2);
  CHECK(element_of(all(expected == swept([&] {
                         Tape own;
                         Variable z = matmul(square(matmul(o, o)), o);
                         own.backward(z, ones<double, 2, 2>());
                       }))));
  CHECK(element_of(all(expected == swept([&] {
                         Variable z = matmul(cat(o, o) * 1.5, o);
                         CHECK(z.tape() == nullptr);
                       }))));
}

TEST_CASE("what only later statements read, or none on the way back, is not called final") {
  Parameter<double, 2> a = full<double, 2>(1.5), later = a, stopped = a;
  Seen seen(a, later, stopped);
  Tape tape;
  Variable y = a * detach(stopped);
  Variable z = y * later;
  tape.backward(y, ones<double, 2>(), seen.watcher());
  CHECK(seen.order == std::vector<const void*>{a.key()});
  CHECK(z.value()(0) > 0);
}
