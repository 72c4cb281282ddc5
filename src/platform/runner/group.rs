//! The control group that bounds how many processes a trial may have.
//!
//! The runner itself moves in, once, and all that it starts is born inside: that costs a trial nothing.

use core::ffi::CStr;

use crate::sys::{self, EINVAL, Fd, Result};
use crate::text::{Path, number_of};

/// The group that the runner lives in.
#[derive(Debug)]
pub struct Group {
    folder: Name,
    parent: Name,
    limit: u64,
    max: Fd,
    /// Its file of events, where the kernel has one: it counts the processes that were refused.
    events: Option<Fd>,
    refusals: u64,
}

/// A path that is kept.
#[derive(Debug)]
struct Name([u8; 512]);

impl Name {
    fn new(folder: &CStr, file: &str) -> Result<Name> {
        let mut bytes = [0; 512];
        let parts = folder.to_bytes().iter().chain(file.as_bytes());
        if folder.count_bytes() + file.len() >= bytes.len() {
            return Err(EINVAL);
        }
        for (place, byte) in bytes.iter_mut().zip(parts) {
            *place = *byte;
        }
        Ok(Name(bytes))
    }

    fn c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

impl Group {
    /// Makes the group that the strings name (its path, then its parent's) and moves the runner in.
    pub fn join(strings: &[u8], limit: u64) -> Result<Group> {
        let folder = CStr::from_bytes_until_nul(strings).map_err(|_| EINVAL)?;
        let rest = strings.get(folder.count_bytes() + 1..).unwrap_or_default();
        let parent = CStr::from_bytes_until_nul(rest).map_err(|_| EINVAL)?;
        sys::make_folder(folder)?;
        let joined = Group::join_made(folder, parent, limit);
        if joined.is_err() {
            let _ = move_self(parent);
            let _ = sys::remove_folder(folder);
        }
        joined
    }

    fn join_made(folder: &CStr, parent: &CStr, limit: u64) -> Result<Group> {
        let max = sys::open(Name::new(folder, "/pids.max")?.c_str(), sys::O_WRONLY)?;
        sys::write_all(max.0, Path::new().number(limit).bytes())?;
        move_self(folder)?;
        let events = sys::open(Name::new(folder, "/pids.events")?.c_str(), sys::O_RDONLY).ok();
        let (folder, parent) = (Name::new(folder, "")?, Name::new(parent, "")?);
        let mut group = Group { folder, parent, limit, max, events, refusals: 0 };
        group.refused();
        Ok(group)
    }

    /// Whether a process was refused since the last question.
    pub fn refused(&mut self) -> bool {
        let mut text = [0; 128];
        let Some(events) = &self.events else { return false };
        let count = sys::read_at_start(events.0, &mut text).ok().and_then(|text| number_of(text, "max"));
        let before = self.refusals;
        self.refusals = count.unwrap_or(before);
        self.refusals > before
    }

    /// Lets no process start another one.
    pub fn forbid_forks(&self) {
        let _ = sys::write(self.max.0, b"0");
    }

    /// Back to the limit.
    pub fn allow_forks(&mut self) {
        let _ = sys::write(self.max.0, Path::new().number(self.limit).bytes());
        self.refused();
    }

    /// Moves the runner out again and removes the group.
    pub fn leave(&self) {
        let _ = move_self(self.parent.c_str());
        let _ = sys::remove_folder(self.folder.c_str());
    }
}

fn move_self(folder: &CStr) -> Result<()> {
    let members = sys::open(Name::new(folder, "/cgroup.procs")?.c_str(), sys::O_WRONLY)?;
    sys::write_all(members.0, Path::new().number(sys::own_pid() as u64).bytes())
}
