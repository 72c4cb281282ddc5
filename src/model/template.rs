//! Texts with placeholders that are filled in for each trial.

use std::fmt;

/// A text in which `{n}`, `{input}`, `{seed}` and `{tmp}` stand for a trial's values; other braces are plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(pub String);

/// What a template is filled with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    /// For `{n}`.
    pub n: u64,
    /// For `{input}`: the path of the input file, where the scenario has an input.
    pub input: Option<String>,
    /// For `{seed}`.
    pub seed: u64,
    /// For `{tmp}`: a folder that is empty at the start of each trial.
    pub tmp: String,
}

/// The names that a template knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `{n}`
    N,
    /// `{input}`
    Input,
    /// `{seed}`
    Seed,
    /// `{tmp}`
    Tmp,
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Placeholder; 4] = [Placeholder::N, Placeholder::Input, Placeholder::Seed, Placeholder::Tmp];

    /// How it is written.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Placeholder::N => "{n}",
            Placeholder::Input => "{input}",
            Placeholder::Seed => "{seed}",
            Placeholder::Tmp => "{tmp}",
        }
    }
}

impl Template {
    /// A template of this text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Template {
        Template(text.into())
    }

    /// Whether the placeholder occurs.
    #[must_use]
    pub fn uses(&self, placeholder: Placeholder) -> bool {
        self.0.contains(placeholder.text())
    }

    /// The text with every placeholder replaced, in one pass: what is filled in is never looked at again.
    #[must_use]
    pub fn fill(&self, values: &Values) -> String {
        let mut filled = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let known = Placeholder::ALL.into_iter().find(|p| rest.starts_with(p.text()));
            match known {
                Some(placeholder) => {
                    filled.push_str(&values.text(placeholder));
                    rest = &rest[placeholder.text().len()..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

impl Values {
    fn text(&self, placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::N => self.n.to_string(),
            Placeholder::Input => self.input.clone().unwrap_or_else(|| placeholder.text().to_string()),
            Placeholder::Seed => self.seed.to_string(),
            Placeholder::Tmp => self.tmp.clone(),
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_placeholders_are_filled_and_never_twice() {
        let values = Values { n: 10, input: Some("/in/{n}".into()), seed: 7, tmp: "/tmp/x".into() };
        let filled = |text: &str| Template::new(text).fill(&values);
        assert_eq!(filled("sort -n {input} {n} {seed}"), "sort -n /in/{n} 10 7");
        assert_eq!(filled("awk '{print}' {{n}} {N} {tmp"), "awk '{print}' {10} {N} {tmp");
    }
}
