// SPDX-License-Identifier: BSL-1.0
// libtorch on the rows of the other sources, writing their outputs where it can.
#include "row.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace {

// memory of tenon's as a tensor of libtorch's
at::Tensor wrap(const float* p, at::IntArrayRef size) { return at::from_blob(const_cast<float*>(p), size, at::kFloat); }
template <tenon::index... N> at::Tensor input(unsigned seed) { return wrap(bench::input<N...>(seed).data(), {N...}); }

// A statement of libtorch's for a row: run(y) where y is the row's output in this shape.
template <class Run> void add(const std::string& name, at::IntArrayRef size, Run run) {
  const auto& row = bench::row::named(name);
  at::Tensor y = wrap(row.out(), size);
  row.add("libtorch", [y, run]() mutable {
    const c10::InferenceMode inference;
    run(y);
  });
}
std::string sized(const char* name, tenon::index r, tenon::index c) {
  return std::string(name) + " " + std::to_string(r) + "x" + std::to_string(c);
}

template <tenon::index R, tenon::index C> void softmax(const char* name, int dim) {
  add(sized(name, R, C), {R, C}, [x = input<R, C>(1), dim](at::Tensor& y) { at::_softmax_out(y, x, dim, false); });
}
template <tenon::index R, tenon::index C> void chain() {
  add(sized("softmax(x * 0.125 + b, -1)", R, C), {R, C},
      [x = input<R, C>(1), b = input<C>(2), z = at::empty({R, C})](at::Tensor& y) mutable {
        at::add_out(z, b, x, 0.125);
        at::_softmax_out(y, z, 1, false);
      });
}
template <tenon::index N> void means() {
  add(sized("mean(x, 0)", N, N), {N}, [x = input<N, N>(1)](at::Tensor& y) { at::mean_out(y, x, {0}); });
  add(sized("mean(x, 1)", N, N), {N}, [x = input<N, N>(1)](at::Tensor& y) { at::mean_out(y, x, {1}); });
  add(sized("mean(x)", N, N), {}, [x = input<N, N>(1)](at::Tensor& y) { y.copy_(at::mean(x)); });
}
template <tenon::index R, tenon::index C> void distance(const char* name, double p) {
  add(sized(name, R, C), {R},
      [x = input<R, C>(1), z = input<R, C>(2), p](at::Tensor& y) { y.copy_(at::pairwise_distance(x, z, p, 1e-6)); });
}
template <tenon::index N> void product() {
  add("matmul(a, b) " + std::to_string(N), {N, N},
      [a = input<N, N>(1), b = input<N, N>(2)](at::Tensor& y) { at::mm_out(y, a, b); });
}
template <tenon::index R, tenon::index C> void cross_entropy() {
  at::Tensor target = at::empty({R}, at::kLong);
  for (tenon::index r = 0; r < R; ++r) target[r] = r * 7919 % C;
  add(sized("cross_entropy(x, t)", R, C), {},
      [x = input<R, C>(1), target](at::Tensor& y) { y.copy_(at::cross_entropy_loss(x, target)); });
}

const bench::registration added(bench::stage::peers, [] {
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  softmax<16, 16>("softmax(x, -1)", 1);
  softmax<64, 64>("softmax(x, -1)", 1);
  softmax<128, 1000>("softmax(x, -1)", 1);
  softmax<1024, 1024>("softmax(x, -1)", 1);
  softmax<32, 50257>("softmax(x, -1)", 1);
  softmax<64, 64>("softmax(x, 0)", 0);
  softmax<1024, 1024>("softmax(x, 0)", 0);
  add("log_softmax(x, -1) 128x1000", {128, 1000},
      [x = input<128, 1000>(1)](at::Tensor& y) { at::_log_softmax_out(y, x, 1, false); });
  chain<128, 1000>();
  chain<1024, 1024>();
  means<64>();
  means<1024>();
  add("mean((x - z)^2, 1) 1024x1024", {1024},
      [x = input<1024, 1024>(1), z = input<1024, 1024>(2), d = at::empty({1024, 1024})](at::Tensor& y) mutable {
        at::sub_out(d, x, z);
        d.square_();
        at::mean_out(y, d, {1});
      });
  distance<64, 16>("pairwise_distance(x, z)", 2);
  distance<1024, 128>("pairwise_distance(x, z)", 2);
  distance<1024, 1024>("pairwise_distance(x, z)", 2);
  distance<1024, 128>("pairwise_distance(x, z, 1)", 1);
  add("cdist(x, z) 256x256x64", {256, 256},
      [x = input<256, 64>(1), z = input<256, 64>(2)](at::Tensor& y) { y.copy_(at::cdist(x, z, 2.0, 2)); });
  cross_entropy<128, 1000>();
  cross_entropy<32, 50257>();
  add("layer_norm(x, w, b) 256x768", {256, 768},
      [x = input<256, 768>(1), w = input<768>(2), b = input<768>(3), m = at::empty({256, 1}),
       v = at::empty({256, 1})](at::Tensor& y) mutable { at::native_layer_norm_out(y, m, v, x, {768}, w, b, 1e-5); });
  add("gelu_tanh(x * w + b) 256x3072", {256, 3072},
      [x = input<256, 3072>(1), w = input<3072>(2), b = input<3072>(3),
       z = at::empty({256, 3072})](at::Tensor& y) mutable {
        at::addcmul_out(z, b, x, w);
        at::gelu_out(y, z, "tanh");
      });
  const at::Tensor small = input<64, 256>(1) / 16;
  add("x @ w + b 64x256x1000", {64, 1000},
      [small, w = input<256, 1000>(2), b = input<1000>(3)](at::Tensor& y) { at::addmm_out(y, b, small, w); });
  add("softmax(x @ w + b) 64x256x1000", {64, 1000},
      [small, w = input<256, 1000>(2), b = input<1000>(3), z = at::empty({64, 1000})](at::Tensor& y) mutable {
        at::addmm_out(z, b, small, w);
        at::_softmax_out(y, z, 1, false);
      });
  product<3>();
  product<4>();
  product<8>();
  product<16>();
  product<32>();
  product<64>();
  product<256>();
  product<512>();
  product<1024>();
  add("permute(x, 0, 2, 1, 3) 8x64x12x64", {8, 12, 64, 64},
      [x = input<8, 64, 12, 64>(1)](at::Tensor& y) { y.copy_(x.permute({0, 2, 1, 3})); });
  add("transpose(x, 0, 1) 1024x1024", {1024, 1024}, [x = input<1024, 1024>(1)](at::Tensor& y) { y.copy_(x.t()); });
  add("causal attention 256x64", {256, 64},
      [q = input<256, 64>(1), k = input<256, 64>(2), v = input<256, 64>(3),
       mask = at::full({256, 256}, -std::numeric_limits<float>::infinity()).triu(1), s = at::empty({256, 256}),
       p = at::empty({256, 256})](at::Tensor& y) mutable {
        at::addmm_out(s, mask, q, k.t(), 1, 0.125);
        at::_softmax_out(p, s, 1, false);
        at::mm_out(y, p, v);
      });
  add("(a + b) * c - d 16", {16},
      [a = input<16>(1), b = input<16>(2), c = input<16>(3), d = input<16>(4)](at::Tensor& y) {
        at::add_out(y, a, b);
        y.mul_(c);
        y.sub_(d);
      });
  add("sum of split(x, 256, 1) 1024x1024", {1024, 256},
      [x = input<1024, 1024>(1)](at::Tensor& y) { at::sum_out(y, x.view({1024, 4, 256}), {1}); });
});

} // namespace
