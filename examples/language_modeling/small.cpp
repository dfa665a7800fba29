// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

template int run<small>(const Arguments&, const Corpus&);
