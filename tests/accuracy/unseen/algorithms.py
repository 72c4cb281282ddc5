"""Workloads of textbook growth, timed in process by the thread's CPU time: the Python half of ../curves/unseen.jsonl.

algorithms.py              names and classes, a line each
algorithms.py NAME SEED    a line `n,seconds` a sample, then `beyond,n,seconds` for sizes past the ladder
"""

import bisect, collections, heapq, itertools, json, math, random, re, sys, time

RANDOM = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 3)
WORKLOADS = {}


def workload(name, growth, low, high, every=False):
    """Registers what makes a run of size n."""

    def register(make):
        WORKLOADS[name] = (growth, low, high, every, make)
        return make

    return register


def ints(n):
    return [RANDOM.randrange(4 * n + 1) for _ in range(n)]


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@workload("py-dict-build", "O(n)", 10, 3e5)
def _(n):
    v = ints(n)
    return lambda: len({x: i for i, x in enumerate(v)})


@workload("py-join", "O(n)", 10, 5e5)
def _(n):
    v = [str(x) for x in ints(n)]
    return lambda: len(",".join(v))


@workload("py-insort", "O(n^2)", 50, 2e5)
def _(n):
    v = ints(n)

    def f():
        a = []
        for x in v:
            bisect.insort(a, x)
        return len(a)

    return f


@workload("py-pop0", "O(n^2)", 50, 2e5)
def _(n):
    v = ints(n)

    def f():
        a = list(v)
        s = 0
        while a:
            s += a.pop(0)
        return s

    return f


@workload("py-heapsort", "O(n log n)", 10, 2e5)
def _(n):
    v = ints(n)

    def f():
        h = []
        for x in v:
            heapq.heappush(h, x)
        return sum(heapq.heappop(h) for _ in range(len(h)))

    return f


@workload("py-pairs-loop", "O(n^2)", 5, 1500)
def _(n):
    v = ints(n)

    def f():
        c = 0
        for a in v:
            for b in v:
                if a < b:
                    c += 1
        return c

    return f


@workload("py-matmul", "O(n^3)", 3, 90)
def _(n):
    a = [[RANDOM.random() for _ in range(n)] for _ in range(n)]

    def f():
        return sum(sum(a[i][k] * a[k][j] for k in range(n)) for i in range(n) for j in range(n))

    return f


@workload("py-fib", "O(2^n)", 4, 24, every=True)
def _(n):
    return lambda: fib(n)


@workload("py-permutations", "O(n!)", 2, 9, every=True)
def _(n):
    return lambda: sum(p[0] for p in itertools.permutations(range(n)))


@workload("py-subsets", "O(2^n)", 2, 17, every=True)
def _(n):
    v = ints(n)

    def f():
        c = 0
        for m in range(1 << n):
            c += m & v[m % n]
        return c

    return f


@workload("py-bisect", "O(log n)", 10, 1e6)
def _(n):
    v = list(range(n))
    q = [RANDOM.randrange(n) for _ in range(200)]
    return lambda: sum(bisect.bisect_left(v, x) for x in q)


@workload("py-own-bsearch", "O(log n)", 10, 5e5)
def _(n):
    v = list(range(n))
    q = [RANDOM.randrange(n) for _ in range(50)]

    def f():
        s = 0
        for x in q:
            lo, hi = 0, n
            while lo < hi:
                m = (lo + hi) // 2
                if v[m] < x:
                    lo = m + 1
                else:
                    hi = m
            s += lo
        return s

    return f


@workload("py-dict-get", "O(1)", 10, 5e5)
def _(n):
    d = {i: i for i in range(n)}
    q = [RANDOM.randrange(n) for _ in range(200)]
    return lambda: sum(d[x] for x in q)


@workload("py-deque-rotate-fixed", "O(1)", 10, 1e5)
def _(n):
    d = collections.deque(range(n))

    def f():
        for _ in range(500):
            d.rotate(1)
        return d[0]

    return f


@workload("py-isqrt-loop", "O(sqrt n)", 100, 1e10)
def _(n):
    def f():
        i = s = 0
        while i * i <= n:
            s += n % (i + 1)
            i += 1
        return s

    return f


@workload("py-json", "O(n)", 5, 5e4)
def _(n):
    t = json.dumps([{"id": i, "v": str(i)} for i in range(n)])
    return lambda: len(json.loads(t))


@workload("py-regex", "O(n)", 20, 1e6)
def _(n):
    t = "".join(RANDOM.choice("ab1 ") for _ in range(n))
    p = re.compile(r"\d+")
    return lambda: len(p.findall(t))


@workload("py-slice-recursion", "O(n^2)", 10, 900)
def _(n):
    v = ints(n)

    def s(a):
        return 0 if not a else a[0] + s(a[1:])

    return lambda: s(v)


@workload("py-sorted-key", "O(n log n)", 10, 3e5)
def _(n):
    v = ints(n)
    return lambda: sorted(v, key=lambda x: -x)[0]


@workload("py-block-sums", "O(n^1.5)", 30, 3e4)
def _(n):
    v = ints(n)
    b = int(math.sqrt(n))

    def f():
        s = 0
        for i in range(n):
            for x in v[i % b : i % b + b]:
                s += x
        return s

    return f


@workload("py-sort-prefixes", "O(n^2 log n)", 5, 900)
def _(n):
    v = ints(n)

    def f():
        s = 0
        for i in range(n):
            a = list(v)
            a.sort(key=lambda x: (x * 7919 + i * 104729) % 10007)
            s += a[0]
        return s

    return f


@workload("py-counter", "O(n)", 10, 4e5)
def _(n):
    v = ints(n)
    return lambda: len(collections.Counter(x % 100 for x in v))


@workload("py-merge-sort", "O(n log n)", 10, 1e5)
def _(n):
    v = ints(n)

    def ms(a):
        if len(a) < 2:
            return a
        m = len(a) // 2
        l, r = ms(a[:m]), ms(a[m:])
        o = []
        i = j = 0
        while i < len(l) and j < len(r):
            if l[i] <= r[j]:
                o.append(l[i])
                i += 1
            else:
                o.append(r[j])
                j += 1
        return o + l[i:] + r[j:]

    return lambda: ms(v)[0]


@workload("py-edit-distance", "O(n^2)", 5, 900)
def _(n):
    a = [RANDOM.randrange(4) for _ in range(n)]
    b = [RANDOM.randrange(4) for _ in range(n)]

    def f():
        r = list(range(n + 1))
        for i, x in enumerate(a):
            d = r[0]
            r[0] = i + 1
            for j in range(1, n + 1):
                t = r[j]
                r[j] = min(d + (x != b[j - 1]), t + 1, r[j - 1] + 1)
                d = t
        return r[n]

    return f


@workload("py-floyd", "O(n^3)", 3, 80)
def _(n):
    d0 = [[RANDOM.randrange(1, 99) for _ in range(n)] for _ in range(n)]

    def f():
        d = [r[:] for r in d0]
        for k in range(n):
            dk = d[k]
            for i in range(n):
                x = d[i][k]
                di = d[i]
                for j in range(n):
                    if x + dk[j] < di[j]:
                        di[j] = x + dk[j]
        return d[0][0]

    return f


@workload("py-grow-string", "O(n)", 20, 5e5)
def _(n):
    def f():
        s = ""
        for i in range(n):
            s += "x"
        return len(s)

    return f


@workload("py-set-algebra", "O(n)", 20, 3e5)
def _(n):
    a, b = set(ints(n)), set(ints(n))
    return lambda: len(a & b)


@workload("py-list-in", "O(n^2)", 10, 2500)
def _(n):
    v = ints(n)
    q = ints(n)
    return lambda: sum(x in v for x in q)


def sample(make, n):
    """Seconds a call on an input of its own, over as many calls as half a millisecond holds."""
    run = make(n)
    start = time.thread_time()
    run()
    once = time.thread_time() - start
    calls = min(200_000, max(1, int(5e-4 / max(once, 1e-7))))
    start = time.thread_time()
    for _ in range(calls):
        run()
    return (time.thread_time() - start) / calls


def main():
    if len(sys.argv) < 3:
        for name, (growth, *_) in WORKLOADS.items():
            print(f"{name}\t{growth}")
        return
    growth, low, high, every, make = WORKLOADS[sys.argv[1]]
    sys.setrecursionlimit(10_000)
    sizes = range(low, high + 1) if every else sorted({round(low * (high / low) ** (i / 10)) for i in range(11)})
    sample(make, sizes[0])
    for _ in range(5):
        for n in RANDOM.sample(list(sizes), len(sizes)):
            print(f"{n},{sample(make, n):.9g}", flush=True)
    top = sizes[-1]
    for n in (top + 1, top + 2) if every else (2 * top, 4 * top):
        if growth == "O(n!)" and n > 10:
            continue  # minutes
        print(f"beyond,{n},{sorted(sample(make, n) for _ in range(3))[1]:.9g}")


main()
