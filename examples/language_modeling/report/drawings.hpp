// SPDX-License-Identifier: BSL-1.0
// A plot as SVG and as lines of text.
#pragma once

#include "plot.hpp"

#include <string_view>

// A figure for a page that has plot_style among its styles.
std::string plot_svg(const Plot&, int width, int height);
extern const std::string_view plot_style;

// The loss of a run as an SVG file of its own, for light and dark surroundings.
std::string loss_curve_svg(const Report&);

// A plot in `columns` columns, 32 or more: in braille, or else in ASCII.
std::string plot_text(const Plot&, int columns, bool unicode);

// What the terminal behind a file descriptor can show: 80 columns where it is none; whether the locale is UTF-8.
struct Terminal {
  int columns;
  bool unicode;
};
Terminal terminal(int file_descriptor);
