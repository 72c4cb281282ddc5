//! How the harness of each language is built and started.

use std::path::Path;

use crate::model::{FunctionTarget, Language};

/// What to build and start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// Files to write into the scratch folder first, by name.
    pub(crate) files: Vec<(&'static str, &'static str)>,
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
    /// What to do where it is missing.
    pub(crate) advice: String,
}

const PYTHON: &str = include_str!("../../harnesses/python/harness.py");

/// The recipe for a function of a file below `home`; its harness's own files go into `scratch`.
pub(crate) fn recipe(target: &FunctionTarget, _home: &Path, scratch: &Path) -> Recipe {
    if !target.harness.is_empty() {
        let advice = "correct the first word of `harness`, or install it".to_string();
        return Recipe { files: Vec::new(), builds: Vec::new(), words: target.harness.clone(), advice };
    }
    match target.language {
        Language::Python => interpreted(target, scratch, "python3", "Python 3.8 or newer", ("harness.py", PYTHON)),
        _ => built(target),
    }
}

/// A program that speaks the protocol itself.
fn built(target: &FunctionTarget) -> Recipe {
    let words = vec![target.file.clone()];
    let advice = "build it first, for example by the hook `setup`".to_string();
    Recipe { files: Vec::new(), builds: Vec::new(), words, advice }
}

/// An interpreter that runs the harness.
fn interpreted(
    target: &FunctionTarget,
    scratch: &Path,
    usual: &str,
    wanted: &str,
    file: (&'static str, &'static str),
) -> Recipe {
    let program = target.interpreter.clone().unwrap_or_else(|| usual.to_string());
    let words = vec![program, path(scratch, file.0)];
    Recipe { files: vec![file], builds: Vec::new(), words, advice: advice(wanted) }
}

fn advice(wanted: &str) -> String {
    format!("install {wanted}, or name another with interpreter = \"/path/to/it\" in [target]")
}

fn path(scratch: &Path, name: &str) -> String {
    scratch.join(name).to_string_lossy().into_owned()
}
