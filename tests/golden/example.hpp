// SPDX-License-Identifier: BSL-1.0
// One case of a golden file: its inputs become tensors of static shape, and results are compared with its
// outputs.
#pragma once

#include <tenon/autograd.hpp>

#include <cstdint>

namespace golden {

using tenon::index;
using tenon::ints;
using tenon::Parameter;
using tenon::Tensor;

class example {
public:
  example(const char* topic, const char* name);
  static std::size_t count(const char* topic); // how many cases a topic has

  const char* name() const { return name_; }
  bool has_input(const char* name) const;
  bool has_output(const char* name) const;

  // an argument, or `otherwise` where the case does not give it
  double number(const char* argument) const;
  double number(const char* argument, double otherwise) const;
  // element i of an argument that is a list
  double element(const char* argument, std::size_t i) const;

  // the number that an output states
  double output(const char* name) const;

  template <class T, index... N> Tensor<T, N...> input(const char* name) const {
    Tensor<T, N...> t(tenon::uninitialised);
    read(name, tenon::Size<N...>::list, t.data());
    return t;
  }
  // what an output receives in backward; ones where the case says nothing
  template <class T, index... N> Tensor<T, N...> upstream(const char* name) const {
    if (has_input(name)) return input<T, N...>(name);
    return tenon::ones<T, N...>();
  }

  // Compares a tensor, or what else holds its elements in row-major order, with an output. Shapes must be
  // equal too.
  template <class X> void expect(const char* output, const X& x) const {
    compare(output, tenon::shape_of<X>::list, x.data());
  }
  void expect_list(const char* output, const ints& list) const;
  void expect_number(const char* output, index value) const;

private:
  struct file;
  struct values;

  const char* name_;
  const values* values_;

  void read(const char* input, const ints& shape, float* to) const;
  void read(const char* input, const ints& shape, double* to) const;
  void read(const char* input, const ints& shape, std::int64_t* to) const;
  void read(const char* input, const ints& shape, bool* to) const;
  void compare(const char* output, const ints& shape, const float* actual) const;
  void compare(const char* output, const ints& shape, const double* actual) const;
  void compare(const char* output, const ints& shape, const std::int64_t* actual) const;
};

} // namespace golden
