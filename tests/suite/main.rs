//! All integration tests, in one binary.
#![expect(clippy::disallowed_methods, reason = "tests start programs and wait for them")]

mod architecture;
mod archive;
mod baseline;
mod cli;
mod comparing;
mod dice;
mod discovery;
mod doubts;
mod fresh_inputs;
mod functions;
mod gates;
mod history;
mod import;
mod input;
mod laws;
mod leaving;
mod measuring;
mod paired;
mod reference;
mod rendering;
mod report;
mod revision;
mod scenario;
mod showcase;
mod support;
mod trends;
mod typing;
