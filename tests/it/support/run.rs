//! The program as a process.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The exit codes that the contract names.
pub(crate) const DOCUMENTED: [i32; 5] = [0, 1, 2, 3, 4];

/// One command line, not yet run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
}

/// What a run answered.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    /// The command line, for messages of failed tests.
    pub(crate) command: String,
    /// What was asked for.
    pub(crate) stdout: String,
    /// Everything else.
    pub(crate) stderr: String,
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
}

impl Run {
    /// A command line whose words are parted by spaces; [`Run::arg`] adds words that hold spaces themselves.
    pub(crate) fn new(words: &str) -> Run {
        Run { arguments: words.split_whitespace().map(OsString::from).collect(), folder: None }
    }

    /// One more word.
    pub(crate) fn arg(mut self, word: impl Into<OsString>) -> Run {
        self.arguments.push(word.into());
        self
    }

    /// More words, separated by spaces.
    pub(crate) fn words(mut self, words: &str) -> Run {
        self.arguments.extend(words.split_whitespace().map(OsString::from));
        self
    }

    /// The folder in which it runs; without one, an empty place where no configuration lies.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Run {
        self.folder = Some(folder.to_path_buf());
        self
    }

    /// The process, ready to start.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_attain"));
        command.args(&self.arguments).stdin(Stdio::null()).env_remove("COLUMNS").env_remove("RUST_BACKTRACE");
        command.current_dir(self.folder.clone().unwrap_or_else(std::env::temp_dir));
        command
    }

    /// Runs it to its end; whatever it answers, the exit code is a documented one and nothing panicked.
    pub(crate) fn run(&self) -> Ran {
        let output = self.command().output().expect("the program starts");
        let words: Vec<String> = self.arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let ran = Ran {
            command: format!("attain {}", words.join(" ")),
            stdout: String::from_utf8(output.stdout).expect("answers are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
            code: output.status.code().unwrap_or(-1),
        };
        assert!(DOCUMENTED.contains(&ran.code), "an exit code that is not documented: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "a panic reached the person: {ran:?}");
        ran
    }
}

impl Ran {
    /// Fails unless the run ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "`{}` ended otherwise: {}{}", self.command, self.stderr, self.stdout);
        self
    }
}
