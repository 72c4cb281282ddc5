//! All integration tests, in one binary.

mod archive;
mod dice;
mod scenario;
