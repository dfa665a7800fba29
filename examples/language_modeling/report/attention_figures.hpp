// SPDX-License-Identifier: BSL-1.0
// Attention maps as figures for a page that has attention_style among its styles.
#pragma once

#include "report.hpp"

#include <string_view>

// All maps, in the order of layers and heads. Throws std::invalid_argument where one is not as large as the tokens ask.
std::string attention_figures(const AttentionMaps&);
// shades from 0 to 1
std::string attention_scale();
extern const std::string_view attention_style;
