// SPDX-License-Identifier: BSL-1.0
// xtensor on softmax, means and two chains, each in its obvious form.
#include "row.hpp"

#include <xtensor/xadapt.hpp>
#include <xtensor/xfixed.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

namespace {

template <std::size_t N> auto wrap(const float* p, std::array<std::size_t, N> size) {
  std::size_t n = 1;
  for (const std::size_t s : size) n *= s;
  return xt::adapt(const_cast<float*>(p), n, xt::no_ownership(), size);
}
std::string sized(const char* name, tenon::index r, tenon::index c) {
  return std::string(name) + " " + std::to_string(r) + "x" + std::to_string(c);
}

// row by row: broadcast over rows, its expressions do not use packs
template <tenon::index R, tenon::index C> void softmax() {
  const auto& row = bench::row::named(sized("softmax(x, -1)", R, C));
  row.add("xtensor", [in = bench::input<R, C>(1).data(), out = row.out()] {
    for (tenon::index r = 0; r < R; ++r) {
      const auto x = wrap<1>(in + r * C, {C});
      auto y = wrap<1>(out + r * C, {C});
      const float most = xt::amax(x, xt::evaluation_strategy::immediate)();
      xt::noalias(y) = xt::exp(x - most);
      const float scale = 1 / xt::sum(y, xt::evaluation_strategy::immediate)();
      y *= scale;
    }
  });
}
template <tenon::index N> void means() {
  const auto x = wrap<2>(bench::input<N, N>(1).data(), {N, N});
  const auto &rows = bench::row::named(sized("mean(x, 1)", N, N)),
             &columns = bench::row::named(sized("mean(x, 0)", N, N));
  rows.add("xtensor", [x, y = wrap<1>(rows.out(), {N})]() mutable {
    xt::noalias(y) = xt::mean(x, {1}, xt::evaluation_strategy::immediate);
  });
  columns.add("xtensor", [x, y = wrap<1>(columns.out(), {N})]() mutable {
    xt::noalias(y) = xt::mean(x, {0}, xt::evaluation_strategy::immediate);
  });
}

const bench::registration added(bench::stage::peers, [] {
  softmax<16, 16>();
  softmax<64, 64>();
  softmax<128, 1000>();
  softmax<1024, 1024>();
  means<64>();
  means<1024>();
  const auto& chain = bench::row::named("mean((x - z)^2, 1) 1024x1024");
  chain.add("xtensor", [x = wrap<2>(bench::input<1024, 1024>(1).data(), {1024, 1024}),
                        z = wrap<2>(bench::input<1024, 1024>(2).data(), {1024, 1024}),
                        y = wrap<1>(chain.out(), {1024})]() mutable {
    xt::noalias(y) = xt::mean(xt::square(x - z), {1}, xt::evaluation_strategy::immediate);
  });
  const auto& tiny = bench::row::named("(a + b) * c - d 16");
  using small = xt::xtensor_fixed<float, xt::xshape<16>>;
  const auto number = [](unsigned seed) {
    const auto& from = bench::input<16>(seed);
    small s;
    std::copy(from.begin(), from.end(), s.begin());
    return s;
  };
  tiny.add("xtensor", [a = number(1), b = number(2), c = number(3), d = number(4), y = tiny.out()] {
    small r;
    xt::noalias(r) = (a + b) * c - d;
    std::copy(r.begin(), r.end(), y);
  });
});

} // namespace
