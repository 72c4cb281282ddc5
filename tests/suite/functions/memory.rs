//! What memory is of a function whose language can tell, and of one that is built so that it can't.

use std::time::Duration;

use scalecheck::model::{Because, CaveatKind, Pass, Reading, Ruling, Verdict};

use super::*;

const HOLDS: &str = "#include \"scalecheck.h\"\n\
    static uint64_t f(uint64_t n) { size_t bytes = n * 1000; char *a = (char *)malloc(bytes); memset(a, 1, bytes); uint64_t s = (uint64_t)a[n]; free(a); return s; }\n\
    SCALECHECK_MAIN(SCALECHECK(f))\n";

/// Memory at two sizes in a process that is called at both, and the doubts that are told.
fn memory(project: &Project) -> ([f64; 2], Vec<CaveatKind>) {
    let mut bench = project.bench();
    // Large first: what an old process has left must not show at the small size.
    let [large, small] = [20_000, 10].map(|n| value(&bench.measure(&trial(n, 1), None), "memory"));
    ([small, large], bench.caveats().iter().map(|caveat| caveat.kind).collect())
}

#[test]
fn a_c_program_that_does_not_count_has_its_processs_peak() {
    let header = concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses/c");
    let mut project = Project::new("c:user.c:f", HOLDS);
    project.target().file = "./user".into();
    let build = |flags: &[&str]| {
        let mut compiler = std::process::Command::new("cc");
        compiler.current_dir(project.folder.path()).args(["-O1", "-I", header, "-o", "user", "user.c"]).args(flags);
        assert!(compiler.status().expect("a compiler").success());
    };
    build(&[]);
    let ([small, large], doubts) = memory(&project);
    assert!(small < 20_000.0 && (20e6..21e6).contains(&large), "{small} {large}");
    assert_eq!(doubts, []);
    build(&["-DSCALECHECK_NO_COUNTING"]);
    let ([small, large], doubts) = memory(&project);
    assert!((100e3..10e6).contains(&small) && large > small + 15e6, "{small} {large}");
    assert_eq!(doubts, [CaveatKind::MemoryFloor]);
    project.expect("alloc.count");
    assert!(untold(&project.once(), "alloc.count").contains("SCALECHECK_NO_COUNTING"));
}

#[test]
fn a_rust_program_without_the_counting_allocator_has_its_processs_peak() {
    let mut project = Project::new("rust:user.rs:f", "");
    let main = "pub fn f(n: u64) -> usize { std::hint::black_box(vec![1u8; 1000 * n as usize]).len() }\nscalecheck_harness::main!(f);\n";
    fs::write(project.folder.path().join("user.rs"), main).expect("written");
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses/rust/src/lib.rs");
    let rustc = |arguments: &[&str]| {
        let mut compiler = std::process::Command::new("rustc");
        compiler.current_dir(project.folder.path()).args(["--edition", "2021", "-O", "--cap-lints", "allow"]);
        assert!(compiler.args(arguments).status().expect("a compiler").success());
    };
    rustc(&["--crate-type", "rlib", "--crate-name", "scalecheck_harness", "-o", "libscalecheck_harness.rlib", harness]);
    rustc(&["--extern", "scalecheck_harness=libscalecheck_harness.rlib", "-o", "user", "user.rs"]);
    project.target().file = "./user".into();
    let ([small, large], doubts) = memory(&project);
    assert!((100e3..10e6).contains(&small) && large > small + 15e6, "{small} {large}");
    assert_eq!(doubts, [CaveatKind::MemoryFloor]);
    project.expect("alloc.leaked");
    assert!(untold(&project.once(), "alloc.leaked").contains("feature `counting`"));
}

#[test]
fn what_only_commands_are_counted_for_has_a_reason_for_functions() {
    let project = Project::python("def f(n): return n\n");
    let (trials, mut samples) = ([(trial(10, 1), None)], Vec::new());
    project.bench().count(Pass::System, &trials, Duration::from_secs(5), &mut |sample| samples.push(sample));
    assert!(untold(&samples[0], "system.calls").contains("only of a command"));
}

/// N blocks of 64 bytes, of which one is lost; N of 16, which all are; one that is handed out.
const RUST: &str = "use std::hint::black_box;\n\
    pub fn one(n: u64) -> usize { let mut made: Vec<Box<[u8; 64]>> = Vec::with_capacity(n as usize); for _ in 0..n { made.push(black_box(Box::new([1; 64]))); } std::mem::forget(made.pop()); made.len() }\n\
    pub fn all(n: u64) { for _ in 0..n { black_box(Box::leak(black_box(Box::new([1u8; 16])))); } }\n\
    pub fn out(n: u64) -> Vec<u64> { (0..n).collect() }\n";
const C: &str = "#include <stdint.h>\n#include <stdlib.h>\n\
    uint64_t one(uint64_t n) { char *volatile *made = malloc(n * 8); for (uint64_t i = 0; i < n; i++) made[i] = malloc(64); for (uint64_t i = 1; i < n; i++) free(made[i]); free((void *)made); return n; }\n\
    uint64_t all(uint64_t n) { for (uint64_t i = 0; i < n; i++) { void *volatile lost = malloc(16); (void)lost; } return n; }\n\
    void none(uint64_t n) { void *volatile block = malloc(n); free(block); }\n\
    void *out(uint64_t n) { return calloc(n, 8); }\n\
    void out_free(void *made) { free(made); }\n\
    void *given(uint64_t n) { return malloc(n); }\n";
const CPP: &str = "#include <cstdint>\n#include <cstdlib>\n#include <memory>\n#include <vector>\nextern \"C\" {\n\
    uint64_t one(uint64_t n) { std::vector<std::unique_ptr<char[]>> made; made.reserve(n); for (uint64_t i = 0; i < n; i++) { char *volatile block = new char[64]; made.emplace_back(block); } char *volatile lost = made.back().release(); (void)lost; return made.size(); }\n\
    uint64_t all(uint64_t n) { for (uint64_t i = 0; i < n; i++) { char *volatile lost = new char[16]; (void)lost; } return n; }\n\
    void none(uint64_t n) { char *volatile block = new char[n]; delete[] block; }\n\
    void *out(uint64_t n) { return new std::vector<uint64_t>(n); }\n\
    void out_free(void *made) { delete static_cast<std::vector<uint64_t> *>(made); }\n\
    void *given(uint64_t n) { return new char[n]; }\n}\n";
const COUNTING: [(&str, &str); 3] = [("rust:user.rs", RUST), ("c:user.c", C), ("cpp:user.cpp", CPP)];

impl Project {
    /// Declares a metric.
    pub(super) fn expect(&mut self, metric: &str) {
        let toml = format!("[target]\nfunction = \"python:x.py:f\"\n[expect]\n{metric} = \"O(n)\"\n");
        let read = scenario::parse(&toml, &self.folder.path().join("test.toml"), "test", &Overrides::default());
        self.scenario.expect.extend(read.expect("a scenario").expect);
    }

    /// The verdict on an expectation, of a whole run over some sizes.
    fn ruled(mut self, metric: &str, class: &str) -> Verdict {
        self.expect(metric);
        self.scenario.expect[0].class = class.parse().expect("a class");
        self.scenario.sizes = Sizes::List([10, 30, 100, 300, 1000, 3000].map(size).to_vec());
        self.scenario.settings.rounds = Some(1);
        self.scenario.settings.warmup = 0;
        scalecheck::run(&self.scenario).expect("a folder").verdicts.remove(0)
    }
}

/// Why a sample has no value.
fn untold(sample: &Sample, name: &str) -> String {
    match sample.readings.0.get(&Metric::counter(name)) {
        Some(Reading::Missing(reason)) => reason.0.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

/// A function's sample at 10 and at 1000.
fn twice(file: &str, text: &str, name: &str) -> [Sample; 2] {
    let project = Project::new(&format!("{file}:{name}"), text);
    let mut bench = project.bench();
    [10, 1000].map(|n| bench.measure(&trial(n, 1), None))
}

#[test]
fn allocations_of_a_call_are_counted_to_the_last_one() {
    for (file, text) in COUNTING {
        for (sample, n) in twice(file, text, "one").iter().zip([10.0, 1000.0]) {
            let of = |name| value(sample, name);
            assert_eq!((of("alloc.count"), of("alloc.bytes")), (n + 1.0, 72.0 * n), "{file}");
            assert!((64.0..100.0).contains(&of("alloc.leaked")), "{file}: {sample:?}");
            assert!((72.0 * n..100.0 * n).contains(&of("alloc.peak")), "{file}: {sample:?}");
            assert_eq!(of("alloc.peak"), of("memory"), "{file}");
        }
        let [small, large] = twice(file, text, "all").map(|sample| value(&sample, "alloc.leaked"));
        assert!(small >= 160.0 && large == 100.0 * small, "{file}: {small} {large}");
    }
}

#[test]
fn what_a_call_hands_out_is_not_leaked() {
    for (file, text) in COUNTING {
        let [_, sample] = twice(file, text, "out");
        assert!(value(&sample, "alloc.bytes") >= 8000.0, "{file}: {sample:?}");
        assert_eq!(value(&sample, "alloc.leaked"), 0.0, "{file}");
    }
    for (file, text) in &COUNTING[1..] {
        let mut project = Project::new(&format!("{file}:given"), text);
        project.expect("alloc.leaked");
        let sample = project.once();
        assert_eq!(value(&sample, "alloc.count"), 1.0, "{file}");
        assert!(untold(&sample, "alloc.leaked").contains("given_free"), "{file}: nobody can know what belongs to it");
        let [_, nothing] = twice(file, text, "none");
        assert_eq!((value(&nothing, "alloc.count"), value(&nothing, "alloc.leaked")), (1.0, 0.0), "{file}");
    }
}

#[test]
fn what_is_kept_of_an_input_is_leaked_and_what_is_only_added_to_it_is_not() {
    let rust = "pub fn forgets(items: Vec<u64>) { std::mem::forget(std::hint::black_box(items)); }\n\
                pub fn drops(items: Vec<u64>) -> usize { items.len() }\n\
                pub fn adds(items: &mut Vec<u64>) { items.extend_from_within(..); }\n";
    let python = "kept = []\ndef forgets(items): kept.append(items)\ndef drops(items): return str(items)\ndef adds(items): items.extend(range(1000, 1100))\n";
    for (file, text) in [("rust:user.rs", rust), ("python:user.py", python)] {
        for (name, least, most) in [("forgets", 80.0, 400.0), ("drops", 0.0, 0.0), ("adds", 0.0, 0.0)] {
            let project = Project::new(&format!("{file}:{name}"), text).given("sorted");
            let input = bundle(project.folder.path(), &["0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"]);
            let leaked = value(&project.bench().measure(&trial(10, 1), Some(&input)), "alloc.leaked");
            assert!((least..=most).contains(&leaked), "{file}:{name}: {leaked}");
        }
    }
}

#[test]
fn what_a_first_call_keeps_for_good_is_no_leak() {
    let c = "#include <stdint.h>\n#include <stdlib.h>\nstatic char *kept;\n\
             uint64_t f(uint64_t n) { if (!kept) kept = malloc(100000); kept[n] = 1; return (uint64_t)kept[n]; }\n";
    let sample = Project::new("c:user.c:f", c).once();
    assert_eq!((value(&sample, "alloc.count"), value(&sample, "alloc.leaked")), (0.0, 0.0));
}

#[test]
fn python_tells_what_is_held_and_left_and_no_counts() {
    let cycles = "class Node: pass\ndef f(n):\n    for i in range(n):\n        node = Node()\n        node.me = node\n";
    let sample = Project::python(cycles).once();
    assert_eq!(value(&sample, "alloc.leaked"), 0.0, "a collector finds them");
    assert_eq!(value(&sample, "alloc.peak"), value(&sample, "memory"));
    let mut project = Project::python("kept = []\ndef f(n): kept.append(bytes(1000 * n))\n");
    project.expect("alloc.count");
    let sample = project.once();
    assert!((10_000.0..11_000.0).contains(&value(&sample, "alloc.leaked")), "{sample:?}");
    assert!(untold(&sample, "alloc.count").contains("tracemalloc"));
    let mut project = Project::python("async def f(n): return n\n");
    project.expect("alloc.leaked");
    assert!(untold(&project.once(), "alloc.leaked").contains("async"));
}

#[test]
fn allocations_of_functions_are_ruled_on_exactly() {
    for (file, text) in COUNTING {
        let ruled = |name: &str, metric, class| Project::new(&format!("{file}:{name}"), text).ruled(metric, class);
        assert_eq!(ruled("one", "alloc.count", "O(n)").ruling, Ruling::Met, "{file}");
        assert_eq!(ruled("one", "alloc.count", "O(1)").ruling, Ruling::Broken, "{file}");
        assert_eq!(ruled("one", "alloc.leaked", "O(1)").ruling, Ruling::Met, "{file}");
        assert_eq!(ruled("all", "alloc.leaked", "O(1)").ruling, Ruling::Broken, "{file}");
    }
}

#[test]
fn a_language_that_can_not_tell_fails_with_the_reason() {
    let java = "class User { static Object f(int n) { return new byte[n]; } }\n";
    let node = "exports.f = (n) => new Array(n).fill(0).length;\n";
    for (spec, text, metrics, words) in [
        ("java:User.java:f", java, &["alloc.count", "alloc.peak", "alloc.leaked"][..], "Java tells"),
        ("node:user.js:f", node, &["alloc.bytes"][..], "Node doesn't tell"),
    ] {
        for metric in metrics {
            let verdict = Project::new(spec, text).ruled(metric, "O(n)");
            let Because::Unmeasured(reason) = &verdict.because else { panic!("{verdict:?}") };
            assert_eq!(verdict.ruling, Ruling::Failed);
            assert!(reason.contains(words), "{metric}: {reason}");
        }
    }
    let sample = Project::new("java:User.java:f", java).once();
    assert!(value(&sample, "alloc.bytes") >= 24.0, "{sample:?}");
}
