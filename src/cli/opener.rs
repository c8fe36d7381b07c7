//! `--open`: hands a page to the program that the system opens pages with.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::output::Output;

/// Opens the page. Where that does not work, it says so: the page is written, and the run has done its work.
pub(crate) fn open(output: &Output, page: &Path) {
    if let Err(reason) = handed_over(page) {
        output.say(&format!("note: `{}` is written, and was not opened: {reason}", page.display()));
    }
}

fn handed_over(page: &Path) -> Result<(), String> {
    let page = page.canonicalize().map_err(|error| error.to_string())?;
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(target_os = "windows") {
        // `start` takes its first quoted word for a title.
        ("cmd", &["/C", "start", ""])
    } else {
        let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
        if !has_desktop {
            return Err("there is no desktop here; open it on a machine that has one".to_string());
        }
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(match status.code() {
            Some(code) => format!("`{program}` found nothing to open it with (exit code {code})"),
            None => format!("`{program}` was ended from outside"),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(format!("`{program}` is not installed (Debian, Ubuntu: apt install xdg-utils)"))
        }
        Err(error) => Err(format!("`{program}` cannot be started: {error}")),
    }
}
