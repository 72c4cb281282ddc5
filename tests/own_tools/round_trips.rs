//! What a harness itself costs: the way to it and back, reading its clocks, and a call of a function that does nothing.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use crate::{Fault, median};

/// Round trips of which the median is taken; as many come before, for those that are compiled while they run.
const TRIPS: usize = 300;
/// Calls of the batch that tells what a call costs.
const CALLS: usize = 100_000;
/// The longest round trip allowed, in ns.
const LONGEST_TRIP: f64 = 1e6;
/// The shortest batch that counts as a sample, in ns.
const SHORTEST_BATCH: f64 = 0.5e6;

/// A harness around a function that does nothing. `$H` is the folder of all harnesses.
struct Idle {
    language: &'static str,
    file: [&'static str; 2],
    build: &'static str,
    start: &'static str,
}

const IDLE: [Idle; 5] = [
    Idle {
        language: "python",
        file: ["nothing.py", "def nothing(n):\n    pass\n"],
        build: "",
        start: "python3 $H/python/harness.py",
    },
    Idle {
        language: "node",
        file: ["nothing.js", "exports.nothing = (n) => {};\n"],
        build: "",
        start: "node --expose-gc $H/node/harness.js",
    },
    Idle {
        language: "c",
        file: ["nothing.c", "void nothing(unsigned long n) {}\n"],
        build: "cc -O2 -shared -fPIC -o nothing.so nothing.c && cc -O2 -o loader $H/c/loader.c -ldl",
        start: "./loader ./nothing.so",
    },
    Idle {
        language: "rust",
        file: ["nothing.rs", "fn nothing(_: u64) {}\nscalecheck_harness::main!(nothing);\n"],
        build: "rustc --edition 2021 -O --cap-lints allow --crate-type rlib --crate-name scalecheck_harness \
                --cfg 'feature=\"counting\"' $H/rust.rs && \
                rustc --edition 2021 -O --extern scalecheck_harness=libscalecheck_harness.rlib -o nothing nothing.rs",
        start: "./nothing",
    },
    Idle {
        language: "java",
        file: ["Nothing.java", "class Nothing { static void nothing(long n) {} }\n"],
        build: "",
        start: "java -XX:+UseSerialGC $H/java/Harness.java .",
    },
];

/// Prints the costs of each harness; whether all are as low as demanded.
pub(crate) fn print(filter: &str, scratch: &Path) -> bool {
    let mut good = true;
    for idle in IDLE.iter().filter(|idle| idle.language.contains(filter)) {
        match idle.costs(scratch) {
            Ok([trip, clocks, call]) => {
                let share = clocks / SHORTEST_BATCH;
                println!(
                    "{:<8} round trip {:.0} us; clocks {:.2} us, {:.2}% of the shortest batch; a call that does nothing {call:.1} ns",
                    idle.language,
                    trip / 1e3,
                    clocks / 1e3,
                    share * 100.0
                );
                good &= trip < LONGEST_TRIP && share < 0.01;
            }
            Err(fault) => println!("{:<8} left out: {fault}", idle.language),
        }
    }
    good
}

impl Idle {
    /// A round trip, what a batch of one call takes, and a call, in ns.
    fn costs(&self, scratch: &Path) -> Result<[f64; 3], Fault> {
        fs::write(scratch.join(self.file[0]), self.file[1])?;
        if !self.shell(self.build, scratch).status()?.success() {
            return Err("its harness can't be built".into());
        }
        let mut harness = Talking::start(&mut self.shell(&format!("exec {}", self.start), scratch))?;
        harness.hear()?;
        harness.ask("load")?;
        harness.ask("setup 10 1 1 size -")?;
        let (mut trips, mut clocks) = (Vec::new(), Vec::new());
        for _ in 0..2 * TRIPS {
            let start = Instant::now();
            let answer = harness.ask("run 1 1")?;
            trips.push(start.elapsed().as_nanos() as f64);
            clocks.push(wall(&answer)?);
        }
        let call = wall(&harness.ask(&format!("run {CALLS} 1"))?)? / CALLS as f64;
        Ok([median(&mut trips[TRIPS..]), median(&mut clocks[TRIPS..]), call])
    }

    fn shell(&self, script: &str, scratch: &Path) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(scratch).stderr(Stdio::null());
        command.env("H", concat!(env!("CARGO_MANIFEST_DIR"), "/harnesses"));
        command.env("SCALECHECK_IN", "0").env("SCALECHECK_OUT", "1");
        command.env("SCALECHECK_FILE", scratch.join(self.file[0])).env("SCALECHECK_FUNCTION", "nothing");
        command
    }
}

fn wall(answer: &str) -> Result<f64, Fault> {
    let wall = answer.strip_prefix("batch ").and_then(|rest| rest.split(' ').nth(1));
    Ok(wall.ok_or_else(|| format!("it says `{answer}`"))?.parse()?)
}

/// A harness that answers on its standard streams.
struct Talking {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Talking {
    fn start(command: &mut Command) -> Result<Talking, Fault> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (to, from) = process.stdin.take().zip(process.stdout.take()).ok_or("it has no streams")?;
        Ok(Talking { process, to, from: BufReader::new(from) })
    }

    fn ask(&mut self, request: &str) -> Result<String, Fault> {
        self.to.write_all(format!("{request}\n").as_bytes())?;
        self.hear()
    }

    fn hear(&mut self) -> Result<String, Fault> {
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        if line.is_empty() { Err("it ends without an answer".into()) } else { Ok(line.trim_end().to_string()) }
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
