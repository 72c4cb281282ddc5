//! The whole evidence on disk. The fields' order is the file's.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::plausible;
use crate::model::{Evidence, Stop};

use super::finding::WireFinding;
use super::fit::{WireCaveat, WireFit};
use super::leaf::{Nanos, WireMetric, each};
use super::record::{WireRow, WireSample, WireTable};
use super::run::WireMachine;
use super::scenario::WireScenario;
use super::verdict::{WireForecast, WireLimitVerdict, WireOutcome, WireVerdict};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireEvidence {
    version: String,
    started: String,
    outcome: WireOutcome,
    scenario: WireScenario,
    machine: WireMachine,
    memory_floor: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    surroundings: BTreeMap<String, String>,
    stop: WireStop,
    elapsed_ns: Nanos,
    target_time_ns: Nanos,
    columns: Vec<WireMetric>,
    reasons: Vec<String>,
    samples: Vec<WireRow>,
    /// Samples of the passes that only count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counted: Vec<WireSample>,
    verdicts: Vec<WireVerdict>,
    limits: Vec<WireLimitVerdict>,
    findings: Vec<WireFinding>,
    forecast: Vec<WireForecast>,
    caveats: Vec<WireCaveat>,
    fits: Vec<WireFit>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WireStop {
    Decided,
    RoundsDone,
    BudgetSpent,
    Hopeless,
    TooFewSizes,
    Interrupted,
    NotMeasured,
}

impl WireEvidence {
    pub(crate) fn of(evidence: &Evidence) -> WireEvidence {
        let table = WireTable::of(&evidence.record);
        WireEvidence {
            version: evidence.version.clone(),
            started: evidence.started.clone(),
            outcome: WireOutcome::of(&evidence.outcome),
            scenario: WireScenario::of(&evidence.scenario),
            machine: WireMachine::of(&evidence.machine),
            memory_floor: evidence.memory_floor,
            surroundings: evidence.surroundings.clone(),
            stop: WireStop::of(evidence.stop),
            elapsed_ns: Nanos::of(evidence.elapsed),
            target_time_ns: Nanos::of(evidence.target_time),
            columns: table.columns,
            reasons: table.reasons,
            samples: table.rows,
            counted: each(&evidence.record.counted, WireSample::of_counted),
            verdicts: each(&evidence.verdicts, WireVerdict::of),
            limits: each(&evidence.limits, WireLimitVerdict::of),
            findings: each(&evidence.findings, WireFinding::of),
            forecast: each(&evidence.forecast, WireForecast::of),
            caveats: each(&evidence.caveats, WireCaveat::of),
            fits: each(&evidence.fits, WireFit::of),
        }
    }

    pub(crate) fn into_model(self) -> Result<Evidence, String> {
        let table = WireTable { columns: self.columns, reasons: self.reasons, rows: self.samples };
        let mut record = table.into_model()?;
        let scenario = self.scenario.into_model()?;
        record.samples.iter().try_for_each(|sample| plausible::check(&scenario, sample))?;
        self.counted.into_iter().try_for_each(|sample| sample.add_to(&mut record, &scenario))?;
        Ok(Evidence {
            scenario,
            version: self.version,
            started: self.started,
            machine: self.machine.into_model(),
            memory_floor: self.memory_floor,
            surroundings: self.surroundings,
            record,
            stop: self.stop.into_model(),
            elapsed: self.elapsed_ns.duration(),
            target_time: self.target_time_ns.duration(),
            fits: self.fits.into_iter().map(WireFit::into_model).collect::<Result<_, _>>()?,
            verdicts: self.verdicts.into_iter().map(WireVerdict::into_model).collect(),
            limits: self.limits.into_iter().map(WireLimitVerdict::into_model).collect(),
            findings: self.findings.into_iter().map(WireFinding::into_model).collect(),
            outcome: self.outcome.into_model(),
            forecast: self.forecast.into_iter().map(WireForecast::into_model).collect(),
            caveats: self.caveats.into_iter().map(WireCaveat::into_model).collect::<Result<_, _>>()?,
        })
    }
}

impl WireStop {
    fn of(stop: Stop) -> WireStop {
        match stop {
            Stop::Decided => WireStop::Decided,
            Stop::RoundsDone => WireStop::RoundsDone,
            Stop::BudgetSpent => WireStop::BudgetSpent,
            Stop::Hopeless => WireStop::Hopeless,
            Stop::TooFewSizes => WireStop::TooFewSizes,
            Stop::Interrupted => WireStop::Interrupted,
            Stop::NotMeasured => WireStop::NotMeasured,
        }
    }

    fn into_model(self) -> Stop {
        match self {
            WireStop::Decided => Stop::Decided,
            WireStop::RoundsDone => Stop::RoundsDone,
            WireStop::BudgetSpent => Stop::BudgetSpent,
            WireStop::Hopeless => Stop::Hopeless,
            WireStop::TooFewSizes => Stop::TooFewSizes,
            WireStop::Interrupted => Stop::Interrupted,
            WireStop::NotMeasured => Stop::NotMeasured,
        }
    }
}
