//! Caveats: doubts that stay with the evidence.

/// A doubt about a result, said to the reader and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// Which doubt.
    pub kind: CaveatKind,
    /// The doubt in words, with its numbers.
    pub text: String,
}

macro_rules! caveat_kinds {
    ($($variant:ident, $name:literal, $advice:literal;)*) => {
        /// The doubts that scalecheck knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum CaveatKind {
            $(#[doc = $advice] $variant,)*
        }

        impl CaveatKind {
            /// Every kind.
            pub const ALL: &'static [CaveatKind] = &[$(CaveatKind::$variant),*];

            /// The stable name in evidence and JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(CaveatKind::$variant => $name,)* }
            }

            /// What the reader can do about it.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(CaveatKind::$variant => $advice,)* }
            }
        }
    };
}

caveat_kinds! {
    FewSizes, "few-sizes", "Measure more sizes: at least nine tell the classes apart.";
    NarrowSpan, "narrow-span", "Measure a wider range: the largest size should be 64 times the smallest or more.";
    StartUp, "start-up", "Measure larger sizes: what is always there hides the growth. Of a command, the function that works can be measured alone.";
    Noise, "noise", "Repeat on a quieter machine, or let the target count its work and declare that.";
    Cliff, "cliff", "Look at what fills up at this size: a cache, memory, a buffer.";
    Break, "break", "Look at what changes at this size: another algorithm, swapping.";
    Unstable, "unstable", "One size decides the class: measure more sizes around it.";
    Outlier, "outlier", "One size lies off the curve: measure it again.";
    Resolution, "resolution", "The smallest sizes are below the clock's resolution: start the ladder higher.";
    Nothing, "nothing", "Start where something is counted, or judge it by a limit at a size: no class of growth begins at nothing.";
    Falls, "falls", "Every class of growth rises: judge it by a limit at a size.";
    Extrapolated, "extrapolated", "Measure closer to that size before you rely on it.";
    Censored, "censored", "Raise the timeout or the memory limit to measure these sizes.";
    NoGrowth, "no-growth", "Larger sizes may differ: measure as far as production goes.";
    Waits, "waits", "The target waits more than it computes: wall time was taken, which the machine's load disturbs.";
    Parallel, "parallel", "The target computes on several cores: its wall time is less than its CPU time.";
    MemoryFloor, "memory-floor", "Memory at the smallest sizes is the process's own: measure larger sizes to see the growth.";
    Truncated, "truncated", "The budget ended the ladder early: raise it to reach larger sizes.";
    Leftovers, "leftovers", "Let the target wait for the processes and threads that it starts: what processes do after its end is not counted, and they are ended; threads of a function go on beside its later calls.";
    InputFailed, "input-failed", "Run the input's command by hand with the variables of this size set: sizes without an input are not measured.";
    HookFailed, "hook-failed", "Run the hook by hand with the same variables: what it was to prepare or to take away is not as it should be.";
    InputChanged, "input-changed", "Its trials are measured on fresh inputs all the same. What it writes may go below {tmp}, a folder that is empty at the start of each trial.";
    NonDeterministic, "non-deterministic", "The target's output differs between runs on the same input; check what it depends on.";
    NoWork, "no-work", "Let it read all of its input and return what the work gives; where a few steps are all that is wanted, declare O(1) or O(log n).";
    Missing, "missing", "A metric could not be read; see the reason.";
    ClockJump, "clock-jump", "The machine was suspended or stalled during the run; repeat it.";
    Memory, "memory-bound", "The cost per item grows with the memory hierarchy, which looks like a logarithm; let the target count its work and declare that to settle it.";
    OneSided, "one-sided", "Only one side has it: measure it on the other too.";
    NotComparable, "not-comparable", "Measure both sides alike, with the same scenario but for the change.";
    OtherMachine, "other-machine", "Measure both on one machine, or in one run with `compare --paired`, to compare costs.";
    OtherSizes, "other-sizes", "Only sizes that both sides measured are held against each other.";
    Unpaired, "unpaired", "`compare --paired` measures both in one run, which cancels what the machine does.";
    Unconfirmed, "unconfirmed", "Run the comparison again, with more time: what only the first rounds show fails nothing.";
    SeenOnce, "seen-once", "Leave the number of rounds to scalecheck: fresh rounds then confirm what got worse before it fails.";
    Disturbing, "disturbing", "Give each side ports, files and caches of its own.";
    Identical, "identical", "Both sides are the same measurements: compare two runs.";
}

impl Caveat {
    /// A caveat of this kind in these words.
    #[must_use]
    pub fn new(kind: CaveatKind, text: impl Into<String>) -> Caveat {
        Caveat { kind, text: text.into() }
    }
}
