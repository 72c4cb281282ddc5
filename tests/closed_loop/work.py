"""Small programs of known cost: `python3 work.py NAME N`. Each prints a checksum."""

import random
import sys
import time
from collections import deque


def values(n):
    x = 12345
    for _ in range(n):
        x = (x * 1103515245 + 12345) % 2147483648
        yield x


def dedupe_list(n):
    seen = []
    for value in values(n):
        if value not in seen:
            seen.append(value)
    return len(seen)


def dedupe_set(n):
    return len(set(values(n)))


def sort(n):
    return sorted(values(n))[n // 2]


def insert_front(n):
    items = []
    for value in values(n):
        items.insert(0, value)
    return items[0]


def deque_front(n):
    items = deque()
    for value in values(n):
        items.appendleft(value)
    return items[0]


def join(n):
    return len("".join(str(value) for value in values(n)))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def count_words(n):
    counts = {}
    for value in values(n):
        counts[value % 1000] = counts.get(value % 1000, 0) + 1
    return max(counts.values())


def tiny_loop(n):
    return sum(range(n))


def waits(n):
    time.sleep(random.uniform(0.01, 0.05))
    return sum(range(n))


if __name__ == "__main__":
    print(globals()[sys.argv[1]](int(sys.argv[2])))
