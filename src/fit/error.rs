//! Why a series can't be fitted.

/// A series that can't be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// Growth is a question about several sizes.
    #[error("growth shows from {needed} sizes on; with a value: {found}; measure more sizes")]
    TooFewSizes {
        /// Sizes with a finite value.
        found: usize,
        /// The least that growth can be fitted to.
        needed: usize,
    },
}
