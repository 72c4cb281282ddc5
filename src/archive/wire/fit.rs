//! Series and fits on disk.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Caveat, CaveatKind, Censored, Clock, Fit, FitPoint, Formula, Missing, Mode, Physics, Point, Regime, RegimeKind,
    Rival, Series, Threshold,
};

use super::leaf::{Num, WireBasis, WireClass, WireEstimate, WireInterval, WireMetric, each};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireFit {
    series: WireSeries,
    class: WireClass,
    plausible: Vec<WireClass>,
    confidence: Num,
    posterior: Vec<(WireClass, Num)>,
    exponent: WireInterval,
    formula: WireFormula,
    points: Vec<WirePoint>,
    curve: Vec<WireEstimate>,
    rivals: Vec<WireRival>,
    regimes: Vec<WireRegime>,
    predictions: Vec<WireEstimate>,
    thresholds: Vec<WireThreshold>,
    gains: Vec<Num>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<(WireClass, Num)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    disturbed: Vec<Num>,
    caveats: Vec<WireCaveat>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireSeries {
    metric: WireMetric,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    mode: WireMode,
    clock: WireClock,
    points: Vec<(Num, Vec<Num>)>,
    censored: Vec<(Num, Num)>,
    quantum: Num,
    floor: Num,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
    /// One second in the series' unit; bytes by which the peak memory rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    physics: Option<(Num, Option<Num>)>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireMode {
    Process,
    Function,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireClock {
    Cpu,
    Wall,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireFormula {
    class: WireClass,
    fixed: Num,
    coefficient: Num,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower: Option<(WireClass, Num)>,
}

/// `[n, value, low, high, runs, residual, ratio]`
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WirePoint(Num, Num, Num, Num, usize, Num, Num);

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireRival {
    class: WireClass,
    probability: Num,
    curve: Vec<(Num, Num)>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireRegime {
    kind: WireRegimeKind,
    n: Num,
    change: Num,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireRegimeKind {
    Step,
    Break,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireThreshold {
    budget: Num,
    n: Option<WireInterval>,
    basis: WireBasis,
    safe_up_to: Num,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireCaveat {
    kind: String,
    text: String,
}

impl WireFit {
    pub(crate) fn of(fit: &Fit) -> WireFit {
        WireFit {
            series: WireSeries::of(&fit.series),
            class: WireClass(fit.class),
            plausible: each(&fit.plausible, |class| WireClass(*class)),
            confidence: Num(fit.confidence),
            posterior: each(&fit.posterior, |(class, probability)| (WireClass(*class), Num(*probability))),
            exponent: WireInterval::of(fit.exponent),
            formula: WireFormula::of(&fit.formula),
            points: each(&fit.points, WirePoint::of),
            curve: each(&fit.curve, WireEstimate::of),
            rivals: each(&fit.rivals, WireRival::of),
            regimes: each(&fit.regimes, WireRegime::of),
            predictions: each(&fit.predictions, WireEstimate::of),
            thresholds: each(&fit.thresholds, WireThreshold::of),
            gains: each(&fit.gains, |gain| Num(*gain)),
            hidden: each(&fit.hidden, |(class, most)| (WireClass(*class), Num(*most))),
            disturbed: each(&fit.disturbed, |n| Num(*n)),
            caveats: each(&fit.caveats, WireCaveat::of),
        }
    }

    pub(crate) fn into_model(self) -> Result<Fit, String> {
        Ok(Fit {
            series: self.series.into_model(),
            class: self.class.0,
            plausible: self.plausible.into_iter().map(|class| class.0).collect(),
            confidence: self.confidence.0,
            posterior: self.posterior.into_iter().map(|(class, probability)| (class.0, probability.0)).collect(),
            exponent: self.exponent.into_model(),
            formula: self.formula.into_model(),
            points: self.points.into_iter().map(WirePoint::into_model).collect(),
            curve: self.curve.into_iter().map(WireEstimate::into_model).collect(),
            rivals: self.rivals.into_iter().map(WireRival::into_model).collect(),
            regimes: self.regimes.into_iter().map(WireRegime::into_model).collect(),
            predictions: self.predictions.into_iter().map(WireEstimate::into_model).collect(),
            thresholds: self.thresholds.into_iter().map(WireThreshold::into_model).collect(),
            gains: self.gains.into_iter().map(|gain| gain.0).collect(),
            hidden: self.hidden.into_iter().map(|(class, most)| (class.0, most.0)).collect(),
            disturbed: self.disturbed.into_iter().map(|n| n.0).collect(),
            caveats: self.caveats.into_iter().map(WireCaveat::into_model).collect::<Result<_, _>>()?,
        })
    }
}

impl WireSeries {
    fn of(series: &Series) -> WireSeries {
        WireSeries {
            metric: WireMetric(series.metric.clone()),
            input: series.input.clone(),
            mode: match series.mode {
                Mode::Process => WireMode::Process,
                Mode::Function => WireMode::Function,
            },
            clock: match series.clock {
                Clock::Cpu => WireClock::Cpu,
                Clock::Wall => WireClock::Wall,
            },
            points: each(&series.points, |point| (Num(point.n), each(&point.values, |value| Num(*value)))),
            censored: each(&series.censored, |censored| (Num(censored.n), Num(censored.at_least))),
            quantum: Num(series.quantum),
            floor: Num(series.floor),
            missing: series.missing.as_ref().map(|missing| missing.0.clone()),
            physics: series.physics.map(|physics| (Num(physics.second), physics.footprint.map(Num))),
        }
    }

    fn into_model(self) -> Series {
        let point = |(n, values): (Num, Vec<Num>)| Point { n: n.0, values: values.iter().map(|v| v.0).collect() };
        Series {
            metric: self.metric.0,
            input: self.input,
            mode: match self.mode {
                WireMode::Process => Mode::Process,
                WireMode::Function => Mode::Function,
            },
            clock: match self.clock {
                WireClock::Cpu => Clock::Cpu,
                WireClock::Wall => Clock::Wall,
            },
            points: self.points.into_iter().map(point).collect(),
            censored: self.censored.into_iter().map(|(n, least)| Censored { n: n.0, at_least: least.0 }).collect(),
            quantum: self.quantum.0,
            floor: self.floor.0,
            missing: self.missing.map(Missing),
            physics: self.physics.map(|(second, footprint)| {
                let footprint = footprint.map(|bytes| bytes.0);
                Physics { second: second.0, footprint }
            }),
        }
    }
}

impl WireFormula {
    fn of(formula: &Formula) -> WireFormula {
        WireFormula {
            class: WireClass(formula.class),
            fixed: Num(formula.fixed),
            coefficient: Num(formula.coefficient),
            lower: formula.lower.map(|(class, coefficient)| (WireClass(class), Num(coefficient))),
        }
    }

    fn into_model(self) -> Formula {
        Formula {
            class: self.class.0,
            fixed: self.fixed.0,
            coefficient: self.coefficient.0,
            lower: self.lower.map(|(class, coefficient)| (class.0, coefficient.0)),
        }
    }
}

impl WirePoint {
    fn of(p: &FitPoint) -> WirePoint {
        WirePoint(Num(p.n), Num(p.value), Num(p.low), Num(p.high), p.runs, Num(p.residual), Num(p.ratio))
    }

    fn into_model(self) -> FitPoint {
        let WirePoint(n, value, low, high, runs, residual, ratio) = self;
        FitPoint { n: n.0, value: value.0, low: low.0, high: high.0, runs, residual: residual.0, ratio: ratio.0 }
    }
}

impl WireRival {
    fn of(rival: &Rival) -> WireRival {
        let curve = each(&rival.curve, |(n, value)| (Num(*n), Num(*value)));
        WireRival { class: WireClass(rival.class), probability: Num(rival.probability), curve }
    }

    fn into_model(self) -> Rival {
        let curve = self.curve.into_iter().map(|(n, value)| (n.0, value.0)).collect();
        Rival { class: self.class.0, probability: self.probability.0, curve }
    }
}

impl WireRegime {
    fn of(regime: &Regime) -> WireRegime {
        let kind = match regime.kind {
            RegimeKind::Step => WireRegimeKind::Step,
            RegimeKind::Break => WireRegimeKind::Break,
        };
        WireRegime { kind, n: Num(regime.n), change: Num(regime.change) }
    }

    fn into_model(self) -> Regime {
        let kind = match self.kind {
            WireRegimeKind::Step => RegimeKind::Step,
            WireRegimeKind::Break => RegimeKind::Break,
        };
        Regime { kind, n: self.n.0, change: self.change.0 }
    }
}

impl WireThreshold {
    pub(crate) fn of(threshold: &Threshold) -> WireThreshold {
        WireThreshold {
            budget: Num(threshold.budget),
            n: threshold.n.map(WireInterval::of),
            basis: WireBasis(threshold.basis),
            safe_up_to: Num(threshold.safe_up_to),
        }
    }

    pub(crate) fn into_model(self) -> Threshold {
        Threshold {
            budget: self.budget.0,
            n: self.n.map(WireInterval::into_model),
            basis: self.basis.0,
            safe_up_to: self.safe_up_to.0,
        }
    }
}

impl WireCaveat {
    pub(crate) fn of(caveat: &Caveat) -> WireCaveat {
        WireCaveat { kind: caveat.kind.name().to_string(), text: caveat.text.clone() }
    }

    pub(crate) fn into_model(self) -> Result<Caveat, String> {
        let kind = CaveatKind::ALL.iter().copied().find(|kind| kind.name() == self.kind);
        let kind = kind.ok_or_else(|| format!("unknown caveat `{}`", self.kind))?;
        Ok(Caveat { kind, text: self.text })
    }
}
