// SPDX-License-Identifier: BSL-1.0
// What L-BFGS remembers: the last steps, and how they changed the gradient.
#pragma once

#include <tenon/optim/minimize/objective.hpp>

namespace tenon::detail {

template <class T, index N> class pairs {
public:
  using vector = Tensor<T, N>;

private:
  std::vector<vector> steps_, changes_; // a ring
  std::vector<T> inverse_, weight_;     // 1 / s'y of each pair
  std::size_t oldest_ = 0, count_ = 0;
  T scale_ = 1; // the inverse Hessian before any pair is scale * I

public:
  explicit pairs(index most)
      : steps_(static_cast<std::size_t>(most)), changes_(steps_.size()), inverse_(steps_.size()),
        weight_(steps_.size()) {}

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
  // s and y, and s'y
  void add(const vector& step, const vector& change, T product) {
    if (count_ < steps_.size()) ++count_;
    else oldest_ = place(1);
    const std::size_t newest = place(count_ - 1);
    steps_[newest] = step;
    changes_[newest] = change;
    inverse_[newest] = 1 / product;
    scale_ = product / inner(change, change);
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
    }
  }

  // -H g by two loops over the pairs. Nocedal and Wright, algorithm 7.4
  void direction(const vector& g, vector& d) {
    d = -g;
    for (std::size_t age = count_; age-- > 0;) {
      const std::size_t i = place(age);
      weight_[i] = inner(steps_[i], d) * inverse_[i];
      d = d - changes_[i] * weight_[i];
    }
    if (count_ > 0) d = d * scale_;
    for (std::size_t age = 0; age < count_; ++age) {
      const std::size_t i = place(age);
      d = d + steps_[i] * (weight_[i] - inner(changes_[i], d) * inverse_[i]);
    }
  }

  // hands its memory over
  void release(inverse_hessian<T, N>& h) {
    std::rotate(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(oldest_), steps_.end());
    std::rotate(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(oldest_), changes_.end());
    steps_.resize(count_);
    changes_.resize(count_);
    h = inverse_hessian<T, N>(std::move(steps_), std::move(changes_));
  }
};

} // namespace tenon::detail
