//! The machine that a run was measured on.

/// What could make the same scenario measure differently elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// Kernel name and release.
    pub kernel: String,
    /// Processor architecture.
    pub architecture: String,
    /// The processor's model name.
    pub processor: String,
    /// Cores that may be used.
    pub cores: u32,
    /// Memory in bytes, the container's where it is less.
    pub memory: u64,
    /// The frequency governor, where the kernel tells.
    pub governor: Option<String>,
    /// Versions of the programs that the scenario needs, as `(program, path or version)`.
    pub programs: Vec<(String, String)>,
}
