//! The scalecheck command.
fn main() {}
