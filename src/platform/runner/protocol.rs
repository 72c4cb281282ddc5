//! What the main process and the runner say to each other over their socket. Compiled into both.
//!
//! A frame is two 32-bit words, its kind and the length of its body, then the body. All numbers are in the machine's
//! own byte order: both ends are one build on one machine.

/// The bytes of a frame's head.
pub const HEAD: usize = 8;
/// The largest body that the runner takes.
pub const LARGEST_BODY: usize = 4 << 20;
/// The most arguments and variables together.
pub const MOST_STRINGS: usize = 1 << 16;
/// The end of stderr that is kept, in bytes.
pub const STDERR_KEPT: usize = 4096;

/// To the runner: [`Setting`], then two strings: the control group to make (empty: none) and its parent.
pub const CONFIGURE: u32 = 1;
/// To the runner: [`Order`], then its strings.
pub const TRIAL: u32 = 2;
/// To the runner: end the running trial.
pub const INTERRUPT: u32 = 3;
/// To the runner: nothing more will come, and the main process removes the control group.
pub const GOODBYE: u32 = 4;
/// From the runner: [`Ready`].
pub const READY: u32 = 5;
/// From the runner: [`Report`], then the end of stderr.
pub const REPORT: u32 = 6;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $field:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name {
            $($(#[$what])* pub $field: u64,)*
        }

        impl $name {
            /// Bytes that it takes in a frame.
            pub const BYTES: usize = [$(stringify!($field)),*].len() * 8;

            /// As it stands in a frame.
            #[must_use]
            pub fn to_bytes(self) -> [u8; Self::BYTES] {
                let mut bytes = [0; Self::BYTES];
                let words = [$(self.$field),*];
                for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
                    place.copy_from_slice(&word.to_ne_bytes());
                }
                bytes
            }

            /// From a frame's body; `None` where that is too short.
            #[must_use]
            pub fn read(body: &[u8]) -> Option<Self> {
                let mut words = body.get(..Self::BYTES)?.as_chunks::<8>().0.iter().map(|word| u64::from_ne_bytes(*word));
                Some($name { $($field: words.next()?,)* })
            }
        }
    };
}

words! {
    /// What holds for all trials.
    Setting {
        /// The most processes and threads in the control group, the runner included; 0: no limit.
        group_limit,
        /// The most processes of the user, for an unprivileged one; 0: no limit.
        user_limit,
        /// Bytes of a page of memory.
        page,
    }
}

words! {
    /// The runner is ready.
    Ready {
        /// The error number of making the control group; 0: it was made, or none was asked for.
        group_error,
        /// The runner's own peak memory, in bytes.
        floor,
    }
}

words! {
    /// One trial. Its strings follow, each ended by a zero byte: the program's path, the working directory, the path
    /// that stdin reads (empty: nothing), the path that takes stdout (empty: it is thrown away), the paths that its
    /// descriptors 3 (to read) and 4 (to write) are opened on (empty: it has none), the arguments, the variables.
    Order {
        /// Wall time that it may take, in ns.
        timeout,
        /// Wall time between asking it to end and killing it, in ns.
        grace,
        /// Resident memory that its processes may take together, in bytes; 0: no limit.
        memory_limit,
        /// Bytes of stdout that are kept; more end the trial.
        output_limit,
        /// 1: it is traced, and its system calls are counted.
        trace,
        /// How many arguments follow.
        arguments,
        /// How many variables follow.
        variables,
    }
}

words! {
    /// What became of a trial.
    Report {
        /// One of the `WHY_` numbers.
        why,
        /// Where `why` is [`WHY_NOT_STARTED`]: one of the `STAGE_` numbers.
        stage,
        /// Where `why` is [`WHY_NOT_STARTED`]: the error number.
        error,
        /// The status as `wait4` gives it.
        status,
        /// From start to end by the monotonic clock, in ns.
        wall,
        /// The same by the clock that goes on while the machine sleeps, in ns.
        wall_with_sleep,
        /// User and system time of it and all its descendants, in ns.
        cpu,
        /// The part of `cpu` that the kernel took, as its ticks saw it, in ns.
        kernel,
        /// Peak resident memory of the largest process, in bytes.
        memory,
        /// The runner's own peak memory, in bytes, which `memory` can't be below.
        floor,
        /// Page faults without a read.
        minor_faults,
        /// Page faults with a read.
        major_faults,
        /// Times that it gave the processor away.
        voluntary_switches,
        /// Times that the processor was taken.
        involuntary_switches,
        /// The error number of reading the counts of io; 0: they were read.
        io_error,
        /// Bytes that read calls returned.
        read_bytes,
        /// Bytes that write calls took.
        write_bytes,
        /// Read calls.
        read_calls,
        /// Write calls.
        write_calls,
        /// Processes that were alive after the target's own end and had to be killed.
        leftovers,
        /// Processes that could not be killed.
        survivors,
        /// Bytes of stdout that were kept.
        output,
        /// The error number of keeping stdout; 0: none.
        output_error,
        /// System calls, where it was traced; the following too.
        calls,
        /// Processes, the target itself included.
        processes,
        /// Threads beyond each process's first.
        threads,
        /// The most descriptors that one process had open at once.
        descriptors,
        /// Stream sockets that were connected.
        connections,
        /// The error number of tracing; 0: it was traced.
        trace_error,
    }
}

/// It ended by itself.
pub const WHY_ENDED: u64 = 0;
/// It ran into the timeout.
pub const WHY_TIMEOUT: u64 = 1;
/// It took more memory than allowed.
pub const WHY_MEMORY: u64 = 2;
/// It wrote more than is kept.
pub const WHY_OUTPUT: u64 = 3;
/// It started more processes than allowed.
pub const WHY_PROCESSES: u64 = 4;
/// The main process ended it.
pub const WHY_INTERRUPTED: u64 = 5;
/// It could not be started.
pub const WHY_NOT_STARTED: u64 = 6;

/// Opening what stdin reads failed.
pub const STAGE_STDIN: u64 = 1;
/// Opening what takes stdout failed.
pub const STAGE_STDOUT: u64 = 2;
/// Making the process failed.
pub const STAGE_SPAWN: u64 = 3;
/// Going to the working directory failed.
pub const STAGE_DIRECTORY: u64 = 4;
/// Executing the program failed.
pub const STAGE_PROGRAM: u64 = 5;
/// The order itself was malformed.
pub const STAGE_ORDER: u64 = 6;
/// Opening what its descriptors 3 and 4 talk through failed.
pub const STAGE_TALK: u64 = 7;
/// Being traced was forbidden.
pub const STAGE_TRACE: u64 = 8;
