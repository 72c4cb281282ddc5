//! A run over many scenarios in one folder: what is loaded, kept, taken up again and written.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use signal_hook::consts::{SIGHUP, TERM_SIGNALS};

use super::folders::{cache, scratch};
use super::pace::{Expected, Pace};
use super::progress::Progress;
use super::{screen, usage};
use crate::archive::{self, Header, Journal, Lock};
use crate::model::{Evidence, Record, Scenario, Stop};
use crate::pipeline::{self, Start};
use crate::platform::{HeldFolder, facts};
use crate::scenario::{self, Overrides};
use crate::{measure, report};

/// Every scenario below the paths whose name holds one of the filters; all faults of all files at once.
pub(super) fn load_all(paths: &[PathBuf], filters: &[String], overrides: &Overrides) -> anyhow::Result<Vec<Scenario>> {
    let found = scenario::discover(paths, filters).map_err(|error| usage(error.to_string()))?;
    let (mut scenarios, mut faults) = (Vec::new(), Vec::new());
    for found in found {
        match scenario::load(&found.path, &found.name, overrides) {
            Ok(scenario) => scenarios.push(scenario),
            Err(error) => faults.push(error.render(screen::stderr_color()).trim_end().to_string()),
        }
    }
    if faults.is_empty() {
        return Ok(scenarios);
    }
    screen::say(&faults.join("\n\n"));
    Err(usage("nothing was run: mend the scenario files above"))
}

/// Set when the user wants to end: by Ctrl-C, a polite kill, or a terminal that is closed. A second one ends at once.
pub(super) fn interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let interrupt = Arc::new(AtomicBool::new(false));
    // Under `nohup` a terminal may close and the run goes on.
    let hangup = (!facts::is_ignored(SIGHUP)).then_some(SIGHUP);
    for signal in TERM_SIGNALS.iter().copied().chain(hangup) {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&interrupt))?;
        signal_hook::flag::register(signal, Arc::clone(&interrupt))?;
    }
    Ok(interrupt)
}

/// The output folder of one run, held against other runs.
pub(super) struct Session {
    out: PathBuf,
    started: String,
    resume: bool,
    interrupt: Arc<AtomicBool>,
    scratch: HeldFolder,
    _lock: Lock,
}

impl Session {
    /// Takes hold of the output folder, before anything is measured.
    pub(super) fn open(out: &Path, scenarios: &[Scenario], resume: bool) -> anyhow::Result<Session> {
        if out.as_os_str() == "-" {
            return Err(usage("--out - is no folder: for results on stdout leave --out away, or take --format json"));
        }
        let interrupt = interrupt()?;
        let lock = Lock::take(out)?;
        let before = if resume { began(out, scenarios)? } else { None };
        let started = before.unwrap_or_else(measure::now);
        let scratch = scratch()?;
        Ok(Session { out: out.to_path_buf(), started, resume, interrupt, scratch, _lock: lock })
    }

    /// What the scenarios are expected to take: as long as in the last run into this folder.
    pub(super) fn pace(&self, scenarios: &[Scenario]) -> Pace {
        let last = |scenario: &Scenario| {
            let evidence = archive::load(&archive::folder_of(&self.out, &scenario.name).ok()?).ok()?;
            (evidence.scenario.hash == scenario.hash).then_some(evidence.elapsed)
        };
        Pace::new(scenarios.iter().map(|scenario| Expected::of(scenario, last(scenario))).collect())
    }

    /// Measures one scenario, or takes what this run has measured already; writes its evidence and report.
    pub(super) fn measure(&self, scenario: &Scenario, progress: &mut Progress) -> anyhow::Result<Evidence> {
        let folder = archive::folder_of(&self.out, &scenario.name)?;
        if let Some(evidence) = self.measured_before(scenario, &folder) {
            return Ok(evidence);
        }
        if pipeline::lacks(scenario).is_some() {
            return measure_only(scenario, progress);
        }
        let (mut journal, record) = self.journal(scenario, &folder)?;
        let workspace = tempfile::tempdir_in(self.scratch.path()).context("can't make a scratch folder")?;
        let cache = cache();
        let start = Start {
            workspace: workspace.path(),
            cache: cache.as_deref(),
            record,
            started: self.started.clone(),
            interrupt: Arc::clone(&self.interrupt),
        };
        let evidence = pipeline::watched(scenario, start, &mut progress.watch(scenario, Some(&mut journal)))?;
        match evidence.stop {
            Stop::Interrupted => {}
            // That nothing could be measured is told too: else the evidence of an earlier run would pass for this one's.
            _ => {
                archive::save(&folder, &evidence)?;
                write_report(&folder, &archive::masked(&evidence))?;
                journal.finish()?;
            }
        }
        Ok(archive::masked(&evidence))
    }

    /// Evidence that this very run, resumed, has finished before it was interrupted.
    fn measured_before(&self, scenario: &Scenario, folder: &Path) -> Option<Evidence> {
        let evidence = self.resume.then(|| archive::load(folder).ok()).flatten()?;
        (evidence.scenario.hash == scenario.hash && evidence.started == self.started).then_some(evidence)
    }

    fn journal(&self, scenario: &Scenario, folder: &Path) -> anyhow::Result<(Journal, Record)> {
        if self.resume
            && let Some(resumed) = Journal::resume(folder, scenario)?
        {
            return Ok((resumed.journal, resumed.record));
        }
        let header = Header {
            scenario: scenario.clone(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            started: self.started.clone(),
            machine: measure::machine(scenario),
            memory_floor: 0,
        };
        Ok((Journal::create(folder, &header)?, Record::default()))
    }

    /// The reports over all scenarios.
    pub(super) fn write_summary(&self, evidence: &[Evidence]) -> anyhow::Result<()> {
        write_summary(&self.out, evidence)
    }
}

/// When the run that is to go on began: as its journal says, or, had it ended between two scenarios, its last evidence.
fn began(out: &Path, scenarios: &[Scenario]) -> anyhow::Result<Option<String>> {
    let mut last = None;
    for scenario in scenarios {
        let folder = archive::folder_of(out, &scenario.name)?;
        if let Some(resumed) = Journal::resume(&folder, scenario)? {
            return Ok(Some(resumed.header.started));
        }
        last = last.max(archive::load(&folder).ok().map(|evidence| evidence.started));
    }
    Ok(last)
}

/// report.html, junit.xml and results.sarif.
pub(super) fn write_summary(out: &Path, evidence: &[Evidence]) -> anyhow::Result<()> {
    for (name, text) in summary_files(evidence) {
        archive::write_whole(&out.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// The files over all scenarios, by name.
pub(super) fn summary_files(evidence: &[Evidence]) -> Vec<(&'static str, String)> {
    vec![
        ("report.html", report::html(evidence)),
        ("junit.xml", report::junit(evidence)),
        ("results.sarif", report::sarif(evidence)),
    ]
}

/// The files of one scenario, by name: report.md and its plots.
pub(super) fn report_files(evidence: &Evidence) -> Vec<(String, String)> {
    let mut files = vec![("report.md".to_string(), report::markdown(evidence))];
    files.extend(report::plots(evidence));
    files
}

/// Writes report.md and its plots beside the evidence.
pub(super) fn write_report(folder: &Path, evidence: &Evidence) -> anyhow::Result<()> {
    for (name, text) in report_files(evidence) {
        archive::write_whole(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// Measures one scenario without keeping anything on disk.
pub(super) fn measure_only(scenario: &Scenario, progress: &mut Progress) -> anyhow::Result<Evidence> {
    let workspace = scratch()?;
    let cache = cache();
    let start = Start {
        workspace: workspace.path(),
        cache: cache.as_deref(),
        record: Record::default(),
        started: measure::now(),
        interrupt: interrupt()?,
    };
    Ok(pipeline::watched(scenario, start, &mut progress.watch(scenario, None))?)
}
