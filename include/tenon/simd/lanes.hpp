// SPDX-License-Identifier: BSL-1.0
// pack<T, W>: W values of T side by side, and the moves between packs and memory.
// One lane is a plain T, up to a register a vector of the compiler, and anything wider two packs of half the
// width: a wide pack is several registers, so unrolling and independent accumulators come with the type.
#pragma once

#include <tenon/shape/ints.hpp>
#include <tenon/simd/memory.hpp>

namespace tenon::simd {

template <class T, int W> struct TENON_MACHINE pack;
template <class To, class From, int W> constexpr pack<To, W> cast(pack<From, W> p); // in convert.hpp
namespace detail {
template <int W> constexpr pack<bool, W> as_mask(pack<std::int32_t, W> p);
}

namespace detail {

enum class form { scalar, vector, halves };
template <class T, int W>
inline constexpr form form_of = W == 1                 ? form::scalar
                                : W <= native_lanes<T> ? form::vector
                                                       : form::halves;

template <class T, int W> struct halves {
  pack<T, W / 2> lo, hi;
};

template <class T, int W, form = form_of<T, W>> struct held {
  using type = T;
};
template <class T, int W> struct held<T, W, form::vector> {
  using type = vector<lane_type<T>, W>;
};
template <class T, int W> struct held<T, W, form::halves> {
  using type = halves<T, W>;
};

constexpr int least(int a, int b) { return a < b ? a : b; }

// as it lies in a lane: a truth value as all bits or none
template <class T> TENON_INLINE constexpr lane_type<T> lane(T x) {
  if constexpr (std::is_same_v<T, bool>) return x ? -1 : 0;
  else return x;
}

} // namespace detail

// the width of the smallest pack that holds n elements
constexpr int covering(index n) {
  int w = 1;
  while (w < n) w *= 2;
  return w;
}

template <class T, int W> struct pack {
  static_assert(W > 0 && (W & (W - 1)) == 0, "pack: the width is a power of two");
  static_assert(W == 1 || std::is_arithmetic_v<T>, "pack: class types have one lane");

  using value_type = T;
  using half = pack<T, (W + 1) / 2>;
  using held_type = typename detail::held<T, W>::type;
  static constexpr int width = W;
  static constexpr bool scalar = detail::form_of<T, W> == detail::form::scalar;
  static constexpr bool halved = detail::form_of<T, W> == detail::form::halves;

  static constexpr bool masked = !scalar && detail::has_masked_access<T, W>; // moves some lanes in one instruction

  held_type v; // the T, the vector, or the two halves

  pack() = default; // uninitialised
  TENON_INLINE constexpr explicit pack(T x) : v(splat(x)) {}
  TENON_INLINE static constexpr pack of(held_type held) {
    if constexpr (scalar) return pack(held);
    else {
      pack r;
      r.v = held;
      return r;
    }
  }

  // The first N elements from p, the rest zero. Nothing after p[N - 1] is touched; no alignment is needed.
  template <int N = W> TENON_INLINE static constexpr pack load(const T* p) {
    static_assert(0 < N && N <= W, "pack::load: from one element to all");
    if constexpr (scalar) return pack(*p);
    else if constexpr (std::is_same_v<T, bool>)
      return detail::as_mask(-cast<std::int32_t>(
          pack<unsigned char, W>::template load<N>(reinterpret_cast<const unsigned char*>(p)))); // bytes 0 or 1
    else if constexpr (N < W && !masked)
      if constexpr (N > W / 2) return join(half::load(p), half::template load<N - W / 2>(p + W / 2));
      else return join(half::template load<N>(p), half(T{}));
    else if constexpr (halved) return join(half::load(p), half::load(p + W / 2));
    else return of(detail::load<held_type, N>(p));
  }

  // The first N elements to p.
  template <int N = W> TENON_INLINE constexpr void store(T* p) const {
    static_assert(0 < N && N <= W, "pack::store: from one element to all");
    if constexpr (scalar) *p = v;
    else if constexpr (std::is_same_v<T, bool>)
      cast<unsigned char>(*this).template store<N>(reinterpret_cast<unsigned char*>(p));
    else if constexpr (halved || (N < W && !masked)) {
      low_half(*this).template store<detail::least(N, W / 2)>(p);
      if constexpr (N > W / 2) high_half(*this).template store<N - W / 2>(p + W / 2);
    } else detail::store<N>(p, v);
  }

  // p[0], p[stride], ..., N of them, the rest zero
  template <int N = W> TENON_INLINE static constexpr pack gather(const T* p, index stride) {
    static_assert(0 < N && N <= W, "pack::gather: from one element to all");
    if constexpr (scalar) return pack(*p);
    else if constexpr (halved)
      if constexpr (N > W / 2)
        return join(half::gather(p, stride), half::template gather<N - W / 2>(p + W / 2 * stride, stride));
      else return join(half::template gather<N>(p, stride), half(T{}));
    else
      return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
        return of(held_type{detail::lane(p[static_cast<index>(I) * stride])...});
      }(std::make_index_sequence<std::size_t{N}>{});
  }
  template <int N = W> TENON_INLINE constexpr void scatter(T* p, index stride) const {
    static_assert(0 < N && N <= W, "pack::scatter: from one element to all");
    [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
      ((p[static_cast<index>(I) * stride] = (*this)[static_cast<int>(I)]), ...);
    }(std::make_index_sequence<std::size_t{N}>{});
  }

  TENON_INLINE constexpr T operator[](int i) const {
    if constexpr (scalar) return v;
    else if constexpr (halved) return i < W / 2 ? v.lo[i] : v.hi[i - W / 2];
    else if constexpr (std::is_same_v<T, bool>) return v[i] != 0;
    else return v[i];
  }
  TENON_INLINE constexpr void set(int i, T x) {
    if constexpr (scalar) v = x;
    else if constexpr (!halved) v[i] = detail::lane(x);
    else if (i < W / 2) v.lo.set(i, x);
    else v.hi.set(i - W / 2, x);
  }

  // the first V lanes
  template <int V> TENON_INLINE constexpr pack<T, V> low() const {
    static_assert(V <= W, "pack::low: more lanes than there are");
    if constexpr (V == W) return *this;
    else return low_half(*this).template low<V>();
  }

  // this pack with its first lanes replaced by p
  template <int V> TENON_INLINE constexpr pack with_low(pack<T, V> p) const {
    static_assert(V <= W, "pack::with_low: more lanes than there are");
    if constexpr (V == W) return p;
    else return join(low_half(*this).with_low(p), high_half(*this));
  }

private:
  TENON_INLINE static constexpr held_type splat(T x) {
    if constexpr (scalar) return x;
    else if constexpr (halved) return {half(x), half(x)};
    else return detail::lane(x) - held_type{}; // x - 0 and not 0 + x, which would lose the sign of -0.0
  }
};

// ---- halves ----

template <class T, int W> TENON_INLINE constexpr pack<T, W / 2> low_half(pack<T, W> p) {
  if constexpr (p.halved) return p.v.lo;
  else if constexpr (W == 2) return pack<T, 1>(p[0]);
  else return pack<T, W / 2>::of(detail::shuffle(p.v, p.v, detail::counting<0, W / 2>{}));
}

template <class T, int W> TENON_INLINE constexpr pack<T, W / 2> high_half(pack<T, W> p) {
  if constexpr (p.halved) return p.v.hi;
  else if constexpr (W == 2) return pack<T, 1>(p[1]);
  else return pack<T, W / 2>::of(detail::shuffle(p.v, p.v, detail::counting<W / 2, W / 2>{}));
}

template <class T, int W> TENON_INLINE constexpr pack<T, 2 * W> join(pack<T, W> lo, pack<T, W> hi) {
  using wide = pack<T, 2 * W>;
  if constexpr (wide::halved) return wide::of({lo, hi});
  else if constexpr (W == 1) return wide::of(typename wide::held_type{detail::lane(lo.v), detail::lane(hi.v)});
  else return wide::of(detail::shuffle(lo.v, hi.v, detail::counting<0, 2 * W>{}));
}

// p, with the lanes from N on taken from fill
template <int N, class T, int W> TENON_INLINE constexpr pack<T, W> keep(pack<T, W> p, pack<T, W> fill) {
  if constexpr (N <= 0) return fill;
  else if constexpr (N >= W) return p;
  else if constexpr (p.halved)
    return join(keep<N>(low_half(p), low_half(fill)), keep<N - W / 2>(high_half(p), high_half(fill)));
  else
    return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
      return pack<T, W>::of(__builtin_shufflevector(p.v, fill.v, static_cast<int>(I < N ? I : I + W)...));
    }(std::make_index_sequence<std::size_t{W}>{});
}

// start, start + 1, ...
template <class T, int W> TENON_INLINE constexpr pack<T, W> iota(T start) {
  if constexpr (W == 1) return pack<T, 1>(start);
  else if constexpr (pack<T, W>::halved)
    return join(iota<T, W / 2>(start), iota<T, W / 2>(static_cast<T>(start + static_cast<T>(W / 2))));
  else
    return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
      using held = typename pack<T, W>::held_type;
      return pack<T, W>::of(start + held{static_cast<T>(I)...});
    }(std::make_index_sequence<std::size_t{W}>{});
}

// lane i is lane from(i) of p
template <class T, int W, class From> TENON_INLINE constexpr pack<T, W> permuted(pack<T, W> p, From) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
    return pack<T, W>::of(__builtin_shufflevector(p.v, p.v, static_cast<int>(From{}(static_cast<index>(I)))...));
  }(std::make_index_sequence<std::size_t{W}>{});
}

// p again and again, in W lanes
template <int W, class T, int V> TENON_INLINE constexpr pack<T, W> repeated(pack<T, V> p) {
  if constexpr (V == W) return p;
  else if constexpr (V == 1) return pack<T, W>(p[0]);
  else if constexpr (requires { detail::machine_repeat(p.v, typename pack<T, W>::held_type{}); })
    return pack<T, W>::of(detail::machine_repeat(p.v, typename pack<T, W>::held_type{}));
  else return repeated<W>(join(p, p));
}

// f(f(...), f(...)) over halves down to one value; f is called with two packs of each width below W
template <class T, int W, class F> TENON_INLINE constexpr T reduce(pack<T, W> p, F f) {
  if constexpr (W == 1) return p.v;
  else return reduce(f(low_half(p), high_half(p)), f);
}

namespace detail {
// where lane i comes from when every second run of `lanes` lanes is left out
constexpr int every_second_run(std::size_t i, int lanes) {
  return static_cast<int>(i) + static_cast<int>(i) / lanes * lanes;
}
// x and y hold the partial results of S rows each, side by side: those of all rows, in half the lanes each
template <int S, class T, int W, class F>
TENON_INLINE constexpr pack<T, W> merge_rows(pack<T, W> x, pack<T, W> y, F f) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
    constexpr int half = W / S / 2;
    return f(pack<T, W>::of(__builtin_shufflevector(x.v, y.v, every_second_run(I, half)...)),
             pack<T, W>::of(__builtin_shufflevector(x.v, y.v, (every_second_run(I, half) + half)...)));
  }(std::make_index_sequence<std::size_t{W}>{});
}
} // namespace detail

// Rows packs in memory of no more lanes, reduced each to one lane: as many steps as one of them alone would take for W
// of them.
template <int Rows, class T, int W, class F> TENON_INLINE constexpr auto reduce_rows(const T* p, F f) {
  if constexpr (Rows == 1) return pack<T, W>::load(p);
  else {
    const auto x = reduce_rows<Rows / 2, T, W>(p, f), y = reduce_rows<Rows / 2, T, W>(p + Rows / 2 * W, f);
    if constexpr (Rows <= W) return detail::merge_rows<Rows / 2>(x, y, f);
    else return join(x, y);
  }
}

} // namespace tenon::simd
