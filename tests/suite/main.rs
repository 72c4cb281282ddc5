//! All integration tests, in one binary.

mod architecture;
mod archive;
mod cli;
mod dice;
mod import;
mod input;
mod laws;
mod measuring;
mod report;
mod scenario;
mod support;
