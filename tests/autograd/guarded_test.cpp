// SPDX-License-Identifier: BSL-1.0
// Gradients of rows of all extents around the width of a register, at odd addresses and with gaps between the rows:
// what lies beside them stays as it is.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
// rows of C elements with gaps between them, at an odd address
template <class T, index R, index C> struct rows_apart {
  static constexpr index gap = 3, margin = 17;
  static constexpr T guard = T(12345);
  using layout_type = Layout<Size<R, C>, Strides<C + gap, 1>>;
  std::vector<T> memory = std::vector<T>(static_cast<std::size_t>(R * (C + gap) + 2 * margin), guard);

  T* data() { return memory.data() + margin; }
  T& operator()(index i, index j) { return data()[i * (C + gap) + j]; }
  rows_apart& fill(double seed) {
    for (index i = 0; i < R; ++i)
      for (index j = 0; j < C; ++j) (*this)(i, j) = static_cast<T>(std::sin(1.7 * double(i * C + j) + seed));
    return *this;
  }
  bool intact() const {
    for (index at = 0; at < static_cast<index>(memory.size()); ++at) {
      const index i = at - margin;
      const bool inside = i >= 0 && i < R * (C + gap) && i % (C + gap) < C;
      if (!inside && memory[static_cast<std::size_t>(at)] != guard) return false;
    }
    return true;
  }
};

// y = softmax(x w + b) x, with x, w and b in such rows, and so what y receives
template <class T, index R, index C> void check_gradients() {
  INFO("shape (" << R << ", " << C << ")");
  rows_apart<T, R, C> x, dx, received, y;
  rows_apart<T, 1, C> w, dw;
  rows_apart<T, R, 1> b, db;
  x.fill(0), w.fill(1), b.fill(2), received.fill(3), y.fill(4);
  dx.fill(5), dw.fill(6), db.fill(7); // there already
  auto before_x = dx;
  auto before_w = dw;
  auto before_b = db;
  const node::leaf<T, typename rows_apart<T, R, C>::layout_type, true> at_x(x.data(), dx.data());
  const node::leaf<T, typename rows_apart<T, 1, C>::layout_type, true> at_w(w.data(), dw.data());
  const node::leaf<T, typename rows_apart<T, R, 1>::layout_type, true> at_b(b.data(), db.data());
  const auto statement = softmax(at_x * at_w + at_b, 1_c) * at_x;
  evaluate<typename rows_apart<T, R, C>::layout_type>(statement, y.data());
  adjoint<typename rows_apart<T, R, C>::layout_type>(statement, static_cast<const T*>(received.data()));

  const double bound = sizeof(T) == 4 ? 2e-6 : 1e-14;
  double worst = 0;
  std::vector<double> of_w(static_cast<std::size_t>(C));
  for (index i = 0; i < R; ++i) {
    double total = 0, mixed = 0, of_b = 0;
    std::vector<double> s;
    for (index j = 0; j < C; ++j) s.push_back(std::exp(double(x(i, j)) * double(w(0, j)) + double(b(i, 0))));
    for (const double e : s) total += e;
    for (double& e : s) e /= total;
    for (index j = 0; j < C; ++j) {
      const double p = s[static_cast<std::size_t>(j)];
      mixed += double(received(i, j)) * double(x(i, j)) * p;
      worst = std::fmax(worst, std::fabs(double(y(i, j)) - p * double(x(i, j))));
    }
    for (index j = 0; j < C; ++j) {
      const double p = s[static_cast<std::size_t>(j)], r = received(i, j), at = x(i, j);
      const double inner = p * (r * at - mixed);
      worst = std::fmax(worst, std::fabs(double(dx(i, j)) - double(before_x(i, j)) - r * p - inner * double(w(0, j))));
      of_w[static_cast<std::size_t>(j)] += inner * at;
      of_b += inner;
    }
    worst = std::fmax(worst, std::fabs(double(db(i, 0)) - double(before_b(i, 0)) - of_b));
  }
  for (index j = 0; j < C; ++j)
    worst = std::fmax(worst, std::fabs(double(dw(0, j)) - double(before_w(0, j)) - of_w[static_cast<std::size_t>(j)]));
  CHECK(worst < bound);
  CHECK((x.intact() && w.intact() && b.intact() && received.intact() && y.intact()));
  CHECK((dx.intact() && dw.intact() && db.intact()));
}
template <class T, index R, index... C> void check_extents() { (check_gradients<T, R, C>(), ...); }
} // namespace

TEST_CASE("gradients beside guards, in floats") {
  check_extents<float, 3, 1, 2, 3, 5, 8, 9, 15, 16, 17, 31, 33>();
  check_extents<float, 300, 1, 19>(); // of which many meet in one element
}
TEST_CASE("gradients beside guards, in doubles") {
  check_extents<double, 3, 1, 3, 4, 5, 7, 8, 9, 15, 17>();
  check_extents<double, 300, 1, 19>();
}
