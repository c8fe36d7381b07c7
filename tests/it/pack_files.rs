//! What lies in a pack's folder beside the reports: the digest, the summary for a scheduler; and the manual pages.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Run, TinyCompany, example, files_under};

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn summary(folder: &Path) -> Value {
    serde_json::from_str(&text(&folder.join("summary.json"))).expect("summary.json is JSON")
}

#[test]
fn the_summary_names_every_file_with_its_digest_and_counts_what_the_pack_holds() {
    let (folder, pack) = (example().folder(), example().json());
    let summary = summary(folder);
    let listed: Vec<&str> =
        summary["files"].as_array().expect("files").iter().filter_map(|f| f["path"].as_str()).collect();
    let there = files_under(folder, &["store/", "summary.json"]);
    assert!(there.keys().map(String::as_str).eq(listed.iter().copied()), "{listed:?}\n{:?}", there.keys());
    for file in summary["files"].as_array().expect("files") {
        let bytes = &there[file["path"].as_str().expect("a path")];
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            (file["bytes"].as_u64(), file["sha256"].as_str()),
            (Some(bytes.len() as u64), Some(digest.as_str()))
        );
    }
    let count = |list: &Value| list.as_array().map_or(0, Vec::len);
    let counts = &summary["counts"];
    assert_eq!(counts["people"], count(&pack["people"]));
    assert_eq!(counts["findings"], count(&pack["quality"]["findings"]));
    assert_eq!(counts["tables"], listed.iter().filter(|path| path.ends_with(".parquet")).count());
    let flagged = pack["risk"]["rows"].as_array().expect("rows").iter().filter(|row| row["flagged"] == true).count();
    assert_eq!(counts["flags"], flagged);
    let targets = example().csv("targets");
    assert_eq!(counts["targets"], targets.values("target").iter().filter(|target| !target.is_empty()).count());
    assert_eq!((&summary["period"], &summary["exit_code"]), (&Value::from("2019-Q2"), &Value::from(0)));
    assert_eq!(summary["as_of_exact"], pack["header"]["as_of_exact"]);
    assert!(count(&summary["failed"]) == 0 && !summary.to_string().contains(&folder.display().to_string()));
}

#[test]
fn the_digest_of_the_example_is_short_and_says_what_the_page_says() {
    for name in ["digest.txt", "digest.md"] {
        let digest = text(&example().folder().join(name));
        assert!(digest.lines().count() <= 40, "{name} has {} lines", digest.lines().count());
        for part in ["2019-Q2", "What happened", "Who is at risk", "What to decide", "review.html"] {
            assert!(digest.contains(part), "{part} is not in {name}:\n{digest}");
        }
        assert!(digest.lines().all(|line| line == line.trim_end()), "{digest}");
    }
    // Each sentence of the short answer on stdout about what happened stands in the mail too.
    let told = example().ran.stdout.lines().skip_while(|line| *line != "What happened").skip(1);
    let sentences: Vec<&str> = told.take_while(|line| !line.is_empty()).collect();
    let digest = text(&example().folder().join("digest.txt"));
    assert!(!sentences.is_empty() && digest.contains(sentences[0].trim_start_matches("  • ")), "{digest}");
}

#[test]
fn a_review_in_chinese_has_its_digest_in_chinese() {
    let company = TinyCompany::loaded();
    company.run("review --period 2024-Q2 --as-of 2024-06-30 --lang zh --out pack").exits(0);
    let folder = company.folder().join("pack");
    for name in ["digest.txt", "digest.md"] {
        let digest = text(&folder.join(name));
        assert!(digest.contains("发生了什么") && digest.contains("2024年6月30日"), "{digest}");
        assert!(!digest.contains("What"), "{digest}");
    }
    assert_eq!(summary(&folder)["language"], "zh");
}

#[test]
fn names_of_markdown_and_html_stay_names_in_the_digest() {
    let company = TinyCompany::loaded();
    company.write("attain.toml", "[company]\nname = \"<b>*Co*</b> [x](http://a.example)\"\n");
    company.run("review --period 2024-Q2 --as-of 2024-06-30 --out pack").exits(0);
    let digest = text(&company.folder().join("pack/digest.md"));
    assert!(digest.starts_with(r"# \<b\>\*Co\*\</b\> \[x\](http\://a.example)"), "{digest}");
}

#[test]
fn a_file_that_cannot_be_written_is_named_in_the_summary() {
    let company = TinyCompany::loaded();
    let folder = company.folder().join("pack");
    std::fs::create_dir_all(folder.join("digest.txt")).expect("a folder can be made");
    let ran = company.run("review --period 2024-Q2 --as-of 2024-06-30 --out pack").exits(3);
    assert!(ran.stderr.contains("digest.txt"), "{}", ran.stderr);
    let summary = summary(&folder);
    assert_eq!(summary["exit_code"], 3);
    assert_eq!(summary["failed"], Value::from(vec!["digest.txt"]));
    assert!(summary["files"].as_array().expect("files").iter().any(|file| file["path"] == "review.html"));
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let pages = folder.path().join("man1");
    Run::new("man --out").arg(&pages).run().exits(0);
    for name in super::commands::SUBCOMMANDS {
        let page = text(&pages.join(format!("attain-{name}.1")));
        assert!(page.contains(".SH NAME") && page.contains("\\-\\-store"), "{name}:\n{page}");
    }
    assert!(text(&pages.join("attain-targets-accept.1")).contains("accept"));
    let all = Run::new("man").run().exits(0);
    assert!(all.stdout.contains(".TH attain 1") && all.stderr.is_empty(), "{}", all.stdout);
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").expect("a file can be written");
    let refused = Run::new("man --out").arg(&taken).run().exits(3);
    assert!(refused.stderr.contains("taken") && refused.stderr.contains("--out"), "{}", refused.stderr);
}
