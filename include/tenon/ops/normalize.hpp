// SPDX-License-Identifier: BSL-1.0
// Normalisation of rows.
#pragma once

#include <tenon/ops/softmax.hpp>

namespace tenon {

namespace detail {
// the trailing dimensions a weight of rank n covers
constexpr unsigned trailing(int rank, int n) {
  unsigned m = 0;
  for (int d = rank - n; d < rank; ++d) m |= 1u << d;
  return m;
}
constexpr text check_layer_norm(const char* what, const ints& size, const ints& normalized) {
  bool fits = normalized.n <= size.n && normalized.n > 0;
  for (int i = 1; fits && i <= normalized.n; ++i) fits = size[size.n - i] == normalized[normalized.n - i];
  if (fits) return {};
  return say(what, ": shape ", size, " does not end in the normalized shape ", normalized);
}
template <class X, class W, class B> constexpr text layer_norm_fault() {
  if constexpr (!tensor_like<B>) return say("layer_norm: the bias is missing; it has the shape of the weight");
  else
    return first_fault(check_fractions<value_of<X>>("layer_norm"),
                       check_layer_norm("layer_norm", shape_of<X>::list, shape_of<W>::list),
                       check_same("layer_norm", shape_of<W>::list, shape_of<B>::list));
}
template <class X, long long Dims, class Eps = double> constexpr text layer_norm_fault() {
  if (!std::is_floating_point_v<Eps>)
    return say("layer_norm: expected a weight and a bias, or none; how many dimensions is a template argument: ",
               "layer_norm<2>(x)");
  constexpr int rank = shape_of<X>::rank;
  if (Dims < 1 || Dims > rank)
    return say("layer_norm: the last ", index(Dims), " dimensions of shape ", shape_of<X>::list, "; expected 1 to ",
               rank);
  return check_fractions<value_of<X>>("layer_norm");
}
template <class X, class W> constexpr text rms_norm_fault() {
  return first_fault(check_tensor<W>("rms_norm", "weight"), check_fractions<value_of<X>>("rms_norm"),
                     check_layer_norm("rms_norm", shape_of<X>::list, list_of<W>()));
}
// Moments are taken around the mean as it comes out rounded; what it is off is small, and subtracted as well.
template <unsigned Dims, class E> constexpr auto normalized(E operand, double eps) {
  return let(operand, [eps](auto x) {
    return let(stopped(folded<mean_op, Dims>(x)), [x, eps](auto mean) {
      const auto z = x - back(x, mean);
      return let(folded<mean_op, Dims>(z), [z, eps](auto off) {
        const auto scale = rsqrt(folded<mean_op, Dims>(square(z)) - square(off) + eps);
        return (z - back(z, off)) * back(z, scale);
      });
    });
  });
}
// x by the root of the mean of its squares
template <unsigned Dims, class E> constexpr auto by_root_mean_square(E operand, double eps) {
  return let(operand, [eps](auto x) { return x * back(x, rsqrt(folded<mean_op, Dims>(square(x)) + eps)); });
}
struct normalize_row {
  static constexpr char name[] = "normalize";
  template <class E, unsigned Dims>
  constexpr auto operator()(E operand, std::integral_constant<unsigned, Dims>, double eps) const {
    return let(operand,
               [eps](auto x) { return x / back(x, maximum(apply<root_op>(folded<sum_op, Dims>(square(x))), eps)); });
  }
};
} // namespace detail

// (x - mean) / sqrt(var + eps) * weight + bias over the trailing dimensions, which are the weight's; the
// variance is biased and centred first, so that large offsets cost no digits. torch.nn.functional.layer_norm
template <tensor_like X, tensor_like W, class B = missing>
constexpr auto layer_norm(X&& x, W&& weight, B&& bias = {}, double eps = 1e-5) {
  constexpr text sentence = detail::layer_norm_fault<X, W, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return detail::normalized<detail::trailing(shape_of<X>::rank, shape_of<W>::rank)>(node_of(static_cast<X&&>(x)),
                                                                                      eps) *
               static_cast<W&&>(weight) +
           static_cast<B&&>(bias);
}
// without weight and bias, over the last `Dims` dimensions
template <long long Dims = 1, tensor_like X, class Eps = double>
  requires(!tensor_like<Eps>)
constexpr auto layer_norm(X&& x, Eps eps = 1e-5) {
  constexpr text sentence = detail::layer_norm_fault<X, Dims, Eps>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return detail::normalized<detail::trailing(shape_of<X>::rank, static_cast<int>(Dims))>(node_of(static_cast<X&&>(x)),
                                                                                           eps);
}

// x / sqrt(mean(x^2) + eps) * weight over the trailing dimensions, which are the weight's.
// torch.nn.functional.rms_norm
template <tensor_like X, class W = missing> constexpr auto rms_norm(X&& x, W&& weight = {}, double eps = 1e-6) {
  constexpr text sentence = detail::rms_norm_fault<X, W>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return detail::by_root_mean_square<detail::trailing(shape_of<X>::rank, shape_of<W>::rank)>(
               node_of(static_cast<X&&>(x)), eps) *
           static_cast<W&&>(weight);
}

// x / max(|x|, eps) along a dimension, in the Euclidean norm. torch.nn.functional.normalize
template <tensor_like X, class D = constant<1>> constexpr auto normalize(X&& x, D = {}, double eps = 1e-12) {
  constexpr text sentence = detail::row_fault<detail::normalize_row, X, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::row_function<detail::normalize_row, D>(static_cast<X&&>(x), eps);
}

} // namespace tenon
