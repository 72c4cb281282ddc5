//! The machine, and the head of a journal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::journal::Header;
use crate::model::Machine;

use super::scenario::WireScenario;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireMachine {
    kernel: String,
    architecture: String,
    processor: String,
    cores: u32,
    memory: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    governor: Option<String>,
    programs: Vec<(String, String)>,
}

impl WireMachine {
    pub(crate) fn of(machine: &Machine) -> WireMachine {
        let Machine { kernel, architecture, processor, cores, memory, governor, programs } = machine.clone();
        WireMachine { kernel, architecture, processor, cores, memory, governor, programs }
    }

    pub(crate) fn into_model(self) -> Machine {
        let WireMachine { kernel, architecture, processor, cores, memory, governor, programs } = self;
        Machine { kernel, architecture, processor, cores, memory, governor, programs }
    }
}

const SCHEMA: &str = "scalecheck/journal/1";

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct WireHeader {
    schema: String,
    scenario: WireScenario,
    version: String,
    started: String,
    machine: WireMachine,
    memory_floor: u64,
}

impl WireHeader {
    pub(crate) fn of(header: &Header) -> WireHeader {
        WireHeader {
            schema: SCHEMA.to_string(),
            scenario: WireScenario::of(&header.scenario),
            version: header.version.clone(),
            started: header.started.clone(),
            machine: WireMachine::of(&header.machine),
            memory_floor: header.memory_floor,
        }
    }

    pub(crate) fn into_model(self) -> Result<Header, String> {
        if self.schema != SCHEMA {
            return Err(format!("schema `{}`; this scalecheck reads `{SCHEMA}`", self.schema));
        }
        Ok(Header {
            scenario: self.scenario.into_model()?,
            version: self.version,
            started: self.started,
            machine: self.machine.into_model(),
            memory_floor: self.memory_floor,
        })
    }
}
