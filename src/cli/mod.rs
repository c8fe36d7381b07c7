//! What did the person ask?
//!
//! Arguments in, answer out: data on stdout, everything else on stderr. Only this room prints, exits, and reads
//! the clock and the environment.

mod arguments;
mod backtest_arguments;
mod backtest_listings;
mod cases_arguments;
mod cases_listings;
mod cohort_arguments;
mod cohort_table;
mod commands;
mod company_look;
mod compare;
mod contest_arguments;
mod contest_listings;
mod contest_tables;
mod context;
mod counted;
mod decide_arguments;
mod decision_notes;
mod define;
mod destination;
mod dimension_words;
mod export_arguments;
mod forecast_arguments;
mod generate_arguments;
mod grain_words;
mod headings;
mod histories;
mod init_in_chinese;
mod listings;
mod notes;
mod objects;
mod older_pack;
mod opener;
mod outlook_listings;
mod output;
mod pack_files;
mod pack_writer;
mod packet_file;
mod periods;
mod plan_arguments;
mod plan_listings;
mod planning_arguments;
mod purchase_arguments;
mod rate_arguments;
mod rating_listings;
mod rating_notes;
mod redaction;
mod restate_listings;
mod review_arguments;
mod risk_listings;
mod said;
mod scorecard_arguments;
mod scorecard_listings;
mod stand_ins;
mod store_arguments;
mod store_listings;
mod threads;
mod trend_arguments;
mod trend_listings;
mod usage_in_chinese;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::failure::{Failure, FailureKind};
use crate::reports::wording::Language;
use arguments::{Arguments, Command, LanguageChoice};
use context::Context;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: done, and something was found that a person should look at.
    Findings,
}

/// The program: runs the command line, and turns a panic into one sentence and exit code 4.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        let failure = Failure {
            hint: Some(
                "this is a defect: please report it with the command that you ran; the store is as it was".to_string(),
            ),
            ..Failure::internal(format!("attain met a state that it does not expect{place}"))
        };
        output::complain(&failure, Language::En);
    }));
    std::panic::catch_unwind(|| run(arguments)).unwrap_or(ExitCode::from(FailureKind::Internal.exit_code()))
}

/// Runs a command line (with the program's name first) and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are answers (exit 0), everything else is a mistake in the command (exit 2).
            let code = if error.use_stderr() { FailureKind::Usage.exit_code() } else { 0 };
            match usage_in_chinese::told(&error).filter(|_| usage_in_chinese::is_asked_for(&arguments)) {
                Some(failure) => output::complain(&failure, Language::Zh),
                None => {
                    let _ = error.print();
                }
            }
            return ExitCode::from(code);
        }
    };
    if let Some(code) = parsed.global.threads.and_then(|threads| threads::restarted(threads, &arguments)) {
        return code;
    }
    // A configuration that is not valid is no reason not to write a new one, nor not to read the manual.
    let context = match parsed.command {
        Command::Init(_) | Command::Man => Context::unconfigured(&parsed),
        _ => Context::new(&parsed),
    };
    let outcome = context.and_then(|context| dispatch(&context, &parsed.command));
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => {
            output::complain(&failure, language_of(&parsed));
            ExitCode::from(failure.kind.exit_code())
        }
    }
}

fn language_of(arguments: &Arguments) -> Language {
    match arguments.global.lang {
        LanguageChoice::En | LanguageChoice::Both => Language::En,
        LanguageChoice::Zh => Language::Zh,
    }
}

fn dispatch(context: &Context, command: &Command) -> Result<Outcome, Failure> {
    let is_pack = matches!(command, Command::Review(_) | Command::Demo(_));
    if context.global.lang == LanguageChoice::Both && !is_pack {
        return Err(Failure::usage(
            "--lang both is for review packs: attain review and attain demo",
            "write --lang en or --lang zh",
        ));
    }
    match command {
        Command::Init(asked) => commands::init::run(context, asked),
        Command::Ingest(asked) => commands::ingest::run(context, asked),
        Command::Check(asked) => commands::check::run(context, asked),
        Command::Kpi(asked) => commands::kpi::run(context, asked),
        Command::Cohort(asked) => commands::cohort::run(context, asked),
        Command::Repeat(asked) => commands::repeat::run(context, asked),
        Command::Trend(asked) => commands::trend::run(context, asked),
        Command::Bridge(asked) => commands::bridge::run(context, asked),
        Command::Purchase(asked) => commands::purchase::run(context, asked),
        Command::Forecast(asked) => commands::forecast::run(context, asked),
        Command::Backtest(asked) => commands::backtest::run(context, asked),
        Command::Risk(asked) => commands::risk::run(context, asked),
        Command::Targets(asked) => commands::targets::run(context, asked),
        Command::Scorecard(asked) => commands::scorecard::run(context, asked),
        Command::Decide(asked) => commands::decide::run(context, asked),
        Command::Whatif(asked) => commands::whatif::run(context, asked),
        Command::Audit(asked) => commands::audit::run(context, asked),
        Command::Cases(asked) => commands::cases::run(context, asked),
        Command::Plan(asked) => commands::plan::run(context, asked),
        Command::Rate(asked) => commands::rate::run(context, asked),
        Command::Contest(asked) => commands::contest::run(context, asked),
        Command::Review(asked) => commands::review::run(context, asked),
        Command::Demo(asked) => commands::demo::run(context, asked),
        Command::Inspect(asked) => commands::inspect::run(context, asked),
        Command::Export(asked) => commands::export::run(context, asked),
        Command::Restate(asked) => commands::restate::run(context, asked),
        Command::Vacuum(asked) => commands::vacuum::run(context, asked),
        Command::Define(asked) => define::run(context, asked),
        Command::Generate(asked) => commands::generate::run(context, asked),
        Command::Man => commands::man::run(context),
        Command::Completions { shell } => {
            arguments::print_completions(*shell);
            Ok(Outcome::Done)
        }
    }
}
