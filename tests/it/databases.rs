//! Sources that are databases, as far as no server is needed; `tests/postgres.sh` has a real one.

use crate::support::{TinyCompany, holds};

const SOURCE: &str = "[[source]]\ntable = \"orders\"\nadbc = \"postgresql\"\n";

/// What a load with this source says, and that it left no store.
#[track_caller]
fn refused(source: &str, code: i32) -> String {
    let company = TinyCompany::empty();
    company.write("attain.toml", format!("[store]\ndir = \"store\"\n{source}"));
    let said = company.run("ingest").exits(code).stderr;
    assert!(!company.folder().join("store").exists(), "a store was made");
    said
}

#[test]
fn a_password_is_not_taken_from_the_configuration_and_not_repeated() {
    let said = refused(&format!("{SOURCE}uri = \"postgresql://me:hunter2@h/d\"\nquery = \"SELECT 1\"\n"), 2);
    holds(&said, "its `uri` holds a password");
    holds(&said, "${NAME}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn what_a_source_lacks_is_named() {
    let uri = "uri = \"postgresql://me@127.0.0.1:1/d\"\n";
    holds(&refused(&format!("{SOURCE}{uri}"), 2), "no `query`");
    holds(&refused(&format!("{SOURCE}query = \"SELECT 1\"\n"), 2), "names no address");
    holds(&refused("[[source]]\ntable = \"orders\"\n", 2), "neither files nor a database");
    let both = format!("{SOURCE}{uri}query = \"SELECT 1\"\nfiles = [\"a.csv\"]\n");
    holds(&refused(&both, 2), "both files and a database");
    let unset = format!("{SOURCE}uri = \"${{NOT_SET_ANYWHERE}}\"\nquery = \"SELECT 1\"\n");
    holds(&refused(&unset, 2), "the environment variable NOT_SET_ANYWHERE");
}

#[test]
fn a_driver_that_is_not_there_is_named_with_the_way_to_it() {
    let source = "[[source]]\ntable = \"orders\"\nadbc = \"nosuchthing\"\nuri = \"x\"\nquery = \"SELECT 1\"\n";
    let said = refused(source, 2);
    holds(&said, "no ADBC driver for `nosuchthing`");
    holds(&said, "pip install adbc-driver-nosuchthing");
    let said = refused(&format!("{source}driver = \"not/there.so\"\n"), 2);
    holds(&said, "the ADBC driver for `nosuchthing` does not exist");
    holds(&said, "not/there.so");
    holds(&said, "pip install adbc-driver-nosuchthing");
    let company = TinyCompany::empty();
    company.write("text.so", "no library");
    company.write("attain.toml", format!("{source}driver = \"text.so\"\n"));
    holds(&company.run("ingest").exits(2).stderr, "cannot be loaded as an ADBC driver");
}
