//! Results that do their work only while they are read, and are read therefore.

use super::*;

#[test]
fn a_python_generator_is_read_to_its_end() {
    for text in [
        "def f(n):\n    yield n\n    raise ValueError('at its end')\n",
        "def last(i): raise ValueError('at its end')\ndef f(n): return map(last, [n])\n",
        "def last(i): raise ValueError('at its end')\ndef f(n): return (last(i) for i in [n])\n",
    ] {
        let sample = Project::python(text).once();
        assert_eq!(reason(&sample), "raised ValueError: at its end", "{text}");
    }
    let project = Project::python("def f(n):\n    yield n\n");
    let mut bench = project.bench();
    assert_eq!(bench.measure(&trial(10, 0), None).end, SampleEnd::Completed);
    assert_eq!(bench.caveats(), []);
}

#[test]
fn a_node_generator_is_read_to_its_end() {
    for text in [
        "exports.f = function* (n) { yield n; throw new Error('at its end'); };\n",
        "exports.f = async function* (n) { yield n; throw new Error('at its end'); };\n",
        "exports.f = (n) => (function* () { yield n; throw new Error('at its end'); })();\n",
    ] {
        let sample = Project::new("node:user.js:f", text).once();
        assert_eq!(reason(&sample), "raised Error: at its end", "{text}");
    }
}

#[test]
fn a_java_stream_is_refused_for_it_has_done_nothing_yet() {
    let text =
        "import java.util.stream.*;\nclass User { static IntStream f(int n) { return IntStream.range(0, n); } }\n";
    let sample = Project::new("java:User.java:f", text).once();
    assert!(reason(&sample).contains("only while it is read"), "{sample:?}");
}
