//! The scenario on disk.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Bytes, Check, ClockChoice, CommandInput, Expectation, Generator, Hooks, Input, Limit, Scale, Scenario, Settings,
    Sizes, Template,
};

use super::leaf::{Nanos, Num, WireClass, WireMetric, WireSize, each};
use super::target::WireTarget;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireScenario {
    name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    tried: bool,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    folder: String,
    needs: Vec<String>,
    target: WireTarget,
    inputs: Vec<WireInput>,
    seed: u64,
    sizes: WireSizes,
    hooks: WireHooks,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<WireCheck>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counters: BTreeMap<String, String>,
    expect: Vec<WireExpectation>,
    limits: Vec<WireLimit>,
    expect_broken: Vec<WireMetric>,
    scale: WireScale,
    settings: WireSettings,
    redact: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireInput {
    Generate(String),
    Command { argv: Vec<String>, shell: bool },
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireSizes {
    Range(WireSize, WireSize),
    List(Vec<WireSize>),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireHooks {
    #[serde(skip_serializing_if = "Option::is_none")]
    setup: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prepare: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conclude: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cleanup: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireCheck {
    Output(String),
    File(String),
    Command(String),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireExpectation {
    metric: WireMetric,
    class: WireClass,
    tight: bool,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireLimit {
    metric: WireMetric,
    at: WireSize,
    max: Num,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireScale {
    #[serde(skip_serializing_if = "Option::is_none")]
    development: Option<WireSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    production: Option<WireSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peak: Option<WireSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_budget_ns: Option<Nanos>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_budget: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct WireSettings {
    budget_ns: Nanos,
    timeout_ns: Nanos,
    #[serde(skip_serializing_if = "Option::is_none")]
    rounds: Option<u32>,
    warmup: u32,
    clock: WireClock,
    strict: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_limit: Option<u64>,
    output_limit: u64,
    process_limit: u32,
    disk_limit: u64,
    ignore_failure: bool,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    settle: bool,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum WireClock {
    Auto,
    Cpu,
    Wall,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_yes(value: &bool) -> bool {
    *value
}

pub(super) fn texts(templates: &[Template]) -> Vec<String> {
    each(templates, |template| template.0.clone())
}

pub(super) fn templates(texts: Vec<String>) -> Vec<Template> {
    texts.into_iter().map(Template).collect()
}

impl WireScenario {
    pub(crate) fn of(scenario: &Scenario) -> WireScenario {
        WireScenario {
            name: scenario.name.clone(),
            tried: scenario.tried,
            hash: scenario.hash.clone(),
            about: scenario.about.clone(),
            location: scenario.location.clone(),
            fix: scenario.fix.clone(),
            folder: scenario.folder.to_string_lossy().into_owned(),
            needs: scenario.needs.clone(),
            target: WireTarget::of(&scenario.target),
            inputs: each(&scenario.inputs, WireInput::of),
            seed: scenario.seed,
            sizes: WireSizes::of(&scenario.sizes),
            hooks: WireHooks::of(&scenario.hooks),
            check: scenario.check.as_ref().map(WireCheck::of),
            counters: scenario.counters.clone(),
            expect: each(&scenario.expect, WireExpectation::of),
            limits: each(&scenario.limits, WireLimit::of),
            expect_broken: each(&scenario.expect_broken, |metric| WireMetric(metric.clone())),
            scale: WireScale::of(&scenario.scale),
            settings: WireSettings::of(&scenario.settings),
            redact: scenario.redact.clone(),
        }
    }

    pub(crate) fn into_model(self) -> Result<Scenario, String> {
        Ok(Scenario {
            name: self.name,
            tried: self.tried,
            about: self.about,
            location: self.location,
            fix: self.fix,
            folder: self.folder.into(),
            needs: self.needs,
            target: self.target.into_model()?,
            inputs: self.inputs.into_iter().map(WireInput::into_model).collect::<Result<_, _>>()?,
            seed: self.seed,
            sizes: self.sizes.into_model(),
            hooks: self.hooks.into_model(),
            check: self.check.map(WireCheck::into_model),
            counters: self.counters,
            expect: self.expect.into_iter().map(WireExpectation::into_model).collect(),
            limits: self.limits.into_iter().map(WireLimit::into_model).collect(),
            expect_broken: self.expect_broken.into_iter().map(|metric| metric.0).collect(),
            scale: self.scale.into_model(),
            settings: self.settings.into_model(),
            redact: self.redact,
            hash: self.hash,
        })
    }
}

impl WireInput {
    fn of(input: &Input) -> WireInput {
        match input {
            Input::Generated(generator) => WireInput::Generate(generator.name().to_string()),
            Input::Command(command) => WireInput::Command { argv: texts(&command.argv), shell: command.shell },
        }
    }

    fn into_model(self) -> Result<Input, String> {
        match self {
            WireInput::Generate(name) => {
                Generator::named(&name).map(Input::Generated).ok_or_else(|| format!("unknown generator `{name}`"))
            }
            WireInput::Command { argv, shell } => Ok(Input::Command(CommandInput { argv: templates(argv), shell })),
        }
    }
}

impl WireSizes {
    fn of(sizes: &Sizes) -> WireSizes {
        match sizes {
            Sizes::Range { from, to } => WireSizes::Range(WireSize(*from), WireSize(*to)),
            Sizes::List(list) => WireSizes::List(each(list, |size| WireSize(*size))),
        }
    }

    fn into_model(self) -> Sizes {
        match self {
            WireSizes::Range(from, to) => Sizes::Range { from: from.0, to: to.0 },
            WireSizes::List(list) => Sizes::List(list.into_iter().map(|size| size.0).collect()),
        }
    }
}

impl WireHooks {
    fn of(hooks: &Hooks) -> WireHooks {
        let Hooks { setup, prepare, conclude, cleanup } = hooks.clone();
        WireHooks { setup, prepare, conclude, cleanup }
    }

    fn into_model(self) -> Hooks {
        let WireHooks { setup, prepare, conclude, cleanup } = self;
        Hooks { setup, prepare, conclude, cleanup }
    }
}

impl WireCheck {
    fn of(check: &Check) -> WireCheck {
        match check {
            Check::Output(template) => WireCheck::Output(template.0.clone()),
            Check::File(template) => WireCheck::File(template.0.clone()),
            Check::Command(template) => WireCheck::Command(template.0.clone()),
        }
    }

    fn into_model(self) -> Check {
        match self {
            WireCheck::Output(text) => Check::Output(Template(text)),
            WireCheck::File(text) => Check::File(Template(text)),
            WireCheck::Command(text) => Check::Command(Template(text)),
        }
    }
}

impl WireExpectation {
    fn of(expectation: &Expectation) -> WireExpectation {
        let Expectation { metric, class, tight } = expectation;
        WireExpectation { metric: WireMetric(metric.clone()), class: WireClass(*class), tight: *tight }
    }

    fn into_model(self) -> Expectation {
        Expectation { metric: self.metric.0, class: self.class.0, tight: self.tight }
    }
}

impl WireLimit {
    fn of(limit: &Limit) -> WireLimit {
        WireLimit { metric: WireMetric(limit.metric.clone()), at: WireSize(limit.at), max: Num(limit.max) }
    }

    fn into_model(self) -> Limit {
        Limit { metric: self.metric.0, at: self.at.0, max: self.max.0 }
    }
}

impl WireScale {
    fn of(scale: &Scale) -> WireScale {
        WireScale {
            development: scale.development.map(WireSize),
            production: scale.production.map(WireSize),
            peak: scale.peak.map(WireSize),
            time_budget_ns: scale.time_budget.map(Nanos::of),
            memory_budget: scale.memory_budget.map(|bytes| bytes.0),
        }
    }

    fn into_model(self) -> Scale {
        Scale {
            development: self.development.map(|size| size.0),
            production: self.production.map(|size| size.0),
            peak: self.peak.map(|size| size.0),
            time_budget: self.time_budget_ns.map(Nanos::duration),
            memory_budget: self.memory_budget.map(Bytes),
        }
    }
}

impl WireSettings {
    fn of(settings: &Settings) -> WireSettings {
        WireSettings {
            budget_ns: Nanos::of(settings.budget),
            timeout_ns: Nanos::of(settings.timeout),
            rounds: settings.rounds,
            warmup: settings.warmup,
            clock: match settings.clock {
                ClockChoice::Auto => WireClock::Auto,
                ClockChoice::Cpu => WireClock::Cpu,
                ClockChoice::Wall => WireClock::Wall,
            },
            strict: settings.strict,
            memory_limit: settings.memory_limit.map(|bytes| bytes.0),
            output_limit: settings.output_limit.0,
            process_limit: settings.process_limit,
            disk_limit: settings.disk_limit.0,
            ignore_failure: settings.ignore_failure,
            settle: settings.settle,
        }
    }

    fn into_model(self) -> Settings {
        Settings {
            budget: self.budget_ns.duration(),
            timeout: self.timeout_ns.duration(),
            rounds: self.rounds,
            warmup: self.warmup,
            clock: match self.clock {
                WireClock::Auto => ClockChoice::Auto,
                WireClock::Cpu => ClockChoice::Cpu,
                WireClock::Wall => ClockChoice::Wall,
            },
            strict: self.strict,
            memory_limit: self.memory_limit.map(Bytes),
            output_limit: Bytes(self.output_limit),
            process_limit: self.process_limit,
            disk_limit: Bytes(self.disk_limit),
            ignore_failure: self.ignore_failure,
            settle: self.settle,
        }
    }
}
