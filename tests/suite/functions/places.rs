//! Where functions stand: installed modules, packages, libraries, classes, a user's own crate.

use std::process::Command;

use super::*;

/// Runs a program in a project's folder.
fn build(project: &Project, program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).current_dir(project.folder.path()).output().expect("it starts");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// One trial on ten numbers.
fn of_ints(project: Project) -> Sample {
    let project = project.given("ints");
    let path = bundle(project.folder.path(), &["9\n8\n7\n6\n5\n4\n3\n2\n1\n0\n"; 1000]);
    project.bench().measure(&trial(10, 1), Some(&path))
}

#[test]
fn a_python_module_is_found_by_its_name() {
    for spec in ["python:json:dumps", "python:os.path:expanduser", "python:shop.orders:total"] {
        let mut project = Project::new("python:user.py:f", "");
        let folder = project.folder.path().join("shop");
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("prices.py"), "def price(n): return n\n").expect("written");
        fs::write(folder.join("orders.py"), "from .prices import price\ndef total(n): return price(n)\n")
            .expect("written");
        let named = FunctionTarget::parse(spec).expect("a function");
        (project.target().file, project.target().name) = (named.file, named.name);
        let sample = if spec.contains("path") { of_text(project) } else { project.once() };
        assert_eq!(sample.end, SampleEnd::Completed, "{spec}: {sample:?}");
    }
}

#[test]
fn python_files_that_are_named_as_modules_of_the_library_are_the_users_own() {
    let text = "import json, token\ndef f(n):\n    if (json.OWN, token.OWN) != (1, 1): raise ValueError('another')\n";
    let project = Project::python(text);
    for name in ["inspect", "json", "token", "tracemalloc", "pickle", "copy", "collections", "asyncio"] {
        // Only those that are imported are of use; the others break what imports them.
        let own = if ["json", "token"].contains(&name) { "OWN = 1\n" } else { "raise ValueError('not asked for')\n" };
        fs::write(project.folder.path().join(format!("{name}.py")), own).expect("written");
    }
    assert_eq!(project.once().end, SampleEnd::Completed);
    // What waits needs an event loop.
    fs::write(project.folder.path().join("user.py"), "async def f(n): return n\n").expect("written");
    assert_eq!(project.once().end, SampleEnd::Completed);
}

fn of_text(project: Project) -> Sample {
    let project = project.given("regex-a");
    let path = bundle(project.folder.path(), &["~/aaaa"; 1000]);
    project.bench().measure(&trial(10, 1), Some(&path))
}

#[test]
fn a_python_module_that_is_missing_or_belongs_to_a_package_says_so() {
    let mut project = Project::python("from .prices import price\n");
    assert!(reason(&project.once()).contains("name it as a module of its package"), "{:?}", project.once());
    for (file, wanted) in [("no_such_module", "no module no_such_module in"), ("no/such", "there is no file")] {
        project.target().file = file.into();
        assert!(reason(&project.once()).contains(wanted), "{file}: {:?}", project.once());
    }
}

#[test]
fn a_node_package_is_found_by_its_name() {
    for (file, name) in [("util", "inspect"), ("node:util", "inspect"), ("shop", "total")] {
        let mut project = Project::new("node:user.js:f", "");
        let folder = project.folder.path().join("node_modules/shop");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("index.js"), "exports.total = (n) => n;\n").expect("written");
        (project.target().file, project.target().name) = (file.into(), name.into());
        let sample = project.once();
        assert_eq!(sample.end, SampleEnd::Completed, "{file}: {sample:?}");
    }
    let mut project = Project::new("node:user.js:f", "");
    project.target().file = "no-such-package".into();
    assert!(reason(&project.once()).contains("no package no-such-package"), "{:?}", project.once());
}

#[test]
fn a_library_is_called_by_symbol() {
    let c = "#include <stdint.h>\n#include <stddef.h>\nint64_t total(int64_t *items, size_t n) { int64_t s = 0; while (n) s += items[--n]; return s; }\n";
    let rust = "#[no_mangle]\npub extern \"C\" fn total(items: *const i64, n: usize) -> i64 {\n    unsafe { std::slice::from_raw_parts(items, n) }.iter().sum()\n}\n";
    for (spec, text, program, arguments) in [
        ("c:user.c:total", c, "cc", ["-O2", "-shared", "-fPIC", "-o", "user.so", "user.c"].as_slice()),
        ("rust:user.rs:total", rust, "rustc", ["-O", "--crate-type", "cdylib", "-o", "user.so", "user.rs"].as_slice()),
    ] {
        let mut project = Project::new(spec, text);
        build(&project, program, arguments);
        project.target().file = "user.so".into();
        assert_eq!(of_ints(project).end, SampleEnd::Completed, "{spec}");
    }
}

#[test]
fn a_java_class_may_stand_in_a_package() {
    let text =
        "package shop.back;\npublic class Orders { public static int total(int[] items) { return items.length; } }\n";
    let mut project = Project::new("java:Orders.java:total", text);
    build(&project, "javac", &["-d", "out", "Orders.java"]);
    project.target().file = "out/shop/back/Orders.class".into();
    let sample = of_ints(project);
    assert_eq!(sample.end, SampleEnd::Completed, "{sample:?}");
}

#[test]
fn a_crate_of_the_users_own_is_called_through_an_example_and_a_benchmark() {
    let mut project = Project::new("rust:example.rs:total", "");
    let folder = project.folder.path().to_path_buf();
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses/rust");
    let manifest = format!(
        "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\n\
         [dev-dependencies]\nscalecheck-harness = {{ path = {harness:?} }}\n\
         [[bench]]\nname = \"scale\"\nharness = false\n"
    );
    let main = "use shop::total;\nscalecheck_harness::main!(total, shop::none);\n";
    let library = "pub fn total(items: &[i64]) -> i64 { items.iter().sum() }\npub fn none(_: Vec<u64>) {}\n";
    for (name, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/lib.rs", library),
        ("examples/scale.rs", main),
        ("benches/scale.rs", main),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    build(&project, "cargo", &["build", "--offline", "--examples", "--benches", "--target-dir", "target"]);
    let project_of = |file: &str| {
        let mut project = Project::new("rust:example.rs:total", "");
        project.target().file = file.to_string();
        project
    };
    project.target().file = "target/debug/examples/scale".into();
    let mut built = fs::read_dir(folder.join("target/debug/deps")).expect("built").flatten().map(|entry| entry.path());
    let benchmark = built.find(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("scale-") && !name.contains('.')
    });
    let benchmark = benchmark.expect("a benchmark").display().to_string();
    assert_eq!(of_ints(project_of(&benchmark)).end, SampleEnd::Completed);
    assert_eq!(of_ints(project).end, SampleEnd::Completed);
}

#[test]
fn a_rust_function_is_given_what_another_makes_and_is_not_charged_for_freeing_it() {
    // Each copy says that it is made, and each that is freed is counted: between the calls of a batch there is none.
    let text = "use std::sync::atomic::{AtomicU64, Ordering::SeqCst};\nstatic FREED: AtomicU64 = AtomicU64::new(0);\n\
                pub struct Items(u64);\nimpl scalecheck_harness::Input for Items {}\n\
                impl scalecheck_harness::Borrowed for Items { type Owned = Items; }\n\
                impl Clone for Items { fn clone(&self) -> Items { FREED.store(0, SeqCst); Items(self.0) } }\n\
                impl Drop for Items { fn drop(&mut self) { FREED.fetch_add(1, SeqCst); } }\n\
                pub fn make(n: u64, _seed: u64) -> Items { Items(n) }\n\
                pub fn f(items: &Items) -> u64 { assert_eq!((items.0, FREED.load(SeqCst)), (10, 0)); items.0 }\n";
    let mut project = Project::new("rust:user.rs:f", text);
    project.target().make = Some("make".into());
    let sample = project.once();
    assert_eq!(sample.end, SampleEnd::Completed, "{sample:?}");
    assert!(value(&sample, "trial.calls") > 100.0);
}
