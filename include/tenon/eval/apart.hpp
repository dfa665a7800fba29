// SPDX-License-Identifier: BSL-1.0
// Whether the matrices of a batch add to memory of their own, so that threads may take some each.
#pragma once

#include <tenon/expr/contract.hpp>
#include <tenon/shape/window.hpp>

#include <cstdint>

namespace tenon {

// Whether two different matrices meet in some element: one of a tensor of layout a, and one, with another number, of a
// tensor of layout b that lies `distance` elements further on. Their batches have the same extents. Where their batches
// have other strides it may say that they do although they do not.
class matrices_meet {
  // an index that runs over [low, high]; of a batch it is the distance of two numbers, of which one must not be 0
  struct unknown {
    index step, low, high;
    bool of_batch;
  };
  unknown all_[2 * max_rank]{};
  int count_ = 0;
  bool found_ = false;

  constexpr void add(index step, index low, index high, bool of_batch) {
    if (low == high) return;
    for (int i = 0; !of_batch && i < count_; ++i)
      if (all_[i].step == step && !all_[i].of_batch) {
        all_[i].low += low;
        all_[i].high += high;
        return;
      }
    int i = count_++;
    for (; i > 0 && all_[i - 1].step < step; --i) all_[i] = all_[i - 1]; // the largest step first
    all_[i] = {step, low, high, of_batch};
  }
  static constexpr index floor_of(index a, index b) { return a / b - (a % b < 0); }
  // whether unknowns from number i on can make up a distance
  constexpr bool solves(int i, index distance, bool apart) const {
    if (i == count_) return distance == 0 && apart;
    const unknown& u = all_[i];
    index low = 0, high = 0; // of what the others make up
    for (int o = i + 1; o < count_; ++o) {
      low += all_[o].step * all_[o].low;
      high += all_[o].step * all_[o].high;
    }
    index first = u.low, last = u.high;
    if (u.step > 0) {
      const index least = -floor_of(high - distance, u.step), most = floor_of(distance - low, u.step);
      first = first < least ? least : first;
      last = last > most ? most : last;
    }
    for (index t = first; t <= last; ++t)
      if (solves(i + 1, distance - t * u.step, apart || (u.of_batch && t != 0))) return true;
    return false;
  }

public:
  constexpr matrices_meet(const layout& a, const layout& b, index distance) {
    const int batch = a.rank() - 2;
    for (int d = 0; d < batch; ++d) {
      if (a.size[d] == 1) continue;
      if (a.stride[d] != b.stride[d]) {
        found_ = true;
        return;
      }
      add(a.stride[d], 1 - a.size[d], a.size[d] - 1, true);
    }
    for (int d = batch; d < a.rank(); ++d) {
      add(a.stride[d], 0, a.size[d] - 1, false);
      add(b.stride[d], 1 - b.size[d], 0, false);
    }
    found_ = solves(0, distance, false);
  }
  constexpr explicit operator bool() const { return found_; }
};

// What receives something in an expression. `in_matrices`: whether it is all operands of products, in memory where each
// has an element of its own for each of its coordinates, in batches of that size; these each() visits.
template <class E> struct receivers {
  static constexpr bool in_matrices(const ints& size) {
    if constexpr (!E::differentiable) return true;
    else if constexpr (lies_in_memory<E>) return false;
    else
      return [&]<class... A>(types<A...>) { return (receivers<A>::in_matrices(size) && ...); }(operand_types_of<E>());
  }
  template <class Visit> static void each(const E& e, const Visit& visit) {
    if constexpr (E::differentiable && requires { typename E::operand_types; })
      e.any_operand([&]<class A>(const A& operand, bool) {
        receivers<A>::each(operand, visit);
        return false;
      });
  }
};
template <class E> constexpr bool is_batch_of(const ints& size) {
  if constexpr (!E::differentiable) return true;
  else if constexpr (!requires { typename E::layout_type; }) return false;
  else {
    constexpr layout l = E::layout_type::value;
    if (l.rank() != size.n || shares_elements(l)) return false;
    for (int d = 0; d < l.rank() - 2; ++d)
      if (l.size[d] != size[d]) return false;
    return true;
  }
}
template <class A, class B> struct receivers<node::contract<A, B>> {
  static constexpr bool in_matrices(const ints& size) { return is_batch_of<A>(size) && is_batch_of<B>(size); }
  template <class Visit> static void each(const node::contract<A, B>& e, const Visit& visit) {
    if constexpr (A::differentiable) visit(e.left);
    if constexpr (B::differentiable) visit(e.right);
  }
};
// Whether no two matrices of a batch of products add to the same elements.
template <class A, class B> bool matrices_are_apart(const node::contract<A, B>& e) {
  using T = typename node::contract<A, B>::value_type;
  struct place {
    const T* gradient;
    const layout* l;
  };
  constexpr int most = 8;
  place places[most];
  int count = 0;
  bool apart = true;
  const auto note = [&]<class E>(const E& operand) {
    const place own{operand.gradient_data(), &E::layout_type::value};
    for (int i = 0; i < count; ++i) {
      const auto bytes =
          reinterpret_cast<std::intptr_t>(own.gradient) - reinterpret_cast<std::intptr_t>(places[i].gradient);
      const auto size = static_cast<std::intptr_t>(sizeof(T));
      if (bytes >= span_of(*places[i].l) * size || -bytes >= span_of(*own.l) * size) continue;
      if (bytes % size != 0 || matrices_meet(*places[i].l, *own.l, bytes / size)) apart = false;
    }
    if (count == most) apart = false;
    else places[count++] = own;
  };
  receivers<A>::each(e.left, note);
  if constexpr (B::differentiable) note(e.right);
  return apart;
}

} // namespace tenon
