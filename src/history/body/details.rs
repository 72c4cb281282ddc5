//! The details: what makes a whole night of its outline.

use super::bytes::{Reader, Writer};
use super::{Fault, STRANGE};
use crate::model::{Interval, Metric, NightScenario, NightSeries, Outline, SeriesOutline, SizeSummary};

const LAYOUT: u8 = 2;

/// What the outline leaves out, but for the samples.
pub(in crate::history) fn write(scenarios: &[NightScenario]) -> Vec<u8> {
    let mut out = Writer::default();
    for scenario in scenarios {
        out.text(&scenario.hash);
        out.number(scenario.seconds);
        for series in &scenario.series {
            one(&mut out, series);
        }
    }
    out.finish(LAYOUT)
}

fn one(out: &mut Writer<'_>, series: &NightSeries) {
    out.number(series.fixed);
    out.number(series.coefficient);
    out.byte(u8::from(series.threshold.is_some()));
    if let Some((budget, n)) = &series.threshold {
        out.number(*budget);
        for bound in n.iter().flat_map(|n| [n.low, n.high]) {
            out.number(bound);
        }
    }
    for size in &series.sizes {
        out.rough(size.low);
        out.rough(size.high);
        out.whole(size.runs.into());
    }
}

/// The scenarios whose outline this is.
pub(super) fn read(outline: &Outline, bytes: &[u8]) -> Result<Vec<NightScenario>, Fault> {
    let mut reader = Reader::new(bytes, LAYOUT)?;
    let mut series = outline.series.iter();
    let mut costs = outline.costs.iter().copied();
    let mut scenarios = Vec::with_capacity(outline.scenarios.len());
    for scenario in &outline.scenarios {
        scenarios.push(NightScenario {
            name: outline.texts[scenario.name as usize].clone(),
            hash: reader.text()?,
            ruling: scenario.ruling,
            satisfied: scenario.satisfied,
            seconds: reader.number()?,
            series: series
                .by_ref()
                .take(scenario.series)
                .map(|series| whole(outline, series, &mut costs, &mut reader))
                .collect::<Result<_, _>>()?,
        });
    }
    reader.end()?;
    Ok(scenarios)
}

fn whole(
    outline: &Outline,
    series: &SeriesOutline,
    costs: &mut impl Iterator<Item = f64>,
    reader: &mut Reader<'_>,
) -> Result<NightSeries, Fault> {
    let text = |at: u32| outline.texts[at as usize].clone();
    Ok(NightSeries {
        metric: Metric::named(&text(series.metric)),
        input: series.input.map(text),
        ground: text(series.ground),
        class: series.class,
        exponent: series.exponent,
        fixed: reader.number()?,
        coefficient: reader.number()?,
        threshold: if reader.byte()? == 0 { None } else { Some((reader.number()?, reached(series, reader)?)) },
        sizes: outline.ladders[series.ladder as usize]
            .iter()
            .map(|n| {
                let value = costs.next().ok_or(STRANGE)?;
                let (low, high) = (reader.rough()?, reader.rough()?);
                Ok(SizeSummary { n: *n, value, low, high, runs: reader.whole()? as u32 })
            })
            .collect::<Result<_, Fault>>()?,
        samples: Vec::new(),
    })
}

fn reached(series: &SeriesOutline, reader: &mut Reader<'_>) -> Result<Option<Interval>, Fault> {
    let Some(value) = series.threshold else { return Ok(None) };
    Ok(Some(Interval { value, low: reader.number()?, high: reader.number()? }))
}
