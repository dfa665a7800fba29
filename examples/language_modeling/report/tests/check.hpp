// SPDX-License-Identifier: BSL-1.0
// What check.py says of a file.
#pragma once

#include <io/support.hpp>

#include <filesystem>

#include <sys/wait.h>

// whether it finds no fault; `kind`: curve or page
inline bool accepted(const std::string& kind, const std::string& file, const std::string& expected) {
  const std::string script = std::filesystem::path(__FILE__).replace_filename("check.py").string();
  const int status = std::system(
      ("\"" TENON_PYTHON "\" \"" + script + "\" " + kind + " \"" + file + "\" \"" + expected + "\"").c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code != 0 && code != 3) throw std::runtime_error("check.py did not run");
  return code == 0;
}
