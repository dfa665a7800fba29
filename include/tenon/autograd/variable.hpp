// SPDX-License-Identifier: BSL-1.0
// Parameters, which own a value and its gradient, and variables, the results of statements.
#pragma once

#include <tenon/autograd/keep.hpp>
#include <tenon/expr/held.hpp>
#include <tenon/tensor/detach.hpp>

#include <atomic>
#include <concepts>

namespace tenon {

namespace detail {
struct unrecorded {};

// The gradient of a parameter, which grows in backward also where the parameter is const. It lies elsewhere because
// GCC reads no mutable member in constant expressions.
template <class Tensor> class owned_gradient {
  Tensor* tensor_; // null only after a move

public:
  constexpr owned_gradient() : tensor_(new Tensor()) {}
  constexpr owned_gradient(const owned_gradient& other)
      : tensor_(other.tensor_ ? new Tensor(*other.tensor_) : nullptr) {}
  constexpr owned_gradient(owned_gradient&& other) noexcept : tensor_(std::exchange(other.tensor_, nullptr)) {}
  // in place: statements that read the parameter refer to it
  constexpr owned_gradient& operator=(const owned_gradient& other) {
    if (tensor_ && other.tensor_) *tensor_ = *other.tensor_;
    else {
      owned_gradient copy(other);
      std::swap(tensor_, copy.tensor_);
    }
    return *this;
  }
  constexpr ~owned_gradient() { delete tensor_; }

  constexpr Tensor& operator*() const { return *tensor_; }
  constexpr void renew() {
    if (!tensor_) tensor_ = new Tensor();
  }
};
// What a parameter is to statements that read it. It was opened for writing so often itself, and not as often as what
// is assigned to it.
struct parameter_origin : node::origin {
  constexpr parameter_origin() = default;
  constexpr parameter_origin(const parameter_origin& other) : origin() { take_flags(other); }
  constexpr parameter_origin(parameter_origin&& other) noexcept : origin() {
    ++other.moves;
    take_flags(other);
  }
  constexpr parameter_origin& operator=(const parameter_origin& other) {
    ++writes;
    take_flags(other);
    return *this;
  }

private:
  constexpr void take_flags(const parameter_origin& other) {
    frozen = other.frozen;
    if (!std::is_constant_evaluated()) received = other.received;
  }
};
} // namespace detail

// A leaf: a value and a gradient of the same shape. Gradients add up until zero_grad. It must not be written between a
// statement that reads it and backward; value() and data() of one that is not const count as writing.
template <class T, index... N> class Parameter : public expression<Parameter<T, N...>> {
  Tensor<T, N...> value_;
  detail::owned_gradient<Tensor<T, N...>> gradient_;
  detail::parameter_origin origin_;

public:
  static_assert(!std::is_integral_v<T>, "Parameter: the elements are integers; gradients are fractions");

  using value_type = T;
  using size_type = Size<N...>;
  static constexpr bool differentiable = true;
  static constexpr index numel = Tensor<T, N...>::numel;

  constexpr Parameter() = default; // zeros
  constexpr Parameter(const Parameter&) = default;
  constexpr Parameter(Parameter&&) = default;
  // Its elements stay where they are, as statements refer to them: one that ends is copied, too.
  constexpr Parameter& operator=(const Parameter&) = default;
  // from what a tensor of its shape is made of
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, Parameter> && std::is_constructible_v<Tensor<T, N...>, X>)
  constexpr explicit(!std::convertible_to<X, Tensor<T, N...>>) Parameter(X&& x) : value_(static_cast<X&&>(x)) {}
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, Parameter> && std::is_assignable_v<Tensor<T, N...>&, X>)
  constexpr Parameter& operator=(X&& x) {
    value() = std::as_const(x);
    gradient_.renew();
    return *this;
  }

  constexpr auto node() const& {
    return node::leaf<T, row_major_layout<size_type>, true>(value_.data(), gradient_data(), &origin_);
  }
  // a parameter that ends here is kept by the expression, and its gradient ends with that
  constexpr auto node() && { return node::owned<Parameter>(static_cast<Parameter&&>(*this)); }
  constexpr auto node() const&& { return Parameter(*this).node(); }
  // Whether it gathers a gradient and is trained; true for a new parameter. torch.Tensor.requires_grad_
  constexpr bool requires_grad() const { return !origin_.frozen; }
  constexpr Parameter& requires_grad(bool wanted) {
    origin_.frozen = !wanted;
    return *this;
  }
  constexpr Tensor<T, N...>& value() & {
    ++origin_.writes;
    return value_;
  }
  constexpr const Tensor<T, N...>& value() const& { return value_; }
  constexpr Tensor<T, N...> value() && { return static_cast<Tensor<T, N...>&&>(value_); }
  // Whether backward has reached it, or grad() of one that is not const may have written it; zero_grad does not change
  // that. Optimisers leave alone what has none. torch: p.grad is not None
  constexpr bool has_grad() const { return origin_.received; }
  constexpr Tensor<T, N...>& grad() & {
    origin_.received = true;
    return *gradient_;
  }
  constexpr const Tensor<T, N...>& grad() const& { return *gradient_; }
  constexpr Tensor<T, N...> grad() && { return static_cast<Tensor<T, N...>&&>(*gradient_); }
  constexpr T* data() { return value().data(); }
  constexpr const T* data() const { return value_.data(); }
  // What tells it from other parameters, where Tape::backward names it.
  constexpr const void* key() const { return static_cast<const node::origin*>(&origin_); }
  // where its gradient gathers; null where it is frozen
  constexpr T* gradient_data() const { return origin_.frozen ? nullptr : gradient_elements(); }
  // ... in any case
  constexpr T* gradient_elements() const { return (*gradient_).data(); }
  constexpr void zero_grad() const {
    for (T& g : *gradient_) g = T(0);
  }
};

template <class T, index... N> Parameter(Tensor<T, N...>) -> Parameter<T, N...>;

namespace detail {
// what lies before elements that variables share, outside any tape
struct shared_block {
  std::atomic<long> owners;
  shared_block* kept_before; // by the same kept_values

  // not inline: GCC takes another owner for one that reads what this has deleted
  [[gnu::noinline]] static void drop(shared_block* b) {
    if (b->owners.fetch_sub(1) == 1) ::operator delete(b, std::align_val_t(alignment));
  }
};

// While it lives, so do the values of statements that are not recorded, as they would with a tape: a function may
// return an expression of variables of its own.
class kept_values {
  static kept_values*& innermost() {
    static thread_local kept_values* keeper = nullptr;
    return keeper;
  }
  kept_values* outer_ = std::exchange(innermost(), this);
  shared_block* newest_ = nullptr;

public:
  kept_values() = default;
  kept_values(const kept_values&) = delete;
  kept_values& operator=(const kept_values&) = delete;
  ~kept_values() {
    innermost() = outer_;
    while (newest_) shared_block::drop(std::exchange(newest_, newest_->kept_before));
  }
  static void add(shared_block& b) {
    kept_values* const keeper = innermost();
    if (!keeper) return;
    b.owners.fetch_add(1);
    b.kept_before = std::exchange(keeper->newest_, &b);
  }
};

template <class T> class shared_elements {
  shared_block* block_ = nullptr;

public:
  shared_elements() = default;
  explicit shared_elements(index n) {
    void* const p = ::operator new(alignment + sizeof(T) * static_cast<std::size_t>(n), std::align_val_t(alignment));
    block_ = ::new (p) shared_block{1, nullptr};
    kept_values::add(*block_);
  }
  shared_elements(const shared_elements& o) : block_(o.block_) {
    if (block_) block_->owners.fetch_add(1);
  }
  shared_elements(shared_elements&& o) noexcept : block_(std::exchange(o.block_, nullptr)) {}
  shared_elements& operator=(shared_elements o) noexcept {
    std::swap(block_, o.block_);
    return *this;
  }
  ~shared_elements() {
    if (block_) shared_block::drop(block_);
  }
  T* data() const { return reinterpret_cast<T*>(reinterpret_cast<std::byte*>(block_) + alignment); }
};
} // namespace detail

// The result of a statement, `Variable h = gelu(x * w);`: evaluated at once. If a tape lives and the statement depends
// on a parameter it is recorded, and the variable is valid as long as the tape, as one in inference_mode is as long as
// that. Copies share the value.
template <class T, class S> class Variable : public expression<Variable<T, S>> {
  T* value_ = nullptr;
  Tape* tape_ = nullptr;
  detail::record* entry_ = nullptr;
  detail::shared_elements<T> own_;

public:
  using value_type = T;
  using size_type = S;
  static constexpr bool differentiable = true;
  static constexpr index numel = product(S::list);

  template <tensor_like X>
    requires(!std::same_as<std::remove_cvref_t<X>, Variable>)
  Variable(X&& x, std::source_location where = std::source_location::current()) {
    constexpr text sentence = check_assign(shape_of<X>::list, S::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (sentence.empty()) evaluate_now<true>(static_cast<X&&>(x), where);
  }
  // ... and never recorded: the compiler makes no code for the way back
  template <tensor_like X> Variable(detail::unrecorded, X&& x) { evaluate_now<false>(static_cast<X&&>(x), {}); }

  auto node() const& {
    // a value that is not recorded is read until the tape ends
    if (Tape* const tape = detail::current_tape(); tape && !entry_) tape->keep(own_);
    return node::leaf<T, row_major_layout<S>, true>(value_, nullptr, entry_);
  }
  // an expression of a variable that ends here keeps its memory
  auto node() const&& {
    const auto leaf = static_cast<const Variable&>(*this).node();
    return node::held<std::remove_const_t<decltype(leaf)>, detail::shared_elements<T>>(leaf, own_);
  }
  auto value() const& { return View<const T, row_major_layout<S>>(value_); }
  auto value() && { return tenon::eval(value()); }
  // What it has received in backward, if that was to be kept; the gradients of other variables share memory. Throws
  // std::logic_error where there is none. torch.Tensor.retain_grad
  void retain_grad() const {
    if (!entry_) fail<std::logic_error>("retain_grad: the variable was not recorded on a tape, so it gets no gradient");
    entry_->retained = true;
  }
  auto grad() const {
    if (!entry_ || !entry_->kept)
      fail<std::logic_error>("grad: the gradient of this variable was not kept; call retain_grad() before backward");
    return View<const T, row_major_layout<S>>(static_cast<const T*>(entry_->kept));
  }
  const T* data() const { return value_; }

  Tape* tape() const { return tape_; }
  detail::record* entry() const { return entry_; }

private:
  template <bool Recorded, class X> void evaluate_now(X&& x, std::source_location where) {
    const auto e = node_of(static_cast<X&&>(x));
    using E = std::remove_const_t<decltype(e)>;
    if constexpr (Recorded && E::differentiable) {
      if (Tape* const tape = detail::current_tape()) {
        tape->stands_at(where);
        const auto r = detail::record_statement(*tape, e);
        value_ = r.value;
        entry_ = r.entry;
        tape_ = tape;
        return;
      }
    }
    if (detail::in_inference()) value_ = detail::tape_memory::take<T>(numel);
    else {
      own_ = detail::shared_elements<T>(numel);
      value_ = own_.data();
    }
    evaluate<row_major_layout<S>>(e, value_);
  }
};
template <tensor_like X> Variable(X&&) -> Variable<value_of<X>, shape_of<X>>;

namespace detail {
// a function of one type of arguments, and no template
template <class F>
inline constexpr bool takes_one_type = std::is_function_v<std::remove_pointer_t<std::remove_cvref_t<F>>> ||
                                       requires { &std::remove_cvref_t<F>::operator(); };

// a statement of a function that serves training and, where Recorded is false, inference
template <bool Recorded, tensor_like X>
auto evaluated(X&& x, std::source_location where = std::source_location::current()) {
  using V = Variable<value_of<X>, shape_of<X>>;
  if constexpr (Recorded) return V(static_cast<X&&>(x), where);
  else return V(unrecorded(), static_cast<X&&>(x));
}
} // namespace detail

// Forgets the gradients of parameters.
template <class... P> constexpr void zero_grad(const P&... parameters) {
  constexpr bool have_gradients = (requires { parameters.zero_grad(); } && ...);
  static_assert(have_gradients, "zero_grad: only parameters have gradients that add up");
  if constexpr (have_gradients) (parameters.zero_grad(), ...);
}

} // namespace tenon
