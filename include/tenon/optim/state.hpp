// SPDX-License-Identifier: BSL-1.0
// Tensors that an optimiser keeps beside each parameter.
#pragma once

#include <tenon/nn/parameters.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace tenon::detail {

// Up to K tensors of each parameter's shape and type, zero at first, all in one piece of memory.
template <int K> class state_tensors {
  struct release {
    void operator()(std::byte* p) const { ::operator delete(p, std::align_val_t(alignment)); }
  };
  std::unique_ptr<std::byte, release> memory_;
  std::vector<std::array<void*, K>> tensors_; // null where it is not kept

public:
  using flags = std::array<bool, K>;

  template <class... X> state_tensors(const parameter_list<X...>& parameters, const flags& kept) {
    std::size_t size = 0;
    const auto bytes_of = [](const auto& p) {
      using P = std::remove_cvref_t<decltype(p)>;
      const std::size_t bytes = sizeof(typename P::value_type) * static_cast<std::size_t>(P::numel);
      return (bytes + alignment - 1) / alignment * alignment;
    };
    index count = 0;
    parameters.each([&](const auto& p) {
      ++count;
      for (const bool k : kept) size += k ? bytes_of(p) : 0;
    });
    tensors_.reserve(static_cast<std::size_t>(count));
    if (size > 0) {
      memory_.reset(static_cast<std::byte*>(::operator new(size, std::align_val_t(alignment))));
      std::fill_n(memory_.get(), size, std::byte{});
    }
    std::byte* next = memory_.get();
    parameters.each([&](const auto& p) {
      auto& mine = tensors_.emplace_back();
      for (std::size_t k = 0; k < kept.size(); ++k) {
        mine[k] = kept[k] ? next : nullptr;
        next += kept[k] ? bytes_of(p) : 0;
      }
    });
  }

  // how many parameters there are
  std::size_t size() const { return tensors_.size(); }
  // tensor k of a parameter by its number; null where it is not kept
  template <class T> T* get(std::size_t number, std::size_t k) const { return static_cast<T*>(tensors_[number][k]); }
};

} // namespace tenon::detail
