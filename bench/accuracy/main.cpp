// SPDX-License-Identifier: BSL-1.0
// Measures the elementwise functions over all floats, or over a sample of doubles, and writes a table in Markdown.
#include "arguments.hpp"
#include "error.hpp"
#include "functions.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace accuracy;

// Runs work(block) for all blocks on two threads, which add up what it tallies.
template <class Tally, class Work> Tally shared(std::uint64_t blocks, Work work) {
  Tally total, other;
  std::atomic<std::uint64_t> next = 0;
  const auto run = [&](Tally& tally) {
    Tally mine; // not beside the other thread's
    for (std::uint64_t block; (block = next++) < blocks;) work(block, mine);
    tally = mine;
  };
  std::thread second(run, std::ref(other));
  run(total);
  second.join();
  total.add(other);
  return total;
}

template <class T> constexpr int width = tenon::native_lanes<T>;

template <class T, class F, class Exact> tally<T, 1> measure(const single_arguments<T>& arguments, F f, Exact exact) {
  using P = tenon::pack<T, width<T>>;
  return shared<tally<T, 1>>(arguments.count() / block_size, [&](std::uint64_t block, tally<T, 1>& tally) {
    alignas(64) T x[block_size], y[block_size];
    arguments.fill(block, x);
    for (int i = 0; i < block_size; i += width<T>) f(P::load(x + i)).store(y + i);
    for (int i = 0; i < block_size; ++i) tally.add({x[i]}, y[i], exact(static_cast<wider<T>>(x[i])));
  });
}
template <class T> tally<T, 2> measure_pow(const pair_arguments<T>& arguments) {
  using P = tenon::pack<T, width<T>>;
  return shared<tally<T, 2>>(arguments.count() / block_size, [&](std::uint64_t block, tally<T, 2>& tally) {
    alignas(64) T x[block_size], y[block_size], z[block_size];
    arguments.fill(block, x, y);
    for (int i = 0; i < block_size; i += width<T>) tenon::simd::pow(P::load(x + i), P::load(y + i)).store(z + i);
    for (int i = 0; i < block_size; ++i)
      tally.add({x[i], y[i]}, z[i], exact::pow(static_cast<wider<T>>(x[i]), static_cast<wider<T>>(y[i])));
  });
}

template <class T, std::size_t Arity> void print_row(const char* name, const tally<T, Arity>& t) {
  std::string at;
  for (const T x : t.worst_at) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.*g", std::numeric_limits<T>::max_digits10, static_cast<double>(x));
    at += (at.empty() ? "" : ", ") + std::string(digits);
  }
  std::printf("| %s | %.3f | %s | %.3f | %llu | %llu | %llu | %llu |\n", name, t.worst, at.c_str(),
              t.sum / static_cast<double>(std::max<std::uint64_t>(t.measured, 1)), // none, were all of them wrong
              static_cast<unsigned long long>(t.wrong_infinities), static_cast<unsigned long long>(t.wrong_nans),
              static_cast<unsigned long long>(t.wrong_zeros), static_cast<unsigned long long>(t.wrong_subnormals));
  std::fflush(stdout);
}

template <class T> void print_table(const std::vector<std::string>& names, std::uint64_t step) {
  std::printf(
      "| function | max ulp | at | mean ulp | wrong infinities | wrong nans | wrong zeros | wrong subnormals |\n"
      "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
  const auto row = [&](const char* name, auto measured) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) return;
    const auto start = std::chrono::steady_clock::now();
    print_row(name, measured());
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::fprintf(stderr, "%s: %.0f s\n", name, seconds.count());
  };
  each_function([&](const char* name, auto f, auto exact) {
    row(name, [&] { return measure(single_arguments<T>{step}, f, exact); });
  });
  row("pow", [&] { return measure_pow(pair_arguments<T>{step}); });
}

} // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names, known{"pow"};
  each_function([&](const char* name, auto, auto) { known.emplace_back(name); });
  bool doubles = false;
  std::uint64_t step = 1;
  CLI::App app{"Measures the errors of elementwise functions on packs, and writes a table in Markdown."};
  app.add_option("function", names, "functions to measure; all unless given")->check(CLI::IsMember(known));
  app.add_flag("--double", doubles, "a sample of doubles instead of all floats");
  app.add_option("--step", step, "measure at one of so many arguments")->check(CLI::Range(1, 1 << 14));
  CLI11_PARSE(app, argc, argv);
  doubles ? print_table<double>(names, step) : print_table<float>(names, step);
}
