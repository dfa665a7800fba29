// SPDX-License-Identifier: BSL-1.0
// What each of the two sides offers: the same source, compiled for different instruction sets.
#pragma once

#include <tenon/tensor/tensor.hpp>

using matrix = tenon::Tensor<float, 33, 47>; // on the heap
using tile = tenon::Tensor<float, 6, 16>;    // in the object, aligned for the widest registers
using strip = tenon::Tensor<float, 5, 8>;    // rows of one register on one side, of two on the other
using row = tenon::Tensor<float, 47>;
using column = tenon::Tensor<double, 33>;

struct side {
  const char* name;
  tile (*scaled)(tile x, float s);                  // by value
  strip (*exponentials)(const strip& x);            // over their sum
  void (*fill)(tenon::TensorView<float, 33, 47> x); // through a view
  matrix (*probabilities)(const matrix& x, const row& bias);
  column (*means)(const matrix& x);
  matrix (*product)(const matrix& a, const matrix& b); // a + the Gram matrix of b, times a
  float (*loss)(const matrix& x, const row& bias, row& gradient);
  // numbers of a generator, all from one seed
  matrix (*uniform)();
  matrix (*normal)();
  matrix (*whole)();
  matrix (*dropped)(const matrix& x);
};

extern const side own_side, other_side;
