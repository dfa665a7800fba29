// SPDX-License-Identifier: BSL-1.0
#include "markup.hpp"

#include <catch2/catch.hpp>

TEST_CASE("signs of markup are escaped") {
  CHECK(escaped("a < b && \"c\" > 'd'") == "a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd'");
  CHECK(escaped("</pre><script>") == "&lt;/pre&gt;&lt;script&gt;");
  CHECK(escaped("&amp;") == "&amp;amp;");
}
TEST_CASE("text is left as it is") {
  const std::string text = "line\n\ttab  naïve 漢字 \U0001F600";
  CHECK(escaped(text) == text);
  CHECK(escaped("").empty());
}
TEST_CASE("what XML cannot hold is shown by another character") {
  CHECK(escaped(std::string_view("\0", 1)) == "\xE2\x90\x80"); // U+2400, the picture of NUL
  CHECK(escaped("\x1B[0m") == "\xE2\x90\x9B[0m");              // U+241B, of ESC
  CHECK(escaped("\r\n") == "\xE2\x90\x8D\n");                  // a parser would make it one line break
  CHECK(escaped("\x7F") == "\xE2\x90\xA1");
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(escaped("\xFF") == replacement);
  CHECK(escaped("\xE2\x82") == replacement + replacement);                   // a character that is cut off
  CHECK(escaped("\xC2\x85") == replacement);                                 // U+0085, a control character
  CHECK(escaped("\xEF\xBF\xBF") == replacement);                             // U+FFFF, no character
  CHECK(escaped("\xED\xA0\x80") == replacement + replacement + replacement); // half of a surrogate pair
}
TEST_CASE("an element has its attributes, escaped, and its content as it is") {
  CHECK(element("p", {}) == "<p></p>");
  CHECK(element("p", {{"class", ""}}) == "<p></p>");
  CHECK(element("p", {{"class", "a\"b"}, {"lang", "en"}}, "<b>x</b>") ==
        "<p class=\"a&quot;b\" lang=\"en\"><b>x</b></p>");
}
TEST_CASE("a coordinate has a tenth at most, and no sign before 0") {
  CHECK(coordinate(12) == "12");
  CHECK(coordinate(12.34) == "12.3");
  CHECK(coordinate(-0.01) == "0");
  CHECK(coordinate(1234567) == "1234567");
}
