// SPDX-License-Identifier: BSL-1.0
// Lines over steps: what a figure shows, and the geometry that its drawings share.
#pragma once

#include "report.hpp"

#include <cstddef>

struct Place {
  double x, y;
};
struct Line {
  std::string name;
  std::vector<Place> places; // from left to right; where y is not finite, the line has a gap
};
struct Plot {
  std::string title, x, y; // what it is, and what its axes measure
  int decimals;            // of the values at the ends of lines
  bool from_zero;          // whether the axis of y begins at 0
  std::vector<Line> lines; // none without a place
};

Plot loss_plot(const Report&);
Plot speed_plot(const Report&); // without lines where no speed was measured

// A range of numbers and round ones in it: multiples of 1, 2 or 5 times a power of ten.
struct Axis {
  double low, high, step;
  std::vector<double> ticks;

  // 0 at low, 1 at high
  double part(double value) const;
  std::string label(double tick) const;
  // the numbers, in steps, of the first tick and the last
  double first() const;
  double last() const;
  void set_ticks();
};
// An axis for low to high with at most so many ticks, two or more, that are no closer than `finest`; a range of one
// number gets some room.
Axis axis_of(double low, double high, int most_ticks, double finest = 0);

struct Axes {
  Axis x, y;
};
// Steps begin at 0, and values end at ticks, of which there may be four or more. What is not finite does not count.
Axes axes_of(const Plot&, int most_x, int most_y);

// the last place of a line where it is finite; nullptr: there is none
const Place* last_finite(const Line&);

// "Loss: train is not finite at 3 of 200 points, first at step 610", for each line of which that is so
std::vector<std::string> gaps_of(const Plot&);

// Moves places of labels, each as near as can be to where it was, until no two are closer than `distance` and none is
// beyond `bottom`.
void spread(std::vector<double>& places, double distance, double bottom);
