//! All integration tests, in one binary.

mod architecture;
mod archive;
mod cli;
mod dice;
mod discovery;
mod import;
mod input;
mod measuring;
mod reference;
mod report;
mod scenario;
mod support;
