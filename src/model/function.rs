//! A function as the target: where it stands, and who can call it.

use std::collections::BTreeMap;
use std::fmt;

/// A function of a program, called inside a process of its own language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionTarget {
    /// The language, which says how it is called.
    pub language: Language,
    /// The file that holds it, relative to the scenario's folder.
    pub file: String,
    /// Its name in that file.
    pub name: String,
    /// A function of the same file that makes the input: it is given N and a seed.
    pub make: Option<String>,
    /// The interpreter or compiler, in place of the language's usual one in PATH.
    pub interpreter: Option<String>,
    /// The program and arguments of a harness of the user's own, in place of the shipped one.
    pub harness: Vec<String>,
    /// Variables set for the harness on top of the fixed surroundings.
    pub env: BTreeMap<String, String>,
}

/// The languages whose functions can be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Language {
    /// Python 3.8 or newer.
    Python,
    /// JavaScript, or TypeScript where node runs it: Node 18 or newer.
    Node,
    /// Rust: a source file, or a program or library that was built.
    Rust,
    /// C: a source file, a library, or a program that includes the shipped header.
    C,
    /// C++: as C.
    Cpp,
    /// Java 17 or newer.
    Java,
    /// Any other, spoken for by a harness of the user's own.
    Other(String),
}

/// Why a text is no function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no function: expected LANGUAGE:FILE:NAME such as python:dedupe.py:dedupe")]
pub struct FunctionError(pub String);

impl Language {
    /// The languages that have a shipped harness.
    pub const SHIPPED: [Language; 6] =
        [Language::Python, Language::Node, Language::Rust, Language::C, Language::Cpp, Language::Java];

    /// The name in scenarios.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Language::Python => "python",
            Language::Node => "node",
            Language::Rust => "rust",
            Language::C => "c",
            Language::Cpp => "cpp",
            Language::Java => "java",
            Language::Other(name) => name,
        }
    }

    /// The language of this name; any word is one.
    #[must_use]
    pub fn named(name: &str) -> Language {
        let shipped = Language::SHIPPED.into_iter().find(|language| language.name() == name);
        shipped.unwrap_or_else(|| Language::Other(name.to_string()))
    }

    /// Whether scalecheck brings a harness for it.
    #[must_use]
    pub fn is_shipped(&self) -> bool {
        !matches!(self, Language::Other(_))
    }

    /// Whether its harness tells how much memory a call allocates; else only the process's peak is known.
    #[must_use]
    pub fn tells_allocations(&self) -> bool {
        self.is_shipped()
    }

    /// Whether its functions are compiled while they run: after some calls they are other instructions.
    #[must_use]
    pub fn compiles_while_it_runs(&self) -> bool {
        matches!(self, Language::Node | Language::Java)
    }

    /// Whether the `memory` of its functions is a peak; else all that a call allocates, held at once or not.
    #[must_use]
    pub fn tells_peaks(&self) -> bool {
        *self != Language::Java
    }

    /// What `memory` is of its functions, in words.
    #[must_use]
    pub fn memory(&self) -> &'static str {
        match self {
            Language::Python => "what one call holds at its peak, beyond its input, as tracemalloc counts it",
            Language::Node => "what V8's heap and buffers hold more after one call than before, garbage included",
            Language::Rust => "what one call holds at its peak, beyond its input, as a counting allocator sees it",
            Language::C | Language::Cpp => "what one call holds at its peak, beyond its input, as malloc counts it",
            Language::Java => "all that one call allocates: Java doesn't tell how much of it is held at once",
            Language::Other(_) => "peak resident memory of the harness's process while one call runs",
        }
    }
}

impl FunctionTarget {
    /// Reads `LANGUAGE:FILE:NAME`. A file may hold colons, a name can't; C++ and Java names are plain too.
    ///
    /// # Errors
    /// Texts without all three parts.
    pub fn parse(text: &str) -> Result<FunctionTarget, FunctionError> {
        let parts = text.split_once(':').and_then(|(language, rest)| Some((language, rest.rsplit_once(':')?)));
        let Some((language, (file, name))) = parts else { return Err(FunctionError(text.to_string())) };
        let plain = |word: &str| !word.is_empty() && !word.chars().any(|c| c.is_whitespace() || c.is_control());
        if !plain(language) || file.is_empty() || file.contains('\0') || !plain(name) {
            return Err(FunctionError(text.to_string()));
        }
        Ok(FunctionTarget {
            language: Language::named(language),
            file: file.to_string(),
            name: name.to_string(),
            make: None,
            interpreter: None,
            harness: Vec::new(),
            env: BTreeMap::new(),
        })
    }

    /// Whether its instructions can be counted: what is compiled while it runs is other work each time, unless its
    /// harness is told to leave that.
    #[must_use]
    pub fn counts_instructions(&self) -> bool {
        self.harness.is_empty() || !self.language.compiles_while_it_runs()
    }

    /// As [`FunctionTarget::parse`] reads it.
    #[must_use]
    pub fn spec(&self) -> String {
        format!("{}:{}:{}", self.language, self.file, self.name)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_a_language_a_file_and_a_name() {
        for text in ["python:dedupe.py:dedupe", "node:src/a b.mjs:f", "perl:C:/x.pl:main", "java:A.java:run"] {
            assert_eq!(FunctionTarget::parse(text).map(|function| function.spec()).as_deref(), Ok(text));
        }
        for text in ["", "python", "python:x.py", ":x.py:f", "python::f", "python:x.py:", "python:x.py:f g", "a b:c:d"]
        {
            assert!(FunctionTarget::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_called_a_peak_is_one() {
        for language in Language::SHIPPED {
            let words = language.memory();
            assert_eq!(words.contains("all that one call allocates"), !language.tells_peaks(), "{words}");
        }
        assert!(Language::named("perl").memory().contains("process"));
    }

    #[test]
    fn languages_without_a_shipped_harness_keep_their_name() {
        assert_eq!(Language::named("cpp"), Language::Cpp);
        assert_eq!(Language::named("perl").name(), "perl");
        assert!(!Language::named("perl").is_shipped());
    }
}
