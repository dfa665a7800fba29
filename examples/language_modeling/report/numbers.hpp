// SPDX-License-Identifier: BSL-1.0
// Numbers as text: the same in the terminal, the figures and the page, whatever the locale.
#pragma once

#include <string>

// 12,345.60; -0 is 0; nan, inf, -inf; 1.5e+20 where digits would be noise
std::string number_text(double value, int decimals);

// with decimals while they matter: 1.372, 42.18, 512.3, 20,480
std::string perplexity_text(double value);

// 0.4 s, 42 s, 3 min 07 s, 2 h 05 min
std::string duration_text(double seconds);
