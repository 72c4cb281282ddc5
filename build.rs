//! Compiles the runner, which the library carries inside (see `src/platform/runner/main.rs`).
//!
//! It is a program of its own for the target machine; where there is no Linux it is empty.
#![expect(clippy::disallowed_methods, reason = "build scripts read the environment and start the compiler")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = "src/platform/runner";

/// A static program without any library: only the linker that Rust needs anyway is used.
const FLAGS: [&str; 15] = [
    "--edition=2024",
    "--crate-type=bin",
    "--crate-name=scalecheck_runner",
    "-Cpanic=abort",
    "-Copt-level=2",
    "-Ccodegen-units=1",
    "-Cstrip=symbols",
    "-Crelocation-model=static",
    "-Cdefault-linker-libraries=no",
    "-Clink-arg=-nostartfiles",
    "-Clink-arg=-nostdlib",
    "-Clink-arg=-static",
    "-Clink-arg=-Wl,--build-id=none",
    "-Clink-arg=-Wl,--gc-sections",
    "-Clink-arg=-Wl,-z,norelro",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={SOURCE}");
    let program = PathBuf::from(variable("OUT_DIR")).join("scalecheck-runner");
    let known = matches!(variable("CARGO_CFG_TARGET_ARCH").as_str(), "x86_64" | "aarch64");
    let done = if variable("CARGO_CFG_TARGET_OS") == "linux" && known {
        compile(&program)
    } else {
        std::fs::write(&program, []).map_err(|error| error.to_string())
    };
    if let Err(reason) = done {
        println!("cargo::error=the runner, which starts and measures programs, could not be compiled:");
        reason.lines().for_each(|line| println!("cargo::error={line}"));
    }
}

fn compile(program: &Path) -> Result<(), String> {
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.args(FLAGS).arg(format!("--target={}", variable("TARGET"))).arg("-o").arg(program);
    if variable("CARGO_CFG_TARGET_ENV") == "musl" {
        // Or musl's start files would be linked in.
        rustc.arg("-Clink-self-contained=no");
    }
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    let output = rustc.arg(format!("{SOURCE}/main.rs")).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
