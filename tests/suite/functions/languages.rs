//! The harness of every language, held to the same questions.

use scalecheck::measure::MeasureError;
use scalecheck::model::CaveatKind;

use super::*;

/// One language: a file, and functions in it by what they do.
struct Spoken {
    language: &'static str,
    file: &'static str,
    text: &'static str,
    /// What holds ten million bytes at its peak, if the language tells.
    holds: f64,
}

const NODE: Spoken = Spoken {
    language: "node",
    file: "user.js",
    text: "exports.total = (items) => items.reduce((a, b) => a + b, 0);\n\
           exports.sorted = (items) => { for (let i = 1; i < items.length; i++) if (items[i - 1] < items[i]) throw new Error('not fresh'); items.sort((a, b) => a - b); };\n\
           exports.fails = (items) => { throw new RangeError('too many: ' + items.length); };\n\
           exports.random = (items) => Math.random();\n\
           exports.holds = (items) => new Array(1250000).fill(1.5);\n\
           exports.leaves = (items) => process.exit(3);\n\
           exports.waits = async (items) => new Promise((done) => setTimeout(done, 20));\n\
           exports.promises = (items) => new Promise((done) => setTimeout(done, 20));\n",
    holds: 1e7,
};
const C: Spoken = Spoken {
    language: "c",
    file: "user.c",
    text: "#include <stdint.h>\n#include <stdlib.h>\n#include <string.h>\n#include <time.h>\n\
           int64_t total(int64_t *items, size_t n) { int64_t s = 0; for (size_t i = 0; i < n; i++) s += items[i]; return s; }\n\
           static int up(const void *a, const void *b) { return *(int64_t *)a > *(int64_t *)b ? 1 : -1; }\n\
           void sorted(int64_t *items, size_t n) { for (size_t i = 1; i < n; i++) if (items[i - 1] < items[i]) abort(); qsort(items, n, 8, up); }\n\
           void fails(int64_t *items, size_t n) { abort(); }\n\
           int64_t random_one(int64_t *items, size_t n) { return items[0] = rand(); }\n\
           int64_t holds(int64_t *items, size_t n) { char *a = malloc(10000000); memset(a, 1, 10000000); int64_t s = a[n]; free(a); return s; }\n\
           void leaves(int64_t *items, size_t n) { exit(3); }\n",
    holds: 1e7,
};
const CPP: Spoken = Spoken {
    language: "cpp",
    file: "user.cpp",
    text: "#include <algorithm>\n#include <cstdint>\n#include <cstdlib>\n#include <numeric>\n#include <vector>\nextern \"C\" {\n\
           int64_t total(int64_t *items, size_t n) { return std::accumulate(items, items + n, int64_t(0)); }\n\
           void sorted(int64_t *items, size_t n) { if (std::is_sorted(items, items + n)) abort(); std::sort(items, items + n); }\n\
           void fails(int64_t *items, size_t n) { abort(); }\n\
           int64_t random_one(int64_t *items, size_t n) { return items[0] = rand(); }\n\
           int64_t holds(int64_t *items, size_t n) { std::vector<char> a(10000000, 1); return a[n] + a.size(); }\n\
           void leaves(int64_t *items, size_t n) { exit(3); }\n}\n",
    holds: 1e7,
};
const RUST: Spoken = Spoken {
    language: "rust",
    file: "user.rs",
    text: "pub fn total(items: &[i64]) -> i64 { items.iter().sum() }\n\
           pub fn sorted(items: &mut Vec<i64>) { assert!(items.windows(2).all(|w| w[0] >= w[1]), \"not fresh\"); items.sort_unstable(); }\n\
           pub fn fails(items: Vec<u64>) { panic!(\"too many: {}\", items.len()) }\n\
           pub fn random(items: Vec<u64>) -> u128 { std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos() }\n\
           pub fn holds(items: Vec<u32>) -> usize { std::hint::black_box(vec![1u8; 10_000_000]).len() + items.len() }\n\
           pub fn leaves(items: &Vec<i32>) { std::process::exit(3) }\n",
    holds: 1e7,
};
const JAVA: Spoken = Spoken {
    language: "java",
    file: "User.java",
    text: "package some.where;\nimport java.util.*;\nclass User {\n\
           static long total(int[] items) { long s = 0; for (int i : items) s += i; return s; }\n\
           static void sorted(List<Integer> items) { for (int i = 1; i < items.size(); i++) if (items.get(i - 1) < items.get(i)) throw new IllegalStateException(\"not fresh\"); Collections.sort(items); }\n\
           static void fails(long[] items) { throw new IllegalArgumentException(\"too many: \" + items.length); }\n\
           static double random(int[] items) { return Math.random(); }\n\
           static int holds(int[] items) { return new byte[10_000_000].length; }\n\
           static void leaves(int[] items) { System.exit(3); }\n}\n",
    holds: 1e7,
};

impl Spoken {
    fn project(&self, name: &str) -> Project {
        let mut project = Project::new(&format!("{}:{}:{name}", self.language, self.file), self.text);
        let toml = "[target]\nfunction = \"python:x.py:f\"\n[input]\ngenerate = \"reversed\"\n";
        let read = scenario::parse(toml, &project.folder.path().join("test.toml"), "test", &Overrides::default());
        project.scenario.inputs = read.expect("a scenario").inputs;
        project
    }

    fn sample(&self, name: &str, round: u32) -> (Sample, Vec<scalecheck::model::Caveat>) {
        let project = self.project(name);
        let mut bench = project.bench();
        let input = "9\n8\n7\n6\n5\n4\n3\n2\n1\n0\n";
        let path = bundle(project.folder.path(), &[input; 1000]);
        let sample = bench.measure(&trial(10, round), Some(&path));
        let caveats = bench.caveats();
        drop(bench);
        assert_eq!(project.strays(), [0; 0]);
        (sample, caveats)
    }

    fn holds_to_the_protocol(&self) {
        let (sample, caveats) = self.sample("total", 1);
        assert!(value(&sample, "cpu") > 0.0 && value(&sample, "wall") < 0.1, "{sample:?}");
        assert!(value(&sample, "trial.calls") > 100.0, "{sample:?}");
        assert_eq!(caveats, []);
        let (sample, caveats) = self.sample("sorted", 1);
        assert_eq!(sample.end, SampleEnd::Completed, "every call has a fresh input");
        assert_eq!(caveats, []);
        let (sample, _) = self.sample("holds", 1);
        let bytes = value(&sample, "memory");
        // Until it has seen some calls, which a loaded machine may not get to, V8 makes an array of another kind first:
        // garbage, which counts.
        let most = if self.language == "node" { 2.1 } else { 1.2 };
        assert!((self.holds..most * self.holds).contains(&bytes), "{}: {bytes}", self.language);
        let (sample, _) = self.sample("leaves", 1);
        assert!(matches!(failure(&sample), Failure::Exit { code: 3, .. }), "{sample:?}");
        let project = self.project("missing");
        let mut bench = Bench::start(&project.scenario, &project.folder.path().join("scratch")).expect("a bench");
        let words = match bench.setup() {
            // Where it is compiled in, the compiler says so.
            Err(error) => error.to_string(),
            Ok(()) => reason(&bench.measure(&trial(10, 1), None)).to_string(),
        };
        assert!(words.contains("missing"), "{words}");
    }

    fn tells_what_is_random(&self, name: &str) {
        let (_, caveats) = self.sample(name, 0);
        assert!(caveats.iter().any(|caveat| caveat.kind == CaveatKind::NonDeterministic), "{caveats:?}");
    }
}

#[test]
fn node_holds_to_the_protocol() {
    NODE.holds_to_the_protocol();
    NODE.tells_what_is_random("random");
    assert_eq!(reason(&NODE.sample("fails", 1).0), "raised RangeError: too many: 10");
    for name in ["waits", "promises"] {
        let (sample, _) = NODE.sample(name, 1);
        assert!(value(&sample, "wall") >= 0.019, "{name}: {sample:?}");
    }
}

#[test]
fn node_loads_modules_of_both_kinds() {
    for (file, text) in [
        ("user.mjs", "import os from 'os';\nexport function f(n) { return n + os.EOL.length; }\n"),
        ("user.cjs", "module.exports = { f: (n) => n };\n"),
        ("user.js", "module.exports.f = function (n) { return n; };\n"),
    ] {
        let sample = Project::new(&format!("node:{file}:f"), text).once();
        assert_eq!(sample.end, SampleEnd::Completed, "{file}: {sample:?}");
    }
    let sample = Project::new("node:user.js:f", "function f(n) { return n; }\n").once();
    assert!(reason(&sample).contains("it exports none"), "{}", reason(&sample));
    let sample = Project::new("node:user.js:f", "throw new TypeError('while loading');\n").once();
    assert!(reason(&sample).contains("TypeError: while loading"), "{}", reason(&sample));
}

#[test]
fn typescript_runs_where_node_runs_it_and_else_says_which_node_does() {
    let sample = Project::new("node:user.ts:f", "export function f(n: number): number { return n; }\n").once();
    if sample.end != SampleEnd::Completed {
        let reason = reason(&sample);
        assert!(reason.contains("runs no TypeScript") && reason.contains("22.18"), "{reason}");
    }
}

#[test]
fn a_promise_that_is_never_settled_is_told() {
    let sample = Project::new("node:user.js:f", "exports.f = (n) => new Promise(() => {});\n").once();
    assert!(matches!(failure(&sample), Failure::Exit { stderr, .. } if stderr.contains("never settled")), "{sample:?}");
}

#[test]
fn c_holds_to_the_protocol() {
    C.holds_to_the_protocol();
    C.tells_what_is_random("random_one");
    assert!(matches!(failure(&C.sample("fails", 1).0), Failure::Signal { signal: 6, .. }));
}

#[test]
fn cpp_holds_to_the_protocol() {
    CPP.holds_to_the_protocol();
    CPP.tells_what_is_random("random_one");
}

#[test]
fn a_c_source_that_does_not_compile_says_so() {
    let project = Project::new("c:user.c:f", "int f(int n) { return m; }\n");
    let mut bench = Bench::start(&project.scenario, &project.folder.path().join("scratch")).expect("a bench");
    let error = bench.setup().expect_err("no such variable");
    assert!(matches!(error, MeasureError::Build { .. }), "{error}");
    assert!(error.to_string().contains("undeclared"), "{error}");
}

#[test]
fn what_c_functions_return_is_no_difference_while_they_leave_the_same() {
    let begin = "#include <stdint.h>\n#include <stddef.h>\nstatic int64_t calls;\n";
    let said = |function: &str| {
        let project = Project::new("c:user.c:f", &format!("{begin}{function}\n")).given("ints");
        let mut bench = project.bench();
        let path = bundle(project.folder.path(), &["1\n2\n"; 1000]);
        bench.measure(&trial(10, 0), Some(&path));
        bench.caveats().iter().filter(|caveat| caveat.kind == CaveatKind::NonDeterministic).count()
    };
    // As a register that a function without a result has left.
    assert_eq!(said("int64_t f(int64_t *items, size_t n) { return items[0] + calls++; }"), 0);
    assert_eq!(said("double f(int64_t *items, size_t n) { return (double)items[0]; }"), 0);
    assert_eq!(said("void f(int64_t *items, size_t n) { items[0] = calls++; }"), 1);
}

#[test]
fn a_rust_function_that_can_t_be_called_is_told_what_can() {
    for text in [
        "pub fn f(items: &[f64]) -> f64 { items[0] }\n",
        "fn f(n: u64) -> u64 { n }\n",
        "pub fn f<T: Ord>(items: Vec<T>) -> usize { items.len() }\n",
    ] {
        let project = Project::new("rust:user.rs:f", text);
        let mut bench = Bench::start(&project.scenario, &project.folder.path().join("scratch")).expect("a bench");
        let error = bench.setup().expect_err("it can't be called").to_string();
        let last = error.lines().last().expect("a line");
        assert!(last.contains("`pub` and not generic") && last.contains("whole numbers"), "{error}");
    }
}

#[test]
fn a_c_program_with_the_header_speaks_for_itself() {
    let header = concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses/c");
    let text = "#include \"scalecheck.h\"\nstatic uint64_t f(uint64_t n) { uint64_t s = 1; for (uint64_t i = 0; i < n; i++) s = s * 3 + i; return s; }\nSCALECHECK_MAIN(SCALECHECK(f))\n";
    for (compiler, file) in [("cc", "user.c"), ("c++", "user.cpp")] {
        let mut project = Project::new(&format!("c:{file}:f"), text);
        let folder = project.folder.path().to_path_buf();
        let built = std::process::Command::new(compiler)
            .current_dir(&folder)
            .args(["-O2", "-I", header, "-o", "user", file])
            .status();
        assert!(built.expect("a compiler").success());
        project.target().file = "./user".into();
        assert_eq!(project.once().end, SampleEnd::Completed, "{compiler}");
    }
}

#[test]
fn a_c_function_may_make_its_own_inputs() {
    let text = "#include <stdint.h>\n#include <stdlib.h>\nvoid *make(uint64_t n, uint64_t seed) { uint64_t *a = malloc(n * 8); for (uint64_t i = 0; i < n; i++) a[i] = 7; return a; }\n\
                uint64_t f(void *made, size_t n) { uint64_t *a = made; for (size_t i = 0; i < n; i++) if (a[i]++ != 7) abort(); return n; }\n";
    let mut project = Project::new("c:user.c:f", text);
    project.target().make = Some("make".into());
    assert_eq!(project.once().end, SampleEnd::Completed);
}

#[test]
fn a_c_function_that_goes_to_another_folder_is_back_for_each_batch_and_check() {
    // A call of half a millisecond makes a batch of its own.
    let text = "#include <stdint.h>\n#include <stdlib.h>\n#include <unistd.h>\n\
                int64_t f(uint64_t n) { if (access(\"user.c\", R_OK)) abort(); usleep(2000); return chdir(\"/\"); }\n";
    let sample = Project::new("c:user.c:f", text).once();
    assert_eq!(sample.end, SampleEnd::Completed, "{sample:?}");
}

#[test]
fn rust_holds_to_the_protocol() {
    RUST.holds_to_the_protocol();
    RUST.tells_what_is_random("random");
    assert_eq!(reason(&RUST.sample("fails", 1).0), "raised a panic: too many: 10");
}

#[test]
fn a_rust_function_that_takes_something_else_says_so() {
    let sample = Project::new("rust:user.rs:f", "pub fn f(text: &str) -> usize { text.len() }\n").once();
    assert!(reason(&sample).contains("String") && reason(&sample).contains("the size alone"), "{}", reason(&sample));
}

#[test]
fn java_holds_to_the_protocol() {
    JAVA.holds_to_the_protocol();
    JAVA.tells_what_is_random("random");
    assert_eq!(reason(&JAVA.sample("fails", 1).0), "raised IllegalArgumentException: too many: 10");
}

#[test]
fn java_sources_that_do_not_compile_and_methods_that_take_something_else_say_so() {
    let sample = Project::new("java:User.java:f", "class User { static int f(long n) { return m; } }\n").once();
    assert!(
        reason(&sample).contains("can't be compiled") && reason(&sample).contains("cannot find symbol"),
        "{}",
        reason(&sample)
    );
    let sample = Project::new("java:User.java:f", "class User { static int f(Thread t) { return 1; } }\n").once();
    assert!(reason(&sample).contains("java.lang.Thread"), "{}", reason(&sample));
}

#[test]
fn compiled_languages_say_which_compiler_made_them() {
    let words = |project: Project| {
        let mut bench = project.bench();
        bench.measure(&trial(10, 0), None);
        bench.harness().expect("it said hello").1
    };
    let rustc = std::process::Command::new("rustc").arg("--version").output().expect("rustc");
    let version = String::from_utf8(rustc.stdout).expect("text").split(' ').nth(1).expect("a version").to_string();
    let rust = words(Project::new("rust:user.rs:f", "pub fn f(n: u64) -> u64 { n }\n"));
    assert!(rust.starts_with(&format!("rust {version}, ")), "{rust}");
    let text = "#ifdef __cplusplus\nextern \"C\"\n#endif\nunsigned long f(unsigned long n) { return n; }\n";
    let c = words(Project::new("c:user.c:f", text));
    assert!(c.starts_with("c 20"), "{c}");
    let cpp = words(Project::new("cpp:user.cpp:f", text));
    assert!(cpp.starts_with("c++ 20"), "{cpp}");
}
