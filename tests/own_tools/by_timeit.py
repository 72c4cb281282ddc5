"""Times `dedupe` with timeit: `by_timeit.py BUNDLE INPUTS CALLS BATCHES` prints the CPU time of a call in ns.

As in the harness, each call has a fresh copy of one of the inputs, and what was there before is not collected anew.
"""
import gc
import statistics
import sys
import time
import timeit

from functions import dedupe


def read(path, count):
    with open(path, "rb") as bundle:
        return [[int(word) for word in bundle.read(int(bundle.readline())).split()] for _ in range(count)]


def main(path, count, calls, batches):
    inputs = read(path, count)

    def fresh():
        made = [inputs[i % count].copy() for i in range(calls)]
        gc.collect()
        gc.freeze()
        return made

    # timeit turns the collector off unless it is told otherwise.
    timer = timeit.Timer("dedupe(next(items))", "items = iter(fresh()); gc.enable()", time.process_time,
                         {"dedupe": dedupe, "fresh": fresh, "gc": gc})
    # The first half warms up.
    times = timer.repeat(2 * batches, calls)[batches:]
    print(statistics.median(times) / calls * 1e9)


main(sys.argv[1], *map(int, sys.argv[2:5]))
