// SPDX-License-Identifier: BSL-1.0
// Without MPI.
#include "arguments.hpp"
#include "communicator.hpp"

#include <cstdlib>

std::unique_ptr<Communicator> make_communicator() {
  // of Open MPI and MPICH; two runs would write the same files
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* const size = std::getenv(name); size && std::atoi(size) > 1)
      throw usage_error("mpirun has started " + std::string(size) +
                        " processes, and this program was built without MPI; on Debian, libopenmpi-dev adds it");
  return std::make_unique<Communicator>();
}
