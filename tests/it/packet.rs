//! `--pdf`: the packet on paper where the program was built for it, and a word on how to get one where it was not.

use crate::support::{Run, TinyCompany};

const REVIEW: &str = "review --period 2024-Q2 --as-of 2024-06-30 --pdf --out pack";

#[test]
fn a_font_is_for_the_packet_only() {
    let ran = Run::new("demo --font some.otf").run().exits(2);
    assert!(ran.stderr.contains("--pdf"), "{}", ran.stderr);
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_the_feature_the_way_to_a_packet_is_told_before_anything_is_written() {
    let company = TinyCompany::loaded();
    let ran = company.run(REVIEW).exits(2);
    assert!(ran.stderr.contains("built without packet.pdf"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("hint: ") && ran.stderr.contains("cargo run --features pdf -- review"),
        "{}",
        ran.stderr
    );
    assert!(!company.folder().join("pack").exists(), "something was written");
}

#[cfg(feature = "pdf")]
mod with_the_feature {
    use super::*;

    /// Says that there are no fonts but those in an empty folder.
    fn without_fonts(company: &TinyCompany, words: &str) -> std::process::Output {
        std::fs::create_dir_all(company.folder().join("none")).expect("a folder can be made");
        let folder = company.folder().join("none");
        company.write("fonts.conf", format!("<fontconfig><dir>{}</dir></fontconfig>", folder.display()));
        let mut command = company.command(words).command();
        command.env("FONTCONFIG_FILE", company.folder().join("fonts.conf"));
        command.output().expect("the program starts")
    }

    fn summary(company: &TinyCompany) -> serde_json::Value {
        let text = std::fs::read_to_string(company.folder().join("pack/summary.json")).expect("there is a summary");
        serde_json::from_str(&text).expect("it is JSON")
    }

    #[test]
    fn a_packet_stands_in_the_pack_and_in_its_summary_and_is_the_same_without_fonts_of_the_system() {
        let company = TinyCompany::loaded();
        let store = company.run("inspect --format json").stdout;
        let ran = company.run(REVIEW).exits(0);
        assert!(ran.stdout.contains("packet.pdf"), "{}", ran.stdout);
        let packet = company.folder().join("pack/packet.pdf");
        let pdf = std::fs::read(&packet).expect("there is a packet");
        assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
        assert!(summary(&company)["files"].as_array().expect("files").iter().any(|file| file["path"] == "packet.pdf"));
        let again = without_fonts(&company, REVIEW);
        assert_eq!(again.status.code(), Some(0), "{again:?}");
        assert_eq!(std::fs::read(&packet).expect("there is a packet"), pdf);
        assert_eq!(company.run("inspect --format json").stdout, store, "a review changes nothing in the store");
        // A review without a packet leaves none of another review beside it.
        company.run(&REVIEW.replace(" --pdf", "")).exits(0);
        assert!(!packet.exists());
    }

    #[test]
    fn without_a_chinese_font_the_rest_of_the_pack_is_written_and_the_way_out_is_told() {
        let company = TinyCompany::loaded();
        let ran = without_fonts(&company, &format!("{REVIEW} --lang zh"));
        let told = String::from_utf8(ran.stderr).expect("it is UTF-8");
        assert_eq!(ran.status.code(), Some(3), "{told}");
        assert!(
            told.contains("未写出 packet.pdf") && told.contains("个字符没有字体") && told.contains("fonts-noto-cjk"),
            "{told}"
        );
        assert!(told.contains("--font 文件") && told.contains("[report] font"), "{told}");
        assert!(company.folder().join("pack/review.html").exists());
        assert!(!company.folder().join("pack/packet.pdf").exists());
        assert_eq!(summary(&company)["failed"], serde_json::json!(["packet.pdf"]));
    }

    #[test]
    fn a_font_that_is_not_there_or_is_none_is_refused_before_anything_is_written() {
        let company = TinyCompany::loaded();
        company.write("orders.otf", "no font");
        for (words, said) in [("--font missing.otf", "`missing.otf`"), ("--font orders.otf", "it is not a font")] {
            let ran = company.run(&format!("{REVIEW} {words}")).exits(2);
            assert!(ran.stderr.contains(said) && ran.stderr.contains("hint: "), "{}", ran.stderr);
        }
        company.write("attain.toml", "[report]\nfont = \"orders.otf\"\n");
        let ran = company.run(REVIEW).exits(2);
        assert!(ran.stderr.contains("orders.otf") && ran.stderr.contains("[report] font"), "{}", ran.stderr);
        assert!(!company.folder().join("pack").exists(), "something was written");
    }
}
