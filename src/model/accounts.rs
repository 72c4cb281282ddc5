//! What trials spent, beside what is fitted.

/// Sums over the timed trials at the largest sizes of one input.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Accounts {
    /// CPU seconds.
    pub cpu: f64,
    /// Wall seconds.
    pub wall: f64,
    /// Seconds that the kernel took of `cpu`; `None` where it was not read.
    pub kernel: Option<f64>,
    /// Page faults.
    pub faults: f64,
    /// Read calls and write calls.
    pub calls: f64,
    /// Bytes read and written.
    pub bytes: f64,
}

impl Accounts {
    /// CPU seconds below which the kernel's share is not known. It is sampled, mostly 250 times a second: of 25 samples a
    /// kernel that takes a tenth is missed by all in 7 of 100 cases.
    pub const SHARE_KNOWN: f64 = 0.1;

    /// A timed ladder may end so many times higher than a counted one for the count to settle it, all that was timed
    /// being within its bound.
    pub const BEYOND_COUNTED: f64 = 4.0;
}
