//! All integration tests, in one binary.

mod architecture;
mod archive;
mod dice;
mod discovery;
mod import;
mod input;
mod reference;
mod scenario;
