//! The outline: numbers in fixed places, because it is read for every night of the history each time it is looked at.

use super::bytes::{Reader, Writer};
use super::{CUT, Fault};
use crate::model::{Interval, Outline, ScenarioOutline, SeriesOutline};

const LAYOUT: u8 = 2;

/// The outline, without start, commit and machine.
pub(in crate::history) fn write(outline: &Outline) -> Vec<u8> {
    let mut out = Writer::default();
    for text in &outline.texts {
        out.table(text);
    }
    out.whole(outline.ladders.len() as u64);
    for ladder in &outline.ladders {
        out.whole(ladder.len() as u64);
        for n in ladder {
            out.number(*n);
        }
    }
    out.whole(outline.scenarios.len() as u64);
    for ScenarioOutline { name, ruling, satisfied, series } in &outline.scenarios {
        out.whole((*name).into());
        out.byte(*ruling as u8);
        out.byte(u8::from(*satisfied));
        out.whole(*series as u64);
    }
    let mut costs = outline.costs.iter();
    for series in &outline.series {
        one(&mut out, series);
        let sizes = outline.ladders[series.ladder as usize].len();
        for cost in costs.by_ref().take(sizes) {
            out.exact(*cost);
        }
    }
    out.finish(LAYOUT)
}

fn one(out: &mut Writer<'_>, series: &SeriesOutline) {
    out.whole(series.metric.into());
    out.whole(series.input.map_or(0, |input| u64::from(input) + 1));
    out.whole(series.ground.into());
    out.class(series.class);
    let Interval { value, low, high } = series.exponent;
    for number in [value, low, high] {
        out.exact(number);
    }
    out.byte(u8::from(series.threshold.is_some()));
    if let Some(n) = series.threshold {
        out.exact(n);
    }
    out.whole(series.ladder.into());
}

/// What [`write`] wrote.
pub(super) fn read(bytes: &[u8]) -> Result<Outline, Fault> {
    let mut reader = Reader::new(bytes, LAYOUT)?;
    let texts = reader.texts.len();
    let ladders = reader.list(|reader| reader.list(Reader::number))?;
    let scenarios = reader.list(|reader| {
        Ok(ScenarioOutline {
            name: reader.place(texts)?,
            ruling: reader.ruling()?,
            satisfied: reader.byte()? != 0,
            series: reader.whole()? as usize,
        })
    })?;
    let count = scenarios.iter().try_fold(0usize, |sum, scenario| sum.checked_add(scenario.series)).ok_or(CUT)?;
    if count > reader.rest.len() {
        return Err(CUT);
    }
    let mut series = Vec::with_capacity(count);
    let mut costs = Vec::with_capacity(reader.rest.len() / 8);
    for _ in 0..count {
        let one = row(&mut reader, texts, ladders.len())?;
        let (eights, _) = reader.take(8 * ladders[one.ladder as usize].len())?.as_chunks();
        costs.extend(eights.iter().map(|eight| f64::from_le_bytes(*eight)));
        series.push(one);
    }
    reader.end()?;
    let texts = reader.texts.into_iter().map(str::to_string).collect();
    Ok(Outline { texts, ladders, scenarios, series, costs, ..Outline::default() })
}

fn row(reader: &mut Reader<'_>, texts: usize, ladders: usize) -> Result<SeriesOutline, Fault> {
    Ok(SeriesOutline {
        metric: reader.place(texts)?,
        input: reader.place(texts + 1)?.checked_sub(1),
        ground: reader.place(texts)?,
        class: reader.class()?,
        exponent: Interval { value: reader.exact()?, low: reader.exact()?, high: reader.exact()? },
        threshold: if reader.byte()? == 0 { None } else { Some(reader.exact()?) },
        ladder: reader.place(ladders)?,
    })
}
