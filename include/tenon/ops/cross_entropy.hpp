// SPDX-License-Identifier: BSL-1.0
// cross_entropy(logits, target): logits are (C), (N, C) or (N, C, d...); the target holds class numbers, or
// probabilities of the logits' shape. torch.nn.functional.cross_entropy
#pragma once

#include <tenon/expr/held.hpp>
#include <tenon/ops/gather.hpp>
#include <tenon/ops/loss.hpp>

namespace tenon {

// Weights of the classes, which the expression refers to: a tensor that ends here would be gone when it is evaluated.
class class_weights {
  const float* single_ = nullptr;
  const double* double_ = nullptr;
  index size_ = 0;

public:
  constexpr class_weights() = default;
  template <index C> constexpr class_weights(const Tensor<float, C>& w) : single_(w.data()), size_(C) {}
  template <index C> constexpr class_weights(const Tensor<double, C>& w) : double_(w.data()), size_(C) {}
  template <class T, index C> class_weights(const Tensor<T, C>&&) = delete;

  constexpr class_weights(const float* w, index classes) : single_(w), size_(classes) {}
  constexpr class_weights(const double* w, index classes) : double_(w), size_(classes) {}

  constexpr bool given() const { return single_ || double_; }
  // f(data, number of classes), if there are any
  template <class F> constexpr void visit(F f) const {
    if (single_) f(single_, size_);
    if (double_) f(double_, size_);
  }
  // C elements of T; throws std::invalid_argument where the weights do not fit
  template <class T, index C> constexpr const T* as(const char* what) const {
    const T* data;
    if constexpr (std::is_same_v<T, float>) data = single_;
    else data = double_;
    if (!data || size_ != C)
      fail<std::invalid_argument>(std::string(what) + ": " + std::to_string(size_) + " class weights of type " +
                                  (double_ ? "double" : "float") + " for logits of " + std::to_string(C) +
                                  " classes of type " + (std::is_same_v<T, double> ? "double" : "float"));
    return data;
  }
};

template <class Weights> struct cross_entropy_settings {
  Weights weight{};
  index ignore_index = -100;  // targets of this number do not count
  double label_smoothing = 0; // between 0 and 1: this much of the target is spread over all classes
};
using cross_entropy_options = cross_entropy_settings<class_weights>;

template <class Weights> struct nll_loss_settings {
  Weights weight{};
  index ignore_index = -100; // targets of this number do not count
};
using nll_loss_options = nll_loss_settings<class_weights>;

namespace detail {
template <class> inline constexpr bool is_cross_entropy_settings = false;
template <class W> inline constexpr bool is_cross_entropy_settings<cross_entropy_settings<W>> = true;
template <class W> inline constexpr bool gives_options<nll_loss_options, nll_loss_settings<W>> = true;
template <class W> constexpr const nll_loss_settings<W>& nll_options_in(const nll_loss_settings<W>& o) { return o; }
template <class O> constexpr nll_loss_options nll_options_in(const O& o) { return options_or(o, nll_loss_options{}); }

template <class Z, class T> constexpr text check_nll_loss() {
  const ints &z = Z::list, &t = T::list;
  if (z.n == 0) return say("nll_loss: the logarithms are a scalar; expected (C), (N, C) or (N, C, d...)");
  const ints rows = without(z, z.n == 1 ? 0 : 1);
  if (rows == t) return {};
  return say("nll_loss: logarithms ", z, " take targets of shape ", rows, ", got ", t);
}
template <class Z, class T> constexpr text check_cross_entropy() {
  const ints &z = Z::list, &t = T::list;
  if (z.n == 0) return say("cross_entropy: the logits are a scalar; expected (C), (N, C) or (N, C, d...)");
  if (z == t) return {};
  const ints rows = without(z, z.n == 1 ? 0 : 1);
  if (rows == t) return {};
  if (z.n == 2 && t.n == 1) return say("cross_entropy: ", z[0], " rows of logits ", z, ", ", t[0], " targets ", t);
  return say("cross_entropy: logits ", z, " take targets of shape ", rows, " or probabilities of shape ", z, ", got ",
             t);
}

// what is wrong with a call: shapes, then the types of elements, then the reduction
template <class Z, class T, class R = reduction::mean_t> constexpr text cross_entropy_fault() {
  if constexpr (!tensor_like<T>) return check_tensor<T>("cross_entropy", "target");
  else {
    const text t =
        first_fault(check_reduction<R>("cross_entropy", "cross_entropy_options"),
                    check_cross_entropy<shape_of<Z>, shape_of<T>>(), check_fractions<value_of<Z>>("cross_entropy"));
    if (!t.empty()) return t;
    constexpr bool numbers = std::is_integral_v<value_of<T>>, probabilities = shape_of<Z>::list == shape_of<T>::list;
    if (numbers && probabilities)
      return say("cross_entropy: targets of the shape of the logits, ", shape_of<Z>::list,
                 ", are probabilities, not integers");
    if (!numbers && !probabilities)
      return say("cross_entropy: targets of shape ", shape_of<T>::list, " are class numbers, which are integers");
    return {};
  }
}
template <class X, class T, class O = reduction::mean_t, class R = reduction::mean_t> constexpr text nll_loss_fault() {
  if constexpr (!tensor_like<T>) return check_tensor<T>("nll_loss", "target");
  else {
    const text t = first_fault(check_reduction<nll_loss_options, O, R>("nll_loss", "nll_loss_options"),
                               check_nll_loss<shape_of<X>, shape_of<T>>(), check_fractions<value_of<X>>("nll_loss"));
    if (!t.empty() || std::is_integral_v<value_of<T>>) return t;
    return say("nll_loss: the targets are class numbers, which are integers");
  }
}

template <class S> inline constexpr int class_dim = S::rank == 1 ? 0 : 1;

// the element of each row that a number chooses; rows of one element have no loop to pick it from
inline constexpr char cross_entropy_target[] = "cross_entropy: target";
template <int D, class E, class I> constexpr auto picked(E e, I number, const char* what = cross_entropy_target) {
  if constexpr (E::size_type::list[D] == 1) return taken<D>(what, e, number);
  else return node::pick<E, I, D>(e, number, what);
}

// class weights as if every row had them; ones where none are given, behind which lies memory that is not used
template <int D, class S> struct weight_layout {
  static constexpr ints strides = [] {
    ints s = ints::filled(S::rank, 0);
    s[D] = 1;
    return s;
  }();
  using type = Layout<S, strides_of<strides>>;
};
template <class T, index C> inline constexpr T unused_weights[C > 0 ? C : 1]{};
template <int D, class E, class Weights> constexpr auto weights_for(const char* what, const E&, const Weights& w) {
  using T = typename E::value_type;
  using W = primal_of<T>;
  using S = typename E::size_type;
  constexpr index C = S::list[D];
  using leaf = node::leaf<W, typename weight_layout<D, S>::type>;
  const leaf weights(w.given() ? w.template as<W, C>(what) : unused_weights<W, C>);
  const node::scalar<bool, S> given(w.given());
  if constexpr (requires { w.owner; })
    return where(given, converted<T>(node::held<leaf, decltype(w.owner)>(weights, w.owner)), T(1));
  else return where(given, converted<T>(weights), T(1));
}

// (1 - s) of the loss at the target and s of the mean over all classes, which does not count where s is 0
struct smoothing_op {
  template <class P> TENON_INLINE static constexpr P value(P own, P all, P s) {
    return select(s == num<P>(0), own, (num<P>(1) - s) * own + s * all);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P, P, P s) {
    if constexpr (I == 0) return d * (num<P>(1) - s);
    else if constexpr (I == 1) return select(s == num<P>(0), num<D>(0), d * s);
    else return num<D>(0);
  }
};
// q times a logarithm; 0 times the logarithm of 0 counts as 0
struct weighted_log_op {
  template <class P> TENON_INLINE static constexpr P value(P q, P l) {
    return select(q == num<P>(0), num<P>(0), q * l);
  }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P q, P l) {
    if constexpr (I == 0) return d * l;
    else return select(simd::vanishes(q), num<D>(0), d * q);
  }
};

template <class E, class W, class R> constexpr auto averaged(E loss, W weight, R) {
  if constexpr (std::is_same_v<R, reduction::none_t>) return loss;
  else if constexpr (std::is_same_v<R, reduction::sum_t>) return sum(loss);
  else return sum(loss) / sum(weight);
}

// -log softmax at the class, of rows along dimension D, which stays
template <int D, class Z, class I>
constexpr auto negative_log_likelihood(Z logits, I number, const char* what = cross_entropy_target) {
  constexpr unsigned dim = 1u << D;
  return let(logits, [number, what](auto x) {
    return let(folded<shift_op, dim>(x), [=](auto shift) {
      return log(folded<sum_op, dim>(exp(x - back(x, shift)))) - (picked<D>(x, number, what) - shift);
    });
  });
}
// the same weighted by class, and smoothed
template <int D, class Z, class I, class W>
constexpr auto weighted_likelihood(Z logits, I number, W weights, double smoothing) {
  constexpr unsigned dim = 1u << D;
  constexpr double classes = static_cast<double>(Z::size_type::list[D]);
  return let(logits, [=](auto x) {
    return let(folded<shift_op, dim>(x), [=](auto shift) {
      const auto z = x - back(x, shift);
      using T = typename decltype(z)::value_type;
      const auto log_sum = log(folded<sum_op, dim>(exp(z)));
      const auto own = picked<D>(weights, number) * (log_sum - picked<D>(z, number));
      const auto all = folded<sum_op, dim>(weights * (back(z, log_sum) - z)) / classes;
      return map_as<smoothing_op, T>(own, all, smoothing);
    });
  });
}

constexpr void check_smoothing(double s) {
  if (!(s >= 0.0 && s <= 1.0))
    fail<std::invalid_argument>("cross_entropy: label_smoothing is " + std::to_string(s) +
                                "; expected a number from 0 to 1");
}

// class numbers, without options and with them
template <class Z, class I, class R> constexpr auto cross_entropy_numbers(Z logits, I target, R r) {
  using T = typename Z::value_type;
  constexpr int D = class_dim<typename Z::size_type>;
  const auto numbers = converted<std::int64_t>(unsqueeze(target, c<D>));
  const auto counts = numbers != cross_entropy_options{}.ignore_index;
  const auto loss = where(counts, negative_log_likelihood<D>(logits, where(counts, numbers, 0)), T(0));
  return averaged(without_dims<1u << D>(loss), without_dims<1u << D>(where(counts, T(1), T(0))), r);
}
template <class Z, class I, class W, class R>
constexpr auto cross_entropy_numbers(Z logits, I target, const cross_entropy_settings<W>& options, R r) {
  using T = typename Z::value_type;
  constexpr int D = class_dim<typename Z::size_type>;
  const auto weights = weights_for<D>("cross_entropy", logits, options.weight);
  const auto numbers = converted<std::int64_t>(unsqueeze(target, c<D>));
  const auto counts = numbers != options.ignore_index;
  const auto valid = where(counts, numbers, 0);
  const auto loss = where(counts, weighted_likelihood<D>(logits, valid, weights, options.label_smoothing), T(0));
  return averaged(without_dims<1u << D>(loss), without_dims<1u << D>(where(counts, picked<D>(weights, valid), T(0))),
                  r);
}

// class probabilities; the mean is over positions, whatever the weights
template <class Z, class P, class W, class R>
constexpr auto cross_entropy_probabilities(Z logits, P target, const cross_entropy_settings<W>& options, R r) {
  using S = typename Z::size_type;
  constexpr int D = class_dim<S>;
  if (options.ignore_index >= 0)
    fail<std::invalid_argument>("cross_entropy: ignore_index is " + std::to_string(options.ignore_index) +
                                ", which has no meaning for probabilities");
  const auto weights = weights_for<D>("cross_entropy", logits, options.weight);
  const double s = options.label_smoothing;
  const auto q = weights * (target * (1.0 - s) + s / static_cast<double>(S::list[D]));
  const auto loss = let(log_softmax_row{}(logits, std::integral_constant<unsigned, 1u << D>{}), [q](auto l) {
    using E = typename decltype(l)::value_type;
    return -folded<sum_op, 1u << D>(map_as<weighted_log_op, E>(q, l));
  });
  return reduced_loss(without_dims<1u << D>(loss), r);
}
} // namespace detail

// -log softmax(logits) at the target's classes. The mean over a batch is weighted by class; targets equal to
// ignore_index (-100 unless given) do not count, others outside the classes throw std::out_of_range. Options that do
// not fit throw std::invalid_argument.
template <tensor_like Z, class T = missing, class R = reduction::mean_t>
  requires(!detail::is_cross_entropy_settings<R>)
constexpr auto cross_entropy(Z&& logits, T&& target = {}, R r = {}) {
  constexpr text sentence = detail::cross_entropy_fault<Z, T, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<Z>, Size<>>();
  else if constexpr (std::is_integral_v<value_of<T>>)
    return detail::cross_entropy_numbers(node_of(static_cast<Z&&>(logits)), node_of(static_cast<T&&>(target)), r);
  else
    return detail::cross_entropy_probabilities(node_of(static_cast<Z&&>(logits)), node_of(static_cast<T&&>(target)),
                                               cross_entropy_options{}, r);
}
template <tensor_like Z, class T, class W, class R = reduction::mean_t>
constexpr auto cross_entropy(Z&& logits, T&& target, const cross_entropy_settings<W>& options, R r = {}) {
  constexpr text sentence = detail::cross_entropy_fault<Z, T, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<Z>, Size<>>();
  else {
    detail::check_smoothing(options.label_smoothing);
    if constexpr (std::is_integral_v<value_of<T>>)
      return detail::cross_entropy_numbers(node_of(static_cast<Z&&>(logits)), node_of(static_cast<T&&>(target)),
                                           options, r);
    else
      return detail::cross_entropy_probabilities(node_of(static_cast<Z&&>(logits)), node_of(static_cast<T&&>(target)),
                                                 options, r);
  }
}
// ... for options in braces
template <tensor_like Z, class T, class R = reduction::mean_t>
constexpr auto cross_entropy(Z&& logits, T&& target, const cross_entropy_options& options, R r = {}) {
  return cross_entropy<Z, T, class_weights, R>(static_cast<Z&&>(logits), static_cast<T&&>(target), options, r);
}

// -x at the target's classes for logarithms of probabilities x, weighted and averaged as in cross_entropy.
// torch.nn.functional.nll_loss
template <tensor_like X, class T = missing, class O = nll_loss_options, class R = reduction::mean_t>
constexpr auto nll_loss(X&& x, T&& target = {}, const O& options_or_tag = {}, R r = {}) {
  constexpr text sentence = detail::nll_loss_fault<X, T, O, R>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, Size<>>();
  else {
    using V = value_of<X>;
    constexpr int D = detail::class_dim<shape_of<X>>;
    const auto options = detail::nll_options_in(options_or_tag);
    const auto logarithms = node_of(static_cast<X&&>(x));
    const auto weights = detail::weights_for<D>("nll_loss", logarithms, options.weight);
    const auto numbers = converted<std::int64_t>(unsqueeze(node_of(static_cast<T&&>(target)), c<D>));
    const auto counts = numbers != options.ignore_index;
    const auto valid = where(counts, numbers, 0);
    const auto chosen = [&](auto e) { return detail::picked<D>(e, valid, "nll_loss: target"); };
    const auto own = where(counts, chosen(weights), V(0));
    const auto loss = where(counts, -(own * chosen(logarithms)), V(0));
    return detail::averaged(detail::without_dims<1u << D>(loss), detail::without_dims<1u << D>(own),
                            detail::reduction_in(options_or_tag, r));
  }
}

} // namespace tenon
