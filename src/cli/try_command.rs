//! `try`: one command, without a file.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

use super::args::{Format, TryArgs};
use super::exit::{self, Exit};
use super::pace::Pace;
use super::progress::Progress;
use super::sessions::{Session, measure_only};
use super::{github, list, overrides, run, screen, shell_syntax, usage};
use crate::model::{
    CommandInput, CommandTarget, Evidence, Expectation, FunctionTarget, Generator, Hooks, Input, Language, Limit,
    Scale, Scenario, Settings, Size, Sizes, Stdin, Target, Template,
};
use crate::report;
use crate::scenario;

/// Measures and judges the command.
pub(super) fn run(args: &TryArgs) -> anyhow::Result<Exit> {
    let scenario = scenario(args)?;
    let format = github::format(args.format);
    let to_stdout = args.save.as_deref().is_some_and(|file| file.as_os_str() == "-");
    if to_stdout && format != Format::Text {
        return Err(usage("--save - gives stdout to the scenario: leave --format away, or name a file"));
    }
    match &args.save {
        Some(_) if to_stdout => drop(screen::print(&scenario::to_toml(&scenario))?),
        Some(file) => save(file, &scenario)?,
        None => {}
    }
    if args.dry_run {
        if to_stdout {
            return Ok(Exit::Met);
        }
        return list::show(&[scenario], format);
    }
    let mut progress = Progress::new(1, Pace::unknown(std::slice::from_ref(&scenario)), args.measure.quiet);
    progress.line(&format!("1 command, {}", progress.left(std::time::Duration::ZERO)));
    let mut evidence = match &args.out {
        None => measure_only(&scenario, &mut progress)?,
        Some(out) => {
            let session = Session::open(out, std::slice::from_ref(&scenario), false)?;
            let evidence = session.measure(&scenario, &mut progress)?;
            session.write_summary(std::slice::from_ref(&evidence))?;
            evidence
        }
    };
    progress.end();
    let exit = exit::of_run(std::slice::from_ref(&evidence), &run::fail_on(&args.fail));
    if let (Some(file), Format::Text, false) = (&args.save, format, to_stdout) {
        evidence.scenario = kept(&evidence.scenario, file);
    }
    if to_stdout {
        screen::say(&report::terminal(&evidence, &screen::stderr()));
    } else {
        print(&evidence, format, exit)?;
    }
    if exit == Exit::Interrupted {
        screen::say("interrupted: the same command begins anew; with --save and `scalecheck run` it could be resumed");
    }
    Ok(exit)
}

/// Writes the scenario's file, and the folders above it; another file there is left as it is.
fn save(file: &Path, scenario: &Scenario) -> anyhow::Result<()> {
    let text = scenario::to_toml(scenario);
    let there = std::fs::read_to_string(file).ok();
    if file.exists() && there.as_deref() != Some(text.as_str()) {
        let file = file.display();
        return Err(usage(format!("--save: {file} is there already, and another; remove it, or name another file")));
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    }
    std::fs::write(file, text).with_context(|| format!("can't write {}", file.display()))?;
    screen::say(&format!("wrote {}", file.display()));
    Ok(())
}

/// The scenario as its file has it, which is the next to be run.
fn kept(scenario: &Scenario, file: &Path) -> Scenario {
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let name = file.file_stem().map_or_else(|| scenario.name.clone(), |stem| stem.to_string_lossy().into_owned());
    Scenario { tried: false, folder, name, ..scenario.clone() }
}

fn print(evidence: &Evidence, format: Format, exit: Exit) -> anyhow::Result<Exit> {
    match format {
        Format::Text => screen::print(&report::terminal(evidence, &screen::stdout())),
        Format::Json => screen::print_json(&report::run_json(std::slice::from_ref(evidence), exit.code())),
        Format::Markdown => screen::print(&report::markdown(evidence)),
        Format::Github => github::print(std::slice::from_ref(evidence)),
    }
}

/// The scenario that the flags describe.
pub(super) fn scenario(args: &TryArgs) -> anyhow::Result<Scenario> {
    let mut scenario = Scenario {
        name: name(args),
        tried: true,
        about: None,
        location: None,
        fix: None,
        folder: std::env::current_dir().context("the current folder is gone")?,
        needs: Vec::new(),
        target: target(args)?,
        inputs: inputs(args)?,
        seed: Scenario::TRY_SEED,
        sizes: Sizes::Range { from: size(10), to: size(1_000_000) },
        hooks: Hooks::default(),
        check: None,
        counters: BTreeMap::new(),
        expect: expectations(args)?,
        limits: limits(args)?,
        expect_broken: Vec::new(),
        scale: scale(args)?,
        settings: Settings { budget: Settings::TRY_BUDGET, ..Settings::default() },
        redact: Vec::new(),
        hash: String::new(),
    };
    let overrides = overrides::overrides(&args.measure, None)?;
    overrides.apply(&mut scenario.settings);
    overrides.apply_hooks(&mut scenario.hooks);
    scenario.sizes = overrides.sizes.unwrap_or(scenario.sizes);
    scenario.seed = overrides.seed.unwrap_or(scenario.seed);
    scenario.hash = scenario::hash(&scenario);
    match scenario::contradictions(&scenario).as_slice() {
        [] => Ok(scenario),
        faults => Err(usage(faults.join("\nerror: "))),
    }
}

fn target(args: &TryArgs) -> anyhow::Result<Target> {
    let Some(function) = &args.function else {
        let of_functions = [("harness", &args.harness), ("make", &args.make), ("interpreter", &args.interpreter)];
        if let Some((flag, _)) = of_functions.iter().find(|(_, value)| value.is_some()) {
            return Err(usage(format!("--{flag} is of functions: name one by --function LANGUAGE:FILE:NAME")));
        }
        let command = args.command.as_deref().unwrap_or_default();
        let (argv, env) = (target_words(command, args.ask.shell)?, BTreeMap::new());
        return Ok(Target::Command(CommandTarget {
            argv,
            shell: args.ask.shell,
            env,
            directory: None,
            stdin: Stdin::Empty,
        }));
    };
    let target = FunctionTarget::parse(function).map_err(|error| usage(format!("--function: {error}")))?;
    let harness =
        args.harness.as_ref().map(|command| argv(command, "write sh -c '...'")).transpose()?.unwrap_or_default();
    let harness: Vec<String> = harness.into_iter().map(|word| word.0).collect();
    if harness.is_empty() && !target.language.is_shipped() {
        let known: Vec<String> = Language::SHIPPED.iter().map(ToString::to_string).collect();
        let message = format!("--function: there is no harness for `{}`", target.language);
        return Err(usage(format!("{message}; expected one of {}, or --harness 'CMD'", known.join(", "))));
    }
    let (make, interpreter) = (args.make.clone(), args.interpreter.clone());
    Ok(Target::Function(FunctionTarget { make, interpreter, harness, ..target }))
}

fn size(n: u64) -> Size {
    Size::new(n).unwrap_or_else(|| unreachable!("OK because both ends are sizes"))
}

/// A target's words; for a shell, the whole text.
fn target_words(command: &str, shell: bool) -> anyhow::Result<Vec<Template>> {
    if shell { Ok(vec![Template::new(command)]) } else { argv(command, "add --shell") }
}

/// The words of a command that no shell looks at; `how` one would have it looked at.
fn argv(command: &str, how: &str) -> anyhow::Result<Vec<Template>> {
    if let Some(operator) = shell_syntax::operator(command) {
        return Err(usage(format!(
            "`{operator}` is for a shell, and none looks at `{command}`: {how}, or quote it ('{operator}') where the \
             program is to be given it"
        )));
    }
    let words = shlex::split(command).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| usage(format!("`{command}` is no command: a quote is open, or it is empty")))?;
    Ok(words.into_iter().map(Template::new).collect())
}

/// The program's own name, so that reports have something short to say.
fn name(args: &TryArgs) -> String {
    if let Some(function) = args.function.as_deref().and_then(|text| FunctionTarget::parse(text).ok()) {
        return plain(&function.name);
    }
    let command = args.command.as_deref().unwrap_or_default();
    let first = shlex::split(command).and_then(|words| words.into_iter().next()).unwrap_or_default();
    plain(first.rsplit('/').next().unwrap_or_default())
}

fn plain(base: &str) -> String {
    let plain: String = base.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    if plain.trim_matches(['.', '-']).is_empty() { "command".to_string() } else { plain }
}

fn inputs(args: &TryArgs) -> anyhow::Result<Vec<Input>> {
    if let Some(command) = &args.ask.input_command {
        return Ok(vec![Input::Command(CommandInput { argv: argv(command, "write sh -c '...'")?, shell: false })]);
    }
    let named = |name: &String| {
        let known = || Generator::ALL.iter().map(|g| g.name()).collect::<Vec<_>>().join(", ");
        let generator = Generator::named(name);
        generator
            .map(Input::Generated)
            .ok_or_else(|| usage(format!("--input: `{name}` is no generator; expected one of {}", known())))
    };
    args.ask.input.iter().map(named).collect()
}

fn expectations(args: &TryArgs) -> anyhow::Result<Vec<Expectation>> {
    every("--expect", &args.ask.expect, scenario::parse_expectation)
}

fn limits(args: &TryArgs) -> anyhow::Result<Vec<Limit>> {
    every("--limit", &args.limit, scenario::parse_limit)
}

/// All that a repeated flag says, or all of its faults at once.
fn every<T, E: std::fmt::Display>(
    flag: &str,
    texts: &[String],
    parse: impl Fn(&str) -> Result<T, E>,
) -> anyhow::Result<Vec<T>> {
    let (mut parsed, mut faults) = (Vec::new(), Vec::new());
    for text in texts {
        match parse(text) {
            Ok(one) => parsed.push(one),
            Err(error) => faults.push(format!("{flag}: {error}")),
        }
    }
    if faults.is_empty() { Ok(parsed) } else { Err(usage(faults.join("\nerror: "))) }
}

fn scale(args: &TryArgs) -> anyhow::Result<Scale> {
    let scale = args.ask.scale.as_deref().map(scenario::parse_scale).transpose();
    Ok(scale.map_err(|error| usage(format!("--scale: {error}")))?.unwrap_or_default())
}
