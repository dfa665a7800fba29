// SPDX-License-Identifier: BSL-1.0
// Products inside larger expressions, whose rows come in blocks, against loops in double.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

// sum over k of a(i, k) b(k, j), for operands in row-major order
std::vector<double> product_of(const std::vector<double>& a, const std::vector<double>& b, index m, index k, index n) {
  std::vector<double> c(static_cast<std::size_t>(m * n));
  for (index i = 0; i < m; ++i)
    for (index j = 0; j < n; ++j)
      for (index l = 0; l < k; ++l)
        c[static_cast<std::size_t>(i * n + j)] +=
            a[static_cast<std::size_t>(i * k + l)] * b[static_cast<std::size_t>(l * n + j)];
  return c;
}
void softmax_rows(std::vector<double>& x, index n) {
  for (auto row = x.begin(); row != x.end(); row += n) {
    double most = -inf, total = 0;
    for (index j = 0; j < n; ++j) most = std::max(most, row[j]);
    for (index j = 0; j < n; ++j) total += row[j] = std::exp(row[j] - most);
    for (index j = 0; j < n; ++j) row[j] /= total;
  }
}

template <class T, index M, index K, index N> void check_product() {
  INFO(M << " x " << K << " x " << N);
  const auto a = sample<Tensor<T, M, K>>(-1, 1, 1);
  const auto b = sample<Tensor<T, K, N>>(-1, 1, 2);
  const auto bias = sample<Tensor<T, N>>(-1, 1, 3);
  const double bound = std::is_same_v<T, float> ? 2e-5 : 1e-12;
  auto expected = product_of(values_of(a), values_of(b), M, K, N);
  auto smooth = expected;
  std::vector<double> sums(static_cast<std::size_t>(N));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    smooth[i] += bias.data()[static_cast<index>(i) % N];
    expected[i] = std::max(smooth[i], 0.);
    sums[i % static_cast<std::size_t>(N)] += expected[i];
  }
  softmax_rows(smooth, N);
  check_values(relu(matmul(a, b) + bias), expected, bound);
  check_values(softmax(matmul(a, b) + bias, 1_c), smooth, bound);
  check_values(sum(relu(matmul(a, b) + bias), 0_c), sums, bound);
  check_values(matmul(relu(matmul(a, b) + bias), transpose(b, 0_c, 1_c)),
               product_of(expected, values_of(transpose(b, 0_c, 1_c)), M, N, K), bound);
}
template <class T, index M, index K, index... N> void check_columns() { (check_product<T, M, K, N>(), ...); }

} // namespace

TEST_CASE("a product's rows, few and many", "[ops]") {
  check_columns<float, 1, 5, 1, 2, 33>();
  check_columns<float, 7, 1, 3, 8, 40>();
  check_columns<float, 8, 16, 9, 15, 32>();
  check_columns<double, 17, 33, 4, 31, 65>();
}

TEST_CASE("more rows than a block has", "[ops]") {
  check_product<float, 150, 11, 900>(); // blocks of 16, at last 6
  check_product<double, 64, 3, 1024>();
}

TEST_CASE("a batch, and one matrix for all of it", "[ops]") {
  const auto a = sample<Tensor<float, 3, 5, 7, 11>>(-1, 1, 1);
  const auto b = sample<Tensor<float, 5, 11, 40>>(-1, 1, 2);
  const auto w = sample<Tensor<float, 11, 40>>(-1, 1, 3);
  std::vector<double> each, same;
  for (index i = 0; i < 3; ++i)
    for (index j = 0; j < 5; ++j) {
      const auto left = values_of(a[i][j]);
      const auto p = product_of(left, values_of(b[j]), 7, 11, 40), q = product_of(left, values_of(w), 7, 11, 40);
      each.insert(each.end(), p.begin(), p.end());
      same.insert(same.end(), q.begin(), q.end());
    }
  check_values(matmul(a, b), each, 1e-5);
  check_values(matmul(a, w), same, 1e-5);
  softmax_rows(each, 40);
  softmax_rows(same, 40);
  check_values(softmax(matmul(a, b), -1_c), each, 1e-5);
  check_values(softmax(matmul(a, w), -1_c), same, 1e-5);
  check_values(softmax(matmul(permute(a, 1_c, 0_c, 2_c, 3_c), w), -1_c),
               values_of(permute(softmax(eval(matmul(a, w)), -1_c), 1_c, 0_c, 2_c, 3_c)), 1e-5);
}

TEST_CASE("rows in another order than the statement's are stored first", "[ops]") {
  const auto a = sample<Tensor<double, 9, 4>>();
  const auto b = sample<Tensor<double, 4, 40>>(-2, 2, 2);
  const auto y = eval(matmul(a, b));
  const auto e = matmul(a, b);
  check_values(softmax(e, 0_c), values_of(softmax(y, 0_c)));
  check_values(relu(transpose(e, 0_c, 1_c)), values_of(relu(transpose(y, 0_c, 1_c))));
  check_values(relu(narrow(e, 1_c, 3_c, 33_c)), values_of(relu(narrow(y, 1_c, 3_c, 33_c))));
  check_values(relu(narrow(e, 0_c, 2_c, 5_c)), values_of(relu(narrow(y, 0_c, 2_c, 5_c))));
  check_values(relu(select(e, 0_c, 3_c)), values_of(relu(select(y, 0_c, 3_c))));
  check_values(e / sum(e), values_of(y / sum(y)));
  check_values(unsqueeze(e, 0_c) + sample<Tensor<double, 3, 1, 40>>(),
               values_of(unsqueeze(y, 0_c) + sample<Tensor<double, 3, 1, 40>>()));
}

TEST_CASE("the destination may be an operand", "[ops]") {
  auto x = sample<Tensor<double, 40, 40>>();
  const auto w = sample<Tensor<double, 40, 40>>(-1, 1, 2);
  const auto expected = values_of(relu(eval(matmul(x, w)) + x));
  x = relu(matmul(x, w) + x);
  check_values(x, expected);
  const auto again = values_of(relu(eval(matmul(w, x))));
  x = relu(matmul(w, x));
  check_values(x, again);
}

TEST_CASE("a lazy operand that is broadcast or rearranged is computed once and read so", "[ops]") {
  const auto a = sample<Tensor<double, 6, 3, 4>>();
  const auto w = sample<Tensor<double, 5, 4>>(-2, 2, 2);
  const auto twice = eval(w * 2);
  check_values(matmul(a, transpose(w * 2, 0_c, 1_c)), values_of(matmul(a, transpose(twice, 0_c, 1_c))));
  check_values(matmul(narrow(w * 2, 0_c, 1_c, 3_c), transpose(a, 1_c, 2_c)),
               values_of(matmul(narrow(twice, 0_c, 1_c, 3_c), transpose(a, 1_c, 2_c))));
  check_values(matmul(transpose(w * 2, 0_c, 1_c), w), values_of(matmul(transpose(twice, 0_c, 1_c), w)));
}

TEST_CASE("products inside statements are constant expressions", "[ops]") {
  constexpr auto sum_of = [] {
    Tensor<float, 3, 2> a;
    Tensor<float, 2, 40> b;
    for (auto& x : a) x = 1;
    for (auto& x : b) x = 2;
    float s = 0;
    for (float x : eval(relu(matmul(relu(matmul(a, b)), transpose(b, 0_c, 1_c))))) s += x;
    return s;
  }();
  STATIC_REQUIRE(sum_of == 3 * 2 * 40 * 4 * 2);
}
