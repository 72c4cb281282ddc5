//! What two scenarios have in common where they are measured in turns.

use crate::model::{Caveat, CaveatKind, Scenario};

/// The new scenario with everything that must be the same on both sides.
pub(super) fn alike(old: &Scenario, new: &Scenario) -> Scenario {
    Scenario {
        inputs: old.inputs.clone(),
        seed: old.seed,
        sizes: old.sizes.clone(),
        scale: old.scale.clone(),
        expect: old.expect.clone(),
        limits: old.limits.clone(),
        settings: old.settings.clone(),
        ..new.clone()
    }
}

/// What the new scenario says otherwise and was not asked about.
pub(super) fn overruled(old: &Scenario, new: &Scenario) -> Option<Caveat> {
    let differ = [
        ("inputs", old.inputs != new.inputs),
        ("seed", old.seed != new.seed),
        ("sizes", old.sizes != new.sizes),
        ("scale", old.scale != new.scale),
        ("expectations", old.expect != new.expect),
        ("limits", old.limits != new.limits),
        ("settings", old.settings != new.settings),
    ];
    let named: Vec<&str> = differ.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    let text = |names: String| format!("the new scenario has other {names}: the old one's were taken for both");
    (!named.is_empty()).then(|| Caveat::new(CaveatKind::NotComparable, text(named.join(", "))))
}
