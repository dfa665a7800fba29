// SPDX-License-Identifier: BSL-1.0
// Pieces of HTML and SVG, well-formed as XML too.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

// Any bytes as text between tags or within quotes. What XML cannot hold is shown: control characters by the pictures
// that Unicode has for them, bytes that are not UTF-8 by U+FFFD.
std::string escaped(std::string_view);

// a length or a place in a figure, to a tenth
std::string coordinate(double);

struct Attribute {
  std::string_view name;
  std::string value;
};
// <name attribute="value">inner</name>; the values are escaped here, empty ones left out;
// `inner` is markup already
std::string element(std::string_view name, std::initializer_list<Attribute> attributes, std::string_view inner = {});
