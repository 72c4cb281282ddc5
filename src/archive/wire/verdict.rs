//! Verdicts on disk.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Because, Doubt, Forecast, LimitVerdict, Outcome, Ruling, Verdict};

use super::leaf::{Num, WireClass, WireEstimate, WireInterval, WireMetric};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireVerdict {
    metric: WireMetric,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    declared: WireClass,
    tight: bool,
    strict: bool,
    ruling: WireRuling,
    because: WireBecause,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireRuling {
    Met,
    Skipped,
    Undecided,
    Failed,
    Broken,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireBecause {
    Posterior {
        above: Num,
        below: Num,
        class: WireClass,
        exponent: WireInterval,
        sizes: (Num, Num),
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doubt: Option<WireDoubt>,
    },
    Settled {
        by: WireMetric,
        class: WireClass,
        above: Num,
        up_to: Num,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pace: Option<(Num, Num)>,
    },
    Unmeasured(String),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum WireDoubt {
    FillingUp,
    HardlyGrows,
    NoWork { seconds: Num },
    MemoryHierarchy { seconds: Num, rise: Num },
    GivenUp { n: Num, at_least: Num },
    RisingTail { from: Num, rise: Num },
    Nothing { n: Num, foretold: Num },
    LargestAlone { n: Num },
    Remembers { n: Num, first: Num, later: Num },
    WithinOne,
    Threshold { from: Num },
    Beside { class: WireClass, share: Num },
    Hidden { class: WireClass, seconds: Num },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireLimitVerdict {
    metric: WireMetric,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    at: Num,
    max: Num,
    ruling: WireRuling,
    estimate: Option<WireEstimate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireOutcome {
    ruling: WireRuling,
    satisfied: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireForecast {
    metric: WireMetric,
    size: Option<Num>,
    seconds: Option<Num>,
    instead: Option<WireMetric>,
}

impl WireRuling {
    fn of(ruling: Ruling) -> WireRuling {
        match ruling {
            Ruling::Met => WireRuling::Met,
            Ruling::Skipped => WireRuling::Skipped,
            Ruling::Undecided => WireRuling::Undecided,
            Ruling::Failed => WireRuling::Failed,
            Ruling::Broken => WireRuling::Broken,
        }
    }

    fn into_model(self) -> Ruling {
        match self {
            WireRuling::Met => Ruling::Met,
            WireRuling::Skipped => Ruling::Skipped,
            WireRuling::Undecided => Ruling::Undecided,
            WireRuling::Failed => Ruling::Failed,
            WireRuling::Broken => Ruling::Broken,
        }
    }
}

impl WireVerdict {
    pub(crate) fn of(verdict: &Verdict) -> WireVerdict {
        WireVerdict {
            metric: WireMetric(verdict.metric.clone()),
            input: verdict.input.clone(),
            declared: WireClass(verdict.declared),
            tight: verdict.tight,
            strict: verdict.strict,
            ruling: WireRuling::of(verdict.ruling),
            because: WireBecause::of(&verdict.because),
        }
    }

    pub(crate) fn into_model(self) -> Verdict {
        Verdict {
            metric: self.metric.0,
            input: self.input,
            declared: self.declared.0,
            tight: self.tight,
            strict: self.strict,
            ruling: self.ruling.into_model(),
            because: self.because.into_model(),
        }
    }
}

impl WireBecause {
    fn of(because: &Because) -> WireBecause {
        match because {
            Because::Posterior { above, below, class, exponent, sizes, doubt } => WireBecause::Posterior {
                above: Num(*above),
                below: Num(*below),
                class: WireClass(*class),
                exponent: WireInterval::of(*exponent),
                sizes: (Num(sizes.0), Num(sizes.1)),
                doubt: doubt.map(WireDoubt::of),
            },
            Because::Settled { by, class, above, up_to, pace } => WireBecause::Settled {
                by: WireMetric(by.clone()),
                class: WireClass(*class),
                above: Num(*above),
                up_to: Num(*up_to),
                pace: pace.map(|(least, last)| (Num(least), Num(last))),
            },
            Because::Unmeasured(reason) => WireBecause::Unmeasured(reason.clone()),
        }
    }

    fn into_model(self) -> Because {
        match self {
            WireBecause::Posterior { above, below, class, exponent, sizes, doubt } => Because::Posterior {
                above: above.0,
                below: below.0,
                class: class.0,
                exponent: exponent.into_model(),
                sizes: (sizes.0.0, sizes.1.0),
                doubt: doubt.map(WireDoubt::into_model),
            },
            WireBecause::Settled { by, class, above, up_to, pace } => Because::Settled {
                by: by.0,
                class: class.0,
                above: above.0,
                up_to: up_to.0,
                pace: pace.map(|(least, last)| (least.0, last.0)),
            },
            WireBecause::Unmeasured(reason) => Because::Unmeasured(reason),
        }
    }
}

impl WireDoubt {
    fn of(doubt: Doubt) -> WireDoubt {
        match doubt {
            Doubt::FillingUp => WireDoubt::FillingUp,
            Doubt::HardlyGrows => WireDoubt::HardlyGrows,
            Doubt::NoWork { seconds } => WireDoubt::NoWork { seconds: Num(seconds) },
            Doubt::MemoryHierarchy { seconds, rise } => {
                WireDoubt::MemoryHierarchy { seconds: Num(seconds), rise: Num(rise) }
            }
            Doubt::GivenUp { n, at_least } => WireDoubt::GivenUp { n: Num(n), at_least: Num(at_least) },
            Doubt::RisingTail { from, rise } => WireDoubt::RisingTail { from: Num(from), rise: Num(rise) },
            Doubt::Nothing { n, foretold } => WireDoubt::Nothing { n: Num(n), foretold: Num(foretold) },
            Doubt::LargestAlone { n } => WireDoubt::LargestAlone { n: Num(n) },
            Doubt::Remembers { n, first, later } => {
                WireDoubt::Remembers { n: Num(n), first: Num(first), later: Num(later) }
            }
            Doubt::WithinOne => WireDoubt::WithinOne,
            Doubt::Threshold { from } => WireDoubt::Threshold { from: Num(from) },
            Doubt::Beside { class, share } => WireDoubt::Beside { class: WireClass(class), share: Num(share) },
            Doubt::Hidden { class, seconds } => WireDoubt::Hidden { class: WireClass(class), seconds: Num(seconds) },
        }
    }

    fn into_model(self) -> Doubt {
        match self {
            WireDoubt::FillingUp => Doubt::FillingUp,
            WireDoubt::HardlyGrows => Doubt::HardlyGrows,
            WireDoubt::NoWork { seconds } => Doubt::NoWork { seconds: seconds.0 },
            WireDoubt::MemoryHierarchy { seconds, rise } => Doubt::MemoryHierarchy { seconds: seconds.0, rise: rise.0 },
            WireDoubt::GivenUp { n, at_least } => Doubt::GivenUp { n: n.0, at_least: at_least.0 },
            WireDoubt::RisingTail { from, rise } => Doubt::RisingTail { from: from.0, rise: rise.0 },
            WireDoubt::Nothing { n, foretold } => Doubt::Nothing { n: n.0, foretold: foretold.0 },
            WireDoubt::LargestAlone { n } => Doubt::LargestAlone { n: n.0 },
            WireDoubt::Remembers { n, first, later } => Doubt::Remembers { n: n.0, first: first.0, later: later.0 },
            WireDoubt::WithinOne => Doubt::WithinOne,
            WireDoubt::Threshold { from } => Doubt::Threshold { from: from.0 },
            WireDoubt::Beside { class, share } => Doubt::Beside { class: class.0, share: share.0 },
            WireDoubt::Hidden { class, seconds } => Doubt::Hidden { class: class.0, seconds: seconds.0 },
        }
    }
}

impl WireLimitVerdict {
    pub(crate) fn of(verdict: &LimitVerdict) -> WireLimitVerdict {
        WireLimitVerdict {
            metric: WireMetric(verdict.metric.clone()),
            input: verdict.input.clone(),
            at: Num(verdict.at),
            max: Num(verdict.max),
            ruling: WireRuling::of(verdict.ruling),
            estimate: verdict.estimate.as_ref().map(WireEstimate::of),
            note: verdict.note.clone(),
        }
    }

    pub(crate) fn into_model(self) -> LimitVerdict {
        LimitVerdict {
            metric: self.metric.0,
            input: self.input,
            at: self.at.0,
            max: self.max.0,
            ruling: self.ruling.into_model(),
            estimate: self.estimate.map(WireEstimate::into_model),
            note: self.note,
        }
    }
}

impl WireOutcome {
    pub(crate) fn of(outcome: &Outcome) -> WireOutcome {
        let reason = outcome.reason.clone();
        WireOutcome { ruling: WireRuling::of(outcome.ruling), satisfied: outcome.satisfied, reason }
    }

    pub(crate) fn into_model(self) -> Outcome {
        Outcome { ruling: self.ruling.into_model(), satisfied: self.satisfied, reason: self.reason }
    }
}

impl WireForecast {
    pub(crate) fn of(forecast: &Forecast) -> WireForecast {
        WireForecast {
            metric: WireMetric(forecast.metric.clone()),
            size: forecast.size.map(Num),
            seconds: forecast.seconds.map(Num),
            instead: forecast.instead.clone().map(WireMetric),
        }
    }

    pub(crate) fn into_model(self) -> Forecast {
        Forecast {
            metric: self.metric.0,
            size: self.size.map(|size| size.0),
            seconds: self.seconds.map(|seconds| seconds.0),
            instead: self.instead.map(|metric| metric.0),
        }
    }
}
