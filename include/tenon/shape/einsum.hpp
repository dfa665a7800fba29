// SPDX-License-Identifier: BSL-1.0
// Einstein's notation: "bik,bkj->bij" labels the dimensions of operands and result; equal labels belong together, and
// labels that the result lacks are summed over. "..." stands for further dimensions, aligned at their last.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

inline constexpr int max_einsum_operands = 8;

// The pattern with its labels as numbers: letters as they are, those of "..." below 0, the last of them -1.
struct einsum_labels {
  ints operand[max_einsum_operands];
  int operands = 1;
  ints result;
  text fault;
};

namespace detail {
constexpr bool is_letter(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z'); }
constexpr int position_of(const ints& list, index label) {
  for (int i = 0; i < list.n; ++i)
    if (list[i] == label) return i;
  return -1;
}
constexpr char letter(index label) { return label < 0 ? '.' : static_cast<char>(label); }

// the labels of one operand or of the result; `rank` tells how many dimensions "..." stands for
struct label_reader {
  const text& pattern;
  int at = 0;
  text fault{};

  constexpr bool ends_term() const {
    return at == pattern.n || pattern.c[at] == ',' || (pattern.c[at] == '-' && pattern.c[at + 1] == '>');
  }
  constexpr ints term(int rank) {
    ints labels;
    int hidden = -1, letters = 0;
    for (int i = at; i < pattern.n && pattern.c[i] != ',' && pattern.c[i] != '-'; ++i)
      letters += is_letter(pattern.c[i]);
    for (; !ends_term(); ++at) {
      const char c = pattern.c[at];
      if (c == ' ') continue;
      if (c == '.' && pattern.c[at + 1] == '.' && pattern.c[at + 2] == '.' && hidden < 0) {
        hidden = rank > letters ? rank - letters : 0;
        if (labels.n + hidden > max_rank) return labels;
        for (int k = hidden; k > 0; --k) labels.push_back(-k);
        at += 2;
      } else if (!is_letter(c)) {
        fault = say("einsum: \"", c, "\" at position ", at, " of \"", pattern, "\" is not a label");
        return labels;
      } else if (labels.n == max_rank) {
        fault = say("einsum: \"", pattern, "\" has more than ", max_rank, " labels in a row");
        return labels;
      } else labels.push_back(c);
    }
    return labels;
  }
};

constexpr int count_of(const einsum_labels& p, index label) {
  int n = 0;
  for (int i = 0; i < p.operands; ++i)
    for (index l : p.operand[i]) n += l == label;
  return n;
}
// without "->" the result has "..." and then what occurs once, in alphabetical order
constexpr ints implied_result(const einsum_labels& p) {
  ints r;
  for (index label = -max_rank; label < 128; ++label)
    if (const int n = count_of(p, label); r.n < max_rank && (label < 0 ? n > 0 : n == 1)) r.push_back(label);
  return r;
}
constexpr text check_extents(const einsum_labels& p, const ints* sizes) {
  for (int i = 0; i < p.operands; ++i)
    for (int d = 0; d < p.operand[i].n; ++d)
      for (int j = 0; j <= i; ++j)
        for (int k = 0; k < p.operand[j].n; ++k) {
          const index label = p.operand[i][d], a = sizes[j][k], b = sizes[i][d];
          if (p.operand[j][k] != label || a == b || (label < 0 && (a == 1 || b == 1))) continue;
          return say("einsum: label ", letter(label), " is ", a, " in ", sizes[j], " and ", b, " in ", sizes[i]);
        }
  return {};
}
} // namespace detail

// the labels of a pattern for operands of these shapes
constexpr einsum_labels parse_einsum(const text& pattern, const ints* sizes, int operands) {
  einsum_labels p;
  int terms = 1;
  for (int i = 0; i < pattern.n && pattern.c[i] != '>'; ++i) terms += pattern.c[i] == ',';
  if (terms != operands) {
    p.fault =
        say("einsum: \"", pattern, "\" takes ", terms, terms == 1 ? " operand, got " : " operands, got ", operands);
    return p;
  }
  p.operands = operands;
  detail::label_reader read{pattern};
  int deepest = 0; // dimensions that "..." stands for
  for (int i = 0; i < operands; ++i) {
    const int begin = read.at;
    p.operand[i] = read.term(sizes[i].n);
    if (!read.fault.empty()) {
      p.fault = read.fault;
      return p;
    }
    if (p.operand[i].n != sizes[i].n) {
      text term;
      for (int k = begin; k < read.at; ++k) term << pattern.c[k];
      p.fault = say("einsum: \"", term, "\" of \"", pattern, "\" has ", p.operand[i].n,
                    p.operand[i].n == 1 ? " label for shape " : " labels for shape ", sizes[i]);
      return p;
    }
    for (index l : p.operand[i])
      if (-l > deepest) deepest = static_cast<int>(-l);
    if (read.at < pattern.n && pattern.c[read.at] == ',') ++read.at;
  }
  if (read.at == pattern.n) {
    p.result = detail::implied_result(p);
    for (index label = -max_rank; label < 128; ++label)
      if (const int n = detail::count_of(p, label);
          (label < 0 ? n > 0 : n == 1) && detail::position_of(p.result, label) < 0)
        p.fault = say("einsum: the result of \"", pattern, "\" has more than ", max_rank, " dimensions");
    if (!p.fault.empty()) return p;
  } else {
    read.at += 2;
    int letters = 0;
    for (int i = read.at; i < pattern.n; ++i) letters += detail::is_letter(pattern.c[i]);
    p.result = read.term(letters + deepest);
    if (read.fault.empty() && read.at != pattern.n)
      read.fault =
          say("einsum: \"", pattern.c[read.at], "\" at position ", read.at, " of \"", pattern, "\" follows the result");
    if (!read.fault.empty()) {
      p.fault = read.fault;
      return p;
    }
  }
  for (int i = 0; i < p.result.n; ++i) {
    const index label = p.result[i];
    if (detail::count_of(p, label) == 0)
      p.fault = say("einsum: label ", detail::letter(label), " of the result of \"", pattern, "\" is in no operand");
    else if (detail::position_of(p.result, label) != i)
      p.fault = say("einsum: label ", detail::letter(label), " repeats in the result of \"", pattern, "\"");
    if (!p.fault.empty()) return p;
  }
  p.fault = detail::check_extents(p, sizes);
  return p;
}

} // namespace tenon
