//! `--threads`: how many of the machine's cores are used.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

/// Where rayon and polars look for the number of their threads, once, when they first need one.
const PLACES: [&str; 2] = ["RAYON_NUM_THREADS", "POLARS_MAX_THREADS"];

/// Starts the program again with the number of threads in its environment, unless it stands there already; nothing
/// has been done before, so nothing is done twice. `None` where this run is to go on.
///
/// The number cannot be handed to polars in another way, and a program must not change its own environment while
/// it runs.
pub(super) fn restarted(threads: u16, arguments: &[OsString]) -> Option<ExitCode> {
    let wanted = threads.to_string();
    if PLACES.iter().all(|place| std::env::var(place).is_ok_and(|found| found == wanted)) {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let mut again = Command::new(program);
    again.args(arguments.iter().skip(1)).envs(PLACES.map(|place| (place, wanted.as_str())));
    started(&mut again)
}

/// In place of this process, which keeps its number and its streams; it only comes back where that failed.
#[cfg(unix)]
fn started(again: &mut Command) -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    let _ = again.exec();
    None
}

/// As a process of its own, whose exit code is passed on.
#[cfg(not(unix))]
fn started(again: &mut Command) -> Option<ExitCode> {
    let code = again.status().ok()?.code()?;
    Some(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)))
}
