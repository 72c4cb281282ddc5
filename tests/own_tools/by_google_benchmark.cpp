// Times `sort_items` with Google Benchmark: `by_google_benchmark BUNDLE INPUTS CALLS REPETITIONS --benchmark_...`
//
// As in the harness, each call has a fresh copy of one of the inputs, made before the clock starts.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern "C" int64_t sort_items(int64_t *items, size_t n);

using Items = std::vector<int64_t>;

static std::vector<Items> read(const char *path, size_t count) {
    std::ifstream bundle(path, std::ios::binary);
    std::vector<Items> inputs(count);
    for (Items &items : inputs) {
        size_t length = 0;
        bundle >> length;
        bundle.ignore(1);
        std::string text(length, '\0');
        bundle.read(text.data(), static_cast<std::streamsize>(length));
        std::istringstream numbers(text);
        for (int64_t number; numbers >> number;) items.push_back(number);
    }
    return inputs;
}

int main(int count, char **arguments) {
    if (count < 5) return 2;
    const std::vector<Items> inputs = read(arguments[1], strtoul(arguments[2], nullptr, 10));
    benchmark::RegisterBenchmark("sort_items", [&](benchmark::State &state) {
        std::vector<Items> made;
        for (benchmark::IterationCount i = 0; i < state.max_iterations; i++) made.push_back(inputs[i % inputs.size()]);
        size_t next = 0;
        for (auto _ : state) {
            Items &items = made[next++];
            benchmark::DoNotOptimize(sort_items(items.data(), items.size()));
        }
    })->Iterations(atoll(arguments[3]))->Repetitions(atoi(arguments[4]));
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
}
