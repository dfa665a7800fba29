// SPDX-License-Identifier: BSL-1.0
// The functions that are measured: on packs as expressions apply them, and their exact values.
#pragma once

#include "reference.hpp"

#include <tenon/tenon.hpp>

#include <limits>

namespace accuracy {

template <class W> W exact_sigmoid(W x) {
  return x < 0 ? exact::exp(x) / (1 + exact::exp(x)) : 1 / (1 + exact::exp(-x));
}
// x s(x), where s falls faster than x grows
template <class W, class S> W weighted(W x, S s) { return std::isinf(double(x)) && x < 0 ? W(-0.0) : x * s(x); }

// f(visit): visit(name, function of packs, exact function) for each function of one argument
template <class Visit> void each_function(Visit visit) {
  visit("exp", [](auto x) { return tenon::exp_op::value(x); }, [](auto x) { return exact::exp(x); });
  visit(
      "exp of a difference", [](auto x) { return tenon::exp_of_difference_op::value(x); },
      [](auto x) { return exact::exp(x); });
  visit("exp2", [](auto x) { return tenon::simd::exp2(x); }, [](auto x) { return exact::exp2(x); });
  visit("expm1", [](auto x) { return tenon::expm1_op::value(x); }, [](auto x) { return exact::expm1(x); });
  visit("log", [](auto x) { return tenon::log_op::value(x); }, [](auto x) { return exact::log(x); });
  visit("log1p", [](auto x) { return tenon::log1p_op::value(x); }, [](auto x) { return exact::log1p(x); });
  visit("sqrt", [](auto x) { return tenon::sqrt_op::value(x); }, [](auto x) { return exact::sqrt(x); });
  visit("rsqrt", [](auto x) { return tenon::rsqrt_op::value(x); }, [](auto x) { return 1 / exact::sqrt(x); });
  visit("sin", [](auto x) { return tenon::sin_op::value(x); }, [](auto x) { return exact::sin(x); });
  visit("cos", [](auto x) { return tenon::cos_op::value(x); }, [](auto x) { return exact::cos(x); });
  visit("tanh", [](auto x) { return tenon::tanh_op::value(x); }, [](auto x) { return exact::tanh(x); });
  visit("erf", [](auto x) { return tenon::erf_op::value(x); }, [](auto x) { return exact::erf(x); });
  visit("sigmoid", [](auto x) { return tenon::sigmoid_op::value(x); }, [](auto x) { return exact_sigmoid(x); });
  visit(
      "silu", [](auto x) { return tenon::silu_op::value(x); },
      [](auto x) { return weighted(x, [](auto v) { return exact_sigmoid(v); }); });
  visit(
      "gelu", [](auto x) { return tenon::gelu_op::value(x); },
      [](auto x) { return weighted(x, [](auto v) { return exact::erfc(-v * exact::sqrt(decltype(v)(0.5))) / 2; }); });
  visit(
      "gelu_tanh", [](auto x) { return tenon::gelu_tanh_op::value(x); },
      [](auto x) {
        return weighted(x, [](auto v) {
          using W = decltype(v);
          return exact_sigmoid(exact::sqrt(8 / exact::acos(W(-1))) * (v + W(44715) / 1000000 * v * v * v));
        });
      });
  visit(
      "softplus", [](auto x) { return tenon::softplus_op::value(x); }, // by definition x above 20
      [](auto x) { return x > 20 ? x : exact::log1p(exact::exp(x)); });
}

} // namespace accuracy
