// SPDX-License-Identifier: BSL-1.0
// How training goes, on the terminal.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>

#include <unistd.h>

// A line that replaces itself on a terminal, and is one of many elsewhere.
class Progress {
  using clock = std::chrono::steady_clock;
  const clock::time_point start_ = clock::now();
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  double printed_ = -1, smooth_ = 0, tokens_ = 0;

public:
  double seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }
  // after a step; part: how much of the work is done
  void show(long step, double loss, double tokens, double part, bool last) {
    smooth_ = tokens_ == 0 ? loss : 0.95 * smooth_ + 0.05 * loss;
    tokens_ += tokens;
    const double now = seconds();
    if (!last && now - printed_ < (terminal_ ? 0.5 : 10)) return;
    printed_ = now;
    std::fprintf(stderr, "%sstep %6ld  loss %.3f  perplexity %7.2f  %7.0f tokens/s  %4.0f s left%s",
                 terminal_ ? "\r" : "", step, smooth_, std::exp(smooth_), tokens_ / now,
                 part > 0 ? now / part - now : 0, terminal_ && !last ? " " : "\n");
    std::fflush(stderr);
  }
};
