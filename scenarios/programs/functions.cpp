// Functions that cost as their names say, and their mends.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

// What waits in a queue: 64 bytes.
using Order = std::array<std::int64_t, 8>;

// The newest order goes before all others, which make room for it.
extern "C" std::uint64_t insert_front(const std::int64_t *items, std::size_t n) {
    std::vector<Order> queue;
    for (std::size_t i = 0; i < n; i++) queue.insert(queue.begin(), Order{items[i]});
    return queue.size() + static_cast<std::uint64_t>(queue.empty() ? 0 : queue.back()[0]);
}

// The same where there is room at both ends.
extern "C" std::uint64_t push_front(const std::int64_t *items, std::size_t n) {
    std::deque<Order> queue;
    for (std::size_t i = 0; i < n; i++) queue.push_front(Order{items[i]});
    return queue.size() + static_cast<std::uint64_t>(queue.empty() ? 0 : queue.back()[0]);
}
