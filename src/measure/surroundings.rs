//! The variables that targets see.

use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::model::{Scenario, Target};

/// What a target reports its own counts to: the path of a file to append `name value` lines to.
pub const COUNTERS: &str = "SCALECHECK_COUNTERS";

/// Variables that are the same for every target, unless the scenario sets them: language, time zone and the seeds of
/// hash tables change how programs work, and would change readings from machine to machine and from run to run.
///
/// Everything else is inherited, except other variables of the locale and those whose names start with `SCALECHECK_`.
pub const SURROUNDINGS: &[(&str, &str)] = &[
    ("LC_ALL", "C.UTF-8"),
    ("LANG", "C.UTF-8"),
    ("TZ", "UTC"),
    ("PYTHONHASHSEED", "0"),
    ("PERL_HASH_SEED", "0"),
    ("PERL_PERTURB_KEYS", "0"),
];

/// Those of [`SURROUNDINGS`] that the scenario leaves as they are.
#[must_use]
pub fn fixed(scenario: &Scenario) -> BTreeMap<String, String> {
    let set = |name: &str| match &scenario.target {
        Target::Command(command) => command.env.contains_key(name),
        Target::Function(_) => false,
    };
    let left = SURROUNDINGS.iter().filter(|(name, _)| !set(name));
    left.map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect()
}

/// The variables without the scenario's: inherited ones, then the fixed ones.
pub(super) fn base() -> BTreeMap<OsString, OsString> {
    with_fixed(std::env::vars_os())
}

fn with_fixed(inherited: impl Iterator<Item = (OsString, OsString)>) -> BTreeMap<OsString, OsString> {
    let dropped = |name: &OsString| {
        let name = name.to_string_lossy();
        name.starts_with("LC_") || name == "LANGUAGE" || name.starts_with("SCALECHECK_")
    };
    let mut variables: BTreeMap<OsString, OsString> = inherited.filter(|(name, _)| !dropped(name)).collect();
    variables.extend(SURROUNDINGS.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_variables_replace_the_users_and_the_rest_is_inherited() {
        let inherited =
            [("LC_NUMERIC", "de_DE"), ("LANGUAGE", "de"), ("TZ", "Asia/Tokyo"), ("HOME", "/h"), ("SCALECHECK_N", "1")];
        let variables = with_fixed(inherited.into_iter().map(|(name, value)| (name.into(), value.into())));
        let value = |name: &str| variables.get(&OsString::from(name)).map(|value| value.to_string_lossy().into_owned());
        assert_eq!(value("TZ").as_deref(), Some("UTC"));
        assert_eq!(value("HOME").as_deref(), Some("/h"));
        assert_eq!(value("PYTHONHASHSEED").as_deref(), Some("0"));
        assert_eq!((value("LC_NUMERIC"), value("LANGUAGE"), value("SCALECHECK_N")), (None, None, None));
    }
}
