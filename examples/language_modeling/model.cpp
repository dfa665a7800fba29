// SPDX-License-Identifier: BSL-1.0
#include "model.hpp"

std::vector<ModelMaker>& ModelMaker::all() {
  static std::vector<ModelMaker> makers;
  return makers;
}

std::unique_ptr<LanguageModel> make_model(const Arguments& a) {
  const std::string wanted = a.model + "/" + a.config;
  std::string known;
  for (const auto& [name, make] : ModelMaker::all()) {
    if (name == wanted) return make(a);
    known += (known.empty() ? "" : ", ") + name;
  }
  throw usage_error("this program was built without " + wanted + "; it has " + known +
                    "; the option TENON_LANGUAGE_MODELS of CMake adds others");
}
