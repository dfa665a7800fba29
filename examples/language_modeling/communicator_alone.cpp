// SPDX-License-Identifier: BSL-1.0
// Without MPI.
#include "communicator.hpp"

std::unique_ptr<Communicator> make_communicator() { return std::make_unique<Communicator>(); }
