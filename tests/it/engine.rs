//! Which engine builds the facts: what may be named, what a program without the client says, and that nothing secret
//! is said or kept. What a real server answers is tried by `tests/cluster/run.py`.

use crate::bad_input::refused;
use crate::support::{TinyCompany, files_under};

#[test]
fn the_embedded_engine_can_be_named() {
    let company = TinyCompany::loaded();
    let plain = company.run("kpi revenue_net --by rep");
    let named = company.run("kpi revenue_net --by rep --engine embedded");
    assert_eq!((named.code, named.stdout), (0, plain.stdout));
}

#[test]
fn what_is_no_engine_is_refused_and_its_token_not_shown() {
    let company = TinyCompany::loaded();
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --engine spark://h:1;token=geheim"), @r"
    exit 2
    error: `spark://h:1` is no engine: it does not begin with sc://
    hint: an engine is `embedded`, or sc://host:port with /;key=value behind it, such as sc://spark.example:443/;use_ssl=true
    ");
}

#[test]
fn settings_of_the_engine_are_checked_with_their_line() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[engine]\naddress = \"sc://h:x/;token=geheim\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r"
    exit 2
    error: `spoiled.toml` line 2: `address` is `sc://h:x`: its port is no number up to 65535
    hint: an engine is `embedded`, or sc://host:port with /;key=value behind it, such as sc://spark.example:443/;use_ssl=true
    ");
    company.write("spoiled.toml", "[engine]\nquery_seconds = 0\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r"
    exit 2
    error: `spoiled.toml` line 2: `query_seconds` is 0
    hint: it lies between 1 and 86400
    ");
    company.write("spoiled.toml", "[engine]\ntable = \"sales.orders; DROP\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r"
    exit 2
    error: `spoiled.toml` line 2: `table` is `sales.orders; DROP`
    hint: it names a table of the server's catalogue, such as main.sales.orders
    ");
}

#[test]
fn a_cluster_that_cannot_be_asked_is_an_error_and_nothing_else() {
    let company = TinyCompany::loaded();
    let said = refused(&company, "kpi revenue_net --engine sc://127.0.0.1:1/;token=geheim");
    match cfg!(feature = "cluster") {
        true => assert!(said.contains("exit 4\nerror: the cluster at 127.0.0.1:1 cannot be reached: "), "{said}"),
        false => insta::assert_snapshot!(said, @r"
        exit 2
        error: this attain was built without the client of clusters, and cannot ask 127.0.0.1:1
        hint: build it with the client (it needs protoc): cargo build --release --features cluster; or leave --engine out
        "),
    }
    assert!(!said.contains("geheim"));
}

#[test]
fn the_address_leaves_no_trace() {
    let company = TinyCompany::loaded();
    let source = "[[source]]\ntable = \"orders\"\nfiles = [\"orders.csv\"]\n";
    company.write("attain.toml", format!("[engine]\naddress = \"sc://h:1/;token=geheim\"\n\n{source}"));
    assert!(company.run("ingest").code <= 1);
    for (name, bytes) in files_under(company.folder(), &["attain.toml"]) {
        assert!(!bytes.windows(6).any(|part| part == b"geheim"), "{name} holds the token");
    }
}
