//! The shape of evidence on disk, apart from the types in memory.
//!
//! Every `Wire` type has `of`, which makes it of the model's, and `into_model`, which makes the model's of it. What a
//! release has written is never renamed here: another shape is another schema.

pub(crate) mod evidence;
pub(crate) mod finding;
pub(crate) mod fit;
pub(crate) mod leaf;
pub(crate) mod record;
pub(crate) mod run;
pub(crate) mod scenario;
mod target;
pub(crate) mod verdict;
