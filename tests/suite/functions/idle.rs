//! Functions whose work a compiler has left out or made a formula of.

use scalecheck::model::{Because, CaveatKind, Doubt, Ruling};

use super::*;

/// Doubts about a C function of N, called at these sizes.
fn doubts(text: &str, expect: &str) -> Vec<CaveatKind> {
    let mut project = Project::new("c:user.c:f", text);
    let toml = format!("[target]\nfunction = \"c:user.c:f\"\n{expect}");
    let read = scenario::parse(&toml, &project.folder.path().join("test.toml"), "test", &Overrides::default());
    project.scenario.expect = read.expect("a scenario").expect;
    let mut bench = project.bench();
    for n in [10, 1000, 100_000] {
        assert_eq!(bench.measure(&trial(n, 1), None).end, SampleEnd::Completed);
    }
    bench.caveats().iter().map(|caveat| caveat.kind).collect()
}

const SUM: &str = "#include <stdint.h>\nuint64_t f(uint64_t n) { uint64_t s = 0; for (uint64_t i = 0; i < n; i++) s += KEPT i; return s; }\n";

#[test]
fn a_closed_form_and_dead_code_are_told_and_work_is_not() {
    // GCC and Clang drop a loop whose result is not used; not all make a formula of the sum.
    let dead = "#include <stdint.h>\nuint64_t f(uint64_t n) { uint64_t s = 0; for (uint64_t i = 0; i < n; i++) s += i; (void)s; return 7; }\n";
    let formula = "#include <stdint.h>\nuint64_t f(uint64_t n) { return n * (n - 1) / 2; }\n";
    for text in [dead, formula] {
        assert_eq!(doubts(text, ""), [CaveatKind::NoWork], "{text}");
        assert_eq!(doubts(text, "[expect]\ntime = \"O(1)\"\n"), [], "what is declared has an answer already");
    }
    let work = SUM.replace("KEPT", "*(volatile uint64_t *)&");
    assert_eq!(doubts(&work, ""), []);
}

#[test]
fn what_a_function_remembers_meets_no_declaration() {
    let text = "import functools\n@functools.lru_cache(None)\ndef f(n):\n    return sum(1 for i in range(n) for j in range(n))\n";
    let mut project = Project::python(text);
    project.expect("time");
    project.scenario.sizes = Sizes::List([30, 60, 120, 250, 500, 1000].map(size).to_vec());
    let verdict = scalecheck::run(&project.scenario).expect("a folder").verdicts.remove(0);
    assert_eq!(verdict.ruling, Ruling::Undecided, "{:?}", verdict.because);
    assert!(
        matches!(verdict.because, Because::Posterior { doubt: Some(Doubt::Remembers { .. }), .. }),
        "{:?}",
        verdict.because
    );
}
