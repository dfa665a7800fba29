// SPDX-License-Identifier: BSL-1.0
// Gradients of attention whose rows are computed once more, against loops in double.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr int batch = 2, heads = 3, width = 16, columns = 24;

using numbers = std::vector<double>;

// attention of `matrices` matrices: queries (T, width), keys (S, width), values (S, columns)
struct reference {
  int matrices, T, S;
  numbers q, k, v, up; // as they lie side by side; what the result receives
  numbers added;       // to the scores; -infinity where a key is not seen
  numbers dq, dk, dv, dadded, y;

  std::size_t at(int m, int i, int rows, int c, int w) const {
    return static_cast<std::size_t>((m * rows + i) * w + c);
  }
  void compute() {
    dq.assign(q.size(), 0), dk.assign(k.size(), 0), dv.assign(v.size(), 0), dadded.assign(added.size(), 0);
    y.assign(up.size(), 0);
    const double scale = 1 / std::sqrt(double(width));
    numbers p(static_cast<std::size_t>(S)), dp(static_cast<std::size_t>(S));
    for (int m = 0; m < matrices; ++m)
      for (int i = 0; i < T; ++i) {
        double largest = -std::numeric_limits<double>::infinity(), total = 0;
        for (int j = 0; j < S; ++j) {
          double s = added[at(m, i, T, j, S)];
          for (int c = 0; c < width; ++c) s += scale * q[at(m, i, T, c, width)] * k[at(m, j, S, c, width)];
          p[std::size_t(j)] = s;
          largest = std::fmax(largest, s);
        }
        for (double& s : p) total += s = std::isinf(s) ? 0 : std::exp(s - largest);
        double sum = 0;
        for (int j = 0; j < S; ++j) {
          double& w = p[std::size_t(j)];
          double& d = dp[std::size_t(j)];
          w = total == 0 ? 0 : w / total;
          d = 0;
          for (int c = 0; c < columns; ++c) {
            const double g = up[at(m, i, T, c, columns)];
            y[at(m, i, T, c, columns)] += w * v[at(m, j, S, c, columns)];
            d += g * v[at(m, j, S, c, columns)];
            dv[at(m, j, S, c, columns)] += w * g;
          }
          sum += w * d;
        }
        for (int j = 0; j < S; ++j) {
          const double ds = p[std::size_t(j)] * (dp[std::size_t(j)] - sum);
          dadded[at(m, i, T, j, S)] += ds;
          for (int c = 0; c < width; ++c) {
            dq[at(m, i, T, c, width)] += scale * ds * k[at(m, j, S, c, width)];
            dk[at(m, j, S, c, width)] += scale * ds * q[at(m, i, T, c, width)];
          }
        }
      }
  }
};

template <class X> numbers numbers_of(const X& x) {
  const auto t = eval(x * 1);
  numbers n;
  for (index i = 0; i < t.numel; ++i) n.push_back(double(t.data()[i]));
  return n;
}
// the largest difference, of numbers of about 1
template <class X> double difference(const X& x, const numbers& expected) {
  const numbers n = numbers_of(x);
  REQUIRE(n.size() == expected.size());
  double most = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const double d = std::fabs(n[i] - expected[i]);
    if (!(d <= most)) most = std::isnan(most) ? most : d; // nan stays
  }
  return most;
}

// memory that is not written before it is read shall show
void spoil_scratch() {
  const scratch_scope scope;
  for (int part = 0; part < 1000; ++part) {
    float* const p = take_elements<float>(1000);
    std::fill(p, p + 1000, std::numeric_limits<float>::quiet_NaN());
  }
}

template <int T, int S> struct operands {
  Generator g{7};
  Parameter<float, batch, heads, T, width> q = randn(g);
  Parameter<float, batch, heads, S, width> k = randn(g);
  Parameter<float, batch, heads, S, columns> v = randn(g);
  Tensor<float, batch, heads, T, columns> up = randn(g);

  reference expected() const {
    reference r{
        batch * heads, T, S, numbers_of(q), numbers_of(k), numbers_of(v), numbers_of(up), {}, {}, {}, {}, {}, {}};
    r.added.assign(std::size_t(batch * heads * T * S), 0);
    return r;
  }
  void zero() { q.zero_grad(), k.zero_grad(), v.zero_grad(); }
  // f() is attention, recorded and not
  template <class F> void check(reference r, F attention) {
    r.compute();
    zero();
    spoil_scratch();
    {
      Tape tape;
      Variable y = attention();
      CHECK(difference(y, r.y) < 1e-5);
      tape.backward(y, up);
    }
    compare(r);
    zero();
    spoil_scratch();
    backward(attention(), up);
    compare(r);
  }
  void compare(const reference& r) const {
    CHECK(difference(q.grad(), r.dq) < 2e-5);
    CHECK(difference(k.grad(), r.dk) < 2e-5);
    CHECK(difference(v.grad(), r.dv) < 2e-5);
  }
};
constexpr double blank = -std::numeric_limits<double>::infinity();

template <int T, int S> void check_unmasked_and_causal() {
  operands<T, S> x;
  reference r = x.expected();
  x.check(r, [&] { return scaled_dot_product_attention(x.q, x.k, x.v); });
  for (int m = 0; m < batch * heads; ++m)
    for (int i = 0; i < T; ++i)
      for (int j = 0; j < S; ++j)
        if (j > S - T + i) r.added[r.at(m, i, T, j, S)] = blank;
  x.check(r, [&] { return scaled_dot_product_attention(x.q, x.k, x.v, causal); });
}
} // namespace

TEST_CASE("queries and keys in blocks, whole and not") {
  check_unmasked_and_causal<37, 45>(); // small ones as a whole
  check_unmasked_and_causal<96, 96>();
  check_unmasked_and_causal<67, 75>();
}
TEST_CASE("many blocks") { check_unmasked_and_causal<150, 150>(); }
TEST_CASE("few queries and many keys, over which sums pause") { check_unmasked_and_causal<3, 16500>(); }
TEST_CASE("more queries than keys, of which the first see nothing") { check_unmasked_and_causal<130, 41>(); }

TEST_CASE("a mask of bool, and a query that sees nothing") {
  operands<67, 75> x;
  reference r = x.expected();
  Tensor<bool, heads, 67, 75> seen;
  for (int h = 0; h < heads; ++h)
    for (int i = 0; i < 67; ++i)
      for (int j = 0; j < 75; ++j) {
        const bool here = i != 5 && (i * 7 + j * 3 + h) % 4 != 0;
        seen(h, i, j) = here;
        for (int b = 0; b < batch; ++b)
          if (!here) r.added[r.at(b * heads + h, i, 67, j, 75)] = blank;
      }
  x.check(r, [&] { return scaled_dot_product_attention(x.q, x.k, x.v, seen); });
}
TEST_CASE("a mask that is added has a gradient, which gathers over the batch") {
  operands<67, 75> x;
  reference r = x.expected();
  Parameter<float, heads, 67, 75> mask = randn(x.g);
  const auto once = numbers_of(mask);
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t i = 0; i < once.size(); ++i) r.added[b * once.size() + i] = once[i];
  r.compute();
  numbers sum(once.size());
  for (std::size_t i = 0; i < r.dadded.size(); ++i) sum[i % once.size()] += r.dadded[i];
  Tape tape;
  Variable y = scaled_dot_product_attention(x.q, x.k, x.v, mask);
  tape.backward(y, x.up);
  x.compare(r);
  CHECK(difference(mask.grad(), sum) < 2e-5);
}
TEST_CASE("keys and values that heads share") {
  operands<67, 75> x;
  Parameter<float, batch, 1, 75, width> k = randn(x.g);
  Parameter<float, batch, 1, 75, columns> v = randn(x.g);
  x.k = expand(k, 2_c, 3_c, 75_c, 16_c);
  x.v = expand(v, 2_c, 3_c, 75_c, 24_c);
  reference r = x.expected();
  r.compute();
  const auto check = [&] {
    CHECK(difference(x.q.grad(), r.dq) < 2e-5);
    numbers dk(std::size_t(batch * 75 * width)), dv(std::size_t(batch * 75 * columns));
    const auto gather = [](const numbers& all, numbers& sums) {
      const std::size_t one = sums.size() / batch;
      for (std::size_t i = 0; i < all.size(); ++i) sums[i / (heads * one) * one + i % one] += all[i];
    };
    gather(r.dk, dk), gather(r.dv, dv);
    CHECK(difference(k.grad(), dk) < 4e-5);
    CHECK(difference(v.grad(), dv) < 4e-5);
  };
  {
    Tape tape;
    Variable y = scaled_dot_product_attention(x.q, k, v);
    tape.backward(y, x.up);
    check();
  }
  x.zero(), k.zero_grad(), v.zero_grad();
  {
    Tape tape;
    Variable y = scaled_dot_product_attention(x.q, expand(k, 2_c, 3_c, 75_c, 16_c), expand(v, 2_c, 3_c, 75_c, 24_c));
    tape.backward(y, x.up);
    check();
  }
}
TEST_CASE("queries, keys and values side by side, computed on the tape") {
  constexpr int T = 70, C = heads * width;
  Generator g(3);
  Parameter<float, batch, T, 3 * C> qkv = randn(g);
  const Tensor<float, batch, heads, T, width> up = randn(g);
  const auto part = [](auto& x, auto first) {
    return transpose(view(narrow(x, 2_c, first, 48_c), 2_c, 70_c, 3_c, 16_c), 1_c, 2_c);
  };
  // what comes of q, k and v apart is checked above
  Parameter<float, batch, heads, T, width> q = part(qkv, 0_c), k = part(qkv, 48_c), v = part(qkv, 96_c);
  {
    Tape tape;
    Variable y = scaled_dot_product_attention(q, k, v, causal);
    tape.backward(y, up);
  }
  Tensor<float, batch, T, 3 * C> expected;
  part(expected, 0_c) = q.grad();
  part(expected, 48_c) = k.grad();
  part(expected, 96_c) = v.grad();
  {
    Tape tape;
    Variable y = scaled_dot_product_attention(part(qkv, 0_c), part(qkv, 48_c), part(qkv, 96_c), causal);
    tape.backward(y, up);
    CHECK(difference(qkv.grad(), numbers_of(expected)) < 1e-6);
  }
  qkv.zero_grad();
  {
    Tape tape;
    Variable all = qkv * 1;
    Variable y = scaled_dot_product_attention(part(all, 0_c), part(all, 48_c), part(all, 96_c), causal) * 1;
    tape.backward(y, up);
    CHECK(difference(qkv.grad(), numbers_of(expected)) < 1e-6);
  }
}
TEST_CASE("operands that are computed where they are read") {
  operands<67, 75> x;
  reference r = x.expected();
  for (auto* n : {&r.q, &r.k, &r.v})
    for (double& e : *n) e = std::sin(e);
  r.compute();
  const numbers q = numbers_of(x.q), k = numbers_of(x.k), v = numbers_of(x.v);
  for (std::size_t i = 0; i < q.size(); ++i) r.dq[i] *= std::cos(q[i]);
  for (std::size_t i = 0; i < k.size(); ++i) r.dk[i] *= std::cos(k[i]);
  for (std::size_t i = 0; i < v.size(); ++i) r.dv[i] *= std::cos(v[i]);
  {
    Tape tape;
    Variable y = scaled_dot_product_attention(sin(x.q), sin(x.k), sin(x.v));
    tape.backward(y, x.up);
    x.compare(r);
  }
  x.zero();
  backward(scaled_dot_product_attention(sin(x.q), sin(x.k), sin(x.v)), x.up);
  x.compare(r);
}
TEST_CASE("some operands without a gradient") {
  operands<67, 75> x;
  reference r = x.expected();
  r.compute();
  const auto k = eval(x.k * 1);
  const auto v = eval(x.v * 1);
  Tape tape;
  Variable y = scaled_dot_product_attention(x.q, k, v);
  tape.backward(y, x.up);
  CHECK(difference(x.q.grad(), r.dq) < 2e-5);
}
TEST_CASE("neither scores nor weights are kept") {
  constexpr int T = 1200; // the scores of one matrix are 5.8 MB, more than has been spoilt
  Generator g(5);
  Parameter<float, 2, T, 8> q = randn(g), k = randn(g), v = randn(g);
  const Tensor<float, 2, T, 8> up = randn(g);
  const std::size_t before = Tape::memory(), scratch = scratch_memory::get().capacity();
  Tape tape;
  Variable y = scaled_dot_product_attention(q, k, v);
  tape.backward(y, up);
  CHECK(Tape::memory() - before + scratch_memory::get().capacity() - scratch < 1 << 20);
}
TEST_CASE("in double") {
  Generator g(11);
  const Tensor<double, 2, 70, 8> x = randn(g);
  const Tensor<double, 2, 70, 8> up = randn(g);
  CHECK(gradcheck([&](const auto& z) { return scaled_dot_product_attention(z, z * 0.3, z, causal) * up; }, x));
}
