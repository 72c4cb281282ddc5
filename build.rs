//! Compiles what the library carries inside: the runner (see `src/platform/runner/main.rs`) and the libraries that
//! counting loads into targets (`src/platform/shim`).
//!
//! They are for the target machine, and need no C library's files to be built; where there is no Linux they are empty.
#![expect(clippy::disallowed_methods, reason = "build scripts read the environment and start the compiler")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each with its file's name, its source and its own flags.
const PARTS: [(&str, &str, &[&str]); 3] = [
    ("scalecheck-runner", "src/platform/runner/main.rs", &PROGRAM),
    ("milestones.so", "src/platform/shim/milestones.rs", &LIBRARY),
    ("allocations.so", "src/platform/shim/allocations.rs", &LIBRARY),
];

/// Without any library: only the linker that Rust needs anyway is used.
const FLAGS: [&str; 9] = [
    "--edition=2024",
    "-Cpanic=abort",
    "-Copt-level=2",
    "-Ccodegen-units=1",
    "-Cstrip=symbols",
    "-Cdefault-linker-libraries=no",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-Wl,--build-id=none",
];

const PROGRAM: [&str; 6] = [
    "--crate-type=bin",
    "--crate-name=scalecheck_runner",
    "-Crelocation-model=static",
    "-Clink-arg=-static",
    "-Clink-arg=-Wl,--gc-sections",
    "-Clink-arg=-Wl,-z,norelro",
];

const LIBRARY: [&str; 2] = ["--crate-type=cdylib", "-Ctarget-feature=-crt-static"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/platform/runner");
    println!("cargo::rerun-if-changed=src/platform/shim");
    let known = matches!(variable("CARGO_CFG_TARGET_ARCH").as_str(), "x86_64" | "aarch64");
    for (name, source, flags) in PARTS {
        let file = PathBuf::from(variable("OUT_DIR")).join(name);
        let done = if variable("CARGO_CFG_TARGET_OS") == "linux" && known {
            compile(source, flags, &file)
        } else {
            std::fs::write(&file, []).map_err(|error| error.to_string())
        };
        if let Err(reason) = done {
            println!("cargo::error={source} could not be compiled:");
            reason.lines().for_each(|line| println!("cargo::error={line}"));
        }
    }
}

fn compile(source: &str, flags: &[&str], file: &Path) -> Result<(), String> {
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.args(FLAGS).args(flags).arg(format!("--target={}", variable("TARGET"))).arg("-o").arg(file);
    if variable("CARGO_CFG_TARGET_ENV") == "musl" {
        // Or musl's start files would be linked in.
        rustc.arg("-Clink-self-contained=no");
    }
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    let output = rustc.arg(source).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
