//! What memory is of a function whose language can tell, and of one that is built so that it can't.

use std::time::Duration;

use scalecheck::model::{CaveatKind, Pass, Reading};

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
}

#[test]
fn a_pass_that_counts_allocations_of_commands_names_what_functions_have_instead() {
    let project = Project::python("def f(n): return n\n");
    let (trials, mut samples) = ([(trial(10, 1), None)], Vec::new());
    project.bench().count(Pass::Allocations, &trials, Duration::from_secs(5), &mut |sample| samples.push(sample));
    match samples[0].readings.0.get(&Metric::counter("alloc.bytes")) {
        Some(Reading::Missing(reason)) => assert!(reason.0.contains("`allocated.bytes`"), "{}", reason.0),
        other => panic!("{other:?}"),
    }
}
