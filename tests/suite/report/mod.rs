//! Reports from evidence that is exactly known.

mod diagnosis;
mod evident;
mod formats;
mod golden;
mod hostile;
mod schemas;
