"""Calls a Python function and says what it cost: scalecheck's harness for Python 3.8 and newer.

It speaks the protocol of harnesses/PROTOCOL.md over two inherited descriptors. Nothing but the standard library is
used, and only its cheap modules are imported before the user's own file is.
"""
import os
import sys


def words(error):
    return " ".join(str(error).split())[:2000]


def say(line):
    os.write(OUT, (line + "\n").encode("utf-8", "backslashreplace"))


IN, OUT = int(os.environ["SCALECHECK_IN"]), int(os.environ["SCALECHECK_OUT"])
if sys.version_info < (3, 8):
    say("fail Python 3.8 or newer is needed, and this is %d.%d" % sys.version_info[:2])
    sys.exit(1)

import gc
import itertools
import time

try:
    import resource
except ImportError:
    resource = None

# Kept before a user's module could replace them.
wall, cpu = time.perf_counter_ns, time.process_time_ns


class Harness:
    def __init__(self):
        self.home = os.getcwd()
        self.function = self.make = None
        self.bases = []
        self.waits = False

    def load(self):
        file, name = os.environ["SCALECHECK_FILE"], os.environ["SCALECHECK_FUNCTION"]
        module = self.module(file)
        self.function = self.found(module, file, name)
        maker = os.environ.get("SCALECHECK_MAKE")
        self.make = self.found(module, file, maker) if maker else None
        import inspect
        self.waits = inspect.iscoroutinefunction(self.function)
        if inspect.isgeneratorfunction(self.function):
            self.function = exhausting(self.function)
        say("ok")

    def module(self, file):
        try:
            return from_file(file) if os.path.isfile(file) else by_name(file, self.home)
        except Refused:
            raise
        except SystemExit as error:
            raise Refused("importing %s ends the program (%s)" % (file, words(repr(error))))
        except BaseException as error:
            advice = ""
            if isinstance(error, ImportError) and "relative import" in str(error):
                advice = "; name it as a module of its package in place of the file, such as package.module"
            raise Refused("importing %s raised %s: %s%s" % (file, type(error).__name__, words(error), advice))

    def found(self, module, file, name):
        value = module
        for part in name.split("."):
            value = getattr(value, part, None)
        if callable(value):
            return value
        known = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
        raise Refused("no function %s in %s: it has %s" % (name, file, ", ".join(known[:20]) or "none"))

    def setup(self, n, seed, count, shape, path):
        self.bases = []
        if self.make:
            until = wall() + 50_000_000
            for i in range(count):
                made = self.make(n, seed + i)
                self.bases.append(made if isinstance(made, tuple) else (made,))
                # A slow one makes fewer.
                if wall() > until:
                    break
        elif shape == "size":
            self.bases = [(n,)]
        else:
            with open(path, "rb") as file:
                for _ in range(count):
                    self.bases.append((decoded(shape, following(file)),))
        gc.collect()
        say("ok")

    def fresh(self, count):
        """Arguments of so many calls, each with values of its own."""
        bases = itertools.islice(itertools.cycle(self.bases), count)
        # Copies of one list each, which is usual and often: five times as fast as any arguments.
        if all(len(base) == 1 and type(base[0]) is list for base in self.bases):
            return [(base.copy(),) for base, in bases]
        return [tuple(map(copied, base)) for base in bases]

    def run(self, calls, inputs):
        # Neither what the last batch left nor the inputs of this one are the function's to collect. What was there before
        # is looked at once: after that, collecting takes no time.
        on = gc.isenabled()
        gc.disable()
        made = self.fresh(inputs)
        calls_of = [made[i % inputs] for i in range(calls)] if calls != inputs else made
        single = not self.waits and all(len(arguments) == 1 for arguments in made)
        if single:
            calls_of = [arguments[0] for arguments in calls_of]
        gc.collect()
        gc.freeze()
        if on:
            gc.enable()
        os.chdir(self.home)
        timed = timed_waiting if self.waits else timed_one if single else timed_many
        switches = preempted()
        result, took, computed = timed(self.function, calls_of)
        if lazy(result):
            self.function = exhausting(self.function)
            return self.run(calls, inputs)
        say("batch %d %d %d switches.involuntary=%d" % (calls, took, computed, preempted() - switches))

    def once(self):
        import array
        import tracemalloc
        traced = tracemalloc.get_traced_memory
        # Numbers that are no objects, which would be traced themselves.
        start, before, peak, left = range(4)
        held = array.array("q", bytes(32))
        gc.collect()
        os.chdir(self.home)
        tracemalloc.start()
        try:
            # The arguments are traced as they come and as they go: only what the function keeps of them is left.
            held[start] = traced()[0]
            arguments = self.fresh(1)[0]
            held[before] = traced()[0]
            tracemalloc.reset_peak() if hasattr(tracemalloc, "reset_peak") else None
            called(self.function, arguments, self.waits)
            held[peak] = traced()[1]
            del arguments
            gc.collect()
            held[left] = traced()[0]
        finally:
            tracemalloc.stop()
        # An event loop leaves something of its own.
        kept = "" if self.waits else " left=%d" % max(0, held[left] - held[start])
        say("once peak=%d%s" % (max(0, held[peak] - held[before]), kept))

    def check(self):
        results = []
        for _ in range(2):
            os.chdir(self.home)
            results.append(called(self.function, self.fresh(1)[0], self.waits))
        first, second = results
        say("check same" if alike(first, second) else "check differs")


class Refused(Exception):
    pass


def from_file(file):
    """The user's file as a module, imported as if it were run from where it stands."""
    import importlib.util
    path = os.path.abspath(file)
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    loader = importlib.util.spec_from_file_location(name, path)
    if loader is None:
        raise Refused("%s is no Python file" % file)
    module = importlib.util.module_from_spec(loader)
    sys.modules[name] = module
    sys.argv = [path]
    loader.loader.exec_module(module)
    return module


def by_name(file, home):
    """A module that is installed, or that stands below the scenario's folder."""
    import importlib
    name = os.path.relpath(file, home)
    if name.endswith(".py") or not all(part.isidentifier() for part in name.split(".")):
        raise Refused("there is no file %s" % file)
    sys.path.insert(0, home)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name or name.startswith("%s." % error.name):
            raise Refused("there is no file %s, and no module %s in %s" % (file, name, sys.executable))
        raise


def exhausting(function):
    """A generator does its work while it is read: read to its end, it gives its last value."""
    from collections import deque

    def exhausted(*arguments):
        return deque(function(*arguments), 1)
    return exhausted


def lazy(result):
    """Whether it does its work only while it is read."""
    return type(result).__name__ in ("generator", "map", "filter", "zip")


def preempted():
    return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw if resource else 0


def following(file):
    """The bytes of a file's next input, behind the line with their length."""
    length = file.readline()
    data = file.read(int(length)) if length else b""
    if not length or len(data) < int(length):
        raise Refused("its input ends early")
    return data


def decoded(shape, data):
    if shape == "bytes":
        return data
    if shape == "ints":
        return [int(word) for word in data.split()]
    text = data.decode("utf-8", "replace")
    if shape == "text":
        return text
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if shape == "records":
        import json
        return [json.loads(line) for line in lines]
    if shape == "rows":
        return [line.split(",") for line in lines]
    if shape == "pairs":
        return [tuple(map(int, line.split())) for line in lines]
    return lines


def copied(value):
    """One level deep: what a function may change in place is its call's own."""
    if isinstance(value, (list, dict, set, bytearray)):
        return value.copy()
    if type(value).__module__ in ("collections", "array"):
        return value.__copy__()
    return value


def alike(first, second):
    try:
        return bool(first == second) or repr(first) == repr(second)
    except Exception:
        return repr(first) == repr(second)


def timed_one(function, calls):
    computed, started = cpu(), wall()
    for argument in calls:
        result = function(argument)
    ended = wall()
    return result, ended - started, cpu() - computed


def timed_many(function, calls):
    computed, started = cpu(), wall()
    for arguments in calls:
        result = function(*arguments)
    ended = wall()
    return result, ended - started, cpu() - computed


def timed_waiting(function, calls):
    async def all_of_them():
        computed, started = cpu(), wall()
        for arguments in calls:
            result = await function(*arguments)
        ended = wall()
        return result, ended - started, cpu() - computed
    import asyncio
    return asyncio.run(all_of_them())


def called(function, arguments, waits):
    if waits:
        import asyncio
        return asyncio.run(function(*arguments))
    return function(*arguments)


def requests():
    """The lines said to us; a line comes whole, and the next only after its answer."""
    rest = b""
    while True:
        data = os.read(IN, 65536)
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "surrogateescape")


def main():
    say("hello 1 python %d.%d.%d pid=%d clock=process_time gc=%s" % (
        *sys.version_info[:3], os.getpid(), "on" if gc.isenabled() else "off"))
    harness = Harness()
    for line in requests():
        word, _, rest = line.partition(" ")
        try:
            if word == "load":
                harness.load()
            elif word == "setup":
                n, seed, count, shape, path = rest.split(" ", 4)
                harness.setup(int(n), int(seed), int(count), shape, path)
            elif word == "run":
                harness.run(*map(int, rest.split()))
            elif word == "once":
                harness.once()
            elif word == "check":
                harness.check()
            elif word == "quit":
                # Threads that the function left running must not hold us up.
                os._exit(0)
            else:
                say("fail it knows no request %s" % word)
        except Refused as error:
            say("fail %s" % words(error))
        except MemoryError:
            say("fail raised MemoryError")
        except Exception as error:
            say("fail raised %s: %s" % (type(error).__name__, words(error)))


main()
