//! The C library's calls that execute another program, with what a library wants done before, and with the variables
//! that it needs put back into an environment that lost them.

use core::ffi::{CStr, c_char, c_int};
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::call::{call, number, variable};
use crate::{KEPT, before_execution, execution_failed};

/// Variables of an environment that can be completed.
const MOST: usize = 2000;

type Strings = *const *const c_char;

unsafe extern "C" {
    static environ: Strings;
    fn __errno_location() -> *mut c_int;
}

/// What the environment said at the start: a program may take its own away. Null pointers before.
static AT_START: [AtomicPtr<c_char>; 2] = [const { AtomicPtr::new(core::ptr::null_mut()) }; 2];

/// Keeps what the environment says, before the program runs.
extern "C" fn remember() {
    for (name, place) in KEPT.iter().zip(&AT_START) {
        // SAFETY: the C library keeps its environment so.
        if let Some(value) = unsafe { variable(environ.cast(), name) } {
            place.store(value.as_ptr().cast_mut(), Ordering::Relaxed);
        }
    }
}

#[used]
#[unsafe(link_section = ".init_array")]
static REMEMBER: extern "C" fn() = remember;

/// The value that a variable of [`KEPT`], by its place there, had at the start.
pub fn at_start(which: usize) -> Option<&'static CStr> {
    let value = AT_START[which].load(Ordering::Relaxed);
    // SAFETY: strings of the first environment stay where they are.
    (!value.is_null()).then(|| unsafe { CStr::from_ptr(value) })
}

/// In place of the C library's.
///
/// # Safety
/// As `execve`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn execve(path: *const c_char, arguments: Strings, environment: Strings) -> c_int {
    before_execution();
    let mut room = [core::ptr::null(); MOST];
    // SAFETY: the caller's promise.
    unsafe { replace(path, arguments, completed(environment, &mut room)) };
    execution_failed();
    -1
}

/// In place of the C library's.
///
/// # Safety
/// As `execv`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn execv(path: *const c_char, arguments: Strings) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { execve(path, arguments, environ) }
}

/// In place of the C library's.
///
/// # Safety
/// As `execvp`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn execvp(file: *const c_char, arguments: Strings) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { execvpe(file, arguments, environ) }
}

/// In place of the C library's.
///
/// # Safety
/// As `execvpe`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn execvpe(file: *const c_char, arguments: Strings, environment: Strings) -> c_int {
    before_execution();
    let mut room = [core::ptr::null(); MOST];
    // SAFETY: the caller's promise.
    unsafe { search(file, arguments, completed(environment, &mut room)) };
    execution_failed();
    -1
}

/// Executes what is found under a name, where `PATH` leads; comes back where that fails.
unsafe fn search(file: *const c_char, arguments: Strings, environment: Strings) {
    // SAFETY: the caller's promise.
    unsafe {
        let name = CStr::from_ptr(file).to_bytes();
        if name.contains(&b'/') {
            return replace_or_interpret(file, arguments, environment);
        }
        let folders = variable(environ.cast(), b"PATH").map_or(&b"/bin:/usr/bin"[..], CStr::to_bytes);
        let mut path = [0u8; 4096];
        for folder in folders.split(|byte| *byte == b':') {
            let length = folder.len() + 1 + name.len();
            if let Some(room) = path.get_mut(..=length) {
                room[..folder.len()].copy_from_slice(folder);
                room[folder.len()] = b'/';
                room[folder.len() + 1..length].copy_from_slice(name);
                room[length] = 0;
                replace_or_interpret(path.as_ptr().cast(), arguments, environment);
            }
        }
    }
}

/// Executes, as the C library's search does: what the kernel can't execute is taken for a script of the shell.
unsafe fn replace_or_interpret(path: *const c_char, arguments: Strings, environment: Strings) {
    const ENOEXEC: c_int = 8;
    const SHELL: &CStr = c"/bin/sh";
    // SAFETY: the caller's promise; the new arguments end with a null pointer too.
    unsafe {
        if replace(path, arguments, environment) != ENOEXEC {
            return;
        }
        let mut room = [core::ptr::null(); MOST];
        room[0] = SHELL.as_ptr();
        room[1] = path;
        let mut count = 1;
        while !(*arguments).is_null() && !(*arguments.add(count)).is_null() {
            if count + 2 >= MOST {
                return;
            }
            room[count + 1] = *arguments.add(count);
            count += 1;
        }
        replace(SHELL.as_ptr(), room.as_ptr(), environment);
    }
}

/// Executes; comes back with the error's number, which the caller finds too, where that fails.
unsafe fn replace(path: *const c_char, arguments: Strings, environment: Strings) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        let error = -call(number::EXECVE, [path as usize, arguments as usize, environment as usize, 0, 0, 0]) as c_int;
        *__errno_location() = error;
        error
    }
}

/// The environment, with this library and the log where it lost them.
unsafe fn completed(environment: Strings, room: &mut [*const c_char; MOST]) -> Strings {
    // SAFETY: the caller's promise, and the C library's own environment.
    unsafe {
        let mut count = 0;
        while !environment.is_null() && !(*environment.add(count)).is_null() {
            if count + KEPT.len() + 1 >= MOST {
                return environment;
            }
            room[count] = *environment.add(count);
            count += 1;
        }
        for (which, name) in KEPT.iter().enumerate() {
            if variable(environment.cast(), name).is_none()
                && let Some(value) = at_start(which)
            {
                room[count] = value.as_ptr().sub(name.len() + 1);
                count += 1;
            }
        }
        room[count] = core::ptr::null();
    }
    room.as_ptr()
}
