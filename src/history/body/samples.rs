//! The samples: every value of every series, in the order of the outline.

use super::Fault;
use super::bytes::{Reader, Writer};
use crate::model::NightScenario;

const LAYOUT: u8 = 1;

/// The samples of every series.
pub(in crate::history) fn write(scenarios: &[NightScenario]) -> Vec<u8> {
    let mut out = Writer::default();
    for series in scenarios.iter().flat_map(|scenario| &scenario.series) {
        out.whole(series.samples.len() as u64);
        for values in &series.samples {
            out.whole(values.len() as u64);
            for value in values {
                out.number(*value);
            }
        }
    }
    out.finish(LAYOUT)
}

/// Puts samples where they belong.
pub(in crate::history) fn add(bytes: &[u8], scenarios: &mut [NightScenario]) -> Result<(), Fault> {
    let mut reader = Reader::new(bytes, LAYOUT)?;
    for series in scenarios.iter_mut().flat_map(|scenario| &mut scenario.series) {
        series.samples = reader.list(|reader| reader.list(Reader::number))?;
    }
    Ok(())
}
