//! Why a series can't be fitted.

/// A series that can't be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// Growth is a question about several sizes.
    #[error("{found} sizes have a value, {needed} are needed; measure more sizes")]
    TooFewSizes {
        /// Sizes with a finite value.
        found: usize,
        /// The least that growth can be fitted to.
        needed: usize,
    },
}
