//! Layers of settings: what the command line, a profile or the file says on top of what lies below.

use std::time::Duration;

use crate::model::{Bytes, ClockChoice, Hooks, Settings, Sizes};

/// How thoroughly to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// As the scenario says.
    #[default]
    Default,
    /// An answer soon: a budget of 20 s and a timeout of 3 s where the file says nothing.
    Quick,
    /// For the night: a budget of 10 minutes and a timeout of 60 s where the file says nothing.
    Nightly,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Profile; 3] = [Profile::Default, Profile::Quick, Profile::Nightly];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Profile::Default => "default",
            Profile::Quick => "quick",
            Profile::Nightly => "nightly",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }

    pub(crate) fn built_in(self) -> Overrides {
        match self {
            Profile::Default => Overrides::default(),
            Profile::Quick => Overrides {
                budget: Some(Duration::from_secs(20)),
                timeout: Some(Duration::from_secs(3)),
                ..Overrides::default()
            },
            Profile::Nightly => Overrides {
                budget: Some(Duration::from_secs(600)),
                timeout: Some(Duration::from_secs(60)),
                ..Overrides::default()
            },
        }
    }
}

/// One layer of settings: what is `None` is left as it is below.
///
/// From weak to strong: the defaults, the built-in profile, the file, the file's `[profile.NAME]`, then this. The
/// caller has already put its command line over its environment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides {
    /// Which profile applies. Only the outermost layer's counts.
    pub profile: Profile,
    /// The sizes to measure.
    pub sizes: Option<Sizes>,
    /// Seed of the inputs and of the order of trials.
    pub seed: Option<u64>,
    /// Hooks, each on its own.
    pub hooks: Hooks,
    /// See [`Settings::budget`].
    pub budget: Option<Duration>,
    /// See [`Settings::timeout`].
    pub timeout: Option<Duration>,
    /// See [`Settings::rounds`].
    pub rounds: Option<u32>,
    /// See [`Settings::warmup`].
    pub warmup: Option<u32>,
    /// See [`Settings::clock`].
    pub clock: Option<ClockChoice>,
    /// See [`Settings::strict`].
    pub strict: Option<bool>,
    /// See [`Settings::memory_limit`].
    pub memory_limit: Option<Bytes>,
    /// See [`Settings::output_limit`].
    pub output_limit: Option<Bytes>,
    /// See [`Settings::process_limit`].
    pub process_limit: Option<u32>,
    /// See [`Settings::disk_limit`].
    pub disk_limit: Option<Bytes>,
    /// See [`Settings::ignore_failure`].
    pub ignore_failure: Option<bool>,
    /// See [`Settings::settle`].
    pub settle: Option<bool>,
}

impl Overrides {
    /// Lays this layer over `settings`.
    pub(crate) fn apply(&self, settings: &mut Settings) {
        lay(&mut settings.budget, self.budget);
        lay(&mut settings.timeout, self.timeout);
        lay(&mut settings.warmup, self.warmup);
        lay(&mut settings.clock, self.clock);
        lay(&mut settings.strict, self.strict);
        lay(&mut settings.output_limit, self.output_limit);
        lay(&mut settings.process_limit, self.process_limit);
        lay(&mut settings.disk_limit, self.disk_limit);
        lay(&mut settings.ignore_failure, self.ignore_failure);
        lay(&mut settings.settle, self.settle);
        settings.rounds = self.rounds.or(settings.rounds);
        settings.memory_limit = self.memory_limit.or(settings.memory_limit);
    }

    /// Lays this layer's hooks over `hooks`.
    pub(crate) fn apply_hooks(&self, hooks: &mut Hooks) {
        let over = self.hooks.clone();
        hooks.setup = over.setup.or(hooks.setup.take());
        hooks.prepare = over.prepare.or(hooks.prepare.take());
        hooks.conclude = over.conclude.or(hooks.conclude.take());
        hooks.cleanup = over.cleanup.or(hooks.cleanup.take());
    }

    /// The layer that makes `settings` of the defaults.
    pub(crate) fn of(settings: &Settings) -> Overrides {
        let default = Settings::default();
        Overrides {
            budget: differs(settings.budget, default.budget),
            timeout: differs(settings.timeout, default.timeout),
            rounds: settings.rounds,
            warmup: differs(settings.warmup, default.warmup),
            clock: differs(settings.clock, default.clock),
            strict: differs(settings.strict, default.strict),
            memory_limit: settings.memory_limit,
            output_limit: differs(settings.output_limit, default.output_limit),
            process_limit: differs(settings.process_limit, default.process_limit),
            disk_limit: differs(settings.disk_limit, default.disk_limit),
            ignore_failure: differs(settings.ignore_failure, default.ignore_failure),
            settle: differs(settings.settle, default.settle),
            ..Overrides::default()
        }
    }
}

fn lay<T>(below: &mut T, above: Option<T>) {
    if let Some(value) = above {
        *below = value;
    }
}

fn differs<T: PartialEq + Copy>(value: T, default: T) -> Option<T> {
    (value != default).then_some(value)
}
