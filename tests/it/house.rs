//! The house: rooms look only left, heavy packages have one home, only the command line speaks, every metric has
//! its page, and README and help agree with the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Run, files_under, package};

/// Which rooms a room may look at, besides itself. Left rooms only; the words (`quantity`, `calendar`, `schema`)
/// look at no room, and what stands above or beside the rooms is listed with what it sees.
const LOOKS_AT: [(&str, &[&str]); 18] = [
    // The words that all share.
    ("quantity", &[]),
    ("calendar", &["quantity"]),
    ("schema", &["quantity", "calendar"]),
    ("phrases", &[]),
    // The rooms, left to right.
    ("sources", &["quantity", "calendar", "schema"]),
    ("store", &["quantity", "calendar", "schema", "sources"]),
    ("measures", &["quantity", "calendar", "schema", "sources", "store"]),
    ("models", &["quantity", "calendar", "schema", "sources", "store", "measures"]),
    ("planning", &["quantity", "calendar", "schema", "sources", "store", "measures", "models"]),
    ("appraisal", &["quantity", "calendar", "schema", "sources", "store", "measures", "models", "planning"]),
    ("review", &["quantity", "calendar", "schema", "sources", "store", "measures", "models", "planning", "appraisal"]),
    (
        "reports",
        &[
            "quantity",
            "calendar",
            "schema",
            "sources",
            "store",
            "measures",
            "models",
            "planning",
            "appraisal",
            "review",
            "phrases",
        ],
    ),
    // Above the rooms: the one that knows them all, and the command line, which also speaks.
    (
        "pipeline",
        &[
            "quantity",
            "calendar",
            "schema",
            "sources",
            "store",
            "measures",
            "models",
            "planning",
            "appraisal",
            "review",
            "settings",
            "failure",
        ],
    ),
    (
        "cli",
        &[
            "quantity",
            "calendar",
            "schema",
            "sources",
            "store",
            "measures",
            "models",
            "planning",
            "appraisal",
            "review",
            "reports",
            "pipeline",
            "settings",
            "failure",
            "phrases",
            "generate",
        ],
    ),
    // Beside them: what a configuration holds, whose mistake an error is, and the made-up company.
    ("settings", &["quantity", "calendar", "sources", "measures", "planning", "appraisal"]),
    ("failure", &["calendar", "settings", "sources", "store", "measures", "phrases"]),
    ("generate", &["quantity", "calendar"]),
    ("lib", &[]),
];

/// The homes of packages that cost much to build, or that would carry a room's work into another one.
const HOMES: [(&str, &[&str]); 30] = [
    ("polars", &["sources", "store", "measures", "pipeline"]),
    ("deltalake_core", &["store"]),
    ("tokio", &["sources", "store", "measures"]),
    ("object_store", &["sources"]),
    ("futures_util", &["sources", "measures"]),
    ("spark_connect_core", &["measures"]),
    ("tonic", &["measures"]),
    ("arrow_ipc", &["measures"]),
    ("linfa", &["models"]),
    ("linfa_logistic", &["models"]),
    ("linfa_elasticnet", &["models"]),
    ("linfa_linalg", &["models"]),
    ("argmin", &["models"]),
    ("statrs", &["models"]),
    ("ndarray", &["models"]),
    ("rayon", &["models", "appraisal", "review", "sources", "store", "measures", "pipeline", "reports", "cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("adbc_core", &["sources"]),
    ("adbc_driver_manager", &["sources"]),
    ("comfy_table", &["reports"]),
    ("minijinja", &["reports"]),
    ("plotters", &["reports"]),
    ("fluent_bundle", &["reports"]),
    ("rust_xlsxwriter", &["reports"]),
    ("typst", &["reports"]),
    ("typst_pdf", &["reports"]),
    ("typst_kit", &["reports"]),
];

/// What reads the world or speaks to it, and the only rooms that may.
const SPEAKING: [(&str, &[&str]); 16] = [
    ("println!", &[]),
    ("print!", &["cli"]),
    ("eprintln!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    ("stdout()", &["cli"]),
    ("stderr()", &["cli"]),
    ("process::exit", &[]),
    ("ExitCode", &["cli", "main"]),
    ("SystemTime", &["cli"]),
    ("Instant::now", &[]),
    ("Utc::now", &[]),
    ("Local::now", &[]),
    ("env::var", &["cli"]),
    ("env::args", &["main"]),
    ("current_dir", &[]),
];

/// What prints a listing without `Context::answer`, which stamps behind every row what it was made from, and why.
const UNSTAMPED: [(&str, &str); 16] = [
    ("backtest.rs", "a panel has no store behind it; what comes from a store is stamped"),
    ("cases.rs", "the sheet is filled in and loaded again"),
    ("check.rs", "rows of files and what is wrong with them"),
    ("compare.rs", "what the answers were stamped with is passed on"),
    ("context.rs", "it stamps"),
    ("define.rs", "definitions"),
    ("export_to.rs", "which tables went where"),
    ("forecast_beside.rs", "stamped, and written beside the answer"),
    ("ingest.rs", "rows of files"),
    ("init.rs", "names of presets"),
    ("inspect.rs", "versions of the store"),
    ("kpi.rs", "stamped, with drawings beside the rows or in pieces"),
    ("purchase.rs", "a file of customers has no store behind it; what comes from a store is stamped"),
    ("rate.rs", "what is told of ratings waits for further raters, and is no version's; rows of files"),
    ("trend.rs", "stamped, with drawings beside the rows"),
    ("vacuum.rs", "files of the store"),
];

/// The lines of every source file that are code, by the room they stand in: (room, file, line number, text).
fn code_lines() -> Vec<(String, String, usize, String)> {
    let mut lines = Vec::new();
    for (file, bytes) in files_under(&package().join("src"), &[]) {
        if !file.ends_with(".rs") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("sources are UTF-8");
        let room = file.split('/').next().expect("a path has a part").trim_end_matches(".rs").to_string();
        for (number, line) in text.lines().enumerate() {
            if !line.trim_start().starts_with("//") {
                lines.push((room.clone(), file.clone(), number + 1, line.to_string()));
            }
        }
    }
    lines
}

/// The rooms that a line of code names after `crate::`.
fn rooms_named(line: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut named = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => named.push(word(rest)),
            // `use crate::{a::X, b::Y}`: the parts at the first level.
            Some(inside) => {
                let mut depth = 0;
                let mut part = String::new();
                for c in inside.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => named.push(word(std::mem::take(&mut part).trim())),
                        _ => {}
                    }
                    if c != ',' {
                        part.push(c);
                    }
                }
                named.push(word(part.trim()));
            }
        }
    }
    named.retain(|name| !name.is_empty());
    named
}

#[test]
fn rooms_look_only_left() {
    let may: BTreeMap<&str, &[&str]> = LOOKS_AT.into_iter().collect();
    let mut wrong = Vec::new();
    for (room, file, number, line) in code_lines() {
        if room == "main" {
            continue;
        }
        let allowed = may.get(room.as_str());
        let allowed = allowed.unwrap_or_else(|| panic!("src/{file}: `{room}` is not in the plan of the house"));
        for named in rooms_named(&line) {
            if named != room && !allowed.contains(&named.as_str()) {
                wrong.push(format!("src/{file}:{number} looks at `{named}`: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "a room looks where it must not:\n{}", wrong.join("\n"));
}

#[test]
fn an_import_of_several_rooms_is_seen_as_several() {
    assert_eq!(rooms_named("use crate::{store::{Store, Writer}, cli, measures::kpi};"), ["store", "cli", "measures"]);
    assert_eq!(rooms_named("use crate::review::tables;"), ["review"]);
    assert_eq!(rooms_named("let x = crate::quantity::nearest(crate::schema::tables());"), ["quantity", "schema"]);
    assert_eq!(rooms_named("use super::delta;"), Vec::<String>::new());
}

#[test]
fn the_plan_of_the_house_lets_nobody_look_right() {
    let order = ["sources", "store", "measures", "models", "planning", "appraisal", "review", "reports", "cli"];
    let may: BTreeMap<&str, &[&str]> = LOOKS_AT.into_iter().collect();
    for (at, room) in order.iter().enumerate() {
        for right in &order[at + 1..] {
            assert!(!may[room].contains(right), "the plan lets `{room}` look at `{right}`");
        }
    }
}

#[test]
fn heavy_packages_have_their_homes() {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (room, file, number, line) in code_lines() {
        for (package, homes) in HOMES {
            if names_package(&line, package) {
                seen.entry(package).or_default().insert(room.clone());
                if !homes.contains(&room.as_str()) {
                    wrong.push(format!("src/{file}:{number} uses {package}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a package is used outside its home:\n{}", wrong.join("\n"));
    for (package, homes) in HOMES {
        let used: Vec<&str> = seen.get(package).into_iter().flatten().map(String::as_str).collect();
        let mut homes = homes.to_vec();
        homes.sort_unstable();
        assert_eq!(used, homes, "{package} has left one of its homes: take it out of the list");
    }
}

/// Whether a line of code names a package: `polars::…`, not `my_polars::…`.
fn names_package(line: &str, package: &str) -> bool {
    line.match_indices(&format!("{package}::")).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'))
    })
}

#[test]
fn only_the_command_line_speaks_exits_and_reads_clock_and_environment() {
    let mut wrong = Vec::new();
    // Its trials are told by the environment where a server is.
    let told = ("env::var", "pipeline/cluster_trials.rs");
    for (room, file, number, line) in code_lines() {
        for (word, may) in SPEAKING.into_iter().filter(|(word, _)| (*word, file.as_str()) != told) {
            let spoken = line.match_indices(word).any(|(at, _)| {
                // `eprint!` ends in `print!`: the word must begin where it is found.
                line[..at].chars().next_back().is_none_or(|c| !(c.is_alphanumeric() || c == '_'))
            });
            if spoken && !may.contains(&room.as_str()) {
                wrong.push(format!("src/{file}:{number} has `{word}`: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "somebody speaks who must not:\n{}", wrong.join("\n"));
}

#[test]
fn every_answer_from_a_snapshot_is_stamped() {
    let mut printing = BTreeSet::new();
    for (room, file, _, line) in code_lines() {
        let prints = [".listing(&", ".listing_drawn(&", ".pieces("].iter().any(|call| line.contains(call));
        if room == "cli" && prints && !file.ends_with("cli/output.rs") {
            printing.insert(file.rsplit('/').next().expect("a name").to_string());
        }
    }
    let known: BTreeSet<String> = UNSTAMPED.iter().map(|(file, _)| file.to_string()).collect();
    assert_eq!(printing, known, "an answer is printed past `Context::answer`, or the list names one that is not");
}

#[test]
fn no_source_file_is_longer_than_it_may_be() {
    // Files that say one thing at length; a new one needs a reason here.
    let known: [&str; 0] = [];
    for (file, bytes) in files_under(&package().join("src"), &[]) {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        if file.ends_with(".rs") && !known.contains(&file.as_str()) {
            assert!(lines <= 500, "src/{file} has {lines} lines: it answers more than one question");
        }
    }
}

#[test]
fn every_metric_has_a_page_with_every_field() {
    let fields = ["version", "name", "名称", "unit", "better", "grain", "formula", "meaning", "含义", "rows", "absent"];
    let mut ids = BTreeSet::new();
    for (file, bytes) in files_under(&package().join("src/measures/definitions"), &[]) {
        let page = String::from_utf8(bytes).expect("pages are UTF-8");
        let head = page.split("\n## ").next().expect("a page has a head");
        let id = head.lines().next().expect("a first line").trim_start_matches("# ").to_string();
        assert_eq!(file, format!("{id}.md"), "the page's name is its metric's id");
        for field in fields {
            let values: Vec<&str> =
                head.lines().filter_map(|line| line.strip_prefix(&format!("{field}: "))).map(str::trim).collect();
            assert_eq!(values.len(), 1, "{file}: the field `{field}` stands there {} times", values.len());
            assert!(!values[0].is_empty(), "{file}: the field `{field}` is empty");
        }
        let value = |field: &str| {
            head.lines().find_map(|line| line.strip_prefix(&format!("{field}: "))).expect("checked above").to_string()
        };
        assert!(
            ["money", "count", "units", "share", "days", "number"].contains(&value("unit").as_str()),
            "{file}: unit"
        );
        assert!(["higher", "lower", "none"].contains(&value("better").as_str()), "{file}: better");
        assert!(value("version").parse::<u32>().is_ok_and(|version| version >= 1), "{file}: version");
        ids.insert(id);
    }
    let listed: BTreeSet<String> =
        attain::measures::catalogue::definitions().iter().map(|definition| definition.id.clone()).collect();
    assert_eq!(ids, listed, "the catalogue and the pages are not the same");
    let measured = attain::measures::kpi::KpiMetric::ALL.iter().map(|metric| metric.id());
    let of_families = attain::measures::family::families().iter().flat_map(|family| family.ids.iter().copied());
    for id in measured.chain(attain::measures::repeat::RepeatMetric::IDS).chain(of_families) {
        assert!(attain::measures::catalogue::definition(id).is_some(), "`{id}` is printed and has no page");
    }
}

#[test]
fn the_definition_printed_is_the_page() {
    for definition in attain::measures::catalogue::definitions() {
        let ran = Run::new("define").arg(&definition.id).run().exits(0);
        assert_eq!(ran.stdout, definition.page, "define {} prints another text", definition.id);
    }
}

/// What people read first, in both languages: the README and the tours.
const READING: [&str; 8] = [
    "README.md",
    "README.zh.md",
    "docs/tour-sales-operations.md",
    "docs/tour-sales-operations.zh.md",
    "docs/tour-leader.md",
    "docs/tour-leader.zh.md",
    "docs/tour-batch.md",
    "docs/tour-batch.zh.md",
];

/// The README in both languages: what one says, the other says.
const READMES: [&str; 2] = ["README.md", "README.zh.md"];

fn text_of(page: &str) -> String {
    std::fs::read_to_string(package().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// The command lines that begin with `attain` in the code blocks of a page.
fn commands_of(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut open = String::new();
    for line in text_of(page).lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
            continue;
        }
        if !inside {
            continue;
        }
        // A backslash at the end goes on in the next line; `$ ` before a command is decoration.
        open.push_str(line.trim().trim_start_matches("$ "));
        if let Some(begun) = open.strip_suffix('\\') {
            open = format!("{} ", begun.trim_end());
            continue;
        }
        let command = std::mem::take(&mut open);
        let through_cargo = command.find("cargo run").and_then(|_| command.find(" -- ")).map(|at| &command[at + 4..]);
        let found = command
            .strip_prefix("attain ")
            .or_else(|| command.split_once("/attain ").map(|(_, rest)| rest).or(through_cargo));
        commands.extend(found.map(|words| words.split(['#', '|', '>']).next().unwrap_or("").trim().to_string()));
    }
    commands
}

/// The first cells of the rows of a page's tables whose first cell begins so.
fn first_cells(page: &str, begins: &str) -> Vec<String> {
    let cell = |line: &str| line.strip_prefix("| ")?.split(" |").next().map(|cell| cell.trim().to_string());
    text_of(page).lines().filter_map(cell).filter(|cell| cell.starts_with(begins)).collect()
}

/// What a command's `--help` says, and that of `targets accept` with it.
fn help_of(name: &str) -> Option<String> {
    let help = Run::new(name).arg("--help").run();
    let mut text = (help.code == 0).then_some(help.stdout)?;
    if name == "targets" {
        text.push_str(&Run::new("targets accept --help").run().exits(0).stdout);
    }
    Some(text)
}

fn has_flag(help: &str, flag: &str) -> bool {
    help.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|known| known == flag)
}

#[test]
fn every_command_that_is_shown_is_one_that_the_program_knows() {
    let mut helps: BTreeMap<String, Option<String>> = BTreeMap::new();
    for page in READING {
        let commands = commands_of(page);
        assert!(commands.len() >= 2, "{page} shows {} commands", commands.len());
        for command in commands {
            let words: Vec<&str> = command.split_whitespace().collect();
            let Some(name) = words.iter().find(|word| !word.starts_with('-')) else { continue };
            let help = helps.entry((*name).to_string()).or_insert_with(|| help_of(name));
            let help = help.as_ref().unwrap_or_else(|| panic!("{page} shows `attain {command}`; no `{name}`"));
            for word in words.iter().filter(|word| word.starts_with("--")) {
                let flag = word.split('=').next().unwrap_or(word).trim_end_matches([',', ')', '`']);
                assert!(has_flag(help, flag), "{page} shows `attain {command}`, and `{name}` has no `{flag}`");
            }
        }
    }
}

#[test]
fn both_languages_show_the_same_commands() {
    for (page, other) in READING.iter().step_by(2).zip(READING.iter().skip(1).step_by(2)) {
        assert_eq!(page.replace(".md", ".zh.md"), **other, "the list is in pairs");
        assert_eq!(commands_of(page), commands_of(other), "{page} and {other}");
    }
}

#[test]
fn every_flag_that_is_named_exists() {
    let helps: String = super::commands::SUBCOMMANDS.iter().filter_map(|name| help_of(name)).collect();
    let flags_of_others =
        ["--release", "--test", "--bin", "--example", "--all-targets", "--path", "--locked", "--no-deps"];
    for page in READING {
        for word in text_of(page).split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
            if word.starts_with("--") && word.len() > 3 && word.as_bytes()[2].is_ascii_alphabetic() {
                let known = has_flag(&helps, word) || flags_of_others.contains(&word);
                assert!(known, "{page} names `{word}`, and no command has it");
            }
        }
    }
}

#[test]
fn both_readmes_list_every_command_and_every_exit_code() {
    let commands: BTreeSet<&str> = super::commands::SUBCOMMANDS.into_iter().collect();
    let help = Run::new("--help").run().exits(0).stdout;
    let said = help.lines().find(|line| line.starts_with("Exit codes:")).expect("the help tells the exit codes");
    let codes: Vec<String> =
        said.split(|c: char| !c.is_ascii_digit()).filter(|code| !code.is_empty()).map(str::to_string).collect();
    for page in READMES {
        let rows = first_cells(page, "`attain ");
        let listed: BTreeSet<&str> = rows.iter().filter_map(|cell| cell.trim_matches('`').split(' ').nth(1)).collect();
        assert_eq!(listed, commands, "{page}: the table of commands and the program differ");
        assert_eq!(rows.len(), commands.len(), "{page}: a command stands twice in the table");
        let numbers: Vec<String> =
            first_cells(page, "").into_iter().filter(|cell| cell.chars().all(|c| c.is_ascii_digit())).collect();
        assert_eq!(numbers, codes, "{page}: the table of exit codes and `attain --help` differ");
    }
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    for page in READING {
        let folder = package().join(page);
        let folder = folder.parent().expect("a page lies in a folder");
        let text = text_of(page);
        for rest in text.split("](").skip(1) {
            let link = rest.split([')', '#']).next().unwrap_or_default();
            let outside = link.is_empty() || link.contains("://");
            assert!(outside || folder.join(link).exists(), "{page} leads to `{link}`, and it is not there");
        }
    }
    for (page, other) in [(READMES[0], READMES[1]), (READMES[1], READMES[0])] {
        let head: Vec<String> = text_of(page).lines().take(4).map(str::to_string).collect();
        assert!(head.iter().any(|line| line.contains(&format!("]({other})"))), "{page} does not begin with {other}");
    }
}
