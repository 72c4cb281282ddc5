//! `[sizes]`, `[settings]` and `[profile]`: the file's layers of settings.

use crate::model::{ClockChoice, Size, Sizes};

use super::nearest::nearest;
use super::overrides::Overrides;
use super::section::{CLOCKS, PROFILE, SETTINGS, SETTLE, SIZES};
use super::table::Table;
use super::value;

/// Sizes of a scenario that names none: from 10 to 1,000,000.
pub(crate) fn default_sizes() -> Sizes {
    let [from, to] = [10, 1_000_000].map(|n| Size::new(n).expect("OK because both are between 1 and Size::MAX"));
    Sizes::Range { from, to }
}

/// `[sizes]`, with missing ends taken from `below`.
pub(crate) fn sizes(table: &Table<'_>, below: &Sizes) -> Option<Sizes> {
    if table.has("list") {
        if let Some(span) = table.span("from").or(table.span("to")) {
            let label = "keep either `list` or `from` and `to`";
            table.notes().note("sizes are given twice", Some(span), label);
        }
        // What would be faulty alone is told too, so that mending one fault shows no other.
        for key in ["from", "to"].into_iter().filter(|key| table.has(key)) {
            let _ = table.read(key, value::size);
        }
        return list(table);
    }
    let (below_from, below_to) = ends(below);
    let (from, to) = (table.read("from", value::size), table.read("to", value::size));
    let (from, to) = (ends_or(table, "from", from, below_from)?, ends_or(table, "to", to, below_to)?);
    if from > to {
        let key = if table.has("to") { "to" } else { "from" };
        let label = format!("expected `from` ({from}) to be at most `to` ({to})");
        table.notes().note("`to` must be a size of at least `from`", table.span(key), label);
        return None;
    }
    Some(Sizes::Range { from, to })
}

/// A given end, or the one below where the key is absent; `None` where it is at fault.
fn ends_or(table: &Table<'_>, key: &str, read: Option<Size>, below: Size) -> Option<Size> {
    if table.has(key) { read } else { Some(below) }
}

fn ends(sizes: &Sizes) -> (Size, Size) {
    match sizes {
        Sizes::Range { from, to } => (*from, *to),
        Sizes::List(list) => match (list.iter().min(), list.iter().max()) {
            (Some(from), Some(to)) => (*from, *to),
            _ => ends(&default_sizes()),
        },
    }
}

fn list(table: &Table<'_>) -> Option<Sizes> {
    let listed = table.list("list", "an array of sizes such as [10, 100, \"1k\"]", value::size)?;
    let mut sizes = Vec::new();
    for (size, span) in listed {
        if sizes.contains(&size) {
            let label = "each size once; `rounds` in [settings] repeats them all";
            table.notes().note(format!("size {size} is listed twice"), Some(span), label);
        }
        sizes.push(size);
    }
    if sizes.is_empty() {
        table.notes().note("`list` has no sizes", table.span("list"), "expected e.g. [10, 100, \"1k\"]");
        return None;
    }
    Some(Sizes::List(sizes))
}

/// `[settings]`
pub(crate) fn layer(table: &Table<'_>) -> Overrides {
    Overrides {
        budget: table.read("budget", value::duration),
        timeout: table.read("timeout", value::duration),
        rounds: table.read("rounds", |value| value::whole(value, 1)),
        warmup: table.read("warmup", |value| value::whole(value, 0)),
        clock: table.read("clock", clock),
        strict: table.flag("strict"),
        memory_limit: table.read("memory_limit", value::bytes),
        output_limit: table.read("output_limit", value::bytes),
        process_limit: table.read("process_limit", |value| value::whole(value, 1)),
        disk_limit: table.read("disk_limit", value::bytes),
        ignore_failure: table.flag("ignore_failure"),
        settle: table.read("settle", settle),
        ..Overrides::default()
    }
}

fn clock(value: &toml::de::DeValue<'_>) -> Result<ClockChoice, value::Misfit> {
    let name = value::text(value)?;
    clock_named(&name).ok_or_else(|| {
        let meant = nearest(&name, CLOCKS.iter().copied()).map(|meant| format!("did you mean \"{meant}\"?"));
        (format!("unknown clock `{name}`"), meant.unwrap_or_else(|| format!("expected one of {}", CLOCKS.join(", "))))
    })
}

fn settle(value: &toml::de::DeValue<'_>) -> Result<bool, value::Misfit> {
    let word = value::text(value)?;
    SETTLE
        .contains(&word.as_str())
        .then(|| word == SETTLE[0])
        .ok_or_else(|| (format!("`settle` can't be `{word}`"), format!("expected one of {}", SETTLE.join(", "))))
}

fn clock_named(name: &str) -> Option<ClockChoice> {
    match name {
        "auto" => Some(ClockChoice::Auto),
        "cpu" => Some(ClockChoice::Cpu),
        "wall" => Some(ClockChoice::Wall),
        _ => None,
    }
}

/// How a clock is written.
pub(crate) fn clock_name(clock: ClockChoice) -> &'static str {
    match clock {
        ClockChoice::Auto => "auto",
        ClockChoice::Cpu => "cpu",
        ClockChoice::Wall => "wall",
    }
}

/// `[profile.NAME]` of `[profile]`.
pub(crate) fn profile(profiles: &Table<'_>, name: &str, below: &Sizes) -> Overrides {
    let Some(table) = profiles.table(name, &PROFILE) else { return Overrides::default() };
    let layer = table.table("settings", &SETTINGS).map(|settings| layer(&settings)).unwrap_or_default();
    let sizes = table.table("sizes", &SIZES).and_then(|sizes| self::sizes(&sizes, below));
    Overrides { sizes, ..layer }
}
