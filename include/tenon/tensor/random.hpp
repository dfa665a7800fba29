// SPDX-License-Identifier: BSL-1.0
// Random numbers from a counter: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy
// as 1, 2, 3, SC 2011). Number i of a seed is the same whatever the width of a register or the number of
// threads.
#pragma once

#include <tenon/simd/math.hpp>
#include <tenon/tensor/tensor.hpp>

#include <array>
#include <cstdint>

namespace tenon {

// one block: four words from a counter and a key
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t(0xD2511F53) * counter[0], b = std::uint64_t(0xCD9E8D57) * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

// A seed, and how many blocks have been used.
class Generator {
  std::uint64_t seed_, block_ = 0;

public:
  constexpr explicit Generator(std::uint64_t seed = 0) : seed_(seed) {}

  // reserves blocks of four words; the first one's number
  constexpr std::uint64_t reserve(std::uint64_t blocks) { return std::exchange(block_, block_ + blocks); }
  constexpr std::array<std::uint32_t, 4> words(std::uint64_t block) const {
    return philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 0, 0},
                  {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
  }
  // one uniform number of [0, 1)
  constexpr double uniform() {
    const auto w = words(reserve(1));
    return static_cast<double>((std::uint64_t(w[0]) << 32 | w[1]) >> 11) * 0x1p-53;
  }
  // f(name, data, shape) for what must be kept to go on later with the next number
  template <class F> constexpr void each_state(F f) {
    f("seed", &seed_, ints{});
    f("block", &block_, ints{});
  }
};

// The thread's own, seeded with 0: what modules draw from unless another is given. torch.default_generator
inline Generator& default_generator() {
  static thread_local Generator generator(0);
  return generator;
}
// torch.manual_seed
inline void manual_seed(std::uint64_t seed) { default_generator() = Generator(seed); }

namespace detail {
// how many uniform numbers a block gives: four of 24 bits, or two of 53
template <class T> inline constexpr int uniform_per_block = sizeof(T) > 4 ? 2 : 4;

// number k of a block, uniform in [0, 1)
template <class T> constexpr T uniform_of(const std::array<std::uint32_t, 4>& w, int k) {
  if constexpr (uniform_per_block<T> == 4)
    return static_cast<T>(w[static_cast<std::size_t>(k)] >> 8) * static_cast<T>(0x1p-24);
  else {
    const auto i = static_cast<std::size_t>(2 * k);
    return static_cast<T>((std::uint64_t(w[i]) << 32 | w[i + 1]) >> 11) * static_cast<T>(0x1p-53);
  }
}
// two independent normal numbers from two uniform ones (Box and Muller, 1958)
template <class T> constexpr std::array<T, 2> normal_of(T u, T v) {
  const pack<T, 1> radius = sqrt(pack<T, 1>(T(-2)) * simd::log(pack<T, 1>(T(1) - u)));
  const pack<T, 1> angle(static_cast<T>(6.283185307179586477) * v);
  return {(radius * simd::cos(angle))[0], (radius * simd::sin(angle))[0]};
}

// Distributions: what the elements may be, how many a block gives, and how. Those of fractions can be scaled.
struct uniform_numbers {
  template <class T> static constexpr int per_block = std::is_floating_point_v<T> ? uniform_per_block<T> : 0;
  static constexpr bool scales = true;
  template <class T> constexpr void fill(T* out, const std::array<std::uint32_t, 4>& w) const {
    for (int k = 0; k < per_block<T>; ++k) out[k] = uniform_of<T>(w, k);
  }
};
struct normal_numbers {
  template <class T> static constexpr int per_block = std::is_floating_point_v<T> ? uniform_per_block<T> : 0;
  static constexpr bool scales = true;
  template <class T> constexpr void fill(T* out, const std::array<std::uint32_t, 4>& w) const {
    for (int k = 0; k < per_block<T>; k += 2) {
      const auto pair = normal_of(uniform_of<T>(w, k), uniform_of<T>(w, k + 1));
      out[k] = pair[0];
      out[k + 1] = pair[1];
    }
  }
};
// low to low + span - 1; a remainder of 64 bits favours no number by more than span / 2^64
struct whole_numbers {
  std::int64_t low;
  std::uint64_t span;
  template <class T> static constexpr int per_block = std::is_arithmetic_v<T> ? 2 : 0;
  static constexpr bool scales = false;
  template <class T> constexpr void fill(T* out, const std::array<std::uint32_t, 4>& w) const {
    for (std::size_t k = 0; k < 2; ++k) {
      const std::uint64_t step = (std::uint64_t(w[2 * k]) << 32 | w[2 * k + 1]) % span;
      out[k] = static_cast<T>(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step));
    }
  }
};
struct coins {
  double probability;
  template <class T> static constexpr int per_block = std::is_arithmetic_v<T> ? 2 : 0;
  static constexpr bool scales = false;
  template <class T> constexpr void fill(T* out, const std::array<std::uint32_t, 4>& w) const {
    for (int k = 0; k < 2; ++k) out[k] = static_cast<T>(uniform_of<double>(w, k) < probability);
  }
};
} // namespace detail

// Random numbers without a shape yet: they take that of the tensor they are stored in, as often as they are
// stored. Fractions may be scaled and shifted by numbers: randn(generator) * 0.02.
template <class Numbers> class random_numbers {
  Generator* generator_;
  Numbers numbers_;
  double scale_ = 1, shift_ = 0;

public:
  template <class T> static constexpr bool gives = Numbers::template per_block<T> > 0;

  constexpr explicit random_numbers(Generator& g, Numbers n = {}) : generator_(&g), numbers_(n) {}

  template <class T, index... N> constexpr operator Tensor<T, N...>() const {
    static_assert(gives<T>, "rand, randn: the elements are integers; use randint");
    Tensor<T, N...> t(uninitialised);
    if constexpr (gives<T>) fill(t);
    return t;
  }

  friend constexpr random_numbers operator*(random_numbers r, double s)
    requires(Numbers::scales)
  {
    r.scale_ *= s;
    r.shift_ *= s;
    return r;
  }
  friend constexpr random_numbers operator*(double s, random_numbers r)
    requires(Numbers::scales)
  {
    return r * s;
  }
  friend constexpr random_numbers operator/(random_numbers r, double s)
    requires(Numbers::scales)
  {
    return r * (1 / s);
  }
  friend constexpr random_numbers operator+(random_numbers r, double s)
    requires(Numbers::scales)
  {
    r.shift_ += s;
    return r;
  }
  friend constexpr random_numbers operator+(double s, random_numbers r)
    requires(Numbers::scales)
  {
    return r + s;
  }
  friend constexpr random_numbers operator-(random_numbers r, double s)
    requires(Numbers::scales)
  {
    return r + -s;
  }
  friend constexpr random_numbers operator-(random_numbers r)
    requires(Numbers::scales)
  {
    return r * -1;
  }
  friend constexpr random_numbers operator-(double s, random_numbers r)
    requires(Numbers::scales)
  {
    return -r + s;
  }

private:
  // rounded once, whether the machine has a fused multiply-add or not
  template <class T> constexpr T scaled(T x) const {
    const T scale = static_cast<T>(scale_), shift = static_cast<T>(shift_);
    if constexpr (simd::detail::native_float<T>) return simd::detail::scalar_fma(scale, x, shift);
    else return scale * x + shift;
  }
  template <class T, index... N> constexpr void fill(Tensor<T, N...>& t) const {
    constexpr index count = Tensor<T, N...>::numel, step = Numbers::template per_block<T>;
    const auto first = generator_->reserve(static_cast<std::uint64_t>((count + step - 1) / step));
    for (index i = 0; i < count; i += step) {
      T block[static_cast<std::size_t>(step)]{};
      numbers_.fill(block, generator_->words(first + static_cast<std::uint64_t>(i / step)));
      for (index k = 0; k < step && i + k < count; ++k) {
        if constexpr (Numbers::scales) t.data()[i + k] = scaled(block[k]);
        else t.data()[i + k] = block[k];
      }
    }
  }
};

// uniform in [0, 1); normal with mean 0 and variance 1. torch.rand, torch.randn
constexpr auto rand(Generator& g) { return random_numbers<detail::uniform_numbers>(g); }
constexpr auto randn(Generator& g) { return random_numbers<detail::normal_numbers>(g); }

// integers from low to high - 1; throws std::invalid_argument if there are none. torch.randint
constexpr auto randint(Generator& g, std::int64_t low, std::int64_t high) {
  if (low >= high)
    fail<std::invalid_argument>("randint: no integers from " + std::to_string(low) + " to below " +
                                std::to_string(high));
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  return random_numbers<detail::whole_numbers>(g, {low, span});
}
// 1 with a probability, else 0; throws std::invalid_argument unless 0 <= probability <= 1. torch.bernoulli
constexpr auto bernoulli(Generator& g, double probability) {
  if (!(0 <= probability && probability <= 1))
    fail<std::invalid_argument>("bernoulli: probability " + std::to_string(probability) + " is not within 0 and 1");
  return random_numbers<detail::coins>(g, {probability});
}

} // namespace tenon
