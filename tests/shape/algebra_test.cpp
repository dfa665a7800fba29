// SPDX-License-Identifier: BSL-1.0
// The shape algebra against a run-time oracle, at every coordinate.
#include "oracle.hpp"

#include <tenon/shape/broadcast.hpp>
#include <tenon/shape/join.hpp>
#include <tenon/shape/permute.hpp>
#include <tenon/shape/product.hpp>
#include <tenon/shape/slice.hpp>
#include <tenon/shape/view.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

namespace {
void property(const char* what, std::function<void()> p) {
  INFO(what);
  CHECK(rc::check(what, p));
}
// another shape with as many elements: extents multiplied together and cut again
ints regrouped(const ints& size) {
  tenon::index n = product(size);
  ints r;
  const int rank = *rc::gen::inRange(0, 7);
  for (int d = 0; d + 1 < rank; ++d) {
    std::vector<tenon::index> divisors{1};
    for (tenon::index k = 2; k <= n && k <= 12; ++k)
      if (n % k == 0) divisors.push_back(k);
    const tenon::index k = *rc::gen::elementOf(divisors);
    r.push_back(k);
    if (k != 0) n /= k;
  }
  if (n != 1 || rank > 0) r.push_back(n);
  return r;
}
} // namespace

TEST_CASE("view") {
  property("a view has the same elements in the same order", [] {
    const layout l = random_shapes::strided();
    const ints wanted = regrouped(l.size);
    RC_PRE(product(wanted) == product(l.size));
    bool found = false;
    const layout v = view_layout(l, wanted, found);
    if (found) RC_ASSERT(offsets(v) == offsets(l));
    if (contiguous(l)) RC_ASSERT(found);
    // where none is found, no strides give the elements their order
    if (!found && l.size.n > 0) {
      const auto seen = offsets(l);
      const ints at = wanted;
      ints stride = ints::filled(at.n, 0);
      tenon::index inner = 1;
      for (int d = at.n - 1; d >= 0; --d) {
        if (at[d] > 1) stride[d] = seen[static_cast<std::size_t>(inner)] - seen[0];
        inner *= at[d];
      }
      std::vector<tenon::index> guess;
      each_coordinate(at, [&](const ints& i) { guess.push_back(seen[0] + offset({at, stride}, i)); });
      RC_ASSERT(guess != seen);
    }
  });
  property("-1 is what is missing", [] {
    const ints size = random_shapes::size();
    RC_PRE(product(size) > 0);
    ints wanted = regrouped(size);
    RC_PRE(wanted.n > 0 && product(wanted) == product(size));
    const ints whole = wanted;
    wanted[*rc::gen::inRange(0, wanted.n)] = -1;
    RC_ASSERT(check_view_size("view", size, wanted).empty());
    RC_ASSERT(infer_size(size, wanted) == whole);
  });
  property("wrong counts are told", [] {
    const ints size = random_shapes::size(), wanted = random_shapes::size();
    RC_ASSERT(check_view_size("view", size, wanted).empty() == (product(size) == product(wanted)));
  });
}

TEST_CASE("permute and transpose") {
  property("dimension k of the result is dimension dims[k]", [] {
    const layout l = random_shapes::strided();
    ints dims = random_shapes::dims(l.rank());
    RC_ASSERT(check_permute(dims, l.size).empty());
    const layout p = permuted(l, dims);
    each_coordinate(p.size, [&](const ints& at) {
      ints from = ints::filled(l.rank(), 0);
      for (int k = 0; k < l.rank(); ++k) from[static_cast<int>(dims[k])] = at[k];
      RC_ASSERT(offset(p, at) == offset(l, from));
    });
    for (int k = 0; k < dims.n; ++k)
      if (*rc::gen::inRange(0, 2)) dims[k] -= l.rank(); // negative dimensions mean the same
    RC_ASSERT(permuted(l, dims) == p);
  });
  property("repeated and missing dimensions are told", [] {
    const ints size = random_shapes::size(*rc::gen::inRange(2, 7));
    ints dims = random_shapes::dims(size.n);
    dims[0] = dims[1] - size.n;
    RC_ASSERT(!check_permute(dims, size).empty());
    RC_ASSERT(!check_permute(random_shapes::dims(size.n - 1), size).empty());
  });
  property("transpose swaps two", [] {
    const layout l = random_shapes::strided();
    RC_PRE(l.rank() > 0);
    const int a = *rc::gen::inRange(-l.rank(), l.rank()), b = *rc::gen::inRange(-l.rank(), l.rank());
    RC_ASSERT(check_transpose(a, b, l.size).empty());
    const ints dims = swapping(l.rank(), a, b);
    RC_ASSERT(permuted(permuted(l, dims), dims) == l);
    RC_ASSERT(permuted(l, dims).size[wrap_dim(a, l.rank())] == l.size[wrap_dim(b, l.rank())]);
  });
}

TEST_CASE("parts") {
  property("narrow and select", [] {
    const layout l = random_shapes::strided();
    RC_PRE(l.rank() > 0);
    const int d = *rc::gen::inRange(0, l.rank());
    const tenon::index start = *rc::gen::inRange<tenon::index>(0, l.size[d] + 1);
    const tenon::index length = *rc::gen::inRange<tenon::index>(0, l.size[d] - start + 1);
    RC_ASSERT(check_narrow(d, start, length, l.size).empty());
    RC_ASSERT(!check_narrow(d, start, l.size[d] - start + 1, l.size).empty());
    const layout part = narrowed(l, d, length);
    each_coordinate(part.size, [&](ints at) {
      const tenon::index here = offset(part, at) + start * l.stride[d];
      at[d] += start;
      RC_ASSERT(here == offset(l, at));
    });
    RC_ASSERT(check_select(d, l.size[d], l.size).empty() == false);
    RC_ASSERT(without(l.size, d).n == l.rank() - 1);
  });
  property("chunks cover a dimension", [] {
    const tenon::index extent = *rc::gen::inRange<tenon::index>(0, 20), chunk = *rc::gen::inRange<tenon::index>(1, 9);
    tenon::index total = 0;
    for (tenon::index i = 0; i < chunk_count(extent, chunk); ++i) {
      RC_ASSERT(chunk_extent(extent, chunk, i) <= chunk);
      total += chunk_extent(extent, chunk, i);
    }
    RC_ASSERT(total == extent);
    const tenon::index parts = *rc::gen::inRange<tenon::index>(1, 9);
    RC_ASSERT(chunk_size(extent, parts) * parts >= extent);
  });
}

TEST_CASE("broadcasting") {
  property("the common shape holds both", [] {
    const ints a = random_shapes::size(), b = random_shapes::size();
    if (!check_broadcast(a, b).empty()) {
      bool differ = false;
      for (int i = 1; i <= a.n && i <= b.n; ++i)
        differ = differ || (a[a.n - i] != b[b.n - i] && a[a.n - i] != 1 && b[b.n - i] != 1);
      RC_ASSERT(differ);
      return;
    }
    const ints s = broadcast(a, b);
    RC_ASSERT(s == broadcast(b, a));
    for (const ints& x : {a, b}) {
      RC_ASSERT(check_expand(x, s).empty());
      const layout l{x, row_major(x)}, big = stretched_to(l, s);
      each_coordinate(s, [&](const ints& at) {
        ints from;
        for (int d = 0; d < x.n; ++d) from.push_back(x[d] == 1 ? 0 : at[d + s.n - x.n]);
        RC_ASSERT(offset(big, at) == offset(l, from));
      });
    }
  });
}

TEST_CASE("squeeze, unsqueeze, flatten and merge") {
  property("extents of 1 come and go", [] {
    const ints size = random_shapes::size();
    RC_ASSERT(product(squeezed(size, ones_of(size))) == product(size));
    for (tenon::index e : squeezed(size, ones_of(size))) RC_ASSERT(e != 1);
    const int at = *rc::gen::inRange(0, size.n + 1);
    const ints wide = unsqueezed(size, at);
    RC_ASSERT(wide[at] == 1);
    RC_ASSERT(squeezed(wide, 1u << at) == size);
  });
  property("a flattened run has its elements", [] {
    const ints size = random_shapes::size(*rc::gen::inRange(1, 7));
    const int first = *rc::gen::inRange(0, size.n), last = *rc::gen::inRange(first, size.n);
    RC_ASSERT(check_flatten(first, last, size).empty());
    const ints flat = flattened(size, first, last);
    RC_ASSERT(flat.n == size.n - (last - first));
    RC_ASSERT(product(flat) == product(size));
  });
  property("merged dimensions walk the same elements", [] {
    const layout l = random_shapes::strided();
    RC_PRE(product(l.size) > 0);
    const layout m = merged(l);
    RC_ASSERT(offsets(m) == offsets(l));
    for (int d = 0; d + 1 < m.rank(); ++d) RC_ASSERT(m.stride[d] != m.stride[d + 1] * m.size[d + 1]);
  });
}

TEST_CASE("products and concatenation") {
  property("matmul's shape", [] {
    const ints batch = random_shapes::size(*rc::gen::inRange(0, 3));
    const tenon::index m = *rc::gen::inRange<tenon::index>(0, 4), k = *rc::gen::inRange<tenon::index>(0, 4),
                       n = *rc::gen::inRange<tenon::index>(0, 4);
    ints a = batch, b{k, n}, expected = batch;
    a.push_back(m);
    a.push_back(k);
    expected.push_back(m);
    expected.push_back(n);
    RC_ASSERT(check_matmul(a, b).empty());
    RC_ASSERT(matmul_size(a, b) == expected);
    RC_ASSERT((matmul_size(ints{k}, b) == ints{n} && matmul_size(b, ints{n}) == ints{k}));
    RC_ASSERT(!check_matmul(a, ints{k + 1, n}).empty());
  });
  property("cat and stack fit or say so", [] {
    const ints a = random_shapes::size(*rc::gen::inRange(1, 6));
    ints b = a;
    const int d = *rc::gen::inRange(0, a.n);
    b[d] += 1;
    RC_ASSERT(check_cat(a, b, 1, d).empty());
    RC_ASSERT(check_stack(a, a, 1).empty());
    RC_ASSERT(!check_stack(a, b, 1).empty());
    if (a.n > 1) RC_ASSERT(!check_cat(a, b, 1, (d + 1) % a.n).empty());
  });
}
