//! Reading a TOML table key by key, with every fault noted and none fatal.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::nearest::nearest;
use super::section::Section;
use super::value::{self, Misfit};

/// Where faults are noted while reading goes on.
#[derive(Debug, Default)]
pub(crate) struct Notes(RefCell<Vec<Fault>>);

impl Notes {
    pub(crate) fn note(&self, message: impl Into<String>, span: Option<Range<usize>>, label: impl Into<String>) {
        self.0.borrow_mut().push(Fault::new(message, span, label));
    }

    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// A table of the file, with the keys that it should have.
#[derive(Clone, Copy)]
pub(crate) struct Table<'d> {
    values: &'d DeTable<'d>,
    section: &'static Section,
    notes: &'d Notes,
}

/// A key with its value.
pub(crate) type Entry<'d> = (&'d str, Range<usize>, &'d Spanned<DeValue<'d>>);

impl<'d> Table<'d> {
    /// The table; keys that its section doesn't know are faults.
    pub(crate) fn new(values: &'d DeTable<'d>, section: &'static Section, notes: &'d Notes) -> Table<'d> {
        let table = Table { values, section, notes };
        if section.others.is_none() {
            table.refuse_unknown_keys();
        }
        table
    }

    fn refuse_unknown_keys(&self) {
        for (name, span, _) in self.entries() {
            if self.section.keys.iter().any(|key| key.name == name) {
                continue;
            }
            let place =
                if self.section.path.is_empty() { String::new() } else { format!(" in [{}]", self.section.path) };
            let known = self.section.keys.iter().map(|key| key.name);
            let label = match (nearest(name, known.clone()), home_of(name)) {
                (Some(meant), _) => format!("did you mean `{meant}`?"),
                (None, Some(home)) if home != self.section.path => match home {
                    "" => "it belongs at the top of the file, before the first [table]".to_string(),
                    home => format!("it belongs in [{home}]"),
                },
                _ => format!("expected one of {}", known.collect::<Vec<_>>().join(", ")),
            };
            self.notes.note(format!("unknown key `{name}`{place}"), Some(span), label);
        }
    }

    /// Keys and values in the order written.
    pub(crate) fn entries(&self) -> Vec<Entry<'d>> {
        let mut entries: Vec<Entry<'d>> =
            self.values.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    pub(crate) fn notes(&self) -> &'d Notes {
        self.notes
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        debug_assert!(
            self.section.others.is_some() || self.section.keys.iter().any(|known| known.name == key),
            "`{key}` is read from [{}], which doesn't list it",
            self.section.path
        );
        self.values.get(key)
    }

    /// Where a key's value stands, for faults that show only once more is known.
    pub(crate) fn span(&self, key: &str) -> Option<Range<usize>> {
        self.find(key).map(Spanned::span)
    }

    /// A key's value read by `read`; what doesn't fit is noted.
    pub(crate) fn read<T>(&self, key: &str, read: impl Fn(&DeValue<'d>) -> Result<T, Misfit>) -> Option<T> {
        self.find(key).and_then(|value| self.fit(key, value, read))
    }

    /// A value read by `read`; what doesn't fit is noted under the key's name.
    pub(crate) fn fit<T>(
        &self,
        key: &str,
        value: &'d Spanned<DeValue<'d>>,
        read: impl Fn(&DeValue<'d>) -> Result<T, Misfit>,
    ) -> Option<T> {
        match read(value.get_ref()) {
            Ok(value) => Some(value),
            Err((message, label)) => {
                self.notes.note(format!("`{key}`: {message}"), Some(value.span()), label);
                None
            }
        }
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.read(key, value::text)
    }

    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.read(key, value::flag)
    }

    /// An array, each element read by `read`.
    pub(crate) fn list<T>(
        &self,
        key: &str,
        wanted: &str,
        read: impl Fn(&DeValue<'d>) -> Result<T, Misfit>,
    ) -> Option<Vec<(T, Range<usize>)>> {
        let value = self.find(key)?;
        let Some(array) = value.get_ref().as_array() else {
            let (message, label) = value::wrong_type(value.get_ref(), wanted);
            self.notes.note(format!("`{key}`: {message}"), Some(value.span()), label);
            return None;
        };
        let elements = array.iter().filter_map(|element| Some((self.fit(key, element, &read)?, element.span())));
        Some(elements.collect())
    }

    /// An array of texts that are not empty; none where the key is absent.
    pub(crate) fn texts(&self, key: &str) -> Vec<(String, Range<usize>)> {
        let read = |value: &DeValue<'d>| match value::text(value)? {
            text if text.is_empty() => Err(("an empty text".to_string(), "expected at least one letter".to_string())),
            text => Ok(text),
        };
        self.list(key, "an array of texts in quotes", read).unwrap_or_default()
    }

    /// A table below this one.
    pub(crate) fn table(&self, key: &str, section: &'static Section) -> Option<Table<'d>> {
        let value = self.find(key)?;
        match value.get_ref().as_table() {
            Some(values) => Some(Table::new(values, section, self.notes)),
            None => {
                let (message, label) = value::wrong_type(value.get_ref(), "a table");
                self.notes.note(format!("`{key}`: {message}"), Some(value.span()), label);
                None
            }
        }
    }
}

impl<'d> Table<'d> {
    /// The tables of an array of tables; elements that are none are left to the caller.
    pub(crate) fn tables(&self, key: &str, section: &'static Section) -> Vec<(Table<'d>, Range<usize>)> {
        let array = self.find(key).and_then(|value| value.get_ref().as_array());
        let elements = array.into_iter().flat_map(|array| array.iter());
        let tables = elements.filter_map(|element| Some((element.get_ref().as_table()?, element.span())));
        tables.map(|(values, span)| (Table::new(values, section, self.notes), span)).collect()
    }
}

/// The table that knows a key of this name, where exactly one does.
fn home_of(name: &str) -> Option<&'static str> {
    use super::section::{CHECK, EXPECT, HOOKS, INPUT, ROOT, SCALE, SETTINGS, SIZES, TARGET};
    let sections = [&ROOT, &TARGET, &INPUT, &SIZES, &HOOKS, &CHECK, &EXPECT, &SCALE, &SETTINGS];
    let mut homes = sections.into_iter().filter(|section| section.keys.iter().any(|key| key.name == name));
    match (homes.next(), homes.next()) {
        (Some(home), None) => Some(home.path),
        _ => None,
    }
}
