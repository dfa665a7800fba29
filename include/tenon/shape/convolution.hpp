// SPDX-License-Identifier: BSL-1.0
// Shapes of convolutions and pooling over the trailing dimensions of an input.
#pragma once

#include <tenon/shape/window.hpp>

namespace tenon {

// a number for the height and one for the width of an image
struct hw {
  index h, w;
  constexpr hw(index both) : h(both), w(both) {}
  constexpr hw(index height, index width) : h(height), w(width) {}
  constexpr ints list() const { return ints{h, w}; }
  friend constexpr bool operator==(const hw&, const hw&) = default;
};

// How windows move over the trailing dimensions: a number for each of them.
struct sliding {
  ints kernel, stride, padding, dilation;

  constexpr index padded(const ints& size, int i) const { return size[size.n - kernel.n + i] + 2 * padding[i]; }
  // how many places a kernel has in a size
  constexpr ints places(const ints& size) const {
    ints r;
    for (int i = 0; i < kernel.n; ++i) r.push_back(window_count(padded(size, i), kernel[i], stride[i], dilation[i]));
    return r;
  }
  // before and after each dimension, the last first
  constexpr ints border() const {
    ints r;
    for (int i = kernel.n - 1; i >= 0; --i) {
      r.push_back(padding[i]);
      r.push_back(padding[i]);
    }
    return r;
  }
};

constexpr text check_sliding(const char* what, const ints& size, const sliding& how) {
  const int n = how.kernel.n;
  for (int i = 0; i < n; ++i) {
    if (how.kernel[i] < 1 || how.stride[i] < 1 || how.dilation[i] < 1 || how.padding[i] < 0)
      return say(what, ": kernel ", how.kernel, ", stride ", how.stride, ", dilation ", how.dilation,
                 " must be at least 1, padding ", how.padding, " at least 0");
    if (span_of(how.kernel[i], how.dilation[i]) > how.padded(size, i))
      return say(what, ": the kernel spans ", span_of(how.kernel[i], how.dilation[i]), " elements, but dimension ",
                 size.n - n + i, " of ", size, " has ", how.padded(size, i), " with its padding");
  }
  return {};
}

constexpr text check_convolution(const char* what, const ints& x, const ints& weight, const sliding& how,
                                 index groups) {
  const char* const expected =
      how.kernel.n == 1 ? "(N, C, L) and (O, C / groups, K)" : "(N, C, H, W) and (O, C / groups, KH, KW)";
  if (x.n != how.kernel.n + 2 || weight.n != x.n)
    return say(what, ": input ", x, " and weight ", weight, "; expected ", expected);
  if (groups < 1 || x[1] % groups != 0 || weight[0] % groups != 0)
    return say(what, ": ", groups, groups == 1 ? " group" : " groups", " must divide ", x[1], " input channels and ",
               weight[0], " output channels");
  if (weight[1] * groups != x[1])
    return say(what, ": weight ", weight, " in ", groups, groups == 1 ? " group" : " groups", " takes ",
               weight[1] * groups, " channels, but the input ", x, " has ", x[1]);
  return check_sliding(what, x, how);
}

} // namespace tenon
