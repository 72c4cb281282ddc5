//! Lets scalecheck call Rust functions and say what they cost.
//!
//! In `examples/scale.rs`, or in `benches/scale.rs` with `harness = false`:
//!
//! ```no_run
//! pub fn dedupe(items: Vec<u64>) -> usize {
//!     items.into_iter().collect::<std::collections::HashSet<_>>().len()
//! }
//!
//! scalecheck_harness::main!(dedupe);
//! ```
//!
//! Then `cargo build --release --example scale`, and
//! `scalecheck try --function rust:target/release/examples/scale:dedupe --input ints`.
//!
//! A function takes one value, or a reference to one: whole numbers of any width (the size N), vectors or slices of them,
//! `String` or `&str`, vectors of `String`, `Vec<u8>`, or vectors of pairs of numbers. What it takes may also be made by a
//! function of N and a seed, which stands behind it and is named by the scenario's `make`:
//!
//! ```no_run
//! #[derive(Clone)]
//! pub struct Orders(Vec<u64>);
//! impl scalecheck_harness::Input for Orders {}
//!
//! pub fn orders(n: u64, seed: u64) -> Orders {
//!     Orders((0..n).map(|i| i ^ seed).collect())
//! }
//! pub fn total(orders: Orders) -> u64 {
//!     orders.0.iter().sum()
//! }
//!
//! scalecheck_harness::main!(total = orders);
//! ```
//!
//! It speaks the protocol of scalecheck's `harnesses/PROTOCOL.md`, on Linux, without any dependency.

use std::borrow::{Borrow, BorrowMut};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::FromRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// The `main` of a program whose functions scalecheck can call; behind a function may stand what makes its inputs.
#[macro_export]
macro_rules! main {
    ($($function:path $(= $make:path)?),+ $(,)?) => {
        fn main() {
            $crate::serve(&mut [$(
                $crate::entry(stringify!($function), $function, None$(.or($crate::maker(stringify!($make), $make)))?)
            ),+]);
        }
    };
}

/// A function with its name.
pub struct Entry {
    name: &'static str,
    target: Box<dyn Target>,
}

/// A function, with whatever it is given.
trait Target {
    /// The name of the function that makes its inputs, where there is one.
    fn maker(&self) -> Option<&'static str>;
    fn setup(&mut self, n: u64, source: Source) -> Result<(), String>;
    fn run(&mut self, calls: usize, inputs: usize) -> [f64; 2];
    /// What one call allocated.
    fn once(&mut self) -> Option<memory::Counted>;
    /// What one call on the first input gives, as text, where it can be compared.
    fn result(&mut self) -> Option<String>;
}

/// What inputs are made of.
enum Source {
    Size,
    Bytes(Vec<Vec<u8>>),
    /// So many, by the function's maker, from this seed on.
    Maker { seed: u64, count: u64 },
}

/// Wall time, in ns, that making inputs may take: where it takes long, fewer will do.
const MAKING: f64 = 50e6;

/// What a function can be given.
pub trait Input: Clone + 'static {
    /// Whether there may be one for each call, however many those are.
    const SMALL: bool = false;
    /// From the size N, where there is no input.
    fn of_size(_n: u64) -> Option<Self> {
        None
    }
    /// From the bytes of an input.
    fn of_bytes(_bytes: &[u8]) -> Option<Self> {
        None
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Input for $number {
            const SMALL: bool = true;
            fn of_size(n: u64) -> Option<Self> {
                n.try_into().ok()
            }
        }
        impl Input for Vec<$number> {
            fn of_bytes(bytes: &[u8]) -> Option<Self> {
                lines(bytes)?.map(|line| line.parse().ok()).collect()
            }
        }
        impl Input for Vec<($number, $number)> {
            fn of_bytes(bytes: &[u8]) -> Option<Self> {
                let pair = |line: &str| {
                    let (first, second) = line.split_once(' ')?;
                    Some((first.parse().ok()?, second.parse().ok()?))
                };
                lines(bytes)?.map(pair).collect()
            }
        }
    )*};
}
numbers!(i32 u32 i64 u64 i128 usize isize);

impl Input for Vec<u8> {
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        Some(bytes.to_vec())
    }
}
impl Input for String {
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        String::from_utf8(bytes.to_vec()).ok()
    }
}
impl Input for Vec<String> {
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        Some(lines(bytes)?.map(str::to_string).collect())
    }
}

fn lines(bytes: &[u8]) -> Option<impl Iterator<Item = &str>> {
    Some(std::str::from_utf8(bytes).ok()?.lines())
}

/// A function of any of the kinds that can be called; `Kind` only tells them apart.
pub trait Call<Kind>: Copy + 'static {
    /// What it is given, by value.
    type Owned: Input;
    /// What it returns.
    type Output: 'static;
    /// Whether it keeps what it is given.
    const GIVEN_AWAY: bool = false;
    /// Calls it once for an input. What it only borrows stays: freeing that is not the function's work.
    fn call(self, input: &mut Option<Self::Owned>) -> Self::Output;
}

/// Of an input that is absent, which none is.
const FRESH: &str = "each call has an input of its own";

/// `fn(T) -> R`
pub struct ByValue<T>(T);
/// `fn(&T) -> R`
pub struct ByReference<T: ?Sized>(Box<T>);
/// `fn(&mut T) -> R`
pub struct ByMutable<T: ?Sized>(Box<T>);

impl<T: Input, R: 'static, F: Fn(T) -> R + Copy + 'static> Call<ByValue<T>> for F {
    type Owned = T;
    type Output = R;
    const GIVEN_AWAY: bool = true;
    fn call(self, input: &mut Option<T>) -> R {
        self(input.take().expect(FRESH))
    }
}

/// What a reference to is given out of a value that is owned.
pub trait Borrowed {
    /// The value.
    type Owned: Input + Borrow<Self> + BorrowMut<Self>;
}
impl<T: Clone + 'static> Borrowed for [T]
where
    Vec<T>: Input,
{
    type Owned = Vec<T>;
}
impl<T: Clone + 'static> Borrowed for Vec<T>
where
    Vec<T>: Input,
{
    type Owned = Vec<T>;
}
impl Borrowed for str {
    type Owned = String;
}
impl Borrowed for String {
    type Owned = String;
}

impl<T: ?Sized + Borrowed, R: 'static, F: for<'a> Fn(&'a T) -> R + Copy + 'static> Call<ByReference<T>> for F {
    type Owned = T::Owned;
    type Output = R;
    fn call(self, input: &mut Option<T::Owned>) -> R {
        self(input.as_ref().expect(FRESH).borrow())
    }
}
impl<T: ?Sized + Borrowed, R: 'static, F: for<'a> Fn(&'a mut T) -> R + Copy + 'static> Call<ByMutable<T>> for F {
    type Owned = T::Owned;
    type Output = R;
    fn call(self, input: &mut Option<T::Owned>) -> R {
        self(input.as_mut().expect(FRESH).borrow_mut())
    }
}

/// What a function returned, as text, where it is of a type that is often returned.
fn shown<R: 'static>(result: &R) -> Option<String> {
    fn as_one_of<R: 'static, T: std::fmt::Debug + 'static>(result: &R) -> Option<String> {
        (result as &dyn std::any::Any).downcast_ref::<T>().map(|value| format!("{value:?}"))
    }
    macro_rules! first_of {
        ($($kind:ty),*) => {
            None$(.or_else(|| as_one_of::<R, $kind>(result)).or_else(|| as_one_of::<R, Vec<$kind>>(result))
                .or_else(|| as_one_of::<R, Option<$kind>>(result)))*
        };
    }
    first_of!(i32, u32, i64, u64, i128, u128, usize, isize, u8, bool, f32, f64, String, (u64, u64), (usize, usize))
}

/// A function that makes inputs out of N and a seed, under its name.
pub type Maker<T> = (&'static str, fn(u64, u64) -> T);

struct Function<Kind, F: Call<Kind>> {
    function: F,
    maker: Option<Maker<F::Owned>>,
    bases: Vec<F::Owned>,
}

/// A function under its name, for [`serve`].
pub fn entry<Kind: 'static, F: Call<Kind>>(path: &'static str, function: F, maker: Option<Maker<F::Owned>>) -> Entry {
    Entry { name: last(path), target: Box::new(Function { function, maker, bases: Vec::new() }) }
}

/// What makes a function's inputs, for [`entry`].
pub fn maker<T>(path: &'static str, make: fn(u64, u64) -> T) -> Option<Maker<T>> {
    Some((last(path), make))
}

/// A function's own name, without the modules that it stands in.
fn last(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path).trim()
}

impl<Kind: 'static, F: Call<Kind>> Function<Kind, F> {
    fn fresh(&self, count: usize) -> Vec<Option<F::Owned>> {
        (0..count).map(|i| Some(self.bases[i % self.bases.len()].clone())).collect()
    }

    fn made(&self, n: u64, seed: u64, count: u64) -> Option<Vec<F::Owned>> {
        let (_, make) = self.maker?;
        let until = clock(MONOTONIC) + MAKING;
        let seeds = (0..count).enumerate().take_while(|(i, _)| *i == 0 || clock(MONOTONIC) < until);
        Some(seeds.map(|(_, i)| make(n, seed.wrapping_add(i))).collect())
    }
}

impl<Kind: 'static, F: Call<Kind>> Target for Function<Kind, F> {
    fn maker(&self) -> Option<&'static str> {
        self.maker.map(|(name, _)| name)
    }

    fn setup(&mut self, n: u64, source: Source) -> Result<(), String> {
        let made: Option<Vec<F::Owned>> = match &source {
            Source::Size => F::Owned::of_size(n).map(|value| vec![value]),
            Source::Bytes(inputs) => inputs.iter().map(|bytes| F::Owned::of_bytes(bytes)).collect(),
            Source::Maker { seed, count } => self.made(n, *seed, *count),
        };
        let wanted = std::any::type_name::<F::Owned>();
        let given = if matches!(source, Source::Size) { "the size alone" } else { "this input" };
        self.bases = made.ok_or_else(|| format!("it takes {wanted}, which can't be made of {given}"))?;
        Ok(())
    }

    fn run(&mut self, calls: usize, inputs: usize) -> [f64; 2] {
        let (function, mut took, mut left) = (self.function, [0.0; 2], calls);
        // What is given away must be made anew: where there are fewer inputs than calls, in several turns. What is only
        // borrowed is taken again.
        while left > 0 {
            let mut made = self.fresh(if F::Owned::SMALL { left } else { inputs.min(left) });
            let (cpu, wall) = (clock(PROCESS_CPUTIME), clock(MONOTONIC));
            loop {
                for input in made.iter_mut().take(left) {
                    black_box(function.call(black_box(input)));
                }
                left = left.saturating_sub(made.len());
                if left == 0 || F::GIVEN_AWAY {
                    break;
                }
            }
            took[0] += clock(MONOTONIC) - wall;
            took[1] += clock(PROCESS_CPUTIME) - cpu;
        }
        took
    }

    fn once(&mut self) -> Option<memory::Counted> {
        // The input is counted as it comes and as it goes: only one that the function keeps is left.
        memory::start();
        let mut input = self.fresh(1).pop()?;
        memory::call();
        let result = black_box(self.function.call(black_box(&mut input)));
        let counted = memory::called();
        drop(result);
        drop(input);
        counted.map(|counted| memory::Counted { left: memory::stop(), ..counted })
    }

    fn result(&mut self) -> Option<String> {
        shown(&self.function.call(&mut self.fresh(1).pop()?))
    }
}

const MONOTONIC: i32 = 1;
const PROCESS_CPUTIME: i32 = 2;

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanos: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// A clock, in ns.
fn clock(which: i32) -> f64 {
    let mut time = Timespec { seconds: 0, nanos: 0 };
    // SAFETY: the struct is the system's own on 64-bit Linux, and is ours.
    unsafe { clock_gettime(which, &mut time) };
    time.seconds as f64 * 1e9 + time.nanos as f64
}

/// Times that the processor was taken from this process's first thread.
fn preempted() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let count = status.lines().find_map(|line| line.strip_prefix("nonvoluntary_ctxt_switches:"));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

/// Answers requests until there are no more.
pub fn serve(entries: &mut [Entry]) {
    let descriptor = |name| std::env::var(name).ok().and_then(|number| number.parse::<i32>().ok());
    let (Some(input), Some(output)) = (descriptor("SCALECHECK_IN"), descriptor("SCALECHECK_OUT")) else {
        eprintln!("this program is a harness: run it by scalecheck, with --function rust:FILE:NAME");
        std::process::exit(2);
    };
    // SAFETY: both were handed over for this alone.
    let (input, output) = unsafe { (File::from_raw_fd(input), File::from_raw_fd(output)) };
    let home = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let mut session = Session { entries, chosen: None, made: false, home, output };
    // A program doesn't know by itself which compiler made it.
    let version = option_env!("SCALECHECK_RUSTC").and_then(|words| words.split(' ').nth(1)).unwrap_or("unknown");
    let memory = if memory::COUNTS { "" } else { " memory=process" };
    session.say(&format!("hello 1 rust {version} pid={} clock=process_cputime{memory}", std::process::id()));
    for line in BufReader::new(input).lines().map_while(Result::ok) {
        if line == "quit" {
            std::process::exit(0);
        }
        let answer = session.answer(&line).unwrap_or_else(|reason| format!("fail {}", one_line(&reason)));
        session.say(&answer);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(2000).collect()
}

struct Session<'a> {
    entries: &'a mut [Entry],
    chosen: Option<usize>,
    /// Whether its inputs are made by a function.
    made: bool,
    home: PathBuf,
    output: File,
}

impl Session<'_> {
    fn say(&mut self, line: &str) {
        if self.output.write_all(format!("{line}\n").as_bytes()).is_err() {
            std::process::exit(1);
        }
    }

    fn answer(&mut self, line: &str) -> Result<String, String> {
        let words: Vec<&str> = line.splitn(6, ' ').collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok()).ok_or("a number is missing");
        match words[0] {
            "load" => self.load(),
            "setup" => {
                let path = words.get(5).filter(|path| **path != "-");
                let (n, seed, count) = (number(1)?, number(2)?, number(3)?);
                let source = match path {
                    _ if self.made => Source::Maker { seed, count },
                    Some(path) => Source::Bytes(read(Path::new(path), count)?),
                    None => Source::Size,
                };
                self.called(|target| target.setup(n, source))?.map(|()| "ok".to_string())
            }
            "run" => {
                let (calls, inputs) = (number(1)? as usize, number(2)? as usize);
                let switches = preempted();
                let [wall, cpu] = self.called(|target| target.run(calls, inputs.max(1)))?;
                let switches = preempted() - switches;
                Ok(format!("batch {calls} {wall:.0} {cpu:.0} switches.involuntary={switches}"))
            }
            "once" => {
                let told = |memory::Counted { peak, allocated, allocations, left }| {
                    format!("once peak={peak} allocated={allocated} allocations={allocations} left={left}")
                };
                Ok(self.called(|target| target.once())?.map_or("once".to_string(), told))
            }
            "check" => {
                let mut result = || self.called(|target| target.result());
                let same = result()?.zip(result()?).map(|(first, second)| first == second);
                Ok(same.map_or("check unknown", |same| if same { "check same" } else { "check differs" }).to_string())
            }
            word => Err(format!("it knows no request {word}")),
        }
    }

    fn load(&mut self) -> Result<String, String> {
        let name = std::env::var("SCALECHECK_FUNCTION").unwrap_or_default();
        self.chosen = self.entries.iter().position(|entry| entry.name == name);
        let known = || self.entries.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
        let chosen = self.chosen.ok_or_else(|| format!("no function {name}: main! names {}", known()))?;
        let maker = self.entries[chosen].target.maker();
        let make = std::env::var("SCALECHECK_MAKE").ok();
        self.made = make.is_some();
        match make {
            Some(make) if maker != Some(&make) => Err(format!("no function {make}: main! names it as {name} = {make}")),
            _ => Ok("ok".to_string()),
        }
    }

    fn target(&mut self) -> Result<&mut dyn Target, String> {
        let chosen = self.chosen.ok_or("nothing is loaded")?;
        Ok(self.entries[chosen].target.as_mut())
    }

    fn called<T>(&mut self, call: impl FnOnce(&mut dyn Target) -> T) -> Result<T, String> {
        std::env::set_current_dir(&self.home).map_err(|error| error.to_string())?;
        let target = self.target()?;
        catch_unwind(AssertUnwindSafe(|| call(target))).map_err(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
            format!("raised a panic: {words}")
        })
    }
}

/// The inputs of a file, each behind a line with its length.
fn read(path: &Path, count: u64) -> Result<Vec<Vec<u8>>, String> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "its input ends early".to_string(),
        _ => format!("its input can't be read: {error}"),
    };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    (0..count)
        .map(|_| {
            let mut length = String::new();
            if file.read_line(&mut length).map_err(failed)? == 0 {
                return Err("its input ends early".to_string());
            }
            let mut bytes = vec![0; length.trim().parse().map_err(|_| "its input has no length")?];
            file.read_exact(&mut bytes).map_err(failed)?;
            Ok(bytes)
        })
        .collect()
}

mod memory {
    //! What is allocated, counted while that is asked for.

    /// What one call allocated: bytes, and how often.
    #[derive(Clone, Copy)]
    pub struct Counted {
        /// The most that it held at a time, beyond its input.
        pub peak: i64,
        /// All that it asked for; what is made larger, in its whole new size.
        pub allocated: i64,
        /// Calls that allocate, or make a block larger or smaller.
        pub allocations: i64,
        /// What is there yet once input and result are dropped.
        pub left: i64,
    }

    #[cfg(feature = "counting")]
    pub use counting::*;
    #[cfg(not(feature = "counting"))]
    pub use not_counting::*;

    #[cfg(not(feature = "counting"))]
    mod not_counting {
        pub const COUNTS: bool = false;
        pub fn start() {}
        pub fn call() {}
        pub fn called() -> Option<super::Counted> {
            None
        }
        pub fn stop() -> i64 {
            0
        }
    }

    #[cfg(feature = "counting")]
    mod counting {
        use std::alloc::{GlobalAlloc, Layout, System};
        use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

        use super::Counted;

        pub const COUNTS: bool = true;

        static COUNTING: AtomicBool = AtomicBool::new(false);
        /// Bytes that are allocated now and were not at the start.
        static LIVE: AtomicI64 = AtomicI64::new(0);
        /// Of these, what was there when the call began.
        static BEFORE: AtomicI64 = AtomicI64::new(0);
        static PEAK: AtomicI64 = AtomicI64::new(0);
        static ALLOCATED: AtomicI64 = AtomicI64::new(0);
        static ALLOCATIONS: AtomicI64 = AtomicI64::new(0);

        struct Counting;

        #[global_allocator]
        static ALLOCATOR: Counting = Counting;

        /// A block of so many bytes more, in place of one that had so many.
        fn got(block: *mut u8, size: usize, before: usize) -> *mut u8 {
            if COUNTING.load(Relaxed) && !block.is_null() {
                let more = size as i64 - before as i64;
                let live = LIVE.fetch_add(more, Relaxed) + more;
                PEAK.fetch_max(live, Relaxed);
                ALLOCATED.fetch_add(size as i64, Relaxed);
                ALLOCATIONS.fetch_add(1, Relaxed);
            }
            block
        }

        // SAFETY: all is handed on to the system's allocator as it came.
        unsafe impl GlobalAlloc for Counting {
            unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
                got(System.alloc(layout), layout.size(), 0)
            }
            unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
                got(System.alloc_zeroed(layout), layout.size(), 0)
            }
            unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
                if COUNTING.load(Relaxed) {
                    LIVE.fetch_sub(layout.size() as i64, Relaxed);
                }
                System.dealloc(block, layout);
            }
            unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
                got(System.realloc(block, layout, size), size, layout.size())
            }
        }

        /// From here on what is allocated and freed counts.
        pub fn start() {
            LIVE.store(0, Relaxed);
            COUNTING.store(true, Relaxed);
        }

        /// The call begins.
        pub fn call() {
            let live = LIVE.load(Relaxed);
            BEFORE.store(live, Relaxed);
            PEAK.store(live, Relaxed);
            ALLOCATED.store(0, Relaxed);
            ALLOCATIONS.store(0, Relaxed);
        }

        /// The call has ended; what is left of it shows at the end.
        pub fn called() -> Option<Counted> {
            let peak = PEAK.load(Relaxed) - BEFORE.load(Relaxed);
            let (allocated, allocations) = (ALLOCATED.load(Relaxed), ALLOCATIONS.load(Relaxed));
            Some(Counted { peak, allocated, allocations, left: 0 })
        }

        /// Nothing counts any more; what is there that was not at the start.
        pub fn stop() -> i64 {
            COUNTING.store(false, Relaxed);
            LIVE.load(Relaxed).max(0)
        }
    }
}
