//! All integration tests, in one binary.

mod architecture;
mod archive;
mod dice;
mod report;
mod scenario;
mod support;
