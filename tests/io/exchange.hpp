// SPDX-License-Identifier: BSL-1.0
// The tensors that exchange.py has as well, and how it is called.
#pragma once

#include "support.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <limits>

namespace tenon::test {

inline const Tensor<float, 2, 3> floats =
    tensor({{1.5f, -2.f, 0.1f}, {1e-40f, std::numeric_limits<float>::infinity(), 3.f}});
inline const Tensor<std::int64_t, 3> integers =
    tensor({std::numeric_limits<std::int64_t>::min(), std::int64_t(0), std::numeric_limits<std::int64_t>::max()});
inline const Tensor<bool, 2> bools = tensor({true, false});
inline const Tensor<double> scalar = 2.5;
inline const Tensor<float, 2> half = tensor({1.5f, -65504.f}); // float16 in Python

inline int run_exchange(const std::string& arguments, const TemporaryDirectory& directory) {
  const std::string script = std::filesystem::path(__FILE__).replace_filename("exchange.py").string();
  return std::system(
      ("\"" TENON_PYTHON "\" \"" + script + "\" " + arguments + " \"" + directory.path() + "\"").c_str());
}

template <class X> bool same(const X& a, const X& b) { return std::equal(a.begin(), a.end(), b.begin()); }

} // namespace tenon::test
