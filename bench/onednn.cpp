// SPDX-License-Identifier: BSL-1.0
// oneDNN on rows that it has primitives for, each made once.
#include "row.hpp"

#include <dnnl.hpp>

#include <unordered_map>

namespace {

using dnnl::memory;

struct machine {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
};
machine& here() {
  static machine m;
  return m;
}
memory::desc shape(memory::dims size, memory::format_tag order) {
  return memory::desc(std::move(size), memory::data_type::f32, order);
}
memory::desc matrix(tenon::index r, tenon::index c) { return shape({r, c}, memory::format_tag::ab); }
memory at(const memory::desc& d, const float* p) { return memory(d, here().engine, const_cast<float*>(p)); }

void add(const std::string& name, dnnl::primitive work, std::unordered_map<int, memory> arguments) {
  bench::row::named(name).add("oneDNN", [work, arguments] {
    work.execute(here().stream, arguments);
    here().stream.wait();
  });
}
std::string sized(const char* name, tenon::index r, tenon::index c) {
  return std::string(name) + " " + std::to_string(r) + "x" + std::to_string(c);
}

template <tenon::index R, tenon::index C> void softmax(const char* name, int axis, dnnl::algorithm how) {
  const std::string full = sized(name, R, C);
  const auto d = matrix(R, C);
  const dnnl::softmax_v2_forward::primitive_desc p({dnnl::prop_kind::forward_inference, how, d, d, axis},
                                                   here().engine);
  add(full, dnnl::softmax_v2_forward(p),
      {{DNNL_ARG_SRC, at(d, bench::input<R, C>(1).data())}, {DNNL_ARG_DST, at(d, bench::row::named(full).out())}});
}
template <tenon::index M, tenon::index K, tenon::index N>
void product(const std::string& name, const float* a, const float* b, const float* bias = nullptr) {
  const auto left = matrix(M, K), right = matrix(K, N), out = matrix(M, N), one = matrix(1, N);
  const auto d = bias ? dnnl::matmul::desc(left, right, one, out) : dnnl::matmul::desc(left, right, out);
  std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC, at(left, a)},
                                            {DNNL_ARG_WEIGHTS, at(right, b)},
                                            {DNNL_ARG_DST, at(out, bench::row::named(name).out())}};
  if (bias) arguments.insert({DNNL_ARG_BIAS, at(one, bias)});
  add(name, dnnl::matmul(dnnl::matmul::primitive_desc(d, here().engine)), arguments);
}
template <tenon::index N> void square() {
  product<N, N, N>("matmul(a, b) " + std::to_string(N), bench::input<N, N>(1).data(), bench::input<N, N>(2).data());
}
void copy(const std::string& name, const memory::desc& from, const memory::desc& to, const float* x) {
  const memory a = at(from, x), b = at(to, bench::row::named(name).out());
  add(name, dnnl::reorder(dnnl::reorder::primitive_desc(a, b)), {{DNNL_ARG_FROM, a}, {DNNL_ARG_TO, b}});
}

const bench::registration added(bench::stage::peers, [] {
  const auto plain = dnnl::algorithm::softmax_accurate;
  softmax<16, 16>("softmax(x, -1)", 1, plain);
  softmax<64, 64>("softmax(x, -1)", 1, plain);
  softmax<128, 1000>("softmax(x, -1)", 1, plain);
  softmax<1024, 1024>("softmax(x, -1)", 1, plain);
  softmax<32, 50257>("softmax(x, -1)", 1, plain);
  softmax<128, 1000>("log_softmax(x, -1)", 1, dnnl::algorithm::softmax_log);
  const auto d = matrix(256, 768);
  const auto w = shape({768}, memory::format_tag::a);
  const dnnl::layer_normalization_forward::primitive_desc norm(
      {dnnl::prop_kind::forward_inference, d, 1e-5f,
       dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift},
      here().engine);
  add("layer_norm(x, w, b) 256x768", dnnl::layer_normalization_forward(norm),
      {{DNNL_ARG_SRC, at(d, bench::input<256, 768>(1).data())},
       {DNNL_ARG_DST, at(d, bench::row::named("layer_norm(x, w, b) 256x768").out())},
       {DNNL_ARG_SCALE, at(w, bench::input<768>(2).data())},
       {DNNL_ARG_SHIFT, at(w, bench::input<768>(3).data())}});
  square<3>();
  square<4>();
  square<8>();
  square<16>();
  square<32>();
  square<64>();
  square<256>();
  square<512>();
  square<1024>();
  auto& x = bench::input<64, 256>(1);
  for (float& v : x) v /= 16;
  product<64, 256, 1000>("x @ w + b 64x256x1000", x.data(), bench::input<256, 1000>(2).data(),
                         bench::input<1000>(3).data());
  copy("permute(x, 0, 2, 1, 3) 8x64x12x64", shape({8, 64, 12, 64}, memory::format_tag::abcd),
       shape({8, 64, 12, 64}, memory::format_tag::acbd), bench::input<8, 64, 12, 64>(1).data());
  copy("transpose(x, 0, 1) 1024x1024", matrix(1024, 1024), shape({1024, 1024}, memory::format_tag::ba),
       bench::input<1024, 1024>(1).data());
});

} // namespace
