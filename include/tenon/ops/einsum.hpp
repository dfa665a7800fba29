// SPDX-License-Identifier: BSL-1.0
// einsum<"bik,bkj->bij">(a, b): sums of products by labelled dimensions. Operands are taken two by two from the left;
// two that both keep dimensions of their own are multiplied as matrices, others element by element in one loop.
#pragma once

#include <tenon/ops/matmul.hpp>
#include <tenon/shape/einsum.hpp>

namespace tenon {

namespace detail {
// lists of labels
constexpr ints followed_by(ints a, const ints& b) {
  for (index label : b) a.push_back(label);
  return a;
}
constexpr ints united(ints a, const ints& b) {
  for (index label : b)
    if (position_of(a, label) < 0) a.push_back(label);
  return a;
}
// those of `all` that are in a, or are not, and in b, or are not
constexpr ints selected(const ints& all, const ints& a, bool in_a, const ints& b, bool in_b) {
  ints r;
  for (index label : all)
    if ((position_of(a, label) >= 0) == in_a && (position_of(b, label) >= 0) == in_b) r.push_back(label);
  return r;
}

// An operand's dimensions, labelled From, under the labels To of given extents: permuted, stretched, or the diagonal
// where labels repeat.
template <class S, ints From, ints To, ints Extents> struct labelled {
  static constexpr ints size = Extents;
  static constexpr arrangement how = [] {
    arrangement r = rule::identity<S>::how;
    for (int d = 0; d < From.n; ++d) r.from[d] = position_of(To, From[d]);
    return r;
  }();
};
template <ints From, ints To, ints Extents, class E> constexpr auto labelled_as(E e) {
  if constexpr (From == To && E::size_type::list == Extents) return e;
  else return arrange<labelled<typename E::size_type, From, To, Extents>>(static_cast<E&&>(e));
}
template <class E, ints From, ints To> struct extents_under {
  static constexpr ints value = [] {
    ints r;
    for (index label : To) {
      index n = 1;
      for (int d = 0; d < From.n; ++d)
        if (From[d] == label && n == 1) n = E::size_type::list[d];
      r.push_back(n);
    }
    return r;
  }();
};

// The operand under the labels Kept; what else it has is summed over.
template <ints From, ints Kept, class E> constexpr auto summed_to(E e) {
  constexpr ints dropped = selected(united(ints{}, From), Kept, false, Kept, false);
  constexpr ints all = followed_by(Kept, dropped);
  auto arranged = labelled_as<From, all, extents_under<E, From, all>::value>(static_cast<E&&>(e));
  if constexpr (dropped.n == 0) return arranged;
  else {
    constexpr unsigned mask = ((1u << dropped.n) - 1) << Kept.n;
    return without_dims<mask>(folded<sum_op, mask>(arranged));
  }
}

// an operand with its labels
template <ints Labels, class E> struct labelled_operand {
  static constexpr ints labels = Labels;
  E node;
};
template <ints Labels, class E> constexpr auto with_labels(E e) {
  return labelled_operand<Labels, E>{static_cast<E&&>(e)};
}

// How two operands meet: dimensions that both have and that stay, that one of them has, and that are summed over.
template <class A, class B, ints Needed> struct einsum_meeting {
  static constexpr ints batch = selected(Needed, A::labels, true, B::labels, true);
  static constexpr ints left = selected(Needed, A::labels, true, B::labels, false);
  static constexpr ints right = selected(Needed, A::labels, false, B::labels, true);
  static constexpr ints summed = selected(A::labels, Needed, false, B::labels, true);
  static constexpr ints kept = selected(Needed, united(A::labels, B::labels), true, Needed, true);
  static constexpr bool of_matrices = left.n > 0 && right.n > 0 && summed.n > 0;
  // the operand whose dimensions the result has first is the left one
  static constexpr bool swaps = of_matrices && position_of(Needed, right[0]) < position_of(Needed, left[0]);

  template <ints Labels> struct extents {
    static constexpr ints value = [] {
      ints r;
      for (index label : Labels) {
        index n = 1;
        for (int d = 0; d < A::labels.n; ++d)
          if (A::labels[d] == label) n = decltype(A::node)::size_type::list[d];
        for (int d = 0; d < B::labels.n; ++d)
          if (B::labels[d] == label && n == 1) n = decltype(B::node)::size_type::list[d];
        r.push_back(n);
      }
      return r;
    }();
    static constexpr index numel = product(value);
    using type = size_of<value>;
  };
  // the batch and a matrix of so many rows and columns
  template <index Rows, index Columns> struct matrices {
    static constexpr ints size = followed_by(extents<batch>::value, ints{Rows, Columns});
    using type = size_of<size>;
  };
};

template <class Meeting, ints Outer, ints Inner, class A> constexpr auto as_matrices(A a) {
  constexpr ints labels = followed_by(Meeting::batch, followed_by(Outer, Inner));
  using S = typename Meeting::template matrices<Meeting::template extents<Outer>::numel,
                                                Meeting::template extents<Inner>::numel>::type;
  return node_of(reshaped_to<S>(labelled_as<A::labels, labels, Meeting::template extents<labels>::value>(a.node)));
}
template <ints Needed, class A, class B> constexpr auto met(A a, B b) {
  using meeting = einsum_meeting<A, B, Needed>;
  if constexpr (meeting::swaps) return met<Needed>(b, a);
  else if constexpr (meeting::of_matrices) {
    constexpr ints labels = followed_by(meeting::batch, followed_by(meeting::left, meeting::right));
    auto product = contracted(as_matrices<meeting, meeting::left, meeting::summed>(a),
                              as_matrices<meeting, meeting::summed, meeting::right>(b));
    return with_labels<labels>(reshaped_to<typename meeting::template extents<labels>::type>(product));
  } else {
    constexpr ints all = followed_by(meeting::kept, meeting::summed);
    constexpr ints extents = meeting::template extents<all>::value;
    auto product = labelled_as<A::labels, all, extents>(a.node) * labelled_as<B::labels, all, extents>(b.node);
    return with_labels<meeting::kept>(summed_to<all, meeting::kept>(product));
  }
}

// the labels that operands from number I on and the result need
template <class Labels> constexpr ints needed_from(int i) {
  ints r = Labels::value.result;
  for (; i < Labels::value.operands; ++i) r = united(r, Labels::value.operand[i]);
  return r;
}
template <class Labels, int I, class A> constexpr auto einsum_rest(A a) {
  return summed_to<A::labels, Labels::value.result>(a.node);
}
template <class Labels, int I, class A, class E, class... Rest> constexpr auto einsum_rest(A a, E next, Rest... rest) {
  constexpr ints own = Labels::value.operand[I];
  constexpr ints kept = selected(united(ints{}, own), united(A::labels, needed_from<Labels>(I + 1)), true, own, true);
  auto b = with_labels<kept>(summed_to<own, kept>(static_cast<E&&>(next)));
  return einsum_rest<Labels, I + 1>(met<needed_from<Labels>(I + 1)>(a, b), static_cast<Rest&&>(rest)...);
}
template <class Labels, class E, class... Rest> constexpr auto einsum_of(E first, Rest... rest) {
  constexpr ints own = Labels::value.operand[0];
  constexpr ints kept = selected(united(ints{}, own), needed_from<Labels>(1), true, own, true);
  return einsum_rest<Labels, 1>(with_labels<kept>(summed_to<own, kept>(static_cast<E&&>(first))),
                                static_cast<Rest&&>(rest)...);
}

template <text Pattern, class... S> struct einsum_pattern {
  static constexpr einsum_labels value = [] {
    const ints sizes[] = {S::list...};
    return parse_einsum(Pattern, sizes, sizeof...(S));
  }();
};
template <text Pattern, class... X> constexpr text einsum_fault() {
  if constexpr (!(tensor_like<X> && ...) || sizeof...(X) == 0) return say("einsum: the operands must be tensors");
  else if constexpr (sizeof...(X) > max_einsum_operands)
    return say("einsum: ", int(sizeof...(X)), " operands given; at most ", max_einsum_operands);
  else return einsum_pattern<Pattern, shape_of<X>...>::value.fault;
}
} // namespace detail

// The sum of products that a pattern describes, such as "bik,bkj->bij", "ij->ji", "ii->" or "...ij,...jk". torch.einsum
template <text Pattern, class... X> constexpr auto einsum(X&&... x) {
  constexpr text sentence = detail::einsum_fault<Pattern, X...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<float, Size<>>();
  else {
    using T = common_value<X...>;
    using labels = detail::einsum_pattern<Pattern, shape_of<X>...>;
    return detail::einsum_of<labels>(converted<T>(node_of(static_cast<X&&>(x)))...);
  }
}
template <class... X>
  requires((tensor_like<X> || ...))
constexpr auto einsum(X&&...) {
  constexpr text sentence = misuse<X...>("einsum: the pattern is a template argument: einsum<\"ij,jk->ik\">(a, b)");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  return detail::placeholder<float, Size<>>();
}

} // namespace tenon
