// SPDX-License-Identifier: BSL-1.0
// What L-BFGS remembers: the last steps, and how they changed the gradient.
#pragma once

#include <tenon/optim/minimize/objective.hpp>

namespace tenon::detail {

template <class T, index N> class pairs {
public:
  using vector = Tensor<T, N>;

private:
  static constexpr index part = 5; // pairs that `direction` takes together; two or ten gain less
  struct pair {
    std::size_t place;
    T inverse;     // 1 / s'y
    T weight;      // how much of y the first loop of `direction` has added
    T cross[part]; // y' times the step of the pair so many before this one
  };
  std::vector<vector> steps_, changes_;
  std::vector<pair> pairs_; // by their age, the oldest first
  T scale_ = 1;             // the inverse Hessian before any pair is scale * I

public:
  explicit pairs(index most) : steps_(static_cast<std::size_t>(most)), changes_(steps_.size()) {
    pairs_.reserve(steps_.size());
  }

  bool empty() const { return pairs_.empty(); }
  std::size_t size() const { return pairs_.size(); }
  // of a pair; it stays the same while others are forgotten
  std::size_t place(std::size_t age) const { return pairs_[age].place; }
  const vector& step(std::size_t age) const { return steps_[place(age)]; }
  const vector& change(std::size_t age) const { return changes_[place(age)]; }
  T scale() const { return scale_; }
  void clear() {
    pairs_.clear();
    scale_ = 1;
  }
  // s and y, which may be expressions, and s'y
  template <class S, class Y> TENON_FLAT void add(const S& step, const Y& change, T product) {
    if (size() < steps_.size()) pairs_.push_back({size(), {}, {}, {}});
    else std::rotate(pairs_.begin(), pairs_.begin() + 1, pairs_.end());
    pair& newest = pairs_.back();
    steps_[newest.place] = step;
    changes_[newest.place] = change;
    newest.inverse = 1 / product;
    scale_ = product / inner(changes_[newest.place], changes_[newest.place]);
    find_cross(size() - 1);
  }

  // f(name, data, shape) for what is remembered, the oldest pair first; f may change it, as when it is read back
  template <class F> void each_state(F f) {
    auto count = static_cast<std::int64_t>(size());
    f("pairs", &count, ints{});
    if (count < 0 || count > static_cast<std::int64_t>(steps_.size()))
      fail<std::invalid_argument>("LBFGS: the state has " + std::to_string(count) + " pairs, but history_size is " +
                                  std::to_string(steps_.size()));
    if (size() != static_cast<std::size_t>(count)) {
      pairs_.clear();
      while (size() < static_cast<std::size_t>(count)) pairs_.push_back({size(), {}, {}, {}});
    }
    f("H_diag", &scale_, ints{});
    for (std::size_t age = 0; age < size(); ++age) {
      const std::string number = "." + std::to_string(age);
      f("old_stps" + number, steps_[place(age)].data(), vector::size_type::list);
      f("old_dirs" + number, changes_[place(age)].data(), vector::size_type::list);
      f("ro" + number, &pairs_[age].inverse, ints{});
      find_cross(age);
    }
  }

  // -H g by two loops over the pairs (Nocedal and Wright, algorithm 7.4)
  TENON_FLAT void direction(const vector& g, vector& d) {
    pair *const first = pairs_.data(), *const last = first + size(), *p = last;
    const vector* from = &g;
    for (; p - first >= part; p -= part, from = &d) newer_to_older<part>(p, *from, d);
    for (; p != first; --p, from = &d) newer_to_older<1>(p, *from, d);
    d = *from * -scale_;
    for (; last - p >= part; p += part) older_to_newer<part>(p, d);
    for (; p != last; ++p) older_to_newer<1>(p, d);
  }

  // hands its memory over
  void release(inverse_hessian<T, N>& h) {
    const auto oldest = static_cast<std::ptrdiff_t>(empty() ? 0 : place(0));
    std::rotate(steps_.begin(), steps_.begin() + oldest, steps_.end());
    std::rotate(changes_.begin(), changes_.begin() + oldest, changes_.end());
    steps_.resize(size());
    changes_.resize(size());
    h = inverse_hessian<T, N>(std::move(steps_), std::move(changes_));
  }

private:
  // the products of the step of each pair before, as far as they are taken together, with the change of this one
  void find_cross(std::size_t age) {
#pragma GCC unroll 8
    for (index k = 1; k < part; ++k)
      if (k <= static_cast<index>(age))
        pairs_[age].cross[k] = inner(step(age - static_cast<std::size_t>(k)), change(age));
  }

  // The loops take n pairs at a time. How the step of one changes the sums of the next follows from `cross`, so that no
  // sum over all elements waits for another. They are unrolled, so that the short arrays are registers.
  template <index n> void newer_to_older(pair* end, const vector& from, vector& d) {
    T sum[n], by[n];
#pragma GCC unroll 8
    for (index k = 0; k < n; ++k) sum[k] = inner(steps_[end[-1 - k].place], from);
#pragma GCC unroll 8
    for (index k = 0; k < n; ++k) {
#pragma GCC unroll 8
      for (index newer = 0; newer < k; ++newer) sum[k] += by[newer] * end[-1 - newer].cross[k - newer];
      by[k] = -sum[k] * end[-1 - k].inverse;
      end[-1 - k].weight = by[k];
    }
    add_weighted(from, d, by, [&](index k) -> const vector& { return changes_[end[-1 - k].place]; });
  }
  template <index n> void older_to_newer(const pair* begin, vector& d) {
    T sum[n], by[n];
#pragma GCC unroll 8
    for (index k = 0; k < n; ++k) sum[k] = inner(changes_[begin[k].place], d);
#pragma GCC unroll 8
    for (index k = 0; k < n; ++k) {
#pragma GCC unroll 8
      for (index older = 0; older < k; ++older) sum[k] += by[older] * begin[k].cross[k - older];
      by[k] = begin[k].weight - sum[k] * begin[k].inverse;
    }
    add_weighted(d, d, by, [&](index k) -> const vector& { return steps_[begin[k].place]; });
  }
  // d = from + by[0] v(0) + ... + by[n - 1] v(n - 1)
  template <index n, class V> static void add_weighted(const vector& from, vector& d, const T (&by)[n], V v) {
    [&]<index... k>(std::integer_sequence<index, k...>) {
      d = (from + ... + (v(k) * by[k]));
    }(std::make_integer_sequence<index, n>());
  }
};

} // namespace tenon::detail
