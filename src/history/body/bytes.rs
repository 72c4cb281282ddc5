//! Numbers and texts as bytes, and back with suspicion.

use std::collections::HashMap;

use super::{CUT, Fault, STRANGE};
use crate::model::{Class, Ruling};

/// Bytes with a table of texts in front.
#[derive(Default)]
pub(super) struct Writer<'a> {
    bytes: Vec<u8>,
    texts: Vec<&'a str>,
    known: HashMap<&'a str, u64>,
}

impl<'a> Writer<'a> {
    /// The number of the layout, the table of texts, and all that was written.
    pub(super) fn finish(self, layout: u8) -> Vec<u8> {
        let mut front = Writer { bytes: vec![layout], ..Writer::default() };
        front.whole(self.texts.len() as u64);
        for text in self.texts {
            front.whole(text.len() as u64);
            front.bytes.extend_from_slice(text.as_bytes());
        }
        front.bytes.extend(self.bytes);
        front.bytes
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn whole(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Eight bytes.
    pub(super) fn exact(&mut self, number: f64) {
        self.bytes.extend(number.to_le_bytes());
    }

    /// Four bytes.
    pub(super) fn rough(&mut self, number: f32) {
        self.bytes.extend(number.to_le_bytes());
    }

    /// Twice a whole number that is exact, or 1 and the eight bytes of any other.
    pub(super) fn number(&mut self, number: f64) {
        let whole = number as u64;
        if whole < 1 << 53 && (whole as f64).to_bits() == number.to_bits() {
            self.whole(whole << 1);
        } else {
            self.bytes.push(1);
            self.exact(number);
        }
    }

    pub(super) fn text(&mut self, text: &'a str) {
        let next = self.texts.len() as u64;
        let at = *self.known.entry(text).or_insert(next);
        if at == next {
            self.texts.push(text);
        }
        self.whole(at);
    }

    /// Puts a text into the table; it gets the next number, whether it was there or not.
    pub(super) fn table(&mut self, text: &'a str) {
        self.texts.push(text);
    }

    pub(super) fn class(&mut self, class: Class) {
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
}

/// What a [`Writer`] wrote; nothing in it is believed.
pub(super) struct Reader<'a> {
    pub(super) texts: Vec<&'a str>,
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads the table of texts of bytes that must be of this layout.
    pub(super) fn new(bytes: &'a [u8], layout: u8) -> Result<Reader<'a>, Fault> {
        let mut reader = Reader { texts: Vec::new(), rest: bytes };
        if reader.byte()? != layout {
            return Err(STRANGE);
        }
        reader.texts = reader.list(|reader| {
            let length = reader.whole()? as usize;
            std::str::from_utf8(reader.take(length)?).map_err(|_| STRANGE)
        })?;
        Ok(reader)
    }

    /// That nothing is left.
    pub(super) fn end(&self) -> Result<(), Fault> {
        if self.rest.is_empty() { Ok(()) } else { Err(STRANGE) }
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(CUT)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn whole(&mut self) -> Result<u64, Fault> {
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

    pub(super) fn exact(&mut self) -> Result<f64, Fault> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    pub(super) fn rough(&mut self) -> Result<f32, Fault> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    pub(super) fn number(&mut self) -> Result<f64, Fault> {
        match self.whole()? {
            1 => self.exact(),
            even if even & 1 == 0 => Ok((even >> 1) as f64),
            _ => Err(STRANGE),
        }
    }

    /// A number below `count`: the place of something in a table.
    pub(super) fn place(&mut self, count: usize) -> Result<u32, Fault> {
        let at = self.whole()?;
        if at < count as u64 { Ok(at as u32) } else { Err(STRANGE) }
    }

    pub(super) fn text(&mut self) -> Result<String, Fault> {
        let at = self.place(self.texts.len())?;
        Ok(self.texts[at as usize].to_string())
    }

    pub(super) fn class(&mut self) -> Result<Class, Fault> {
        Ok(match self.byte()? {
            0 => Class::power_log(self.number()?, self.number()?),
            1 => Class::Exponential { base: Some(self.number()?) },
            2 => Class::EXPONENTIAL,
            3 => Class::FACTORIAL,
            _ => return Err(STRANGE),
        })
    }

    pub(super) fn ruling(&mut self) -> Result<Ruling, Fault> {
        let byte = self.byte()?;
        let all = [Ruling::Met, Ruling::Skipped, Ruling::Undecided, Ruling::Failed, Ruling::Broken];
        all.into_iter().find(|ruling| *ruling as u8 == byte).ok_or(STRANGE)
    }

    /// As many as are announced; no more room is taken beforehand than bytes are left.
    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Reader<'a>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
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
}
