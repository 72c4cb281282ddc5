"""Functions that cost as their names say, and their mends."""
import re
from collections import deque


def membership_list(items):
    """Every item looked up in a list of those before it."""
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return len(seen)


def membership_set(items):
    seen = set()
    for item in items:
        if item not in seen:
            seen.add(item)
    return len(seen)


def insert_front(items):
    queue = []
    for item in items:
        queue.insert(0, item)
    return queue[0]


def deque_front(items):
    queue = deque()
    for item in items:
        queue.appendleft(item)
    return queue[0]


def concatenate(words):
    """The newest in front: each turn copies all of the text so far."""
    text = ""
    for word in words:
        text = word + " " + text
    return text


def join(words):
    return " ".join(reversed(words))


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def fibonacci_memo(n, known=None):
    known = {} if known is None else known
    if n not in known:
        known[n] = n if n < 2 else (fibonacci_memo(n - 1, known) + fibonacci_memo(n - 2, known)) % 1_000_000_007
    return known[n]


def smallest_by_sorting(items):
    return sorted(items)[0]


def smallest(items):
    return min(items)


def several_passes(items):
    return sum(items), max(items), len([item for item in items if item % 2 == 0])


def one_pass(items):
    total, largest, even = 0, items[0], 0
    for item in items:
        total += item
        largest = item if item > largest else largest
        even += item % 2 == 0
    return total, largest, even


def regex_trap(text):
    return re.match(r"(a+)+$", text) is None


def regex_safe(text):
    return re.match(r"a+$", text) is None
