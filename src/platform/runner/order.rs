//! An order as it came, taken apart in place.

use core::cell::UnsafeCell;
use core::ffi::CStr;

use crate::protocol::{MOST_STRINGS, Order};

/// Pointers at strings, each list ended by a null pointer. Untouched pages of it cost nothing.
struct Lists(UnsafeCell<[*const u8; MOST_STRINGS + 2]>);

// SAFETY: the runner has one thread, and one order at a time (`parse` borrows the frame's body, of which there is one).
unsafe impl Sync for Lists {}

static LISTS: Lists = Lists(UnsafeCell::new([core::ptr::null(); MOST_STRINGS + 2]));

/// What to run.
#[derive(Debug)]
pub struct Parsed<'a> {
    pub order: Order,
    pub program: &'a CStr,
    pub folder: &'a CStr,
    pub stdin: &'a CStr,
    pub stdout: &'a CStr,
    /// What its descriptor 3 reads and its descriptor 4 writes.
    pub talk: [&'a CStr; 2],
    pub arguments: *const *const u8,
    pub variables: *const *const u8,
}

/// Takes an order apart; `None` where it is cut off or has too many strings.
pub fn parse(body: &[u8]) -> Option<Parsed<'_>> {
    let order = Order::read(body)?;
    let mut strings = Strings(body.get(Order::BYTES..)?);
    let (program, folder) = (strings.next()?, strings.next()?);
    let (stdin, stdout) = (strings.next()?, strings.next()?);
    let talk = [strings.next()?, strings.next()?];
    let (arguments, variables) = (order.arguments as usize, order.variables as usize);
    if arguments.checked_add(variables)? > MOST_STRINGS {
        return None;
    }
    // SAFETY: see `Lists`.
    let places = unsafe { &mut *LISTS.0.get() };
    let (first, rest) = places.split_at_mut_checked(arguments + 1)?;
    let second = rest.get_mut(..variables + 1)?;
    fill(first, &mut strings)?;
    fill(second, &mut strings)?;
    let (arguments, variables) = (first.as_ptr(), second.as_ptr());
    Some(Parsed { order, program, folder, stdin, stdout, talk, arguments, variables })
}

fn fill(places: &mut [*const u8], strings: &mut Strings<'_>) -> Option<()> {
    let (end, places) = places.split_last_mut()?;
    for place in places {
        *place = strings.next()?.as_ptr().cast();
    }
    *end = core::ptr::null();
    Some(())
}

struct Strings<'a>(&'a [u8]);

impl<'a> Strings<'a> {
    fn next(&mut self) -> Option<&'a CStr> {
        let string = CStr::from_bytes_until_nul(self.0).ok()?;
        self.0 = self.0.get(string.count_bytes() + 1..)?;
        Some(string)
    }
}
