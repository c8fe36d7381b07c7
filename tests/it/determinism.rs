//! The same input makes the same bytes, with one thread or many.

use std::path::Path;

use crate::support::{Run, copy_folder, example, files_under, package};

/// Every file of the pack; the store beside it is the demo's own and carries the time of its load.
fn pack_of(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    files_under(folder, &["store/"])
}

#[test]
fn the_pack_is_the_same_bytes_every_time_and_for_any_number_of_threads() {
    let first = pack_of(example().folder());
    assert!(first.contains_key("review.html") && first.contains_key("review.json"), "{:?}", first.keys());
    assert!(first.keys().filter(|name| name.starts_with("tables/")).count() >= 20, "{:?}", first.keys());
    for threads in ["1", "2"] {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let demo = Run::new("demo --threads").arg(threads).arg("--datasets").arg(package().join("datasets"));
        demo.arg("--out").arg(folder.path()).run().exits(0);
        let again = pack_of(folder.path());
        assert!(first.keys().eq(again.keys()), "the packs hold other files: {:?}", again.keys());
        for (name, bytes) in &first {
            assert!(again[name] == *bytes, "{name} differs with --threads {threads}");
        }
    }
}

#[test]
fn a_second_demo_in_the_same_folder_loads_nothing_and_writes_the_same_review() {
    assert!(example().ran.stderr.contains("31,340 rows read = 31,340 loaded + 0"), "{}", example().ran.stderr);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    copy_folder(example().folder(), folder.path());
    let before = files_under(folder.path(), &["store/.lock"]);
    let demo = Run::new("demo --datasets").arg(package().join("datasets")).arg("--out").arg(folder.path());
    let second = demo.run().exits(0);
    assert!(second.stderr.contains("31,340 rows read = 0 loaded + 31,340"), "{}", second.stderr);
    let after = files_under(folder.path(), &["store/.lock"]);
    assert!(before.keys().eq(after.keys()), "{:?}", after.keys());
    for (name, bytes) in &before {
        assert!(after[name] == *bytes, "{name} changed though nothing was loaded");
    }
}
