//! The machine that a run was measured on.

/// What could make the same scenario measure differently elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Machine {
    /// Kernel name and release.
    pub kernel: String,
    /// Processor architecture.
    pub architecture: String,
    /// The processor's model name.
    pub processor: String,
    /// Cores that may be used.
    pub cores: u32,
    /// Memory in bytes, the container's where it is less.
    pub memory: u64,
    /// The frequency governor, where the kernel tells.
    pub governor: Option<String>,
    /// The programs that the scenario needs, as `(program, path with digest or version)`.
    pub programs: Vec<(String, String)>,
}

/// What sets a program's digest apart from its path.
pub const DIGEST: &str = ", sha256 ";

/// What stands before how long a harness took to load the user's file.
pub const LOADING: &str = "; loading its file took ";

impl Machine {
    /// Names a program once: what is said of it later takes the place of what was said before.
    pub fn name_program(&mut self, name: String, words: String) {
        match self.programs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) => *before = words,
            None => self.programs.push((name, words)),
        }
    }

    /// The programs without what differs from run to run.
    #[must_use]
    pub fn steady_programs(&self) -> Vec<(String, String)> {
        self.programs.iter().map(|(name, words)| (name.clone(), steady(words).to_string())).collect()
    }

    /// Programs of one name that are another program on the other machine: `(name, here, there)`. What only one of them
    /// names belongs to the change that is looked at.
    #[must_use]
    pub fn other_programs(&self, other: &Machine) -> Vec<(String, String, String)> {
        let (mine, theirs) = (self.steady_programs(), other.steady_programs());
        let mut found: Vec<(String, String, String)> = Vec::new();
        for (name, words) in &mine {
            let of = |programs: &[(String, String)]| -> Vec<String> {
                programs.iter().filter(|(other, _)| other == name).map(|(_, words)| words.clone()).collect()
            };
            let (here, there) = (of(&mine), of(&theirs));
            let same = here.iter().any(|a| there.iter().any(|b| same_program(a, b)));
            let known = found.iter().any(|(other, ..)| other == name);
            if let Some(another) = there.first().filter(|_| !same && !known) {
                found.push((name.clone(), words.clone(), another.clone()));
            }
        }
        found
    }
}

fn steady(words: &str) -> &str {
    words.split(LOADING).next().unwrap_or(words)
}

/// By content where both are known by it, wherever they lie; else by what was kept.
fn same_program(a: &str, b: &str) -> bool {
    match (a.split_once(DIGEST), b.split_once(DIGEST)) {
        (Some((_, a)), Some((_, b))) => a == b,
        (a_known, b_known) => a_known.map_or(a, |(path, _)| path) == b_known.map_or(b, |(path, _)| path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(programs: &[(&str, &str)]) -> Machine {
        let programs = programs.iter().map(|(name, words)| ((*name).to_string(), (*words).to_string())).collect();
        Machine { programs, ..Machine::default() }
    }

    #[test]
    fn a_program_is_another_one_by_its_content_and_by_its_version() {
        let perl = |digest: &str| with(&[("perl", &format!("/usr/bin/perl{DIGEST}{digest}"))]);
        assert_eq!(perl("aa").other_programs(&perl("aa")), []);
        assert_eq!(perl("aa").other_programs(&perl("bb")).len(), 1);
        let elsewhere = with(&[("perl", &format!("/opt/bin/perl{DIGEST}aa"))]);
        assert_eq!(perl("aa").other_programs(&elsewhere), [], "the same content in another place");
        assert_eq!(perl("aa").other_programs(&with(&[("perl", "/usr/bin/perl")])), [], "kept before digests were");
        assert_eq!(perl("aa").other_programs(&with(&[("ruby", "/usr/bin/ruby")])), [], "the change itself");
    }

    #[test]
    fn what_loading_took_is_no_part_of_a_program() {
        let python = |version: &str, took: &str| {
            with(&[("python", &format!("python {version}, gc=on{LOADING}{took}, which is not counted"))])
        };
        assert_eq!(python("3.11.7", "5.11 ms").other_programs(&python("3.11.7", "7.2 ms")), []);
        let upgraded = python("3.11.7", "5.11 ms").other_programs(&python("3.12.1", "5.11 ms"));
        assert_eq!(upgraded, [("python".into(), "python 3.11.7, gc=on".into(), "python 3.12.1, gc=on".into())]);
    }

    #[test]
    fn a_name_that_was_kept_twice_is_the_same_where_one_of_both_is() {
        let twice = with(&[("node", "/usr/bin/node"), ("node", "node 18.19.0, gc=on; loading its file took 9 ms")]);
        let mut once = with(&[("node", "/usr/bin/node")]);
        once.name_program("node".into(), "node 18.19.0, gc=on; loading its file took 4 ms".into());
        assert_eq!(once.programs.len(), 1);
        assert_eq!(twice.other_programs(&once), []);
        once.name_program("node".into(), "node 20.1.0, gc=on".into());
        assert_eq!(twice.other_programs(&once).len(), 1);
    }
}
