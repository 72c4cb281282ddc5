//! Results that do their work only while they are read, and are read therefore.

use super::*;

#[test]
fn a_python_generator_is_read_to_its_end() {
    for text in [
        "def f(n):\n    yield n\n    raise ValueError('at its end')\n",
        "def last(i): raise ValueError('at its end')\ndef f(n): return map(last, [n])\n",
        "def last(i): raise ValueError('at its end')\ndef f(n): return (last(i) for i in [n])\n",
        "import itertools\ndef last(i): raise ValueError('at its end')\ndef f(n): return itertools.islice(map(last, [n]), 1)\n",
        "class It:\n    def __iter__(self): return self\n    def __next__(self): raise ValueError('at its end')\ndef f(n): return It()\n",
        "async def f(n):\n    yield n\n    raise ValueError('at its end')\n",
        "def f(n):\n    async def g():\n        yield n\n        raise ValueError('at its end')\n    return g()\n",
        "async def f(n):\n    def g():\n        yield n\n        raise ValueError('at its end')\n    return g()\n",
        "def plain(f): return lambda n: f(n)\n@plain\nasync def f(n): raise ValueError('at its end')\n",
        "async def g(n): raise ValueError('at its end')\nasync def f(n): return g(n)\n",
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\ndef g(n): raise ValueError('at its end')\n\
         def f(n): return pool.submit(g, n)\n",
    ] {
        let sample = Project::python(text).once();
        assert_eq!(reason(&sample), "raised ValueError: at its end", "{text}");
    }
    let works = [
        "def f(n):\n    yield n\n",
        "def f(n): return iter([])\n",
        "async def f(n):\n    yield n\n",
        "import asyncio\nasync def g(n): return n\ndef f(n): return g(n)\n",
    ];
    for text in works {
        let project = Project::python(text);
        let mut bench = project.bench();
        assert_eq!(bench.measure(&trial(10, 1), None).end, SampleEnd::Completed, "{text}");
        assert_eq!(bench.caveats(), [], "{text}");
    }
}

#[test]
fn what_a_python_function_gives_is_not_read_where_it_has_done_its_work() {
    for text in [
        "class Many:\n    def __iter__(self): raise ValueError('read')\ndef f(n): return Many()\n",
        "def f(n): return open(__file__)\n",
        "def f(n): return {n: n}.values()\n",
    ] {
        assert_eq!(Project::python(text).once().end, SampleEnd::Completed, "{text}");
    }
}

#[test]
fn a_node_generator_is_read_to_its_end() {
    for text in [
        "exports.f = function* (n) { yield n; throw new Error('at its end'); };\n",
        "exports.f = async function* (n) { yield n; throw new Error('at its end'); };\n",
        "exports.f = (n) => (function* () { yield n; throw new Error('at its end'); })();\n",
        "exports.f = async (n) => (function* () { yield n; throw new Error('at its end'); })();\n",
        "exports.f = async (n) => (async function* () { yield n; throw new Error('at its end'); })();\n",
        "exports.f = (n) => ({ [Symbol.iterator]() { return { next() { throw new Error('at its end'); } }; } });\n",
        "exports.f = (n) => ({ [Symbol.asyncIterator]() { return { next() { throw new Error('at its end'); } }; } });\n",
    ] {
        let sample = Project::new("node:user.js:f", text).once();
        assert_eq!(reason(&sample), "raised Error: at its end", "{text}");
    }
}

#[test]
fn a_node_function_that_gives_a_collection_or_an_empty_iterator_is_done() {
    for text in [
        "exports.f = (n) => new Map([[n, n]]);\n",
        "exports.f = (n) => [][Symbol.iterator]();\n",
        "class Many { *[Symbol.iterator]() { throw new Error('read'); } }\nexports.f = (n) => new Many();\n",
    ] {
        assert_eq!(Project::new("node:user.js:f", text).once().end, SampleEnd::Completed, "{text}");
    }
}

/// A Java class whose method `f` is this.
fn java(method: &str) -> Project {
    let imports = "import java.util.*;\nimport java.util.concurrent.*;\nimport java.util.stream.*;\n";
    Project::new("java:User.java:f", &format!("{imports}class User {{ {method} }}\n"))
}

#[test]
fn a_java_stream_is_refused_for_it_has_done_nothing_yet() {
    for method in [
        "static IntStream f(int n) { return IntStream.range(0, n); }",
        "static Iterable<Integer> f(int n) { return () -> List.of(n).iterator(); }",
    ] {
        let sample = java(method).once();
        assert!(reason(&sample).contains("only while it is read"), "{sample:?}");
    }
    let sample = java("static Iterable<Integer> f(int n) { return List.of(n); }").once();
    assert_eq!(sample.end, SampleEnd::Completed);
}

#[test]
fn java_futures_are_waited_for() {
    for method in [
        "static CompletionStage<Integer> f(int n) { return CompletableFuture.supplyAsync(() -> { throw new IllegalStateException(\"at its end\"); }); }",
        "static final ExecutorService POOL = Executors.newSingleThreadExecutor();\n\
         static Future<Integer> f(int n) { return POOL.submit(() -> { if (n > 0) throw new IllegalStateException(\"at its end\"); return n; }); }",
    ] {
        let sample = java(method).once();
        assert_eq!(reason(&sample), "raised IllegalStateException: at its end");
    }
}
