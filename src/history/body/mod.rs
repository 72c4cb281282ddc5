//! A night's scenarios as bytes, in three parts: the outline, which trends are made of; the details, which make a whole
//! night of it; the samples. Who looks at a year reads only the first.
//!
//! A part begins with the number of its layout. Whole numbers are LEB128, all others IEEE 754, little-endian. Texts stand
//! once, in a table at the front.

mod bytes;
mod details;
mod first;
mod outline;
mod samples;

use crate::model::{NightScenario, Outline};

/// What bytes can't be read for.
pub(super) type Fault = &'static str;

const CUT: Fault = "a night is cut off";
const STRANGE: Fault = "a night holds what no scalecheck wrote";

pub(super) use details::write as of_details;
pub(super) use outline::write as of_outline;
pub(super) use samples::{add as add_samples, write as of_samples};

/// The outline of a night, without what the row beside it says: start, commit, machine.
pub(super) fn outline(bytes: &[u8]) -> Result<Outline, Fault> {
    if bytes.first() == Some(&first::LAYOUT) {
        return Ok(Outline::of_scenarios(&first::read(bytes)?));
    }
    outline::read(bytes)
}

/// The scenarios of a night, all but the samples. The first layout had no details apart.
pub(super) fn scenarios(bytes: &[u8], details: Option<&[u8]>) -> Result<Vec<NightScenario>, Fault> {
    if bytes.first() == Some(&first::LAYOUT) {
        return first::read(bytes);
    }
    details::read(&outline::read(bytes)?, details.ok_or(CUT)?)
}
