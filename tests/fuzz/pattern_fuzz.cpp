// SPDX-License-Identifier: BSL-1.0
// Patterns of rearrange and einsum with shapes, from any bytes. Beside their parsers run others over strings, written
// from the rules: both must refuse the same patterns and read the others alike. An input is the kind of the pattern,
// the shapes, and the pattern as text; bytes that are no ASCII become signs that patterns are made of.
#include <tenon/shape/einsum.hpp>
#include <tenon/shape/permute.hpp>
#include <tenon/shape/rearrange.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace tenon;

namespace {
using extent = tenon::index;

void require(bool fine, const char* what, const std::string& pattern) {
  if (fine) return;
  std::fprintf(stderr, "%s: \"%s\"\n", what, pattern.c_str());
  std::abort();
}

struct choices {
  const std::uint8_t* at;
  std::size_t left;
  unsigned below(unsigned n) {
    if (left == 0) return 0;
    --left;
    return *at++ % n;
  }
  ints shape(unsigned ranks) {
    constexpr extent extents[] = {1, 2, 3, 4, 6, 0, 2, 1};
    ints s;
    for (unsigned rank = below(ranks + 1); rank > 0; --rank) s.push_back(extents[below(8)]);
    return s;
  }
  std::string rest(std::string_view signs) {
    std::string s;
    while (left > 0 && s.size() < 60) {
      const unsigned b = below(256);
      s += b < 128 ? static_cast<char>(b) : signs[b % signs.size()];
    }
    std::erase(s, '\0'); // where a literal ends
    return s;
  }
};

// ---- rearrange ---------------------------------------------------------------------------------------------------

using names = std::vector<std::string>;
using side = std::vector<names>; // the axes of each dimension

// what stands between brackets, or nothing where the rules are broken
std::optional<side> side_of(const std::string& s, const std::optional<std::size_t>& ellipsis) {
  const auto starts = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const auto goes_on = [&](char c) { return starts(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
  side dims;
  std::set<std::string> seen;
  bool inside = false, hidden = false;
  const auto put = [&](const names& axes) {
    if (inside) dims.back().insert(dims.back().end(), axes.begin(), axes.end());
    else dims.push_back(axes);
  };
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] == ' ') ++i;
    else if (s[i] == '(' || s[i] == ')') {
      if (inside == (s[i] == '(')) return {};
      if (s[i++] == '(') dims.push_back({});
      inside = !inside;
    } else if (s.compare(i, 3, "...") == 0) {
      if (hidden || !ellipsis) return {};
      hidden = true;
      i += 3;
      for (std::size_t k = 0; k < *ellipsis; ++k) put({"..." + std::to_string(k)});
    } else {
      std::string name;
      while (i < s.size() && goes_on(s[i])) name += s[i++];
      if (name == "1") put({});
      else if (name.empty() || !starts(name[0]) || !seen.insert(name).second) return {};
      else put({name});
    }
  }
  if (inside) return {};
  return dims;
}
std::set<std::string> all_of(const side& s) {
  std::set<std::string> all;
  for (const auto& dim : s) all.insert(dim.begin(), dim.end());
  return all;
}

// Where the elements of a result come from, in row-major order; nothing where the pattern is wrong.
struct rearranged {
  std::vector<extent> size, from;
};
extent count(const std::vector<extent>& size) {
  extent n = 1;
  for (extent e : size) n *= e;
  return n;
}
std::vector<extent> coordinates(extent i, const std::vector<extent>& size) {
  std::vector<extent> at(size.size());
  for (std::size_t d = size.size(); d-- > 0; i /= size[d]) at[d] = i % size[d];
  return at;
}

std::optional<rearranged> expected(const std::string& pattern, const ints& shape,
                                   const std::map<std::string, extent>& given) {
  const auto arrow = pattern.find("->");
  if (arrow == std::string::npos || pattern.find("->", arrow + 2) != std::string::npos) return {};
  const std::string from = pattern.substr(0, arrow), to = pattern.substr(arrow + 2);
  const auto written = side_of(from, 0);
  if (!written) return {};
  const auto rank = static_cast<std::size_t>(shape.n);
  std::optional<std::size_t> hidden; // dimensions that "..." stands for, where the left has it
  if (from.find("...") != std::string::npos) hidden = rank > written->size() ? rank - written->size() : 0;
  const auto left = side_of(from, hidden), right = side_of(to, hidden);
  if (!left || !right || left->size() != rank || all_of(*left) != all_of(*right)) return {};
  if (right->size() > max_rank) return {};

  std::map<std::string, extent> extents;
  for (const auto& [name, e] : given) {
    if (!all_of(*left).contains(name) || name[0] == '.' || e < 0) return {};
    extents[name] = e;
  }
  for (std::size_t d = 0; d < rank; ++d) {
    extent known = 1;
    std::string unknown;
    for (const auto& name : (*left)[d])
      if (extents.contains(name)) known *= extents[name];
      else if (!unknown.empty()) return {};
      else unknown = name;
    const extent whole = shape[static_cast<int>(d)];
    if (unknown.empty() ? known != whole : known == 0 || whole % known != 0) return {};
    if (!unknown.empty()) extents[unknown] = whole / known;
  }
  if (std::count_if(extents.begin(), extents.end(), [](const auto& e) { return e.second != 1; }) > max_rank) return {};

  rearranged r;
  names axes; // of the result, the parts of its dimensions in order
  std::vector<extent> parts;
  for (const auto& dim : *right) {
    r.size.push_back(1);
    for (const auto& name : dim) {
      axes.push_back(name);
      parts.push_back(extents[name]);
      r.size.back() *= extents[name];
    }
  }
  for (extent i = 0; i < count(r.size); ++i) {
    const auto at = coordinates(i, parts);
    std::map<std::string, extent> place;
    for (std::size_t k = 0; k < axes.size(); ++k) place[axes[k]] = at[k];
    extent offset = 0;
    for (const auto& dim : *left)
      for (const auto& name : dim) offset = offset * extents[name] + place[name];
    r.from.push_back(offset);
  }
  return r;
}

void check_rearrange(choices c) {
  const ints shape = c.shape(5);
  std::map<std::string, extent> named;
  std::vector<named_extent> given;
  for (unsigned n = c.below(3); n > 0; --n) {
    const char name[] = {"abch"[c.below(4)], 0};
    const extent e = static_cast<extent>(c.below(6)) - 1;
    if (named.emplace(name, e).second) given.push_back({name, e});
  }
  const std::string pattern = c.rest("abcdh() ...1->_2");
  const rearrangement r = parse_rearrange(pattern.c_str(), shape, given.data(), static_cast<int>(given.size()));
  const auto wanted = expected(pattern, shape, named);
  require(r.fault.empty() == wanted.has_value(), wanted ? r.fault.data() : "rearrange accepts", pattern);
  if (!wanted) return;
  require(product(r.split) == product(shape) && r.order.n == r.split.n, "the axes of", pattern);
  require(std::vector<extent>(r.joined.begin(), r.joined.end()) == wanted->size, "the result's shape of", pattern);
  const ints moved = permuted(r.split, r.order), strides = row_major(r.split);
  for (std::size_t i = 0; i < wanted->from.size(); ++i) {
    const auto at = coordinates(static_cast<extent>(i), {moved.begin(), moved.end()});
    extent offset = 0;
    for (int k = 0; k < r.order.n; ++k)
      offset += at[static_cast<std::size_t>(k)] * strides[static_cast<int>(r.order[k])];
    require(offset == wanted->from[i], "the order of", pattern);
  }
}

// ---- einsum ------------------------------------------------------------------------------------------------------

using labels = std::vector<extent>; // letters, and -1, -2, ... from the last dimension of "..."

std::optional<labels> labels_of(const std::string& term, std::optional<std::size_t> rank, std::size_t deepest) {
  labels list;
  std::size_t letters = 0;
  for (char c : term) letters += std::isalpha(static_cast<unsigned char>(c)) != 0;
  const std::size_t hidden = !rank ? deepest : *rank > letters ? *rank - letters : 0;
  bool seen = false;
  for (std::size_t i = 0; i < term.size(); ++i) {
    if (term[i] == ' ') continue;
    if (term.compare(i, 3, "...") == 0 && !seen) {
      seen = true;
      for (std::size_t k = hidden; k > 0; --k) list.push_back(-static_cast<extent>(k));
      i += 2;
    } else if (std::isalpha(static_cast<unsigned char>(term[i])) != 0) list.push_back(term[i]);
    else return {};
  }
  if (list.size() > max_rank || (rank && list.size() != *rank)) return {};
  return list;
}

struct einsum_read {
  std::vector<labels> operands;
  labels result;
};
std::optional<einsum_read> expected(const std::string& pattern, const std::vector<ints>& shapes) {
  const auto arrow = pattern.find("->");
  std::string left = pattern.substr(0, arrow);
  einsum_read r;
  std::map<extent, extent> extents;
  std::map<extent, int> occurrences;
  std::size_t deepest = 0;
  for (const ints& shape : shapes) {
    const auto comma = left.find(',');
    const bool last = &shape == &shapes.back();
    if (last != (comma == std::string::npos)) return {};
    const auto list = labels_of(left.substr(0, comma), static_cast<std::size_t>(shape.n), 0);
    if (!list) return {};
    left.erase(0, last ? left.size() : comma + 1);
    for (std::size_t d = 0; d < list->size(); ++d) {
      const extent label = (*list)[d], e = shape[static_cast<int>(d)];
      ++occurrences[label];
      if (label < 0) deepest = std::max(deepest, static_cast<std::size_t>(-label));
      const auto [known, fresh] = extents.emplace(label, e);
      if (!fresh && label < 0 && known->second == 1) known->second = e;
      else if (!fresh && known->second != e && !(label < 0 && e == 1)) return {};
    }
    r.operands.push_back(*list);
  }
  if (arrow != std::string::npos) {
    const auto list = labels_of(pattern.substr(arrow + 2), {}, deepest);
    if (!list) return {};
    r.result = *list;
    for (extent label : r.result)
      if (!occurrences.contains(label) || std::count(r.result.begin(), r.result.end(), label) > 1) return {};
  } else {
    for (const auto& [label, n] : occurrences) // in order, so that "..." comes first
      if (label < 0 || n == 1) r.result.push_back(label);
    if (r.result.size() > max_rank) return {};
  }
  return r;
}

void check_einsum(choices c) {
  std::vector<ints> shapes(1 + c.below(3));
  for (ints& s : shapes) s = c.shape(4);
  const std::string pattern = c.rest("ijkb,... ->");
  const einsum_labels p = parse_einsum(pattern.c_str(), shapes.data(), static_cast<int>(shapes.size()));
  const auto wanted = expected(pattern, shapes);
  require(p.fault.empty() == wanted.has_value(), wanted ? p.fault.data() : "einsum accepts", pattern);
  if (!wanted) return;
  const auto listed = [](const ints& l) { return labels(l.begin(), l.end()); };
  for (std::size_t i = 0; i < shapes.size(); ++i)
    require(listed(p.operand[i]) == wanted->operands[i], "einsum: the labels of an operand", pattern);
  require(listed(p.result) == wanted->result, "einsum: the labels of the result", pattern);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  choices c{data, size};
  if (c.below(2) == 0) check_rearrange(c);
  else check_einsum(c);
  return 0;
}
