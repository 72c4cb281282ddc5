//! From a TOML document to a scenario as written, with the layers of its profiles beside it.

use std::ops::Range;
use std::path::Path;

use crate::model::{CommandTarget, Hooks, Metric, Scale, Scenario, Settings, Target};

use super::growth;
use super::overrides::{Overrides, Profile};
use super::programs;
use super::section::{CHECK, COUNTERS, EXPECT, HOOKS, INPUT, PROFILES, SCALE, SETTINGS, SIZES, TARGET};
use super::settings;
use super::table::Table;
use super::value;

/// A file's content before profile and overrides are applied.
pub(crate) struct Written {
    /// What the file says, defaults elsewhere.
    pub(crate) scenario: Scenario,
    /// The file's own settings, as far as it gives any.
    pub(crate) layer: Overrides,
    /// `[profile.quick]` and `[profile.nightly]`.
    pub(crate) profiles: Vec<(Profile, Overrides)>,
}

pub(crate) fn lower(root: &Table<'_>, folder: &Path, name: &str) -> Written {
    let target = target(root);
    let input = root.table("input", &INPUT);
    let default_sizes = settings::default_sizes();
    let sizes = root.table("sizes", &SIZES).and_then(|sizes| settings::sizes(&sizes, &default_sizes));
    let sizes = sizes.unwrap_or(default_sizes);
    let layer = root.table("settings", &SETTINGS).map(|table| settings::layer(&table)).unwrap_or_default();
    let profiles = profiles(root, &sizes);
    let expect = root.table("expect", &EXPECT);
    let mut written_settings = Settings::default();
    layer.apply(&mut written_settings);
    let scenario = Scenario {
        name: name.to_string(),
        tried: false,
        about: root.text("about"),
        location: root.text("location"),
        fix: root.text("fix"),
        folder: folder.to_path_buf(),
        needs: plain(root.texts("needs")),
        target,
        inputs: input.as_ref().map(programs::inputs).unwrap_or_default(),
        seed: input.as_ref().and_then(|input| input.read("seed", value::seed)).unwrap_or(0),
        sizes,
        hooks: root.table("hooks", &HOOKS).map_or_else(Hooks::default, |table| programs::hooks(&table)),
        check: root.table("check", &CHECK).and_then(|table| programs::check(&table)),
        counters: root.table("counters", &COUNTERS).map(|table| programs::counters(&table)).unwrap_or_default(),
        expect: expect.as_ref().map(growth::expectations).unwrap_or_default(),
        limits: expect.as_ref().map(growth::limits).unwrap_or_default(),
        expect_broken: expect_broken(root),
        scale: root.table("scale", &SCALE).map_or_else(Scale::default, |table| growth::scale(&table)),
        settings: written_settings,
        redact: plain(root.texts("redact")),
        hash: String::new(),
    };
    Written { scenario, layer, profiles }
}

fn target(root: &Table<'_>) -> Target {
    if !root.has("target") {
        let label = "add [target] with command = [\"sort\", \"-n\", \"{input}\"]";
        root.notes().note("the scenario has no [target]", None, label);
    }
    let table = root.table("target", &TARGET);
    table.map_or_else(|| Target::Command(CommandTarget::default()), |table| programs::target(&table))
}

fn profiles(root: &Table<'_>, sizes: &crate::model::Sizes) -> Vec<(Profile, Overrides)> {
    let Some(table) = root.table("profile", &PROFILES) else { return Vec::new() };
    let named = [Profile::Quick, Profile::Nightly].into_iter().filter(|profile| table.has(profile.name()));
    named.map(|profile| (profile, settings::profile(&table, profile.name(), sizes))).collect()
}

fn expect_broken(root: &Table<'_>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for (name, span) in root.texts("expect_broken") {
        match growth::metric(&name) {
            Ok(metric) => metrics.push(metric),
            Err((message, label)) => root.notes().note(message, Some(span), label),
        }
    }
    metrics
}

fn plain(texts: Vec<(String, Range<usize>)>) -> Vec<String> {
    texts.into_iter().map(|(text, _)| text).collect()
}
