//! What a harness says: lines, taken apart. Whatever comes, it is an answer or it is refused in words.

use std::collections::BTreeMap;
use std::fmt;

use super::request::VERSION;

/// Characters of a line that a message shows.
const SHOWN: usize = 80;
/// Names beside the numbers of one answer.
const MOST_NAMES: usize = 64;

/// A line from a harness.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// It is there.
    Hello(Hello),
    /// What was asked is done.
    Ok,
    /// A batch of calls.
    Batch(Batch),
    /// One call and its memory.
    Once(Once),
    /// Whether two calls on the same input gave the same.
    Check {
        /// They did; `None` where the language can't compare them.
        same: Option<bool>,
    },
    /// What was asked can't be done, or the function failed at it.
    Fail(String),
}

/// A harness as it introduces itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Hello {
    /// The language.
    pub(crate) language: String,
    /// Its version.
    pub(crate) version: String,
    /// Its process, where it says so.
    pub(crate) pid: Option<u32>,
    /// Whatever else it says of itself, such as its clock.
    pub(crate) facts: BTreeMap<String, String>,
}

/// What the calls of a batch took together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Batch {
    /// Calls.
    pub(crate) calls: u64,
    /// Wall time, in ns.
    pub(crate) wall: f64,
    /// CPU time, in ns; `None` where the language can't tell.
    pub(crate) cpu: Option<f64>,
    /// Counters over all calls.
    pub(crate) counters: BTreeMap<String, f64>,
}

/// What one call allocated, as far as the language can say.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Once {
    /// Bytes that it held at once at most, beyond what was there before.
    pub(crate) peak: Option<f64>,
    /// Bytes that it allocated in all.
    pub(crate) allocated: Option<f64>,
    /// Calls that allocate.
    pub(crate) allocations: Option<f64>,
    /// Bytes that are there yet once its input and its result are gone.
    pub(crate) left: Option<f64>,
}

impl Hello {
    /// Whether it can tell what one call holds, as harnesses do that don't say otherwise.
    pub(crate) fn tells_memory(&self) -> bool {
        self.facts.get("memory").is_none_or(|of| of != "process")
    }
}

impl Answer {
    /// Takes a line apart.
    ///
    /// # Errors
    /// Why it is no answer, with its start.
    pub(crate) fn parse(line: &str) -> Result<Answer, String> {
        let refuse = |why: &str| Err(format!("{why}: {}", shown(line)));
        let mut words = line.split(' ').filter(|word| !word.is_empty());
        let answer = match words.next().unwrap_or_default() {
            "hello" => hello(&mut words),
            "ok" => words.next().is_none().then_some(Answer::Ok),
            "batch" => batch(&mut words),
            "once" => once(&mut words),
            "check" => check(&mut words),
            "fail" => Some(Answer::Fail(line.trim_start().strip_prefix("fail").unwrap_or_default().trim().to_string())),
            _ => return refuse("it says what is no line of the protocol"),
        };
        match answer {
            Some(Answer::Hello(hello)) if hello.facts.get("protocol").is_some_and(|of| *of != VERSION.to_string()) => {
                refuse(&format!("it speaks another version of the protocol than {VERSION}"))
            }
            Some(answer) => Ok(answer),
            None => refuse(&format!("it says a line that is not as it should be, {}", form(line))),
        }
    }
}

/// How the answers look that begin as this one does.
fn form(line: &str) -> &'static str {
    match line.split_whitespace().next() {
        Some("hello") => "`hello 1 LANGUAGE VERSION [name=value ...]`",
        Some("batch") => {
            "`batch CALLS WALL CPU [name=value ...]`, whole numbers of at least 0, times in ns, CPU perhaps `-`"
        }
        Some("once") => "`once [peak=BYTES] [allocated=BYTES] [allocations=COUNT] [left=BYTES]`",
        Some("check") => "`check same`, `check differs` or `check unknown`",
        _ => "`ok` alone",
    }
}

/// The line that says it, but for what a hello says beside its language.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Hello(hello) => write!(f, "hello {VERSION} {} {}", hello.language, hello.version),
            Answer::Ok => f.write_str("ok"),
            Answer::Batch(Batch { calls, wall, cpu, counters }) => {
                let cpu = cpu.map_or("-".to_string(), |cpu| cpu.to_string());
                write!(f, "batch {calls} {wall} {cpu}")?;
                counters.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
            }
            Answer::Once(once) => {
                let named = [("peak", once.peak), ("allocated", once.allocated), ("allocations", once.allocations)];
                let mut told = named.into_iter().chain([("left", once.left)]);
                f.write_str("once")?;
                told.try_for_each(|(name, value)| value.map_or(Ok(()), |value| write!(f, " {name}={value}")))
            }
            Answer::Check { same: Some(true) } => f.write_str("check same"),
            Answer::Check { same: Some(false) } => f.write_str("check differs"),
            Answer::Check { same: None } => f.write_str("check unknown"),
            Answer::Fail(reason) => write!(f, "fail {reason}"),
        }
    }
}

/// The start of a line, safe to show.
pub(super) fn shown(line: &str) -> String {
    let start: String = line.chars().take(SHOWN).collect();
    let more = if line.chars().count() > SHOWN { " ..." } else { "" };
    format!("`{}`{more}", start.escape_debug())
}

fn hello<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Answer> {
    let protocol = words.next()?.parse::<u32>().ok()?;
    let (language, version) = (words.next()?.to_string(), words.next()?.to_string());
    let mut facts: BTreeMap<String, String> = BTreeMap::new();
    for word in words.take(MOST_NAMES) {
        let (name, value) = word.split_once('=')?;
        facts.insert(name.to_string(), value.to_string());
    }
    let pid = facts.remove("pid").and_then(|pid| pid.parse().ok());
    facts.insert("protocol".to_string(), protocol.to_string());
    Some(Answer::Hello(Hello { language, version, pid, facts }))
}

fn batch<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Answer> {
    let calls = words.next()?.parse().ok().filter(|calls| *calls > 0)?;
    let wall = amount(words.next()?)?;
    let cpu = match words.next()? {
        "-" => None,
        cpu => Some(amount(cpu)?),
    };
    Some(Answer::Batch(Batch { calls, wall, cpu, counters: named(words)? }))
}

fn once<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Answer> {
    let mut named = named(words)?;
    let mut told = |name: &str| named.remove(name);
    let once =
        Once { peak: told("peak"), allocated: told("allocated"), allocations: told("allocations"), left: told("left") };
    named.is_empty().then_some(Answer::Once(once))
}

fn check<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Answer> {
    let same = match words.next()? {
        "same" => Some(true),
        "differs" => Some(false),
        "unknown" => None,
        _ => return None,
    };
    words.next().is_none().then_some(Answer::Check { same })
}

/// The `name=value` words that are left.
fn named<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<BTreeMap<String, f64>> {
    let mut named = BTreeMap::new();
    for word in words {
        let (name, value) = word.split_once('=')?;
        let good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
        if name.is_empty() || name.len() > 64 || !name.chars().all(good) || named.len() >= MOST_NAMES {
            return None;
        }
        named.insert(name.to_string(), amount(value)?);
    }
    Some(named)
}

/// A finite number of 0 or more.
fn amount(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn answers_are_read_as_the_protocol_has_them() {
        let facts = [("clock", "cpu"), ("protocol", "1")].map(|(k, v)| (k.to_string(), v.to_string())).into();
        let hello = Hello { language: "python".into(), version: "3.11.7".into(), pid: Some(12), facts };
        assert!(hello.tells_memory());
        assert_eq!(Answer::parse("hello 1 python 3.11.7 pid=12 clock=cpu"), Ok(Answer::Hello(hello)));
        let unable = Answer::parse("hello 1 c 201710 memory=process");
        assert!(matches!(unable, Ok(Answer::Hello(hello)) if !hello.tells_memory()));
        assert_eq!(Answer::parse("ok"), Ok(Answer::Ok));
        let counters = [("switches.involuntary".to_string(), 3.0)].into();
        let batch = Batch { calls: 100, wall: 1e6, cpu: Some(9.5e5), counters };
        assert_eq!(Answer::parse("batch 100 1000000 950000 switches.involuntary=3"), Ok(Answer::Batch(batch)));
        let batch = Batch { calls: 1, wall: 7.0, ..Batch::default() };
        assert_eq!(Answer::parse("batch 1 7 -"), Ok(Answer::Batch(batch)));
        let once = Once { peak: Some(64.0), ..Once::default() };
        assert_eq!(Answer::parse("once peak=64"), Ok(Answer::Once(once)));
        let once = Once { peak: Some(64.0), allocated: Some(80.0), allocations: Some(3.0), left: Some(0.0) };
        assert_eq!(Answer::parse("once peak=64 allocated=80 allocations=3 left=0"), Ok(Answer::Once(once)));
        assert_eq!(Answer::parse("once"), Ok(Answer::Once(Once::default())));
        assert_eq!(Answer::parse("check differs"), Ok(Answer::Check { same: Some(false) }));
        assert_eq!(Answer::parse("fail it raised ValueError: no"), Ok(Answer::Fail("it raised ValueError: no".into())));
    }

    #[test]
    fn an_answer_is_shown_as_the_line_that_says_it() {
        for line in [
            "hello 1 python 3.11.7",
            "ok",
            "batch 5 1000 -",
            "batch 5 1000 900.5 switches.involuntary=3",
            "once",
            "once peak=64 allocated=128 allocations=2 left=8",
            "check same",
            "check differs",
            "check unknown",
            "fail it raised ValueError: no",
        ] {
            assert_eq!(Answer::parse(line).map(|answer| answer.to_string()).as_deref(), Ok(line));
        }
    }

    #[test]
    fn what_is_no_answer_is_refused_with_its_start() {
        let junk = [
            "",
            " ",
            "Ok",
            "ok ok",
            "hello",
            "hello x python 3",
            "hello 1 python",
            "hello 1 python 3 nonsense",
            "batch",
            "batch 0 1 1",
            "batch 1 nan 1",
            "batch 1 -1 1",
            "batch 1 inf 1",
            "batch 1 1",
            "batch 1 1 1 x",
            "batch 1 1 1 x=nan",
            "batch 1 1 1 a/b=1",
            "once peak",
            "once speed=3",
            "once left=-8",
            "check",
            "check maybe",
            "check same same",
            "\u{1b}[31mfail",
            "<html>",
            "debug: 42",
        ];
        for line in junk {
            let reason = Answer::parse(line).expect_err(line);
            assert!(!reason.contains('\u{1b}') && reason.contains('`'), "{reason}");
        }
        assert!(Answer::parse(&"x".repeat(100_000)).expect_err("junk").len() < 300);
        assert!(Answer::parse("hello 2 python 3").expect_err("another version").contains("another version"));
    }

    proptest! {
        #[test]
        fn no_line_whatever_upsets_the_reader(line in "(hello|ok|batch|once|check|fail)?[ -~\\u{0}-\\u{ff}]{0,60}") {
            let _ = Answer::parse(&line);
        }
    }
}
