// SPDX-License-Identifier: BSL-1.0
// What L-BFGS remembers: the last steps, and how they changed the gradient.
#pragma once

#include <tenon/optim/minimize/objective.hpp>

namespace tenon::detail {

template <class T, index N> class pairs {
public:
  using vector = Tensor<T, N>;

private:
  static constexpr std::size_t part = 2; // pairs that `direction` takes together; three or five gain less
  std::vector<vector> steps_, changes_;  // a ring
  std::vector<T> inverse_, weight_;      // 1 / s'y of each pair
  std::vector<T> cross_;                 // s'y of the pairs before and this one
  std::size_t oldest_ = 0, count_ = 0;
  T scale_ = 1; // the inverse Hessian before any pair is scale * I

public:
  explicit pairs(index most)
      : steps_(static_cast<std::size_t>(most)), changes_(steps_.size()), inverse_(steps_.size()),
        weight_(steps_.size()), cross_(part * steps_.size()) {}

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  // pairs by their age, the oldest first; their places stay the same
  std::size_t place(std::size_t age) const {
    const std::size_t i = oldest_ + age;
    return i < steps_.size() ? i : i - steps_.size();
  }
  const vector& step(std::size_t age) const { return steps_[place(age)]; }
  const vector& change(std::size_t age) const { return changes_[place(age)]; }
  T scale() const { return scale_; }
  void clear() {
    count_ = 0;
    scale_ = 1;
  }
  // s and y, which may be expressions, and s'y
  template <class S, class Y> void add(const S& step, const Y& change, T product) {
    if (count_ < steps_.size()) ++count_;
    else oldest_ = place(1);
    const std::size_t newest = place(count_ - 1);
    steps_[newest] = step;
    changes_[newest] = change;
    inverse_[newest] = 1 / product;
    scale_ = product / inner(changes_[newest], changes_[newest]);
    find_cross(count_ - 1);
  }

  // f(name, data, shape) for what is remembered, the oldest pair first; f may change it, as when it is read back
  template <class F> void each_state(F f) {
    auto count = static_cast<std::int64_t>(count_);
    f("pairs", &count, ints{});
    if (count < 0 || count > static_cast<std::int64_t>(steps_.size()))
      fail<std::invalid_argument>("LBFGS: the state has " + std::to_string(count) + " pairs, but history_size is " +
                                  std::to_string(steps_.size()));
    count_ = static_cast<std::size_t>(count);
    f("H_diag", &scale_, ints{});
    for (std::size_t age = 0; age < count_; ++age) {
      const std::size_t i = place(age);
      const std::string number = "." + std::to_string(age);
      f("old_stps" + number, steps_[i].data(), vector::size_type::list);
      f("old_dirs" + number, changes_[i].data(), vector::size_type::list);
      f("ro" + number, &inverse_[i], ints{});
      find_cross(age);
    }
  }

  // -H g by two loops over the pairs (Nocedal and Wright, algorithm 7.4)
  void direction(const vector& g, vector& d) {
    d = -g;
    std::size_t age = count_;
    for (; age >= part; age -= part) newer_to_older<part>(age, d);
    for (; age > 0; --age) newer_to_older<1>(age, d);
    if (count_ > 0) d = d * scale_;
    for (; age + part <= count_; age += part) older_to_newer<part>(age, d);
    for (; age < count_; ++age) older_to_newer<1>(age, d);
  }

  // hands its memory over
  void release(inverse_hessian<T, N>& h) {
    std::rotate(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(oldest_), steps_.end());
    std::rotate(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(oldest_), changes_.end());
    steps_.resize(count_);
    changes_.resize(count_);
    h = inverse_hessian<T, N>(std::move(steps_), std::move(changes_));
  }

private:
  // the products of the step of each pair before, as far as they are taken together, with the change of this one
  void find_cross(std::size_t age) {
    for (std::size_t k = 1; k < part && k <= age; ++k)
      cross_[part * place(age) + k] = inner(step(age - k), change(age));
  }

  // The loops take n pairs at a time. How the step of one changes the sums of the next follows from `cross_`, so that
  // no sum over all elements waits for another.
  template <std::size_t n> void newer_to_older(std::size_t end, vector& d) {
    T sum[n], by[n];
    for (std::size_t k = 0; k < n; ++k) sum[k] = inner(step(end - 1 - k), d);
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = place(end - 1 - k);
      weight_[i] = sum[k] * inverse_[i];
      by[k] = -weight_[i];
      for (std::size_t older = k + 1; older < n; ++older) sum[older] += by[k] * cross_[part * i + older - k];
    }
    add_weighted(d, by, [&](std::size_t k) -> const vector& { return change(end - 1 - k); });
  }
  template <std::size_t n> void older_to_newer(std::size_t begin, vector& d) {
    T sum[n], by[n];
    for (std::size_t k = 0; k < n; ++k) sum[k] = inner(change(begin + k), d);
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = place(begin + k);
      by[k] = weight_[i] - sum[k] * inverse_[i];
      for (std::size_t newer = k + 1; newer < n; ++newer)
        sum[newer] += by[k] * cross_[part * place(begin + newer) + newer - k];
    }
    add_weighted(d, by, [&](std::size_t k) -> const vector& { return step(begin + k); });
  }
  // d + by[0] v(0) + ... + by[n - 1] v(n - 1)
  template <std::size_t n, class V> static void add_weighted(vector& d, const T (&by)[n], V v) {
    [&]<std::size_t... k>(std::index_sequence<k...>) { d = (d + ... + (v(k) * by[k])); }(std::make_index_sequence<n>());
  }
};

} // namespace tenon::detail
