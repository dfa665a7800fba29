// SPDX-License-Identifier: BSL-1.0
// Chains of views, chosen by the bytes of an input. Beside the shape algebra runs a list with the offset of every
// element: after each step the layout must give the same offsets in the same order. Steps that the checks refuse must
// be wrong indeed.
#include <tenon/shape/broadcast.hpp>
#include <tenon/shape/join.hpp>
#include <tenon/shape/permute.hpp>
#include <tenon/shape/product.hpp>
#include <tenon/shape/slice.hpp>
#include <tenon/shape/view.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace tenon;

namespace {
void require(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "shape algebra: %s\n", what);
  std::abort();
}

// the bytes of an input; zeros when they are used up
struct choices {
  const std::uint8_t* at;
  std::size_t left;
  bool done() const { return left == 0; }
  tenon::index below(tenon::index n) {
    if (left == 0) return 0;
    --left;
    return *at++ % n;
  }
  tenon::index between(tenon::index low, tenon::index high) { return low + below(high - low + 1); }
};

// A strided array as a list: its shape, and the offsets of its elements in row-major order.
struct array {
  std::vector<tenon::index> size, offsets;

  tenon::index rank() const { return static_cast<tenon::index>(size.size()); }
  tenon::index at(const std::vector<tenon::index>& coordinates) const {
    tenon::index n = 0;
    for (std::size_t d = 0; d < size.size(); ++d) n = n * size[d] + coordinates[d];
    return offsets[static_cast<std::size_t>(n)];
  }
};
tenon::index count(const std::vector<tenon::index>& size) {
  tenon::index n = 1;
  for (tenon::index e : size) n *= e;
  return n;
}
// The array of a shape whose elements are those of `from` at coordinates(own coordinates).
template <class Coordinates>
array gathered(const array& from, std::vector<tenon::index> size, Coordinates coordinates) {
  array r{size, {}};
  std::vector<tenon::index> at(size.size());
  for (tenon::index n = count(size), i = 0; i < n; ++i) {
    tenon::index rest = i;
    for (std::size_t d = size.size(); d-- > 0; rest /= size[d]) at[d] = rest % size[d];
    r.offsets.push_back(from.at(coordinates(at)));
  }
  return r;
}
std::vector<tenon::index> listed(const ints& list) { return {list.begin(), list.end()}; }

void compare(const layout& l, tenon::index start, const array& a, const char* what) {
  require(listed(l.size) == a.size, what);
  tenon::index expected = 0;
  array from_layout{a.size, {}};
  std::vector<tenon::index> at(a.size.size());
  for (tenon::index n = count(a.size), i = 0; i < n; ++i) {
    tenon::index rest = i;
    expected = start;
    for (std::size_t d = a.size.size(); d-- > 0; rest /= a.size[d])
      expected += rest % a.size[d] * l.stride[static_cast<int>(d)];
    require(expected == a.offsets[static_cast<std::size_t>(i)], what);
  }
}

// Whether strides exist under which a shape has these offsets: what the algebra must find.
bool regular(const std::vector<tenon::index>& size, const std::vector<tenon::index>& offsets) {
  std::vector<tenon::index> stride(size.size());
  tenon::index inner = 1;
  for (std::size_t d = size.size(); d-- > 0; inner *= size[d])
    stride[d] = size[d] > 1 ? offsets[static_cast<std::size_t>(inner)] - offsets[0] : 0;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    auto rest = static_cast<tenon::index>(i);
    tenon::index o = offsets[0];
    for (std::size_t d = size.size(); d-- > 0; rest /= size[d]) o += rest % size[d] * stride[d];
    if (o != offsets[i]) return false;
  }
  return true;
}

// a dimension as users write it, sometimes out of range
tenon::index some_dim(choices& c, tenon::index rank) { return c.between(-rank - 1, rank); }
bool in_range(tenon::index d, tenon::index rank) {
  return -std::max<tenon::index>(rank, 1) <= d && d < std::max<tenon::index>(rank, 1);
}

struct state {
  layout l;
  tenon::index start = 0;
  array a;
};

void view_step(choices& c, state& s) {
  ints wanted;
  const tenon::index rank = c.between(0, 5);
  tenon::index left = count(s.a.size);
  for (tenon::index d = 0; d < rank; ++d) {
    tenon::index e = c.between(-2, 9);
    if (e > 0 && left % e != 0) e = 1; // mostly shapes that fit
    if (d + 1 == rank && c.below(4) != 0) e = left;
    wanted.push_back(e);
    if (e > 0) left /= e;
  }
  // what PyTorch accepts: at most one -1, no other negatives, as many elements
  tenon::index unknown = 0, known = 1;
  bool fits = true;
  for (tenon::index e : wanted) {
    if (e < -1) fits = false;
    else if (e == -1) ++unknown;
    else known *= e;
  }
  const tenon::index n = count(s.a.size);
  fits = fits && (unknown == 0 ? known == n : unknown == 1 && known != 0 && n % known == 0);
  require(check_view_size("view", s.l.size, wanted).empty() == fits, "view: which shapes fit");
  if (!fits) return;
  const ints size = infer_size(s.l.size, wanted);
  require(product(size) == n, "view: the inferred extent");
  bool found = false;
  const layout v = view_layout(s.l, size, found);
  require(found == (n == 0 || regular(listed(size), s.a.offsets)), "view: whether there are strides");
  require(found == check_view(s.l, wanted).empty() && found == has_view(s.l, size), "view: what the check says");
  if (!found) return;
  s.l = v;
  s.a.size = listed(size);
}

void permute_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank();
  ints dims;
  std::vector<bool> seen(static_cast<std::size_t>(rank));
  bool fits = true;
  const tenon::index given = c.below(8) == 0 ? c.between(0, max_rank) : rank;
  for (tenon::index k = 0; k < given; ++k) {
    tenon::index d = some_dim(c, rank);
    const bool valid = d >= -rank && d < rank;
    if (valid && c.below(8) != 0) // mostly permutations
      while (seen[static_cast<std::size_t>(d < 0 ? d + rank : d)]) {
        d = d + 1 < rank ? d + 1 : -rank;
        if (std::all_of(seen.begin(), seen.end(), [](bool b) { return b; })) break;
      }
    dims.push_back(d);
    if (d < -rank || d >= rank || seen[static_cast<std::size_t>(d < 0 ? d + rank : d)]) fits = false;
    else seen[static_cast<std::size_t>(d < 0 ? d + rank : d)] = true;
  }
  fits = fits && given == rank;
  require(check_permute(dims, s.l.size).empty() == fits, "permute: which orders are permutations");
  if (!fits) return;
  std::vector<tenon::index> order, size;
  for (tenon::index d : dims) order.push_back(d < 0 ? d + rank : d);
  for (tenon::index d : order) size.push_back(s.a.size[static_cast<std::size_t>(d)]);
  s.a = gathered(s.a, size, [&](const auto& at) {
    std::vector<tenon::index> from(at.size());
    for (std::size_t k = 0; k < at.size(); ++k) from[static_cast<std::size_t>(order[k])] = at[k];
    return from;
  });
  s.l = permuted(s.l, dims);
}

void narrow_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), d = some_dim(c, rank), given = c.between(-4, 6), length = c.between(-1, 6);
  const bool has_dim = rank > 0 && in_range(d, rank);
  const auto w = static_cast<std::size_t>(d < 0 ? d + rank : d);
  const tenon::index start = has_dim && given < 0 ? s.a.size[w] + given : given;
  const bool fits = has_dim && start >= 0 && length >= 0 && start + length <= s.a.size[w];
  require(check_narrow(d, given, length, s.l.size).empty() == fits, "narrow: which parts there are");
  if (!fits) return;
  require(wrap_start(given, s.a.size[w]) == start, "narrow: where it starts");
  auto size = s.a.size;
  size[w] = length;
  s.a = gathered(s.a, size, [&](auto at) {
    at[w] += start;
    return at;
  });
  s.start += start * s.l.stride[static_cast<int>(w)];
  s.l = narrowed(s.l, static_cast<int>(w), length);
}

// one of the parts of split
void split_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), d = some_dim(c, rank), chunk = c.between(-1, 5);
  const bool has_dim = rank > 0 && in_range(d, rank);
  const auto w = static_cast<std::size_t>(d < 0 ? d + rank : d);
  const bool fits = has_dim && chunk >= 0 && (chunk > 0 || s.a.size[w] == 0);
  require(check_split(chunk, d, s.l.size).empty() == fits, "split: which chunks there are");
  if (!fits) return;
  const tenon::index extent = s.a.size[w], parts = chunk_count(extent, chunk);
  std::vector<tenon::index> lengths;
  for (tenon::index i = 0; i < parts; ++i) lengths.push_back(chunk_extent(extent, chunk, i));
  require(count({static_cast<tenon::index>(lengths.size())}) ==
              std::max<tenon::index>(1, chunk ? (extent + chunk - 1) / chunk : 1),
          "split: how many parts");
  tenon::index total = 0;
  for (tenon::index e : lengths) total += e;
  require(total == extent, "split: the parts cover the dimension");
  require(check_split_sizes(lengths.data(), static_cast<int>(parts), d, s.l.size).empty(),
          "split: the parts as a list");
  const tenon::index i = c.below(parts);
  auto size = s.a.size;
  size[w] = lengths[static_cast<std::size_t>(i)];
  s.a = gathered(s.a, size, [&](auto at) {
    at[w] += i * chunk;
    return at;
  });
  s.start += i * chunk * s.l.stride[static_cast<int>(w)];
  s.l = narrowed(s.l, static_cast<int>(w), size[w]);
}

void expand_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), wide = c.between(0, 5);
  ints wanted;
  bool fits = wide >= rank;
  std::vector<tenon::index> size;
  for (tenon::index i = 0; i < wide; ++i) {
    const tenon::index own = i - (wide - rank); // the dimension of the array
    const tenon::index have = own >= 0 && own < rank ? s.a.size[static_cast<std::size_t>(own)] : -1;
    tenon::index e = c.between(-2, 3);
    if (have > 1 && c.below(4) != 0) e = have; // mostly extents that fit
    wanted.push_back(e);
    if (e < -1 || (e == -1 && have < 0) || (have >= 0 && e != -1 && e != have && have != 1)) fits = false;
    size.push_back(e == -1 ? have : e);
  }
  require(check_expand(s.l.size, wanted).empty() == fits, "expand: which shapes there are");
  if (!fits || count(size) > 4096) return;
  require(listed(expanded(s.l.size, wanted)) == size, "expand: the shape");
  const auto old = s.a.size;
  s.a = gathered(s.a, size, [&](const auto& at) {
    std::vector<tenon::index> from;
    for (std::size_t k = 0; k < old.size(); ++k) from.push_back(old[k] == 1 ? 0 : at[at.size() - old.size() + k]);
    return from;
  });
  s.l = stretched_to(s.l, expanded(s.l.size, wanted));
}

// dimensions of extent 1 come and go: the offsets stay
void ones_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), d = c.between(-rank - 2, rank + 1);
  if (c.below(2) == 0) {
    const bool fits = rank < max_rank && -(rank + 1) <= d && d <= rank;
    require(check_unsqueeze("unsqueeze", d, s.l.size).empty() == fits, "unsqueeze: where a dimension may go");
    if (!fits) return;
    const int at = static_cast<int>(d < 0 ? d + rank + 1 : d);
    s.a.size.insert(s.a.size.begin() + at, 1);
    s.l = {unsqueezed(s.l.size, at), unsqueezed(s.l.stride, at)};
  } else {
    const unsigned mask = ones_of(s.l.size);
    std::erase(s.a.size, 1);
    s.l = {squeezed(s.l.size, mask), squeezed(s.l.stride, mask)};
  }
}

void select_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), d = some_dim(c, rank), i = c.between(-5, 5);
  const bool has_dim = rank > 0 && in_range(d, rank);
  const auto w = static_cast<std::size_t>(d < 0 ? d + rank : d);
  const bool fits = has_dim && -s.a.size[w] <= i && i < s.a.size[w];
  require(check_select(d, i, s.l.size).empty() == fits, "select: which elements there are");
  if (!fits) return;
  const tenon::index at = i < 0 ? i + s.a.size[w] : i;
  auto size = s.a.size;
  size.erase(size.begin() + static_cast<std::ptrdiff_t>(w));
  s.a = gathered(s.a, size, [&](auto from) {
    from.insert(from.begin() + static_cast<std::ptrdiff_t>(w), at);
    return from;
  });
  s.start += at * s.l.stride[static_cast<int>(w)];
  s.l = {without(s.l.size, static_cast<int>(w)), without(s.l.stride, static_cast<int>(w))};
}

void flatten_step(choices& c, state& s) {
  const tenon::index rank = s.a.rank(), first = some_dim(c, rank), last = some_dim(c, rank);
  const auto wrapped = [&](tenon::index d) { return d < 0 ? d + std::max<tenon::index>(rank, 1) : d; };
  const bool fits = in_range(first, rank) && in_range(last, rank) && wrapped(first) <= wrapped(last);
  require(check_flatten(first, last, s.l.size).empty() == fits, "flatten: which runs there are");
  if (!fits) return;
  const ints size = flattened(s.l.size, static_cast<int>(wrapped(first)), static_cast<int>(wrapped(last)));
  require(product(size) == count(s.a.size), "flatten: as many elements");
  bool found = false;
  const layout v = view_layout(s.l, size, found);
  require(found == (product(size) == 0 || regular(listed(size), s.a.offsets)), "flatten: whether there are strides");
  if (!found) return;
  s.l = v;
  s.a.size = listed(size);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  choices c{data, size};
  ints shape;
  for (tenon::index rank = c.between(0, 5); rank > 0; --rank) shape.push_back(c.between(0, 4));
  state s{{shape, row_major(shape)}, 0, {listed(shape), {}}};
  for (tenon::index i = 0; i < product(shape); ++i) s.a.offsets.push_back(i);
  compare(s.l, 0, s.a, "row-major strides");

  using step = void (*)(choices&, state&);
  constexpr step steps[] = {view_step,   permute_step, narrow_step, split_step,
                            expand_step, ones_step,    select_step, flatten_step};
  constexpr const char* names[] = {"view", "permute", "narrow", "split", "expand", "squeeze", "select", "flatten"};
  while (!c.done()) {
    const auto which = static_cast<std::size_t>(c.below(std::size(steps)));
    steps[which](c, s);
    compare(s.l, s.start, s.a, names[which]);
    // memory order where offsets are 0, 1, 2, ..., and one walk with fewer dimensions
    bool in_order = true;
    for (std::size_t i = 0; i < s.a.offsets.size(); ++i)
      in_order = in_order && s.a.offsets[i] == s.start + static_cast<tenon::index>(i);
    require(contiguous(s.l) == in_order, "contiguous");
    const layout m = merged(s.l);
    if (!s.a.offsets.empty()) compare(m, s.start, {listed(m.size), s.a.offsets}, "merged");
  }
  return 0;
}
