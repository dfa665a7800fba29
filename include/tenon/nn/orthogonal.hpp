// SPDX-License-Identifier: BSL-1.0
// Initial values whose rows or columns are orthonormal, in a header of their own since they need a factorization.
#pragma once

#include <tenon/linalg/qr.hpp>
#include <tenon/nn/init.hpp>

#include <algorithm>

namespace tenon::init {

// A parameter (rows, ...) as a matrix of as many rows: these are orthonormal, or the columns where there are fewer of
// them, times gain (Saxe, McClelland and Ganguli: Exact solutions to the nonlinear dynamics of learning in deep linear
// neural networks, ICLR 2014). torch.nn.init.orthogonal_
template <class P> void orthogonal_(P& p, double gain = 1, Generator& g = default_generator()) {
  static_assert(P::size_type::rank >= 2, "init: orthogonal_ is for matrices and kernels, of rank 2 or more");
  constexpr index rows = P::size_type::list[0], columns = P::numel / rows;
  constexpr index most = std::max(rows, columns), least = std::min(rows, columns);
  const Tensor<double, most, least> normal = randn(g);
  const auto factors = linalg::qr(normal);
  const Tensor<double, most, least> q = factors.q();
  const Tensor<double, least, least> r = factors.r();
  auto* const to = p.data();
  for (index i = 0; i < most; ++i)
    for (index j = 0; j < least; ++j) // signs of r's diagonal make every such matrix equally likely
      to[rows >= columns ? i * columns + j : j * columns + i] =
          static_cast<typename P::value_type>(gain * (r(j, j) < 0 ? -q(i, j) : q(i, j)));
}

} // namespace tenon::init
