// SPDX-License-Identifier: BSL-1.0
// What language models return: loss, logits, past_key_values, hidden_states, attentions, of which only what was asked
// for exists in the type. Fields are members, keys of a dict and positions in a tuple.
#pragma once

#include <tenon/nn/dict.hpp>
#include <tenon/shape/constant.hpp>
#include <tenon/tensor/expression.hpp>

#include <array>
#include <utility>

namespace tenon {

// hidden states or attentions of a model that reads its input in two ways: as what stands at each position, and as what
// is predicted there
template <class Content, class Query> struct two_streams {
  Content content;
  Query query;
};

// what a caller asks for beside the logits
struct use_cache_t {};
struct output_hidden_states_t {};
struct output_attentions_t {};
inline constexpr use_cache_t use_cache{};
inline constexpr output_hidden_states_t output_hidden_states{};
inline constexpr output_attentions_t output_attentions{};

namespace detail {
template <class Tag, class... Tags> inline constexpr bool asked_for = (std::is_same_v<Tag, Tags> || ...);
template <class Tag>
concept output_tag = asked_for<Tag, use_cache_t, output_hidden_states_t, output_attentions_t>;
template <class Tag>
concept encoder_tag = output_tag<Tag> && !std::is_same_v<Tag, use_cache_t>; // there is nothing to go on from

// Whether X are as many tensors as one of Counts, and then tags.
template <ints Counts, bool Caches, class... X>
inline constexpr bool is_model_call = [] {
  index tensors = 0;
  bool tags = false, fine = true;
  const auto see = [&](bool tensor, bool tag) {
    fine = fine && (tensor ? !tags : tag);
    tensors += tensor;
    tags = tags || tag;
  };
  (see(tensor_like<X>, Caches ? output_tag<std::remove_cvref_t<X>> : encoder_tag<std::remove_cvref_t<X>>), ...);
  for (int i = 0; i < Counts.n; ++i)
    if (Counts[i] == tensors) return fine;
  return false;
}();

struct not_asked_for {};
// f(), if it was asked for
template <bool Wanted, class F> auto value_if([[maybe_unused]] F f) {
  if constexpr (Wanted) return f();
  else return not_asked_for{};
}
// of(0), of(1), ... of(N - 1), if they were asked for
template <bool Wanted, index N, class F> auto array_if([[maybe_unused]] F of) {
  if constexpr (Wanted)
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::array{of(I)...};
    }(std::make_index_sequence<static_cast<std::size_t>(N)>{});
  else return not_asked_for{};
}

template <class V> struct loss_field {
  V loss;
};
template <class V> struct logits_field {
  V logits;
};
template <class V> struct past_field {
  V past_key_values;
};
template <class V> struct hidden_field {
  V hidden_states;
};
template <class V> struct attentions_field {
  V attentions;
};
template <> struct loss_field<not_asked_for> {};
template <> struct past_field<not_asked_for> {};
template <> struct hidden_field<not_asked_for> {};
template <> struct attentions_field<not_asked_for> {};

inline constexpr const char* output_names[] = {"loss", "logits", "past_key_values", "hidden_states", "attentions"};
inline constexpr const char* output_tags[] = {"pass labels", "", "pass the tag use_cache",
                                              "pass the tag output_hidden_states", "pass the tag output_attentions"};
constexpr int output_number(const text& name) {
  for (int i = 0; i < 5; ++i)
    if (text(output_names[i]) == name) return i;
  return -1;
}
} // namespace detail

// Kind is a class with a name, such as that of causal models.
template <class Kind, class Loss, class Logits, class Past, class Hidden, class Attentions>
class ModelOutput : public detail::loss_field<Loss>,
                    public detail::logits_field<Logits>,
                    public detail::past_field<Past>,
                    public detail::hidden_field<Hidden>,
                    public detail::attentions_field<Attentions> {
  template <class V> static constexpr bool present = !std::is_same_v<V, detail::not_asked_for>;
  static constexpr bool has[5] = {present<Loss>, present<Logits>, present<Past>, present<Hidden>, present<Attentions>};

public:
  constexpr ModelOutput(Loss loss, Logits logits, Past past, Hidden hidden, Attentions attentions)
      : detail::loss_field<Loss>{field<detail::loss_field<Loss>>(loss)},
        detail::logits_field<Logits>{std::move(logits)},
        detail::past_field<Past>{field<detail::past_field<Past>>(past)},
        detail::hidden_field<Hidden>{field<detail::hidden_field<Hidden>>(hidden)},
        detail::attentions_field<Attentions>{field<detail::attentions_field<Attentions>>(attentions)} {}

  // how many fields there are
  static constexpr int size() { return has[0] + has[1] + has[2] + has[3] + has[4]; }
  template <text Name> static constexpr bool contains(key<Name>) {
    constexpr int n = detail::output_number(Name);
    return n >= 0 && has[n >= 0 ? n : 0];
  }
  template <text Name> constexpr const auto& operator[](key<Name>) const {
    constexpr text sentence = check<Name>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return field_at<detail::output_number(Name)>();
    else return *this; // no second error
  }
  // by position among the fields that are present: 0 is the loss if labels were given, else the logits
  template <long long I> constexpr const auto& operator[](constant<I>) const {
    constexpr text sentence =
        I >= 0 && I < size() ? text() : say(Kind::name, ": position ", index(I), " of ", size(), " fields");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) return field_at<number_at(I)>();
    else return *this;
  }
  // f(key, value) for each field that is present
  template <class F> constexpr void each(F f) const {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (f(key<text(detail::output_names[number_at(I)])>{}, field_at<number_at(I)>()), ...);
    }(std::make_integer_sequence<int, size()>{});
  }
  constexpr auto to_tuple() const {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return std::make_tuple(field_at<number_at(I)>()...);
    }(std::make_integer_sequence<int, size()>{});
  }
  // CausalLMOutputWithPast(loss=(), logits=(2, 8, 13), hidden_states=3 x (2, 8, 16))
  friend std::ostream& operator<<(std::ostream& out, const ModelOutput& o) {
    out << Kind::name << '(';
    const char* separator = "";
    o.each([&]<text Name>(key<Name>, const auto& value) {
      out << separator << Name.data() << '=' << shape_text(value).data();
      separator = ", ";
    });
    return out << ')';
  }

private:
  template <class Field, class V> static constexpr Field field(V& v) {
    if constexpr (std::is_empty_v<Field>) return {};
    else return {std::move(v)};
  }
  // the number of the field at a position
  static constexpr int number_at(long long position) {
    for (int i = 0; i < 5; ++i)
      if (has[i] && position-- == 0) return i;
    return -1;
  }
  template <int I> constexpr const auto& field_at() const {
    if constexpr (I == 0) return this->loss;
    else if constexpr (I == 1) return this->logits;
    else if constexpr (I == 2) return this->past_key_values;
    else if constexpr (I == 3) return this->hidden_states;
    else return this->attentions;
  }
  template <text Name> static constexpr text check() {
    constexpr int n = detail::output_number(Name);
    if (n < 0) return say(Kind::name, ": no field \"", Name, "\"");
    if (!has[n < 0 ? 0 : n])
      return say(Kind::name, ": no \"", Name, "\" was asked for; ", detail::output_tags[n < 0 ? 0 : n]);
    return {};
  }
  template <class V> static constexpr text shape_text(const V& v) {
    if constexpr (requires { V::size_type::list; }) return say(V::size_type::list);
    else if constexpr (requires {
                         v[0].key;
                         v[0].value;
                       })
      return say(static_cast<index>(v.size()), " x (key, value) ", shape_text(v[0].key));
    else if constexpr (requires {
                         v[0].content;
                         v[0].query;
                       })
      return say(static_cast<index>(v.size()), " x (content ", shape_text(v[0].content), ", query ",
                 shape_text(v[0].query), ")");
    else return say(static_cast<index>(v.size()), " x ", shape_text(v[0]));
  }
};

struct causal_lm {
  static constexpr char name[] = "CausalLMOutputWithPast";
};
struct masked_lm {
  static constexpr char name[] = "MaskedLMOutput";
};
struct permutation_lm {
  static constexpr char name[] = "XLNetLMHeadModelOutput";
};
template <class... Field> using CausalLMOutputWithPast = ModelOutput<causal_lm, Field...>;
template <class... Field> using MaskedLMOutput = ModelOutput<masked_lm, Field...>;
template <class... Field> using XLNetLMHeadModelOutput = ModelOutput<permutation_lm, Field...>;

} // namespace tenon

// structured bindings: auto [loss, logits] = model(ids, labels)
namespace std {
template <class... A> struct tuple_size<tenon::ModelOutput<A...>> {
  static constexpr size_t value = static_cast<size_t>(tenon::ModelOutput<A...>::size());
};
template <size_t I, class... A> struct tuple_element<I, tenon::ModelOutput<A...>> {
  using type =
      remove_reference_t<decltype(declval<const tenon::ModelOutput<A...>&>()[tenon::c<static_cast<long long>(I)>])>;
};
} // namespace std
namespace tenon {
template <std::size_t I, class... A> constexpr const auto& get(const ModelOutput<A...>& o) {
  return o[c<static_cast<long long>(I)>];
}
} // namespace tenon
