//! A night's scenarios as bytes: texts once in a table at the front, whole numbers in as few bytes as they need.
//!
//! Layout 1: the byte 1; the texts; the scenarios. Numbers are LEB128 where whole, else IEEE 754, little-endian.

use std::collections::HashMap;

use crate::model::{Class, Interval, Metric, NightScenario, NightSeries, Ruling, SizeSummary};

const LAYOUT: u8 = 1;

/// What a body can't be read for.
pub(super) type Fault = &'static str;

const CUT: Fault = "a night is cut off";
const STRANGE: Fault = "a night holds what no scalecheck wrote";

/// Everything but the samples.
pub(super) fn of_scenarios(scenarios: &[NightScenario]) -> Vec<u8> {
    let mut out = Writer::default();
    out.whole(scenarios.len() as u64);
    for scenario in scenarios {
        out.text(&scenario.name);
        out.text(&scenario.hash);
        out.bytes.push(scenario.ruling as u8);
        out.bytes.push(u8::from(scenario.satisfied));
        out.number(scenario.seconds);
        out.whole(scenario.series.len() as u64);
        for series in &scenario.series {
            out.series(series);
        }
    }
    out.finish()
}

/// The samples of every series, in the order of [`of_scenarios`].
pub(super) fn of_samples(scenarios: &[NightScenario]) -> Vec<u8> {
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
    out.finish()
}

/// The scenarios of a body.
pub(super) fn scenarios(bytes: &[u8]) -> Result<Vec<NightScenario>, Fault> {
    let mut reader = Reader::new(bytes)?;
    let scenarios = reader.list(|reader| {
        Ok(NightScenario {
            name: reader.text()?,
            hash: reader.text()?,
            ruling: ruling(reader.byte()?)?,
            satisfied: reader.byte()? != 0,
            seconds: reader.number()?,
            series: reader.list(Reader::series)?,
        })
    })?;
    if reader.rest.is_empty() { Ok(scenarios) } else { Err(STRANGE) }
}

/// Puts the samples of a body where they belong.
pub(super) fn add_samples(bytes: &[u8], scenarios: &mut [NightScenario]) -> Result<(), Fault> {
    let mut reader = Reader::new(bytes)?;
    for series in scenarios.iter_mut().flat_map(|scenario| &mut scenario.series) {
        series.samples = reader.list(|reader| reader.list(Reader::number))?;
    }
    Ok(())
}

#[derive(Default)]
struct Writer<'a> {
    bytes: Vec<u8>,
    texts: Vec<&'a str>,
    known: HashMap<&'a str, u64>,
}

impl<'a> Writer<'a> {
    fn finish(self) -> Vec<u8> {
        let mut front = Writer { bytes: vec![LAYOUT], ..Writer::default() };
        front.whole(self.texts.len() as u64);
        for text in self.texts {
            front.whole(text.len() as u64);
            front.bytes.extend_from_slice(text.as_bytes());
        }
        front.bytes.extend(self.bytes);
        front.bytes
    }

    fn whole(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Twice a whole number that is exact, or 1 and the eight bytes of any other.
    fn number(&mut self, number: f64) {
        let whole = number as u64;
        if whole < 1 << 53 && (whole as f64).to_bits() == number.to_bits() {
            self.whole(whole << 1);
        } else {
            self.bytes.push(1);
            self.bytes.extend(number.to_le_bytes());
        }
    }

    fn text(&mut self, text: &'a str) {
        let next = self.texts.len() as u64;
        let at = *self.known.entry(text).or_insert(next);
        if at == next {
            self.texts.push(text);
        }
        self.whole(at);
    }

    fn interval(&mut self, interval: &Interval) {
        for number in [interval.value, interval.low, interval.high] {
            self.number(number);
        }
    }

    fn class(&mut self, class: Class) {
        match class {
            Class::PowerLog { power, log } => {
                self.bytes.push(0);
                self.number(power);
                self.number(log);
            }
            Class::Exponential { base: Some(base) } => {
                self.bytes.push(1);
                self.number(base);
            }
            Class::Exponential { base: None } => self.bytes.push(2),
            Class::Factorial => self.bytes.push(3),
        }
    }

    fn series(&mut self, series: &'a NightSeries) {
        self.text(series.metric.name());
        self.bytes.push(u8::from(series.input.is_some()));
        if let Some(input) = &series.input {
            self.text(input);
        }
        self.text(&series.ground);
        self.class(series.class);
        self.interval(&series.exponent);
        self.number(series.fixed);
        self.number(series.coefficient);
        self.threshold(series.threshold.as_ref());
        self.whole(series.sizes.len() as u64);
        for size in &series.sizes {
            self.number(size.n);
            self.number(size.value);
            self.bytes.extend(size.low.to_le_bytes());
            self.bytes.extend(size.high.to_le_bytes());
            self.whole(size.runs.into());
        }
    }

    fn threshold(&mut self, threshold: Option<&(f64, Option<Interval>)>) {
        match threshold {
            None => self.bytes.push(0),
            Some((budget, None)) => {
                self.bytes.push(1);
                self.number(*budget);
            }
            Some((budget, Some(n))) => {
                self.bytes.push(2);
                self.number(*budget);
                self.interval(n);
            }
        }
    }
}

struct Reader<'a> {
    texts: Vec<&'a str>,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Result<Reader<'a>, Fault> {
        let mut reader = Reader { texts: Vec::new(), rest: bytes };
        if reader.byte()? != LAYOUT {
            return Err(STRANGE);
        }
        reader.texts = reader.list(|reader| {
            let length = reader.whole()? as usize;
            std::str::from_utf8(reader.take(length)?).map_err(|_| STRANGE)
        })?;
        Ok(reader)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(CUT)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.array::<1>()?[0])
    }

    fn whole(&mut self) -> Result<u64, Fault> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(STRANGE)
    }

    fn number(&mut self) -> Result<f64, Fault> {
        match self.whole()? {
            1 => Ok(f64::from_le_bytes(self.array()?)),
            even if even & 1 == 0 => Ok((even >> 1) as f64),
            _ => Err(STRANGE),
        }
    }

    fn text(&mut self) -> Result<String, Fault> {
        let at = self.whole()? as usize;
        self.texts.get(at).map(|text| (*text).to_string()).ok_or(STRANGE)
    }

    fn interval(&mut self) -> Result<Interval, Fault> {
        Ok(Interval { value: self.number()?, low: self.number()?, high: self.number()? })
    }

    fn class(&mut self) -> Result<Class, Fault> {
        Ok(match self.byte()? {
            0 => Class::power_log(self.number()?, self.number()?),
            1 => Class::Exponential { base: Some(self.number()?) },
            2 => Class::EXPONENTIAL,
            3 => Class::FACTORIAL,
            _ => return Err(STRANGE),
        })
    }

    /// As many as are announced; no more room is taken beforehand than bytes are left.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Reader<'a>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let count = self.whole()? as usize;
        if count > self.rest.len() {
            return Err(CUT);
        }
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(one(self)?);
        }
        Ok(list)
    }

    fn series(&mut self) -> Result<NightSeries, Fault> {
        Ok(NightSeries {
            metric: Metric::named(&self.text()?),
            input: if self.byte()? == 0 { None } else { Some(self.text()?) },
            ground: self.text()?,
            class: self.class()?,
            exponent: self.interval()?,
            fixed: self.number()?,
            coefficient: self.number()?,
            threshold: match self.byte()? {
                0 => None,
                1 => Some((self.number()?, None)),
                2 => Some((self.number()?, Some(self.interval()?))),
                _ => return Err(STRANGE),
            },
            sizes: self.list(|reader| {
                Ok(SizeSummary {
                    n: reader.number()?,
                    value: reader.number()?,
                    low: f32::from_le_bytes(reader.array()?),
                    high: f32::from_le_bytes(reader.array()?),
                    runs: reader.whole()? as u32,
                })
            })?,
            samples: Vec::new(),
        })
    }
}

fn ruling(byte: u8) -> Result<Ruling, Fault> {
    let all = [Ruling::Met, Ruling::Skipped, Ruling::Undecided, Ruling::Failed, Ruling::Broken];
    all.into_iter().find(|ruling| *ruling as u8 == byte).ok_or(STRANGE)
}
