//! The scalecheck command. Everything is in the library; see `scalecheck --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    scalecheck::cli::main()
}
