//! All integration tests, in one binary.

mod architecture;
mod archive;
mod cli;
mod dice;
mod discovery;
mod import;
mod input;
mod reference;
mod measuring;
mod report;
mod scenario;
mod support;
