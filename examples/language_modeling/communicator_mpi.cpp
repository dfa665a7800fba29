// SPDX-License-Identifier: BSL-1.0
// Ranks that MPI connects. No other source includes its header.
#include "communicator.hpp"

#include <mpi.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace {

using clock_type = std::chrono::steady_clock;

volatile std::sig_atomic_t told = 0;

class MpiCommunicator : public Communicator {
  int rank_ = 0, size_ = 1, neighbours_ = 1;
  std::vector<MPI_Request> requests_;

  // Until all requests are done. A rank that has died never answers, and MPI does not say so: mpirun does, to all.
  void finish(std::vector<MPI_Request>& requests) const {
    using namespace std::chrono_literals;
    clock_type::time_point told_at;
    for (int done = 0, turn = 0;; ++turn) {
      MPI_Testall(static_cast<int>(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE);
      if (done) break;
      if (told && told_at == clock_type::time_point()) told_at = clock_type::now();
      if (told && clock_type::now() - told_at > 300ms)
        throw lost_rank("another rank has ended, and so does this one; what the run has saved is whole, and the same "
                        "command with --resume goes on from there");
      // what takes so long is no sum, but what another rank does before it
      if (turn < 10000) std::this_thread::yield();
      else std::this_thread::sleep_for(100us);
    }
    requests.clear();
  }

public:
  MpiCommunicator() {
    MPI_Init(nullptr, nullptr);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    MPI_Comm here;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &neighbours_);
    MPI_Comm_free(&here);
    std::signal(SIGTERM, [](int) { told = 1; });
  }
  ~MpiCommunicator() override { MPI_Finalize(); }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  int neighbours() const override { return neighbours_; }
  bool told_to_end() const override { return told != 0; }

  void begin_sum(std::span<float> values) override {
    requests_.emplace_back();
    MPI_Iallreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD,
                   &requests_.back());
  }
  void progress() override {
    int done;
    MPI_Testall(static_cast<int>(requests_.size()), requests_.data(), &done, MPI_STATUSES_IGNORE);
  }
  void wait() override { finish(requests_); }

protected:
  std::vector<Message> gather(const Message& mine) override {
    std::vector<Message> all(static_cast<std::size_t>(size_));
    std::vector<MPI_Request> requests(1);
    MPI_Iallgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, MPI_COMM_WORLD, requests.data());
    finish(requests);
    return all;
  }
};

} // namespace

std::unique_ptr<Communicator> make_communicator() {
  // MPI would begin alone as well, but starts a process of its own for that
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (std::getenv(name)) return std::make_unique<MpiCommunicator>();
  return std::make_unique<Communicator>();
}
