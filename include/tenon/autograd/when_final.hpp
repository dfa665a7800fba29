// SPDX-License-Identifier: BSL-1.0
// Which gradients have all that they receive while a tape is still being swept, so that they can be sent or used
// meanwhile.
#pragma once

#include <tenon/autograd/tape.hpp>

#include <unordered_map>
#include <utility>

namespace tenon {

// A watcher for Tape::backward that calls f(p.key()) for each parameter p that was read, as soon as the sweep adds
// nothing more to its gradient: tape.backward(y, upstream, when_final(f)).
template <class F> class when_final {
  F f_;
  std::unordered_map<const node::origin*, const detail::record*> oldest_; // statement that reads each parameter

public:
  explicit when_final(F f) : f_(std::move(f)) {}

  void begins(const detail::record& newest) {
    for (const detail::record* r = &newest; r; r = r->before)
      each_parameter(*r, [&](const node::origin* parameter) { oldest_[parameter] = r; });
  }
  void swept(const detail::record& r) {
    each_parameter(r, [&](const node::origin* parameter) {
      const auto found = oldest_.find(parameter);
      if (found == oldest_.end() || found->second != &r) return;
      oldest_.erase(found); // r may read it twice
      f_(static_cast<const void*>(parameter));
    });
  }

private:
  template <class G> static void each_parameter(const detail::record& r, const G& g) {
    detail::each_origin(r, [&](const node::origin& o) {
      if (!o.value) g(&o); // and not a statement
    });
  }
};

} // namespace tenon
