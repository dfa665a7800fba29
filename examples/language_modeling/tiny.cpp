// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

template int run<tiny>(const Arguments&, const Corpus&);
