//! What stands between attain and a database or a folder for results, in Chinese.

use std::io::ErrorKind;

use super::chinese;
use crate::sources::{DeliveryError, Section, SetupProblem, SourceError, Trouble};
use crate::store::OutgoingProblem;

/// The sentence and the way out.
type Said = (String, Option<String>);

fn said(message: String, hint: impl Into<String>) -> Said {
    (message, Some(hint.into()))
}

/// Of a database that cannot be asked; none for files.
pub(super) fn of_source(error: &SourceError) -> Option<Said> {
    match error {
        SourceError::DatabaseSetup { section, problem } => Some(of_setup(section, problem)),
        SourceError::OfQuery { error } => of_source(error),
        SourceError::Objects(error) => Some(chinese::of_objects(error)),
        SourceError::NoDriver { kind } => {
            Some(said(format!("找不到 `{kind}` 的 ADBC 驱动（adbc_driver_{kind}）"), driver_way_out(kind)))
        }
        SourceError::DriverAbsent { kind, library } => {
            Some(said(format!("`{kind}` 的 ADBC 驱动不存在：`{}`", library.display()), driver_way_out(kind)))
        }
        SourceError::DriverUnusable { kind, library, reason } => Some(said(
            format!("`{}` 无法作为 ADBC 驱动加载：{}", library.display(), reason.trim()),
            driver_way_out(kind),
        )),
        SourceError::OpenSecret { path, mode } => Some(said(
            format!("`{}` 存放可能含密码的地址，而其他用户也能读取（权限为 {mode:03o}）", path.display()),
            format!("请只留给自己读取：chmod 600 {}", path.display()),
        )),
        _ => None,
    }
}

fn driver_way_out(kind: &str) -> String {
    format!(
        "请安装驱动，如 `pip install adbc-driver-{kind}`，并在配置中写明其库文件：driver = \
         \"…/libadbc_driver_{kind}.so\"（`python -c \"import adbc_driver_{kind} as d; print(d._driver_path())\"` \
         可查其位置）"
    )
}

fn of_section(section: &Section) -> String {
    match section {
        Section::Source(table) => format!("`{table}` 的数据来源"),
        Section::Destination(name) => format!("目的地 `{name}`"),
    }
}

fn of_setup(section: &Section, problem: &SetupProblem) -> Said {
    let (what, hint) = match problem {
        SetupProblem::TwoAddresses => ("同时写了 `uri` 和 `uri_file`".to_string(), "请保留其一".to_string()),
        SetupProblem::NoAddress => (
            "没有写地址".to_string(),
            "请写 uri = \"postgresql://user:${SALES_DB_PASSWORD}@host:5432/sales\"".to_string(),
        ),
        SetupProblem::PasswordWritten => (
            "`uri` 中写有密码，而配置文件不宜存放密码".to_string(),
            "请以 ${NAME} 代替，并在环境变量中设置 NAME；或把整个地址写入只有您能读取的文件，用 uri_file 指明"
                .to_string(),
        ),
        SetupProblem::VariableNotSet { name } => (
            format!("地址需要环境变量 {name}，但未设置"),
            format!("请在运行前设置，如在 shell 中执行 `export {name}=…`"),
        ),
        SetupProblem::NoQuery => (
            "写了数据库但没有 `query`".to_string(),
            "请写 query = \"SELECT order_id, order_date, customer_id, rep_id, net_amount FROM orders\"".to_string(),
        ),
        SetupProblem::NoOwnKey { missing } => {
            let way_out = |column: &String| match column.as_str() {
                "line_no" => "请让 `query` 给出表中自有的行号，列名为 line_no；若每张订单只有一行，则写 1 AS line_no",
                _ => "请让 `query` 给出订单号，列名为 order_id",
            };
            (
                format!(
                    "设了 `watermark` 时，查询必须给出 `{}`：对之后取得的行，再无其他依据可区分“改动的行”与“新增的第二行”",
                    missing.join("` 和 `")
                ),
                missing.iter().map(way_out).collect::<Vec<_>>().join("；"),
            )
        }
        SetupProblem::NoSuchWatermark { column, yields } => {
            (format!("watermark `{column}` 不是查询的列"), format!("查询的列有 {}", yields.join("、")))
        }
        SetupProblem::UnorderedWatermark { column, kind } => (
            format!("watermark `{column}` 的类型为 {kind}，大小顺序不确定"),
            "请选用整数、日期或时间戳列，或在 `query` 中转换".to_string(),
        ),
    };
    said(format!("{}：{what}", of_section(section)), hint)
}

/// Of results on the way into a database.
pub(super) fn of_delivery(error: &DeliveryError) -> Option<Said> {
    Some(match error {
        DeliveryError::Setup(error) => return of_source(error),
        DeliveryError::MissingColumns { table, columns, statements } => said(
            format!("表 `{table}` 已存在，但缺少列 `{}`", columns.join("`、`")),
            format!("请加 --add-columns 补上，或自行执行：{}", statements.join("; ")),
        ),
        DeliveryError::OtherKind { table, column, found, needed } => said(
            format!("表 `{table}` 已存在，其列 `{column}` 的类型为 {found}，应为 {needed}"),
            "未写入任何内容；请将该表改名，或在 [[destination]] 中另选 `prefix` 或 `schema`",
        ),
        DeliveryError::Server { section, said, trouble } => {
            (format!("{}：{said}", of_section(section)), trouble.map(|trouble| way_out(trouble).to_string()))
        }
    })
}

fn way_out(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Password => "请检查地址中的用户名，以及存放密码的环境变量或文件",
        Trouble::OtherHost => "请在地址中按服务器证书上的名称填写主机",
        Trouble::Certificate => "请在地址中指明服务器的证书颁发机构，如 sslrootcert=ca.pem",
        Trouble::Unreachable => "请确认服务器正在运行，且地址中的主机和端口无误",
        Trouble::Lost => "结果要么全部写入，要么完全没有写入；请再次运行，只会补写缺少的部分",
        Trouble::Permission => {
            "未写入任何内容；请管理员授予该用户在此 schema 的 CREATE 权限，以及对其中表的 SELECT、INSERT、DELETE 权限"
        }
        Trouble::NoSchema => "未写入任何内容；请先创建该 schema，或在 [[destination]] 中另指定",
        Trouble::NoDatabase => "请检查地址中的数据库名称",
        Trouble::Full => "未写入任何内容；服务器磁盘已满",
        Trouble::NotMade => "未写入任何内容；导出需要事务和批量写入，而该驱动或服务器不支持：可改为写入目录，--to 目录",
    }
}

/// Of results on the way into a folder or a bucket.
pub(super) fn of_folder(problem: &OutgoingProblem) -> Said {
    let elsewhere = "未写入任何内容；请将该表改名，或另选位置，或在 [[destination]] 中另选 `prefix`";
    match problem {
        OutgoingProblem::IsStore { path } => {
            said(format!("`{}` 是 attain 的数据存储，不能存放结果", path.display()), "请另指定存放位置：--to 目录")
        }
        OutgoingProblem::MissingColumns { path, columns } => said(
            format!("表 `{}` 已存在，但缺少列 `{}`", path.display(), columns.join("`、`")),
            "未写入任何内容；请加 --add-columns 补上",
        ),
        OutgoingProblem::OtherKind { path, column, found, needed } => {
            said(format!("表 `{}` 已存在，其列 `{column}` 的类型为 {found}，应为 {needed}", path.display()), elsewhere)
        }
        OutgoingProblem::AsksForMore { path, column } => {
            said(format!("表 `{}` 已存在，其列 `{column}` 不允许为空，而 attain 没有该列", path.display()), elsewhere)
        }
        OutgoingProblem::NotByRun { path } => {
            said(format!("表 `{}` 已存在，但未按 `run_id` 分区", path.display()), elsewhere)
        }
        OutgoingProblem::Unwritable { path, reason, kind } => {
            let hint = match kind {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "请确保您对该目录有读写权限，或另选目录",
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "请清理磁盘空间后重试",
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
                    "该名称已被占用，请另选目录"
                }
                _ => return (format!("无法写入 `{}`：{reason}", path.display()), None),
            };
            said(format!("无法写入 `{}`：{reason}", path.display()), hint)
        }
        OutgoingProblem::Overtaken { path } => {
            said(format!("表 `{}` 每次尝试时都已被其他程序改写", path.display()), "请再次运行，只会补写缺少的部分")
        }
        OutgoingProblem::Objects(error) => chinese::of_objects(error),
        OutgoingProblem::Refused { path, reason } => {
            said(format!("表 `{}`：{reason}", path.display()), "请再次运行，只会补写缺少的部分")
        }
    }
}
