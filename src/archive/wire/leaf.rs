//! The smallest parts: numbers, names, intervals.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::model::{Basis, Class, Estimate, Interval, Metric, Size};

/// A floating-point number, exact: whole ones without a point, those that JSON lacks as texts.
#[derive(Debug, Clone, Copy, PartialEq, JsonSchema)]
#[schemars(with = "NumForm")]
pub(crate) struct Num(pub(crate) f64);

/// How [`Num`] stands in the file, for its schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its shape is asked for")]
enum NumForm {
    Finite(f64),
    Other(NumWord),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its shape is asked for")]
enum NumWord {
    Inf,
    #[schemars(rename = "-inf")]
    MinusInf,
    Nan,
}

/// Whole numbers up to here are written without a point.
const WHOLE: f64 = 9_007_199_254_740_992.0;

impl Serialize for Num {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0.fract() == 0.0 && self.0.abs() <= WHOLE && !(self.0 == 0.0 && self.0.is_sign_negative());
        if whole {
            serializer.serialize_i64(self.0 as i64)
        } else if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.serialize_str(if self.0.is_nan() {
                "nan"
            } else if self.0 > 0.0 {
                "inf"
            } else {
                "-inf"
            })
        }
    }
}

impl<'de> Deserialize<'de> for Num {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Num, D::Error> {
        deserializer.deserialize_any(NumVisitor)
    }
}

struct NumVisitor;

impl Visitor<'_> for NumVisitor {
    type Value = Num;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Num, E> {
        Ok(Num(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Num, E> {
        Ok(Num(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Num, E> {
        Ok(Num(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Num, E> {
        match text {
            "inf" => Ok(Num(f64::INFINITY)),
            "-inf" => Ok(Num(f64::NEG_INFINITY)),
            "nan" => Ok(Num(f64::NAN)),
            other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
        }
    }
}

/// A size N.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u64", into = "u64")]
pub(crate) struct WireSize(pub(crate) Size);

impl From<WireSize> for u64 {
    fn from(size: WireSize) -> u64 {
        size.0.n()
    }
}

impl TryFrom<u64> for WireSize {
    type Error = String;

    fn try_from(n: u64) -> Result<WireSize, String> {
        Size::new(n).map(WireSize).ok_or_else(|| format!("expected a size from 1 to 2^53, found {n}"))
    }
}

/// A duration in whole nanoseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Nanos(u64);

impl Nanos {
    pub(crate) fn of(duration: Duration) -> Nanos {
        Nanos(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(crate) fn duration(self) -> Duration {
        Duration::from_nanos(self.0)
    }
}

/// A metric by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
pub(crate) struct WireMetric(pub(crate) Metric);

impl From<String> for WireMetric {
    fn from(name: String) -> WireMetric {
        WireMetric(Metric::named(&name))
    }
}

impl From<WireMetric> for String {
    fn from(metric: WireMetric) -> String {
        metric.0.name().to_string()
    }
}

/// A class by its printed name; one whose name doesn't say everything, such as a fitted base of 2, by its numbers.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(with = "ClassForm")]
pub(crate) struct WireClass(pub(crate) Class);

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum ClassForm {
    Name(String),
    Base { base: Num },
    Power { power: Num, log: Num },
}

impl Serialize for WireClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = self.0.to_string();
        let named = name.parse() == Ok(self.0);
        let form = match self.0 {
            Class::Exponential { base: Some(base) } if !named => ClassForm::Base { base: Num(base) },
            Class::PowerLog { power, log } if !named => ClassForm::Power { power: Num(power), log: Num(log) },
            Class::PowerLog { .. } | Class::Exponential { .. } | Class::Factorial => ClassForm::Name(name),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WireClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WireClass, D::Error> {
        Ok(WireClass(match ClassForm::deserialize(deserializer)? {
            ClassForm::Name(name) => name.parse().map_err(de::Error::custom)?,
            ClassForm::Base { base } => Class::Exponential { base: Some(base.0) },
            ClassForm::Power { power, log } => Class::power_log(power.0, log.0),
        }))
    }
}

/// `[value, low, high]`
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireInterval(Num, Num, Num);

impl WireInterval {
    pub(crate) fn of(interval: Interval) -> WireInterval {
        WireInterval(Num(interval.value), Num(interval.low), Num(interval.high))
    }

    pub(crate) fn into_model(self) -> Interval {
        Interval { value: self.0.0, low: self.1.0, high: self.2.0 }
    }
}

/// `"measured"`, `"interpolated"`, or the factor of an extrapolation.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(with = "BasisForm")]
pub(crate) struct WireBasis(pub(crate) Basis);

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum BasisName {
    Measured,
    Interpolated,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum BasisForm {
    Name(BasisName),
    Factor(Num),
}

impl Serialize for WireBasis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = match self.0 {
            Basis::Measured => BasisForm::Name(BasisName::Measured),
            Basis::Interpolated => BasisForm::Name(BasisName::Interpolated),
            Basis::Extrapolated(factor) => BasisForm::Factor(Num(factor)),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WireBasis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WireBasis, D::Error> {
        Ok(WireBasis(match BasisForm::deserialize(deserializer)? {
            BasisForm::Name(BasisName::Measured) => Basis::Measured,
            BasisForm::Name(BasisName::Interpolated) => Basis::Interpolated,
            BasisForm::Factor(factor) => Basis::Extrapolated(factor.0),
        }))
    }
}

/// `[n, value, low, high, basis]`
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireEstimate(Num, Num, Num, Num, WireBasis);

impl WireEstimate {
    pub(crate) fn of(estimate: &Estimate) -> WireEstimate {
        let Interval { value, low, high } = estimate.value;
        WireEstimate(Num(estimate.n), Num(value), Num(low), Num(high), WireBasis(estimate.basis))
    }

    pub(crate) fn into_model(self) -> Estimate {
        let value = Interval { value: self.1.0, low: self.2.0, high: self.3.0 };
        Estimate { n: self.0.0, value, basis: self.4.0 }
    }
}

/// A list of model values as wire values.
pub(crate) fn each<M, W>(values: &[M], wire: impl Fn(&M) -> W) -> Vec<W> {
    values.iter().map(wire).collect()
}
