//! Reports from evidence that is exactly known.

mod diagnosis;
mod formats;
mod golden;
mod hostile;
mod schemas;
