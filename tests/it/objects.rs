//! Stores and files on object storage, as far as no server is needed; `tests/objects.sh` has one.

use crate::support::TinyCompany;

#[track_caller]
fn holds(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is not said:\n{text}");
}

#[test]
fn an_address_that_is_none_is_told_without_what_may_be_a_password() {
    let company = TinyCompany::loaded();
    for command in
        ["kpi revenue_net --store s3://me:hunter2@sales/store", "ingest s3://me:hunter2@sales/a.csv --table orders"]
    {
        let said = company.run(command).exits(2).stderr;
        holds(&said, "`s3://***@sales/");
        holds(&said, "keys and passwords stand in the environment");
        assert!(!said.contains("hunter2"), "{said}");
    }
    holds(&company.run("kpi revenue_net --store az://").exits(2).stderr, "it names no bucket");
    let said = company.run("kpi revenue_net --store gs://sales//store --lang zh").exits(2).stderr;
    holds(&said, "错误：`gs://sales//store` 不是有效的对象存储地址");
    holds(&said, "提示：地址写作 s3://存储桶/路径");
}

#[test]
fn the_configuration_names_a_store_in_a_bucket_as_it_is() {
    let company = TinyCompany::empty();
    company.write("attain.toml", "[store]\ndir = \"s3://sales/../store\"\n");
    let said = company.run("kpi revenue_net").exits(2).stderr;
    holds(&said, "`s3://sales/../store` is no address of objects");
}

#[test]
fn a_pattern_in_a_bucket_is_no_pattern_here() {
    // A folder of that name would be read otherwise.
    let company = TinyCompany::empty();
    company.write(
        "attain.toml",
        "[store]\ndir = \"store\"\n[[source]]\ntable = \"orders\"\nfiles = [\"s3://a:b@c/*.csv\"]\n",
    );
    holds(&company.run("ingest").exits(2).stderr, "no address of objects");
    assert!(!company.folder().join("store").exists(), "a store was made");
}
