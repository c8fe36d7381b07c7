//! Stores and files on object storage, as far as no server is needed; `tests/objects.sh` has one.

use crate::support::{Run, TinyCompany, holds};

/// What is said where a command is not understood.
#[track_caller]
fn refused(company: &TinyCompany, words: &str) -> String {
    let said = Run::new(words).in_folder(company.folder()).run().exits(2).stderr;
    assert!(!company.folder().join("store").exists(), "a store was made");
    said
}

#[test]
fn an_address_that_is_none_is_told_without_what_may_be_a_password() {
    let company = TinyCompany::empty();
    let with_store = "kpi revenue_net --store s3://me:hunter2@sales/store";
    for words in [with_store, "ingest s3://me:hunter2@sales/a.csv --table orders --store store"] {
        let said = refused(&company, words);
        holds(&said, "`s3://***@sales/");
        holds(&said, "keys and passwords stand in the environment");
        assert!(!said.contains("hunter2"), "{said}");
    }
    holds(&refused(&company, "kpi revenue_net --store az://"), "it names no bucket");
    let said = refused(&company, "kpi revenue_net --store gs://sales//store --lang zh");
    holds(&said, "错误：`gs://sales//store` 不是有效的对象存储地址");
    holds(&said, "提示：地址写作 s3://存储桶/路径");
}

#[test]
fn the_configuration_names_buckets_as_they_are() {
    let company = TinyCompany::empty();
    company.write("attain.toml", "[store]\ndir = \"s3://sales/../store\"\n");
    holds(&refused(&company, "kpi revenue_net"), "`s3://sales/../store` is no address of objects");
    let source = "[[source]]\ntable = \"orders\"\nfiles = [\"s3://a:b@c/*.csv\"]\n";
    company.write("attain.toml", format!("[store]\ndir = \"store\"\n{source}"));
    holds(&refused(&company, "ingest"), "`s3://***@c/*.csv` is no address of objects");
}

#[test]
fn init_says_that_it_looks_at_files_of_this_machine() {
    let company = TinyCompany::empty();
    let said = refused(&company, "init s3://sales/2024/*.csv");
    holds(&said, "`s3://sales/2024/*.csv` is on object storage");
    holds(&said, "copy some of its files here");
}
