// SPDX-License-Identifier: BSL-1.0
// The processes that make a run together, its ranks. There is one where the program was built without MPI, or where
// mpirun did not start it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

// A rank that has ended: the others wait for it in vain. The sentence says so.
struct lost_rank : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// Another rank has failed, and says why.
struct another_failed {};

class Communicator {
public:
  using Values = std::array<double, 4>;

  virtual ~Communicator() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  // ranks on this machine
  virtual int neighbours() const { return 1; }
  // the rank that writes files, and what the user sees
  bool first() const { return rank() == 0; }

  // Small exchanges, which all ranks make in the same order. They throw lost_rank, and another_failed where another
  // rank calls fail instead.
  // The sums of all ranks' values; all ranks receive the same bits.
  Values sum(const Values& mine);
  // whether the numbers of all ranks are equal
  bool same(std::uint64_t mine);
  // Ends the exchanges of all ranks. Whether it is this one that says why: of those that fail together, the lowest.
  bool fail();

  // Begins to sum what is large, again in the same order on all ranks. The elements must stay where they are, and are
  // not to be touched before wait, after which they are the sum.
  virtual void begin_sum(std::span<float>) {}
  // Goes on with the sums, which need the processor now and then.
  virtual void progress() {}
  // Throws lost_rank.
  virtual void wait() {}

  // whether mpirun wants the ranks to end: after Ctrl-C, or since one has died
  virtual bool told_to_end() const { return false; }

protected:
  struct Message {
    Values values;
    std::uint64_t number, failed;
  };
  // the messages of all ranks
  virtual std::vector<Message> gather(const Message& mine) { return {mine}; }

private:
  std::vector<Message> exchange(const Message& mine);
};

// Throws usage_error where mpirun has started several processes of a program without MPI.
std::unique_ptr<Communicator> make_communicator();
