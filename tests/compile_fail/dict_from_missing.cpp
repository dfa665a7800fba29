// SPDX-License-Identifier: BSL-1.0
// expect: dict: no key "steps"; keys are "lr"
#include <tenon/nn.hpp>

#include <boost/hana/define_struct.hpp>

using namespace tenon;
using namespace tenon::literals;

struct Schedule {
  BOOST_HANA_DEFINE_STRUCT(Schedule, (double, lr), (long, steps));
};

int main() {
#ifdef CORRECTED
  auto s = from_dict<Schedule>(dict("lr"_k = 0.5, "steps"_k = 100));
#else
  auto s = from_dict<Schedule>(dict("lr"_k = 0.5));
#endif
  (void)s;
}
