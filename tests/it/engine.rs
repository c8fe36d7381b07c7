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
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --engine spark://h:1"), @r"
    exit 2
    error: `spark://h:1` is no engine: it does not begin with sc://
    hint: an engine is `embedded`, or sc://host:port with /;key=value behind it, such as sc://spark.example:443/;use_ssl=true
    ");
    for address in ["sc://h:1/;use_ssl=true;token=geheim", "sc://h:1/;token=geheim==", "spark://h:1;token=geheim"] {
        for language in ["en", "zh"] {
            let ran = company.run(&format!("kpi revenue_net --lang {language} --engine {address}")).exits(2);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains("SPARK_CONNECT_AUTHENTICATE_TOKEN"), "{said}");
            assert!(!said.contains("geheim"), "{said}");
        }
    }
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --engine sc://h:1/;token=geheim"), @r"
    exit 2
    error: `sc://h:1` is no engine: a token is written in it, where others can read it
    hint: leave it out and set SPARK_CONNECT_AUTHENTICATE_TOKEN in the environment; or write token=${NAME}, on a command line between single quotes, and set NAME; a token that was written down is better renewed
    ");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --engine sc://h:1/;use_sll=true"), @r"
    exit 2
    error: `sc://h:1` is no engine: there is no parameter `use_sll`
    hint: did you mean use_ssl? The parameters are use_ssl, user_id, user_agent, session_id, token, grpc_keepalive_enabled, grpc_keepalive_without_calls, grpc_keepalive_time_ms, grpc_keepalive_timeout_ms
    ");
    insta::assert_snapshot!(company.run("kpi revenue_net --lang zh --engine sc://h:1/;use_ssl=maybe").exits(2).stderr, @r"
    错误：`sc://h:1` 不是计算引擎：参数 `use_ssl` 既不是 `true` 也不是 `false`
    提示：请写 use_ssl=true 或 use_ssl=false
    ");
    insta::assert_snapshot!(company.run("kpi revenue_net --lang zh --engine sc://h:1/;use_sll=true").exits(2).stderr, @r"
    错误：`sc://h:1` 不是计算引擎：没有参数 `use_sll`
    提示：是不是 use_ssl？可用的参数有 use_ssl、user_id、user_agent、session_id、token、grpc_keepalive_enabled、grpc_keepalive_without_calls、grpc_keepalive_time_ms、grpc_keepalive_timeout_ms
    ");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --engine sc://h:1/;token=${NOT_SET_ANYWHERE}"), @r"
    exit 2
    error: `${NOT_SET_ANYWHERE}` is no engine: it needs the environment variable `NOT_SET_ANYWHERE`, which is not set
    hint: set it for this run, such as by `export NOT_SET_ANYWHERE=…` in the shell
    ");
}

#[test]
fn settings_of_the_engine_are_checked_with_their_line() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[engine]\naddress = \"sc://h:1/;token=geheim\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r"
    exit 2
    error: `spoiled.toml` line 2: `address` is `sc://h:1`: a token is written in it, where others can read it
    hint: leave it out and set SPARK_CONNECT_AUTHENTICATE_TOKEN in the environment; or write token=${NAME}, on a command line between single quotes, and set NAME; a token that was written down is better renewed
    ");
    company.write("spoiled.toml", "[engine]\naddress = \"sc://h:x\"\n");
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
    let source = "[[source]]\ntable = \"reps\"\nfiles = [\"reps.csv\"]\n\n";
    company.write("spoiled.toml", format!("{source}[engine]\ntable = \"sales.orders; DROP\"\n"));
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r"
    exit 2
    error: `spoiled.toml` line 6: `table` is `sales.orders; DROP`
    hint: it names a table of the server's catalogue, such as main.sales.orders
    ");
}

#[test]
fn a_cluster_that_cannot_be_asked_is_an_error_and_nothing_else() {
    let company = TinyCompany::loaded();
    let said = refused(&company, "kpi revenue_net --engine sc://127.0.0.1:1/;user_id=geheim");
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
    company.write("attain.toml", format!("[engine]\naddress = \"sc://h:1/;user_id=geheim\"\n\n{source}"));
    assert!(company.run("ingest").code <= 1);
    for (name, bytes) in files_under(company.folder(), &["attain.toml"]) {
        assert!(!bytes.windows(6).any(|part| part == b"geheim"), "{name} holds it");
    }
}
