// SPDX-License-Identifier: BSL-1.0
// Configurations as template arguments: what is read of them when a program runs.
#include <tenon/models/config.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

namespace {
// no constant expressions, so that compilers read the objects that template arguments are
template <GPTConfig C> void check_numbers(double dropout, double eps) {
  CHECK(C.dropout == dropout);
  CHECK(C.layer_norm_eps == eps);
}
template <LlamaConfig C> void check_numbers(double eps, double theta) {
  CHECK(C.rms_norm_eps == eps);
  CHECK(C.rope_theta == theta);
}
template <XLNetConfig C> void check_numbers(double dropout, double eps) {
  CHECK(C.dropout == dropout);
  CHECK(C.layer_norm_eps == eps);
}
} // namespace

TEST_CASE("numbers of configurations are read where they are") {
  check_numbers<GPTConfig{}>(0.1, 1e-5);
  check_numbers<GPTConfig{.dropout = 0.25, .gradient_checkpointing = true, .layer_norm_eps = 0.125}>(0.25, 0.125);
  check_numbers<LlamaConfig{}>(1e-6, 10000);
  check_numbers<LlamaConfig{.rms_norm_eps = 0.25, .rope_theta = 0.125, .attention_bias = true}>(0.25, 0.125);
  check_numbers<XLNetConfig{}>(0.1, 1e-12);
  check_numbers<XLNetConfig{.dropout = 0.25, .layer_norm_eps = 0.125}>(0.25, 0.125);
}
