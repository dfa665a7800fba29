// SPDX-License-Identifier: BSL-1.0
// einsum against sums over all labels, for products of matrices, diagonals, traces, batches and "...".
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("einsum of one operand", "[ops]") {
  const auto x = filled<Tensor<double, 2, 3>>({1, 2, 3, 4, 5, 6});
  const auto d = filled<Tensor<double, 2, 2>>({1, 2, 3, 4});
  check_values(einsum<"ij->ji">(x), {1, 4, 2, 5, 3, 6});
  check_values(einsum<"ij->j">(x), {5, 7, 9});
  check_values(einsum<"ij->">(x), {21});
  check_values(einsum<"ij">(x), {1, 2, 3, 4, 5, 6});
  check_values(einsum<"ba">(x), {1, 4, 2, 5, 3, 6}); // implied: alphabetical
  check_values(einsum<"ii">(d), {5});
  check_values(einsum<"ii->i">(d), {1, 4});
  check_values(einsum<"ii->i">(d * 2), {2, 8});
  check_values(einsum<"...j->j...">(x), {1, 4, 2, 5, 3, 6});
  check_values(einsum<" i j -> j i ">(x), {1, 4, 2, 5, 3, 6});
}

TEST_CASE("einsum of products", "[ops]") {
  const auto a = sample<Tensor<double, 3, 4>>();
  const auto b = sample<Tensor<double, 4, 5>>(-2, 2, 2);
  const auto v = sample<Tensor<double, 4>>();
  const auto u = sample<Tensor<double, 3>>();
  const auto product = values_of(matmul(a, b));
  check_values(einsum<"ij,jk->ik">(a, b), product);
  check_values(einsum<"ij,jk">(a, b), product);
  check_values(einsum<"ij,jk->ki">(a, b), values_of(transpose(matmul(a, b), 0_c, 1_c)));
  check_values(einsum<"ij,j->i">(a, v), values_of(matmul(a, v)));
  check_values(einsum<"i,ij->j">(u, a), values_of(matmul(u, a)));
  check_values(einsum<"i,j->ij">(u, v), values_of(outer(u, v)));
  check_values(einsum<"i,i->">(v, v), values_of(dot(v, v)));
  check_values(einsum<"ij,ij->ij">(a, a), values_of(a * a));
  check_values(einsum<"i,ij,j->">(u, a, v), values_of(dot(u, matmul(a, v))));
  check_values(einsum<"ij,kj->ik">(a, a), values_of(matmul(a, transpose(a, 0_c, 1_c))));
  check_values(einsum<"ij,jk->">(a, b), values_of(sum(matmul(a, b))));
  check_values(einsum<"ij,jk->ik">(a + 1, b * 2), values_of(matmul(a + 1, b * 2)));
}

TEST_CASE("einsum of batches", "[ops]") {
  const auto q = sample<Tensor<double, 2, 5, 3, 4>>();
  const auto k = sample<Tensor<double, 2, 6, 3, 4>>(-2, 2, 2);
  const Tensor<double, 2, 3, 5, 6> scores = einsum<"bqhd,bkhd->bhqk">(q, k);
  for (index b = 0; b < 2; ++b)
    for (index h = 0; h < 3; ++h)
      for (index i = 0; i < 5; ++i)
        for (index j = 0; j < 6; ++j) {
          double s = 0;
          for (index d = 0; d < 4; ++d) s += q(b, i, h, d) * k(b, j, h, d);
          CHECK(near(scores(b, h, i, j), s, 1e-12));
        }
  // two dimensions summed over, two kept on each side
  const Tensor<double, 5, 6> both = einsum<"bqhd,bkhd->qk">(q, k);
  for (index i = 0; i < 5; ++i)
    for (index j = 0; j < 6; ++j) {
      double s = 0;
      for (index b = 0; b < 2; ++b)
        for (index h = 0; h < 3; ++h)
          for (index d = 0; d < 4; ++d) s += q(b, i, h, d) * k(b, j, h, d);
      CHECK(near(both(i, j), s, 1e-12));
    }
  const Tensor<double, 5, 3, 2, 6> kept = einsum<"bqhd,bkhd->qhbk">(q, k);
  check_values(einsum<"bhqk->qhbk">(scores), values_of(kept));
  const auto m = sample<Tensor<double, 4, 7>>();
  check_values(einsum<"...d,de->...e">(q, m), values_of(matmul(q, m)));
  // "..." broadcasts
  const auto one = sample<Tensor<double, 1, 4, 3>>();
  check_values(einsum<"...ij,...jk->...ik">(select(q, 0_c, 0_c), narrow(one, 1_c, 0_c, 4_c)),
               values_of(matmul(select(q, 0_c, 0_c), one)));
}

TEST_CASE("gradients of einsum", "[ops]") {
  const auto a = sample<Tensor<double, 3, 4>>();
  const auto b = sample<Tensor<double, 4, 2>>(-2, 2, 2);
  check_gradient(a, [&](const auto& v) { return einsum<"ij,jk->ki">(v, b); });
  check_gradient(b, [&](const auto& v) { return einsum<"ij,jk->ik">(a, square(v)); });
  check_gradient(a, [&](const auto& v) { return einsum<"ij,ij->j">(v, v); });
  check_gradient(sample<Tensor<double, 3, 3>>(), [&](const auto& v) { return einsum<"ii->i">(v) + einsum<"ii">(v); });
}
