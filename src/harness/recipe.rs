//! How the harness of each language is built and started.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::model::{FunctionTarget, Language};

/// What to build and start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// Files to write into the scratch folder first, by name.
    pub(crate) files: Vec<(&'static str, Cow<'static, str>)>,
    /// The user's file, without which there is nothing to build or load; `None` where the harness itself looks for it.
    pub(crate) source: Option<PathBuf>,
    /// Programs to run once before, in this order.
    pub(crate) builds: Vec<Build>,
    /// The program to start, by name or path, and its arguments.
    pub(crate) words: Vec<String>,
    /// What to do where that program is missing.
    pub(crate) advice: String,
}

/// A program that builds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Build {
    /// Its name or path, and its arguments.
    pub(crate) words: Vec<String>,
    /// The variable in which it finds what it says of its own version.
    pub(crate) told_version: Option<&'static str>,
    /// What to do where it is missing.
    pub(crate) advice: String,
    /// What it must find in the user's file, for where it fails.
    pub(crate) wants: Option<&'static str>,
}

const PYTHON: &str = include_str!("../../harnesses/python/harness.py");
const NODE: &str = include_str!("../../harnesses/node/harness.js");
const JAVA: &str = include_str!("../../harnesses/java/Harness.java");
const C_HEADER: &str = include_str!("../../harnesses/c/scalecheck.h");
const C_LOADER: &str = include_str!("../../harnesses/c/loader.c");
const RUST: &str = include_str!("../../harnesses/rust.rs");

/// The recipe for a function of a file below `home`; its harness's own files go into `scratch`.
pub(crate) fn recipe(target: &FunctionTarget, home: &Path, scratch: &Path) -> Recipe {
    if !target.harness.is_empty() {
        let advice = "correct the first word of `harness`, or install it".to_string();
        return Recipe { files: Vec::new(), source: None, builds: Vec::new(), words: target.harness.clone(), advice };
    }
    match (&target.language, extension(&target.file)) {
        (Language::Python, _) => interpreted(target, scratch, ["python3", PYTHON_WANTED], &[], ("harness.py", PYTHON)),
        (Language::Node, _) => interpreted(target, scratch, ["node", NODE_WANTED], NODE_FLAGS, ("harness.js", NODE)),
        (Language::Java, _) => java(target, scratch),
        (Language::C, "c") => compiled(target, home, scratch, ["cc", "a C compiler"]),
        (Language::Cpp, "cpp" | "cc" | "cxx" | "C" | "c++") => {
            compiled(target, home, scratch, ["c++", "a C++ compiler"])
        }
        (Language::Rust, "rs") => rust(target, home, scratch),
        (Language::C | Language::Cpp | Language::Rust, "so") => library(target, home, scratch),
        _ => built(target),
    }
}

const RUST_WANTS: &str = "the function must be `pub` and not generic, and take one value or a reference to one: a whole \
    number (the size N), a vector or slice of whole numbers, pairs of them or String, Vec<u8>, String; or what `make` makes";

const PYTHON_WANTED: &str = "Python 3.8 or newer";
const NODE_WANTED: &str = "Node 18 or newer";
const JAVA_WANTED: &str = "a JDK of version 17 or newer";
const JAVA_WANTS: &str = "a JDK of version 17 or newer is needed, with its compiler; name another with interpreter = \
    \"/path/to/java\" in [target]";

/// What one batch leaves behind must not be collected at the next one's cost.
const NODE_FLAGS: &[&str] = &["--expose-gc"];

/// One collector, whose time can be told; the machine as small as it starts fastest.
const JAVA_FLAGS: &[&str] = &["-XX:+UseSerialGC", "-Xshare:auto"];

/// What makes an interpreter leave out its compilers, and threads of its own: it then does the same work each time.
pub(crate) fn without_compilers(language: &Language) -> &'static [&'static str] {
    match language {
        Language::Node => &["--no-opt", "--no-sparkplug", "--single-threaded"],
        Language::Java => &["-Xint"],
        _ => &[],
    }
}

fn extension(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The harness as a class; it compiles the user's file itself, once.
fn java(target: &FunctionTarget, scratch: &Path) -> Recipe {
    let java = target.interpreter.clone().unwrap_or_else(|| "java".to_string());
    let (source, classes) = (path(scratch, "Harness.java"), path(scratch, "harness"));
    let compiler = ["-XX:TieredStopAtLevel=1", "-m", "jdk.compiler/com.sun.tools.javac.Main", "-d", &classes, &source];
    let harness = Build { wants: Some(JAVA_WANTS), ..Build::of(&java, &compiler, JAVA_WANTED) };
    let loaded = ["-cp", &classes, "Harness", &path(scratch, "classes")].map(str::to_string);
    let words = std::iter::once(java).chain(JAVA_FLAGS.iter().map(ToString::to_string)).chain(loaded).collect();
    let files = vec![("Harness.java", JAVA.into())];
    Recipe { files, source: None, builds: vec![harness], words, advice: advice(JAVA_WANTED) }
}

/// A source file that becomes a library, and the loader that calls functions out of it.
fn compiled(target: &FunctionTarget, home: &Path, scratch: &Path, [usual, wanted]: [&str; 2]) -> Recipe {
    let compiler = target.interpreter.clone().unwrap_or_else(|| usual.to_string());
    let library = path(scratch, "library.so");
    let source = home.join(&target.file).to_string_lossy().into_owned();
    let words = ["-O2", "-g", "-fPIC", "-shared", "-pthread", "-o", &library, &source, "-lm"];
    let library_built = Build::of(&compiler, &words, wanted);
    // By the same compiler: what the loader says of its language holds for the library too.
    let loader = loader(&compiler, usual == "c++", wanted, scratch);
    loaded(source.into(), scratch, vec![library_built, loader], vec![library])
}

/// A library that is there, whichever compiler has made it.
fn library(target: &FunctionTarget, home: &Path, scratch: &Path) -> Recipe {
    let library = home.join(&target.file).to_string_lossy().into_owned();
    let loader = loader("cc", false, "a C compiler", scratch);
    loaded(library.clone().into(), scratch, vec![loader], vec![library, target.language.to_string()])
}

fn loader(compiler: &str, as_cpp: bool, wanted: &str, scratch: &Path) -> Build {
    let (loader, source) = (path(scratch, "loader"), path(scratch, "loader.c"));
    let language: &[&str] = if as_cpp { &["-x", "c++"] } else { &[] };
    Build::of(compiler, &[language, &["-O2", "-o", &loader, &source, "-ldl"]].concat(), wanted)
}

/// The loader with its arguments.
fn loaded(source: PathBuf, scratch: &Path, builds: Vec<Build>, arguments: Vec<String>) -> Recipe {
    let files = vec![("scalecheck.h", C_HEADER.into()), ("loader.c", C_LOADER.into())];
    let words = std::iter::once(path(scratch, "loader")).chain(arguments).collect();
    Recipe { files, source: Some(source), builds, words, advice: String::new() }
}

/// A Rust source file, as a module of a program that is built around it.
fn rust(target: &FunctionTarget, home: &Path, scratch: &Path) -> Recipe {
    let compiler = target.interpreter.clone().unwrap_or_else(|| "rustc".to_string());
    let of = |name: &str| path(scratch, name);
    let (library, program) = (of("libscalecheck_harness.rlib"), of("program"));
    let user = home.join(&target.file).to_string_lossy().into_owned();
    let make = target.make.as_ref().map_or_else(String::new, |make| format!(" = user::{make}"));
    let main = format!(
        "#![allow(dead_code)]\n#[path = {user:?}]\nmod user;\nscalecheck_harness::main!(user::{}{make});\n",
        target.name
    );
    let common = ["--edition", "2021", "-O", "--cap-lints", "allow"];
    let harness = of("scalecheck_harness.rs");
    let as_library = ["--crate-type", "rlib", "--cfg", "feature=\"counting\"", "-o", &library, &harness];
    let (external, source) = (format!("scalecheck_harness={library}"), of("main.rs"));
    let as_program = ["--extern", &external, "-o", &program, &source];
    let wanted = "Rust";
    let library_built = Build::of(&compiler, &[&common[..], &as_library].concat(), wanted);
    let builds = vec![
        Build { told_version: Some("SCALECHECK_RUSTC"), ..library_built },
        Build { wants: Some(RUST_WANTS), ..Build::of(&compiler, &[&common[..], &as_program].concat(), wanted) },
    ];
    let files = vec![("scalecheck_harness.rs", RUST.into()), ("main.rs", main.into())];
    Recipe { files, source: Some(user.into()), builds, words: vec![program], advice: String::new() }
}

impl Build {
    fn of(program: &str, arguments: &[&str], wanted: &str) -> Build {
        let words = std::iter::once(program).chain(arguments.iter().copied()).map(String::from).collect();
        Build { words, told_version: None, advice: advice(wanted), wants: None }
    }

    /// Why it failed, and what it wants behind that.
    pub(crate) fn explained(&self, reason: &str) -> String {
        self.wants.map_or_else(|| reason.to_string(), |wants| format!("{reason}\n{wants}"))
    }

    /// It as a script for a shell.
    pub(crate) fn script(&self) -> String {
        let joined = |words: &[String]| shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default();
        let command = joined(&self.words);
        match (self.told_version, self.words.first()) {
            (Some(name), Some(program)) => {
                format!("{name}=\"$({} --version)\" {command}", joined(std::slice::from_ref(program)))
            }
            _ => command,
        }
    }
}

/// A program that speaks the protocol itself.
fn built(target: &FunctionTarget) -> Recipe {
    let words = vec![target.file.clone()];
    let advice = "build it first, for example by the hook `setup`".to_string();
    Recipe { files: Vec::new(), source: None, builds: Vec::new(), words, advice }
}

/// An interpreter that runs the harness.
fn interpreted(
    target: &FunctionTarget,
    scratch: &Path,
    [usual, wanted]: [&str; 2],
    flags: &[&str],
    (name, text): (&'static str, &'static str),
) -> Recipe {
    let program = target.interpreter.clone().unwrap_or_else(|| usual.to_string());
    let flags = flags.iter().map(ToString::to_string);
    let words = std::iter::once(program).chain(flags).chain([path(scratch, name)]).collect();
    Recipe { files: vec![(name, text.into())], source: None, builds: Vec::new(), words, advice: advice(wanted) }
}

fn advice(wanted: &str) -> String {
    format!("install {wanted}, or name another with interpreter = \"/path/to/it\" in [target]")
}

fn path(scratch: &Path, name: &str) -> String {
    scratch.join(name).to_string_lossy().into_owned()
}
