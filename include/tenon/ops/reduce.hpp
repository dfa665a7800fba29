// SPDX-License-Identifier: BSL-1.0
// Reductions over dimensions: none given means all of them, as in PyTorch. With `keepdim` they stay with
// extent 1.
#pragma once

#include <tenon/ops/activation.hpp>
#include <tenon/shape/view.hpp>
#include <tenon/tensor/detach.hpp>

#include <type_traits>

namespace tenon {

// a list of dimensions
template <long long... D> struct dims_t {
  static constexpr ints list = [] {
    if constexpr (sizeof...(D) == 0) return ints{};
    else return ints{D...};
  }();
};
// ... or of something else, which whoever receives it rejects
struct no_dims_t {};
template <class... D> constexpr auto dims(D...) {
  if constexpr (constants<D...> && sizeof...(D) <= max_rank) return dims_t<number_of<D>...>{};
  else return no_dims_t{};
}

struct keepdim_t {};
inline constexpr keepdim_t keepdim{};
// what var and stddev take off the number of elements before they divide by it: 1 without such a tag
template <index N> struct correction_t {};
template <index N> inline constexpr correction_t<N> correction{};
inline constexpr correction_t<0> biased{};

struct sum_op {
  static constexpr bool rounds = true, linear = true;
  // -0.0, since -0.0 + x is x for every x, which compilers know
  template <class T> static constexpr T identity() {
    if constexpr (std::is_floating_point_v<T>) return -T(0);
    else return T(0);
  }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return a + b; }
  template <class P> TENON_INLINE static constexpr P pull(P d, P, P, index) { return d; }
};
struct mean_op : sum_op {
  static constexpr bool counts_in_elements = true; // converting it would take as long as the division
  template <class P, class N> TENON_INLINE static constexpr P finish(P a, N n) { return a / number<P>(n); }
  template <class P, class N> TENON_INLINE static constexpr P pull(P d, P, P, N n) { return d / number<P>(n); }

private:
  template <class P, class N> TENON_INLINE static constexpr P number(N n) {
    if constexpr (std::is_same_v<N, typename P::value_type>) return P(n);
    else return detail::num<P>(static_cast<double>(n));
  }
};
struct prod_op {
  static constexpr bool differentiable = false; // see prod_row
  template <class T> static constexpr T identity() { return T(1); }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return a * b; }
};
template <class T> constexpr T lowest() {
  if constexpr (std::numeric_limits<T>::has_infinity) return -std::numeric_limits<T>::infinity();
  else return std::numeric_limits<T>::lowest();
}
template <class T> constexpr T highest() {
  if constexpr (std::numeric_limits<T>::has_infinity) return std::numeric_limits<T>::infinity();
  else return std::numeric_limits<T>::max();
}
struct amax_op {
  static constexpr bool shares_ties = true;
  template <class T> static constexpr T identity() { return lowest<T>(); }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return max(a, b); }
  // a result that is nan is no element's, and shows in all gradients
  template <class P> TENON_INLINE static constexpr P pull(P d, P y, P x, index) {
    return select(x == y, d, select(y == y, P(typename P::value_type(0)), y));
  }
};
struct amin_op : amax_op {
  template <class T> static constexpr T identity() { return highest<T>(); }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return min(a, b); }
};
// The largest element as a shift of exponents: one instruction instead of three, since a nan in the row shows
// in the exponentials anyway.
struct shift_op : amax_op {
  static constexpr bool differentiable = false;
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return fast_max(b, a); }
};
struct any_op {
  static constexpr bool differentiable = false;
  template <class> static constexpr bool identity() { return false; }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return a | b; }
};
struct all_op {
  static constexpr bool differentiable = false;
  template <class> static constexpr bool identity() { return true; }
  template <class P> TENON_INLINE static constexpr P merge(P a, P b) { return a & b; }
};

namespace detail {
// without the dimensions of a mask, which have extent 1
template <unsigned Dims, class E> constexpr auto without_dims(E e) {
  if constexpr (Dims == 0) return e;
  else return arrange<rule::squeeze<typename E::size_type, Dims>>(static_cast<E&&>(e));
}
// without its gradient
template <class E> constexpr auto stopped(E e) { return node::stop<E>(static_cast<E&&>(e)); }
// the shape of a row function's operand
template <class E, class Reduced> constexpr auto back(const E&, Reduced r) { return stretch<typename E::size_type>(r); }

// nothing, but x receives the gradient times `slope`
struct carry_op {
  template <class P> TENON_INLINE static constexpr P value(P, P) { return num<P>(0); }
  template <int I, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P, P slope) {
    if constexpr (I == 0) return d * slope;
    else return num<D>(0);
  }
};

template <class Op, unsigned Dims, class E> constexpr auto folded(E e);

// The extremum of elements with a tangent: what moves it are the elements that receive its gradient, as they share it.
template <class Op, unsigned Dims, class E> constexpr auto moved_extremum(E e) {
  return let(e, [](auto x) {
    using T = typename decltype(x)::value_type;
    const auto still = stopped(x);
    const auto y = folded<Op, Dims>(still);
    const auto ties = where(still == back(x, y), T(1), T(0));
    const auto shares = [&] {
      if constexpr (Op::shares_ties) return ties / back(x, folded<sum_op, Dims>(ties));
      else return ties;
    }();
    return detach(y) + folded<sum_op, Dims>(map_as<carry_op, T>(x, shares));
  });
}
// a reduction that keeps its dimensions
template <class Op, unsigned Dims, class E> constexpr auto folded(E e) {
  constexpr bool chooses = op_differentiable<Op> && requires { Op::shares_ties; };
  if constexpr (chooses && E::differentiable && carries_tangent<typename E::value_type>)
    return moved_extremum<Op, Dims>(e);
  else return node::fold<Op, Dims, E>(static_cast<E&&>(e));
}

// of functions whose results are fractions
template <class T> constexpr text check_fractions(const char* what) {
  if (!std::is_integral_v<T>) return {};
  return say(what, ": the elements are integers; convert them to float first");
}

// What the arguments after the operand say: at most one dimension or list of dimensions, and tags in any
// order.
struct reduction_request {
  ints dims{}; // none: all of them
  bool keeps = false, corrected = false;
  index correction = 1;
  int lists = 0, others = 0; // others: arguments that say nothing here

  template <class A> constexpr void add(std::type_identity<A>) { ++others; }
  template <long long D> constexpr void add(std::type_identity<constant<D>>) { add(std::type_identity<dims_t<D>>{}); }
  template <long long... D> constexpr void add(std::type_identity<dims_t<D...>>) {
    dims = dims_t<D...>::list;
    ++lists;
  }
  constexpr void add(std::type_identity<keepdim_t>) { keeps = true; }
  template <index N> constexpr void add(std::type_identity<correction_t<N>>) {
    corrected = true;
    correction = N;
  }

  constexpr text fault(const char* what, bool can_correct) const {
    if (others > 0) return say(what, ": expected a dimension as a constant such as 1_c, dims(0_c, 1_c) or a tag");
    if (lists > 1) return say(what, ": more than one dimension is a list: dims(0_c, 1_c)");
    if (corrected && !can_correct) return say(what, ": the tags biased and correction are for var and stddev");
    return {};
  }
};
template <class... Args> struct reduction_arguments {
  static constexpr reduction_request value = [] {
    reduction_request r;
    (r.add(std::type_identity<Args>{}), ...);
    return r;
  }();
};

template <class Row, bool Corrected, index Correction> struct row_choice {
  using type = Row;
};
template <class Row, index Correction> struct row_choice<Row, true, Correction> {
  using type = typename Row::template corrected<Correction>;
};
} // namespace detail

// A reduction as users call it. Row is applied to a node and a mask of dimensions, which it keeps.
template <class Row> struct row_reduction {
  template <tensor_like X, class... Args> constexpr auto operator()(X&& x, Args...) const {
    using arguments = detail::reduction_arguments<Args...>;
    using T = typename Row::template element<value_of<X>>;
    constexpr text sentence = check<X, Args...>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::placeholder<T, Size<>>();
    else {
      constexpr unsigned mask = mask_of(arguments::value.dims, shape_of<X>::rank);
      const typename detail::row_choice<Row, arguments::value.corrected, arguments::value.correction>::type row;
      auto r = row(converted<T>(node_of(static_cast<X&&>(x))), std::integral_constant<unsigned, mask>{});
      if constexpr (arguments::value.keeps) return r;
      else return detail::without_dims<mask>(r);
    }
  }

  // dimensions in braces
  template <tensor_like X> constexpr auto operator()(X&&, missing) const {
    constexpr text sentence = check<X, missing>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return detail::placeholder<value_of<X>, Size<>>();
  }

  template <class X, class... Args> static constexpr text check() {
    constexpr detail::reduction_request request = detail::reduction_arguments<Args...>::value;
    if (const text t = request.fault(Row::name, requires { typename Row::template corrected<0>; }); !t.empty())
      return t;
    const ints &size = shape_of<X>::list, &dims = request.dims;
    if constexpr (requires { requires Row::fractions; })
      if (const text t = detail::check_fractions<value_of<X>>(Row::name); !t.empty()) return t;
    if (const text t = check_dims(Row::name, dims, size); !t.empty()) return t;
    if constexpr (requires { requires Row::needs_elements; })
      if (reduced_count(size, mask_of(dims, size.n)) == 0)
        return say(Row::name, ": nothing to compare in shape ", size);
    return {};
  }
};

namespace detail {
template <class Op> struct plain_row {
  template <class E, unsigned Dims> constexpr auto operator()(E e, std::integral_constant<unsigned, Dims>) const {
    return folded<Op, Dims>(e);
  }
};
template <class T> struct counted_as {
  using type = T;
};
template <class T>
  requires std::is_integral_v<T>
struct counted_as<T> {
  using type = std::int64_t;
};

struct sum_row : plain_row<sum_op> {
  static constexpr char name[] = "sum";
  template <class T> using element = typename counted_as<T>::type;
};
struct mean_row : plain_row<mean_op> {
  static constexpr char name[] = "mean";
  static constexpr bool fractions = true;
  template <class T> using element = T;
};
struct amax_row : plain_row<amax_op> {
  static constexpr char name[] = "amax";
  static constexpr bool needs_elements = true;
  template <class T> using element = T;
};
struct amin_row : plain_row<amin_op> {
  static constexpr char name[] = "amin";
  static constexpr bool needs_elements = true;
  template <class T> using element = T;
};
struct any_row : plain_row<any_op> {
  static constexpr char name[] = "any";
  template <class> using element = bool;
};
struct all_row : plain_row<all_op> {
  static constexpr char name[] = "all";
  template <class> using element = bool;
};

// the product of all other elements of the row: known from the product of what is not zero, and the count of
// zeros
struct others_op {
  template <class P> TENON_INLINE static constexpr P value(P x, P product, P zeros) {
    const P zero = num<P>(0);
    return select(zeros == zero, product / x, select((zeros == num<P>(1)) & (x == zero), product, zero));
  }
  // ... and from the sum of zeros, where these may have derivatives of their own
  template <class P> TENON_INLINE static constexpr P value(P x, P product, P zeros, P sum) {
    const P none = num<P>(0), one = num<P>(1);
    const auto mine = x == none;
    const P beside_one = select(mine, product, sum * product / x);
    const P beside_two = select(mine, (sum - x) * product, none);
    return select(zeros == none, product / x,
                  select(zeros == one, beside_one, select(zeros == num<P>(2), beside_two, none)));
  }
};
struct prod_row {
  static constexpr char name[] = "prod";
  template <class T> using element = typename counted_as<T>::type;
  template <class E, unsigned Dims> constexpr auto operator()(E e, std::integral_constant<unsigned, Dims>) const {
    if constexpr (!E::differentiable) return folded<prod_op, Dims>(e);
    else
      return let(e, [](auto x) {
        using T = typename decltype(x)::value_type;
        const auto still = stopped(x);
        const auto is_zero = still == T(0);
        const auto rest = back(x, folded<prod_op, Dims>(where(is_zero, T(1), still)));
        const auto zeros = back(x, folded<sum_op, Dims>(where(is_zero, T(1), T(0))));
        const auto others = [&] {
          if constexpr (carries_tangent<T>)
            return map_as<others_op, T>(still, rest, zeros, back(x, folded<sum_op, Dims>(where(is_zero, still, T(0)))));
          else return map_as<others_op, T>(still, rest, zeros);
        }();
        // a tangent moves it by the elements alone, as the gradient does
        return folded<prod_op, Dims>(detach(still)) + folded<sum_op, Dims>(map_as<carry_op, T>(x, others));
      });
  }
};

// The mean of squares around a shift that lies near the mean, less what the shift is off: exact however far
// the elements lie from zero. The shift does not leave the elements' range, so that equal elements have no
// variance at all.
template <index Correction> struct var_row {
  static constexpr char name[] = "var";
  template <index N> using corrected = var_row<N>;
  static constexpr bool fractions = true;
  template <class T> using element = T;
  template <class E, unsigned Dims> constexpr auto operator()(E e, std::integral_constant<unsigned, Dims>) const {
    return let(e, [](auto x) {
      const auto still = stopped(x);
      const auto shift =
          clamp(folded<mean_op, Dims>(still), folded<amin_op, Dims>(still), folded<amax_op, Dims>(still));
      return let(shift, [x](auto nearby) {
        const auto z = x - back(x, nearby);
        constexpr auto count = reduced_count(decltype(z)::size_type::list, Dims);
        constexpr auto n = static_cast<double>(count);
        constexpr double divisor = count > Correction ? static_cast<double>(count - Correction) : 0.0;
        const auto off = folded<sum_op, Dims>(z);
        return (folded<sum_op, Dims>(square(z)) - square(off) / n) / divisor;
      });
    });
  }
};
template <index Correction> struct stddev_row {
  static constexpr char name[] = "stddev";
  template <index N> using corrected = stddev_row<N>;
  static constexpr bool fractions = true;
  template <class T> using element = T;
  template <class E, class Dims> constexpr auto operator()(E e, Dims d) const {
    return apply<root_op>(var_row<Correction>{}(e, d));
  }
};
struct norm_row {
  static constexpr char name[] = "norm";
  static constexpr bool fractions = true;
  template <class T> using element = T;
  template <class E, unsigned Dims> constexpr auto operator()(E e, std::integral_constant<unsigned, Dims>) const {
    return apply<root_op>(folded<sum_op, Dims>(square(e)));
  }
};

// the logarithm of a sum; a sum of zero has no direction
struct log_sum_op {
  template <class P> TENON_INLINE static constexpr P value(P x) { return simd::log(x); }
  template <int, class D, class P> TENON_INLINE static constexpr D pull(D d, P, P x) {
    return select(x == num<P>(0), num<D>(0), d / x);
  }
};
struct finite_op {
  static constexpr bool differentiable = false, finite = true;
  template <class P> TENON_INLINE static constexpr P value(P x) {
    return select(simd::abs(x) == num<P>(infinity), num<P>(0), x);
  }
};
struct logsumexp_row {
  static constexpr char name[] = "logsumexp";
  static constexpr bool fractions = true;
  template <class T> using element = T;
  template <class E, unsigned Dims> constexpr auto operator()(E e, std::integral_constant<unsigned, Dims>) const {
    return let(e, [](auto x) {
      return let(apply<finite_op>(folded<shift_op, Dims>(x)),
                 [x](auto shift) { return apply<log_sum_op>(folded<sum_op, Dims>(exp(x - back(x, shift)))) + shift; });
    });
  }
};
} // namespace detail

inline constexpr row_reduction<detail::sum_row> sum{};
inline constexpr row_reduction<detail::mean_row> mean{};
inline constexpr row_reduction<detail::prod_row> prod{};
inline constexpr row_reduction<detail::amax_row> amax{}; // nan where there is one; equal maxima share the gradient
inline constexpr row_reduction<detail::amin_row> amin{};
inline constexpr row_reduction<detail::any_row> any{};
inline constexpr row_reduction<detail::all_row> all{};
inline constexpr row_reduction<detail::norm_row> norm{}; // Euclidean; gradient 0 at 0
inline constexpr row_reduction<detail::logsumexp_row> logsumexp{};

inline constexpr row_reduction<detail::var_row<1>> var{}; // by n - 1; with biased or correction<k> by n or n - k
inline constexpr row_reduction<detail::stddev_row<1>> stddev{};

} // namespace tenon
