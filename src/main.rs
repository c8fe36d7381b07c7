//! The command `attain`.

use std::process::ExitCode;

fn main() -> ExitCode {
    attain::cli::main(std::env::args_os())
}
