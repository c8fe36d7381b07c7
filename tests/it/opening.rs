//! `--open`: the page goes to the program that opens pages; where that does not work, a line says so and the run is done.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{TinyCompany, holds};

/// A review with `--open` where `xdg-open` is this script, or is not there; its messages, and what the script was given.
fn opened(company: &TinyCompany, script: Option<&str>, desktop: bool, language: &str) -> (String, Option<String>) {
    let programs = company.folder().join("programs");
    let _ = fs::remove_dir_all(&programs);
    fs::create_dir(&programs).expect("a folder can be made");
    let (program, given) = (programs.join("xdg-open"), company.folder().join("given"));
    let _ = fs::remove_file(&given);
    if let Some(script) = script {
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a script is written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it may be run");
    }
    let run = company.command("review --period 2024-Q2 --out pack --open").words(&format!("--lang {language}"));
    let mut command = run.command();
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"] {
        command.env_remove(name);
    }
    if desktop {
        command.env("DISPLAY", ":9");
    }
    let done = command.env("PATH", &programs).env("GIVEN", &given).output().expect("the program starts");
    let messages = String::from_utf8(done.stderr).expect("messages are UTF-8");
    assert_eq!(done.status.code(), Some(0), "{messages}");
    assert!(company.folder().join("pack/review.html").is_file());
    (messages, fs::read_to_string(given).ok())
}

#[test]
fn the_page_is_handed_over_and_where_that_fails_one_line_says_why() {
    let company = TinyCompany::loaded();
    let (messages, given) = opened(&company, Some("printf '%s' \"$1\" >\"$GIVEN\""), true, "en");
    assert!(given.is_some_and(|page| page.ends_with("/pack/review.html")), "{messages}");
    assert!(!messages.contains("not opened"), "{messages}");
    for (script, desktop, english, chinese) in [
        (None, true, "was not opened: `xdg-open` is not installed", "但未能打开：未安装 `xdg-open`"),
        (Some("exit 3"), true, "found nothing to open it with (exit code 3)", "找不到可用的打开方式（退出码 3）"),
        (Some("exit 0"), false, "there is no desktop here", "此处没有桌面环境"),
    ] {
        for (language, told) in [("en", english), ("zh", chinese)] {
            let (messages, given) = opened(&company, script, desktop, language);
            holds(&messages, told);
            assert_eq!(given, None);
        }
    }
}
