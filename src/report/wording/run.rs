//! How it was measured, why it ended, and what it comes to over all.

use super::summary::series_name;
use super::value::size;
use crate::model::{
    CaveatKind, Clock, ClockChoice, Evidence, Failure, Fit, Forecast, Metric, Mode, Ruling, Series, Sizes, Stop,
    human_bytes, human_seconds,
};
use crate::report::text;

/// Why measuring ended.
pub(crate) fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Decided => "decided; more could change nothing",
        Stop::RoundsDone => "the rounds asked for are done",
        Stop::BudgetSpent => "the time budget is spent",
        Stop::Hopeless => "more rounds would not decide it",
        Stop::TooFewSizes => "too few sizes worked",
        Stop::Interrupted => "interrupted",
        Stop::NotMeasured => "nothing was measured",
    }
}

/// Which clock ruled and why.
pub(crate) fn clock(series: &Series, asked: ClockChoice) -> Option<&'static str> {
    match (&series.metric, series.clock, series.mode) {
        (Metric::Time, Clock::Cpu, Mode::Process) if asked == ClockChoice::Cpu => {
            Some("Time is CPU time (user and system, with all descendants): the scenario asks for it.")
        }
        (Metric::Time, Clock::Cpu, Mode::Process) => {
            Some("Time is CPU time (user and system, with all descendants): the target computes more than it waits.")
        }
        (Metric::Time, Clock::Wall, Mode::Process) if asked == ClockChoice::Wall => {
            Some("Time is wall time: the scenario asks for it.")
        }
        (Metric::Time, Clock::Wall, Mode::Process) => {
            Some("Time is wall time: the target waits more than it computes.")
        }
        (Metric::Time, _, Mode::Function) => Some("Time is that of the function alone, inside its process."),
        _ => None,
    }
}

/// The measured ladder: `12 sizes, n = 10 to 5,000`.
pub(crate) fn ladder(fit: &Fit) -> String {
    match (fit.points.first(), fit.points.last()) {
        (Some(first), Some(last)) => {
            let runs = fit.points.iter().map(|p| p.runs);
            let (least, most) = (runs.clone().min().unwrap_or(0), runs.max().unwrap_or(0));
            let runs = if least == most { format!("{most}") } else { format!("{least} to {most}") };
            let runs = if runs == "1" { "1 run".to_string() } else { format!("{runs} runs") };
            let sizes = if fit.points.len() == 1 { "size" } else { "sizes" };
            format!("{} {sizes} × {runs}, n = {} to {}", fit.points.len(), size(first.n), size(last.n))
        }
        _ => "no size measured".to_string(),
    }
}

/// The sizes asked for.
pub(crate) fn sizes_text(sizes: &Sizes) -> String {
    match sizes {
        Sizes::Range { from, to } => format!("{from} to {to}"),
        Sizes::List(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// The inputs by name, with what they hold.
pub(crate) fn input_names(evidence: &Evidence) -> Vec<String> {
    use crate::model::Input;
    let inputs = evidence.scenario.inputs.iter().map(|input| match input {
        Input::Generated(generator) => format!("{}: {}", generator.name(), generator.about()),
        Input::Command(_) => "made by a command of the scenario".to_string(),
    });
    inputs.collect()
}

/// A failed trial, as it follows "the target".
pub(crate) fn failure(failure: &Failure) -> String {
    let said = |words: &str| match words.lines().rev().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => format!(": {}", text::short(line, 300)),
        None => String::new(),
    };
    match failure {
        Failure::NotStarted { reason } => format!("could not be started{}", said(reason)),
        Failure::Exit { code: 1, stderr } if stderr.trim().is_empty() => "exited with code 1 and no message; where \
            that is an answer, as it is of grep and diff, -i (ignore_failure = true) measures it all the same"
            .to_string(),
        Failure::Exit { code, stderr } => format!("exited with code {code}{}", said(stderr)),
        Failure::Signal { signal, stderr } => format!("was ended by signal {signal}{}", said(stderr)),
        Failure::TimedOut { after } => format!("did not end within {}", human_seconds(after.as_secs_f64())),
        Failure::OutOfMemory { limit } => format!("needed more memory than {}", human_bytes(*limit as f64)),
        Failure::TooMuchOutput { limit } => format!("wrote more than {}", human_bytes(*limit as f64)),
        Failure::TooManyProcesses { limit } => format!("started more than {limit} processes"),
        Failure::WrongOutput { reason } => format!("gave a wrong answer{}", said(reason)),
        Failure::Raised { reason } => format!("failed{}", said(reason)),
        Failure::Protocol { reason } => format!("could not be called{}", said(reason)),
        Failure::Hook { phase, reason } => format!("was not run: {} failed{}", text::short(phase, 40), said(reason)),
    }
}

/// What would decide an undecided verdict: `count io.read_bytes, about 14 s`.
pub(crate) fn forecast(forecast: &Forecast) -> String {
    let time = forecast.seconds.filter(|s| s.is_finite() && *s > 0.0);
    let time = time.map_or(String::new(), |seconds| format!(" (about {})", human_seconds(seconds)));
    let name = text::short(forecast.metric.name(), 40);
    match (forecast.size, &forecast.instead) {
        (Some(n), Some(other)) => {
            format!("{name}: reach n = {}{time}, or declare {} instead", size(n), text::short(other.name(), 40))
        }
        (Some(n), None) => format!("{name}: reach n = {}{time}", size(n)),
        (None, Some(Metric::Counter(counter))) => format!(
            "{name}: let the target count its {0} (a line `{0} 123` in $SCALECHECK_COUNTERS) and declare them{time}",
            text::short(counter, 40)
        ),
        (None, Some(other)) => format!("{name}: measure {} instead{time}", text::short(other.name(), 40)),
        (None, None) if time.is_empty() => format!("{name}: more runs on a quieter machine"),
        (None, None) => format!("{name}: more runs at the same sizes{time}"),
    }
}

/// What to do now, as one would say it to a colleague.
pub(crate) fn next_steps(evidence: &Evidence) -> Vec<String> {
    match evidence.outcome.ruling {
        _ if evidence.stop == Stop::Interrupted => Vec::new(),
        Ruling::Broken | Ruling::Met | Ruling::Undecided => vec![super::command::save(&evidence.scenario)],
        Ruling::Failed | Ruling::Skipped => Vec::new(),
    }
}

/// The doubts that matter beside an answer, each once, with what to do; what is extrapolated says so where it stands.
pub(crate) fn notes(evidence: &Evidence) -> Vec<String> {
    let of_fits = evidence.fits.iter().flat_map(|fit| {
        let name = if evidence.fits.len() > 1 { format!("{}: ", series_name(&fit.series)) } else { String::new() };
        fit.caveats.iter().map(move |caveat| (name.clone(), caveat))
    });
    let of_run = evidence.caveats.iter().map(|caveat| (String::new(), caveat));
    let mut told: Vec<&str> = Vec::new();
    let mut notes = Vec::new();
    for (name, caveat) in of_run.chain(of_fits).filter(|(_, c)| c.kind != CaveatKind::Extrapolated) {
        if !told.contains(&caveat.text.as_str()) {
            told.push(&caveat.text);
            let words = text::short(caveat.text.trim_end_matches('.'), 300);
            notes.push(format!("{name}{words}. {}", caveat.kind.advice()));
        }
    }
    notes
}
