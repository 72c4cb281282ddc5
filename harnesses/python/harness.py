"""Calls a Python function and says what it cost: scalecheck's harness for Python 3.8 and newer.

It speaks the protocol of harnesses/PROTOCOL.md over two inherited descriptors. Nothing but the standard library is
used, and all but asyncio, which is slow to import, is imported before a file of the user's could be taken for it.
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

there = set(sys.modules)

import array
import collections
import copy
import functools
import gc
import importlib.util
import inspect
import io
import itertools
import json
import pickle
import time
import tracemalloc

try:
    import resource
except ImportError:
    resource = None

# Kept before a user's module could replace them.
wall, cpu = time.perf_counter_ns, time.process_time_ns
# Modules that are there for our sake only, and where they come from.
OURS, PATH = set(sys.modules) - there, sys.path[:]


class Harness:
    def __init__(self):
        self.home = os.getcwd()
        self.function = self.make = None
        # Arguments, and for those in which a call may change more than their copy has: how to make them again.
        self.bases, self.kept = [], []
        self.flat = self.waits = self.deep = self.watched = False

    def load(self):
        file, name = os.environ["SCALECHECK_FILE"], os.environ["SCALECHECK_FUNCTION"]
        module = self.module(file)
        self.function = self.found(module, file, name)
        maker = os.environ.get("SCALECHECK_MAKE")
        self.make = self.found(module, file, maker) if maker else None
        self.waits = inspect.iscoroutinefunction(self.function)
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
        self.bases, self.kept, self.watched = [], [], False
        again = []
        if self.make:
            until = wall() + 50_000_000
            for i in range(count):
                again.append(functools.partial(self.made, n, seed + i))
                self.bases.append(again[i]())
                # A slow one makes fewer.
                if wall() > until:
                    break
        elif shape == "size":
            self.bases = [(n,)]
        else:
            with open(path, "rb") as file:
                for _ in range(count):
                    self.bases.append((decoded(shape, following(file)),))
        self.flat = shape in FLAT and not self.make or all(map(flat, self.bases))
        if not self.flat:
            self.kept = [Kept(base, *made) for base, *made in itertools.zip_longest(self.bases, again)]
        gc.collect()
        say("ok")

    def made(self, n, seed):
        made = self.make(n, seed)
        return made if isinstance(made, tuple) else (made,)

    def fresh(self, count):
        """Arguments of so many calls, each with values of its own."""
        if self.deep and not self.flat:
            return [kept.again() for kept in itertools.islice(itertools.cycle(self.kept), count)]
        bases = itertools.islice(itertools.cycle(self.bases), count)
        # Copies of one list each, which is usual and often: five times as fast as any arguments.
        if all(len(base) == 1 and type(base[0]) is list for base in self.bases):
            return [(base.copy(),) for base, in bases]
        return [tuple(map(copied, base)) for base in bases]

    def changed(self, count):
        """Whether calls have changed what copies of the first inputs share: from now on they are deep."""
        if self.deep or self.flat or all(kept.holds(base) for kept, base in zip(self.kept[:count], self.bases)):
            return False
        self.deep = True
        return True

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
        try:
            result, took, computed = timed(self.function, calls_of)
        except Exception:
            # Of what another call has changed?
            if self.changed(len(self.bases)):
                return self.run(calls, inputs)
            raise
        switches = preempted() - switches
        disturbed = self.disturbed(calls)
        if self.called_anew(result) or disturbed:
            return self.run(calls, inputs)
        say("batch %d %d %d switches.involuntary=%d" % (calls, took, computed, switches))

    def called_anew(self, result):
        """Whether a call gave what has its work still before it: from now on it is awaited, or read to its end."""
        if inspect.isawaitable(result) or is_async_iterator(result):
            self.function, self.waits = awaited(self.function), True
        elif is_iterator(result) or isinstance(result, future()):
            self.function = awaited(self.function) if self.waits else finished(self.function)
        else:
            return False
        if inspect.iscoroutine(result):
            result.close()
        self.watched = False
        return True

    def disturbed(self, calls):
        """Whether calls found what others had changed, in a setup's first batch: each call may have an input of its own."""
        first, self.watched = not self.watched, True
        return first and self.changed(1) and calls > len(self.bases)

    def once(self):
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
        self.changed(len(self.bases))
        say("check same" if alike(first, second) else "check differs")


class Refused(Exception):
    pass


def from_file(file):
    """The user's file as a module, imported as if it were run from where it stands."""
    path = os.path.abspath(file)
    search(os.path.dirname(path))
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
    name = os.path.relpath(file, home)
    if name.endswith(".py") or not all(part.isidentifier() for part in name.split(".")):
        raise Refused("there is no file %s" % file)
    search(home)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name or name.startswith("%s." % error.name):
            raise Refused("there is no file %s, and no module %s in %s" % (file, name, sys.executable))
        raise


def search(folder):
    """The user's imports look into this folder first. What was imported for our sake is not in the way of its files."""
    sys.path.insert(0, folder)
    for name in OURS:
        place = os.path.join(folder, name.partition(".")[0])
        if os.path.isfile(place + ".py") or os.path.isfile(os.path.join(place, "__init__.py")):
            sys.modules.pop(name, None)


def loops():
    """asyncio, for which no file of the user's is taken unless the user has."""
    path, sys.path = sys.path, PATH
    try:
        import asyncio
    finally:
        sys.path = path
    return asyncio


def finished(function):
    """The same, read: an iterator does its work while it is read, a future has it done elsewhere."""
    def finishing(*arguments):
        return read(function(*arguments))
    return finishing


def awaited(function):
    """The same, awaited until nothing is left to wait for, and read."""
    async def awaiting(*arguments):
        result = function(*arguments)
        while inspect.isawaitable(result):
            result = await result
        if is_async_iterator(result):
            last = collections.deque(maxlen=1)
            async for item in result:
                last.append(item)
            return last
        return read(result)
    return awaiting


def read(result):
    """What it gives in the end: an iterator its last value."""
    if is_iterator(result):
        return collections.deque(result, 1)
    return result.result() if isinstance(result, future()) else result


def is_iterator(result):
    """Whether there is nothing to it but its reading. Of a file, that is no work of the function's."""
    kind = type(result)
    reads = hasattr(kind, "__next__") and hasattr(kind, "__iter__") and not isinstance(result, io.IOBase)
    return reads and iter(result) is result


def is_async_iterator(result):
    return hasattr(type(result), "__anext__") and hasattr(type(result), "__aiter__")


def future():
    """The class of what is computed by a pool of concurrent.futures; none where nobody has imported that."""
    return getattr(sys.modules.get("concurrent.futures._base"), "Future", ())


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
        return [json.loads(line) for line in lines]
    if shape == "rows":
        return [line.split(",") for line in lines]
    if shape == "pairs":
        return [tuple(map(int, line.split())) for line in lines]
    return lines


class Kept:
    """Arguments as they were made: they can be made again, whatever calls have changed in them."""

    def __init__(self, arguments, made=None):
        self.again, self.holds = self.way(arguments, made)

    @staticmethod
    def way(arguments, made):
        try:
            kept = pickle.dumps(arguments, -1)
            pickle.loads(kept)
            return functools.partial(pickle.loads, kept), lambda now: pickle.dumps(now, -1) == kept
        except RecursionError:
            # A long chain, such as a linked list: what made it can make it again.
            if made:
                return made, lambda now: False
        except Exception:
            pass
        try:
            kept = copy.deepcopy(arguments)
            return functools.partial(copy.deepcopy, kept), lambda now: alike(now, kept)
        except Exception:
            # A connection or a lock: calls share it.
            return (lambda: tuple(map(copied, arguments))), lambda now: True


# Shapes of which a copy one level deep is a whole one.
FLAT = ("size", "ints", "lines", "pairs", "text", "bytes")
# Kinds of values that nothing can change.
FIXED = {int, float, complex, bool, str, bytes, type(None), range}


def flat(arguments):
    """Whether copies one level deep have nothing in common that a call could change."""
    return all(fixed(held(value)) for value in arguments)


def held(value):
    """What a copy one level deep shares with the value."""
    if type(value) in (list, tuple, set, frozenset, collections.deque):
        return list(value)
    if type(value) is dict:
        return [*value, *value.values()]
    return [] if type(value) is bytearray else [value]


def fixed(values):
    """Whether none of these values can be changed, nor what they hold."""
    while values:
        if not set(map(type, values)) <= FIXED | {tuple, frozenset}:
            return False
        values = list(itertools.chain.from_iterable(v for v in values if type(v) in (tuple, frozenset)))
    return True


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
    return loops().run(all_of_them())


def called(function, arguments, waits):
    if waits:
        return loops().run(function(*arguments))
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
