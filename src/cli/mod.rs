//! The command line: arguments in, text and an exit code out. The only room that prints and exits.
#![expect(clippy::disallowed_methods, reason = "this room reads the environment")]

mod args;
mod baseline;
mod compare;
mod doctor;
mod exit;
mod fit;
mod folders;
mod git;
mod github;
mod history;
mod home;
mod init;
mod list;
mod overrides;
mod pace;
mod paired;
mod passes;
mod progress;
mod report;
mod run;
mod screen;
mod sessions;
mod shell_syntax;
mod try_command;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::{Arg, CommandFactory, FromArgMatches};

use args::{Cli, Command, Shape};
use exit::Exit;

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    let exit = match dispatch(parsed()) {
        Ok(exit) => exit,
        Err(error) if broken_pipe(&error) => Exit::Met,
        Err(error) => {
            let exit = error.downcast_ref::<Fault>().map_or(Exit::NotMeasured, |fault| fault.exit);
            screen::complain(&format!("{error:#}"));
            exit
        }
    };
    ExitCode::from(exit.code())
}

/// The arguments as typed; what is wrong with them ends the program here.
fn parsed() -> Cli {
    let matches = Cli::command().mut_subcommands(|command| command.mut_args(unless_empty)).get_matches();
    let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if let (Command::Compare(args), Some(matches)) = (&mut cli.command, matches.subcommand_matches("compare")) {
        args.note_typed(matches);
    }
    cli
}

/// A variable without a value, as CI systems set them, is as if absent.
fn unless_empty(argument: Arg) -> Arg {
    let empty = argument.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    if empty { argument.env(Resettable::Reset) } else { argument }
}

fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Try(args) => try_command::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::List(args) => list::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Baseline { command } => baseline::run(&command),
        Command::History(args) => history::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Schema { what } => screen::print_json(&schema(what)),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "scalecheck", &mut text);
            screen::print_bytes(&text)
        }
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut text)?;
            screen::print_bytes(&text)
        }
    }
}

fn schema(what: Shape) -> serde_json::Value {
    match what {
        Shape::Scenario => crate::scenario::schema(),
        Shape::Fit => crate::report::fit_schema(),
        Shape::Run => crate::report::run_schema(),
        Shape::Compare => crate::report::compare_schema(),
        Shape::Evidence => crate::archive::schema(),
    }
}

/// An error with its own exit code.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
struct Fault {
    exit: Exit,
    text: String,
}

/// Wrong usage: exit code 2.
fn usage(text: impl Into<String>) -> anyhow::Error {
    Fault { exit: Exit::Usage, text: text.into() }.into()
}

/// Whoever read our output has gone: nothing to complain about.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// Writes to stdout, all of it.
fn write_out(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
