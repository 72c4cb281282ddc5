//! The first layout: outline and details in one. It is only read; nights that were kept in it stay as they are.

use super::Fault;
use super::bytes::Reader;
use crate::model::{Interval, Metric, NightScenario, NightSeries, SizeSummary};

/// The number that such bytes begin with.
pub(super) const LAYOUT: u8 = 1;

/// The scenarios, without their samples.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<NightScenario>, Fault> {
    let mut reader = Reader::new(bytes, LAYOUT)?;
    let scenarios = reader.list(|reader| {
        Ok(NightScenario {
            name: reader.text()?,
            hash: reader.text()?,
            ruling: reader.ruling()?,
            satisfied: reader.byte()? != 0,
            seconds: reader.number()?,
            series: reader.list(series)?,
        })
    })?;
    reader.end()?;
    Ok(scenarios)
}

fn series(reader: &mut Reader<'_>) -> Result<NightSeries, Fault> {
    Ok(NightSeries {
        metric: Metric::named(&reader.text()?),
        input: if reader.byte()? == 0 { None } else { Some(reader.text()?) },
        ground: reader.text()?,
        class: reader.class()?,
        exponent: interval(reader)?,
        fixed: reader.number()?,
        coefficient: reader.number()?,
        threshold: threshold(reader)?,
        sizes: reader.list(size)?,
        samples: Vec::new(),
    })
}

fn interval(reader: &mut Reader<'_>) -> Result<Interval, Fault> {
    Ok(Interval { value: reader.number()?, low: reader.number()?, high: reader.number()? })
}

fn threshold(reader: &mut Reader<'_>) -> Result<Option<(f64, Option<Interval>)>, Fault> {
    Ok(match reader.byte()? {
        0 => None,
        1 => Some((reader.number()?, None)),
        2 => Some((reader.number()?, Some(interval(reader)?))),
        _ => return Err(super::STRANGE),
    })
}

fn size(reader: &mut Reader<'_>) -> Result<SizeSummary, Fault> {
    Ok(SizeSummary {
        n: reader.number()?,
        value: reader.number()?,
        low: reader.rough()?,
        high: reader.rough()?,
        runs: reader.whole()? as u32,
    })
}
