//! From flags to the settings that override a scenario's own. The environment stands behind the flags (clap reads
//! both), so that here it is one layer.

use super::args::MeasureArgs;
use super::usage;
use crate::model::{Bytes, ClockChoice, Hooks, parse_duration};
use crate::scenario::{Overrides, Profile, parse_sizes};

/// The overrides that the flags ask for.
pub(super) fn overrides(args: &MeasureArgs, profile: Option<&str>) -> anyhow::Result<Overrides> {
    let duration = |text: &Option<String>, flag: &str| -> anyhow::Result<_> {
        let fault = |error| usage(format!("{}: {error}", source(text.as_deref(), flag)));
        text.as_deref().map(parse_duration).transpose().map_err(fault)
    };
    let profile = profile.map(|name| {
        Profile::named(name).ok_or_else(|| {
            usage(format!("{}: `{name}` is no profile; expected `quick` or `nightly`", source(Some(name), "--profile")))
        })
    });
    let memory = args.memory_limit.as_deref().map(str::parse::<Bytes>).transpose();
    Ok(Overrides {
        profile: profile.transpose()?.unwrap_or_default(),
        sizes: args.sizes.as_deref().map(parse_sizes).transpose().map_err(|e| usage(format!("--sizes: {e}")))?,
        rounds: args.runs,
        warmup: args.warmup,
        budget: duration(&args.budget, "--budget")?,
        timeout: duration(&args.timeout, "--timeout")?,
        memory_limit: memory
            .map_err(|error| usage(format!("{}: {error}", source(args.memory_limit.as_deref(), "--memory-limit"))))?,
        seed: args.seed,
        clock: args.clock.as_deref().map(clock),
        strict: args.strict.then_some(true),
        ignore_failure: args.ignore_failure.then_some(true),
        hooks: Hooks {
            setup: args.setup.clone(),
            prepare: args.prepare.clone(),
            conclude: args.conclude.clone(),
            cleanup: args.cleanup.clone(),
        },
        ..Overrides::default()
    })
}

/// Where a text comes from: the variable that stands behind the flag, where that says the same, else the flag.
fn source(text: Option<&str>, flag: &str) -> String {
    let variable = format!("SCALECHECK_{}", flag.trim_start_matches('-').replace('-', "_").to_uppercase());
    let typed = std::env::args().any(|word| word == flag || word.starts_with(&format!("{flag}=")));
    let set = std::env::var(&variable).is_ok_and(|value| Some(value.as_str()) == text);
    if set && !typed { variable } else { flag.to_string() }
}

fn clock(name: &str) -> ClockChoice {
    match name {
        "cpu" => ClockChoice::Cpu,
        "wall" => ClockChoice::Wall,
        _ => ClockChoice::Auto,
    }
}
