//! The typed errors in Chinese: the sentence and the way out, where there are such.

use crate::calendar::CalendarError;
use crate::measures::MeasureError;
use crate::measures::cut::{CutError, Expected, pointed_at};
use crate::measures::exchange::Without;
use crate::sources::{ObjectError, ObjectProblem};
use crate::store::StoreError;

/// The sentence and the way out.
type Said = (String, String);

/// Of a day, a period or a calendar.
pub(super) fn of_calendar(error: &CalendarError) -> Option<(String, Option<String>)> {
    let said = |message: String, hint: &str| Some((message, Some(hint.to_string())));
    match error {
        CalendarError::NotADay { text } => {
            said(format!("`{text}` 不是日历中的日期"), "日期写作 YYYY-MM-DD，如 2024-03-31")
        }
        CalendarError::NotAMonth { month } => said(format!("{month} 不是月份"), "月份为 1 至 12"),
        CalendarError::NotAPeriod { text } => {
            said(format!("`{text}` 不是期间"), "期间写作 2019-06（月）、2019-Q2（季度）或 2019（年）")
        }
        CalendarError::NotANumberedPeriod { text } => {
            said(format!("`{text}` 不是本日历的期间"), "期间写作 FY2019-P06、FY2019-Q2 或 FY2019")
        }
        CalendarError::FiscalYearNeeded { text } => {
            said(format!("财年与日历年不同，`{text}` 含义不明"), &format!("请写作 FY{text}"))
        }
        CalendarError::OutsideTable { table_first, table_last, data_first, data_last } => said(
            format!("期间表从 {table_first} 到 {table_last}，而订单从 {data_first} 到 {data_last}"),
            "请在期间表中补齐缺少的期间",
        ),
        CalendarError::NoTable | CalendarError::NoJanuary | CalendarError::NoWorkDay => None,
    }
}

/// Of the store.
pub(super) fn of_store(error: &StoreError) -> Option<(String, Option<String>)> {
    let said = |message: String, hint: &str| Some((message, Some(hint.to_string())));
    match error {
        StoreError::Missing { path } => said(
            format!("`{}` 中没有数据存储", path.display()),
            "请先导入文件：attain ingest 文件 --table orders --store 目录",
        ),
        StoreError::NoTable { table } => {
            said(format!("存储中没有表 `{table}`"), &format!("请先导入：attain ingest 文件 --table {table}"))
        }
        StoreError::Confidential { table } => {
            said(format!("`{table}` 的逐行内容不对外提供：会暴露个人对他人的评价"), "可以公开的结果请用：attain rate")
        }
        StoreError::Locked { path } => {
            said(format!("另一项导入正在写入 `{}`", path.display()), "请等待其完成；存储未作改动")
        }
        StoreError::Overtaken { path } => said(
            format!("本次导入期间，其他导入多次写入 `{}`", path.display()),
            "本次未导入任何数据；请待其他导入完成后重试",
        ),
        StoreError::Objects(error) => Some(of_objects(error)),
        StoreError::NewerFormat { found, known } => {
            said(format!("存储的格式为 {found}，本程序最高支持 {known}"), "请升级 attain")
        }
        StoreError::OlderFormat { path, found } => said(
            format!("存储 `{}` 的格式为 {found}，只能读取，不能追加", path.display()),
            "请用 --store 导入到新的存储，旧存储保留用于查看历史版本",
        ),
        StoreError::OtherCurrency { kept, asked } => said(
            format!("存储的金额以 {kept} 计，而本次运行以 {asked} 计"),
            &format!("一个存储只有一种币种：请写 [company] currency = \"{kept}\"，或用 --store 导入到另一个存储"),
        ),
        StoreError::NoVersion { version, newest } => {
            Some((format!("存储没有版本 {version}，最新版本为 {newest}"), None))
        }
        StoreError::Removed { version, removed_at, newest } => said(
            format!("存储的版本 {version} 已于 {removed_at} 由 vacuum 清除"),
            &format!("最新版本为 {newest}；attain inspect --versions 列出现有版本"),
        ),
        StoreError::NotLoadedYet { asked, first } => said(
            format!("截至 {asked} 尚未导入任何数据，存储的第一个版本始于 {first}"),
            "attain inspect --versions 列出各版本的导入时间",
        ),
        StoreError::NoFolder { path } => {
            said(format!("`{}` 是文件，而存储应为目录", path.display()), "请用 --store 指定目录")
        }
        StoreError::Damaged { .. }
        | StoreError::OtherKind { .. }
        | StoreError::Io { .. }
        | StoreError::Engine { .. } => None,
    }
}

/// Of object storage.
pub(super) fn of_objects(error: &ObjectError) -> (String, Option<String>) {
    let ObjectError { address, said, .. } = error;
    let (message, hint) = match error.problem {
        ObjectProblem::BadAddress => (
            format!("`{address}` 不是有效的对象存储地址"),
            "地址写作 s3://存储桶/路径、az://容器/路径或 gs://存储桶/路径；密钥和密码请放在环境变量中",
        ),
        ObjectProblem::BadSetting => {
            (format!("以现有设置无法打开 `{address}`：{said}"), "请检查环境变量 AWS_…、AZURE_… 或 GOOGLE_…")
        }
        ObjectProblem::NoCredentials => (
            format!("访问 `{address}` 缺少凭证"),
            "请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或 AZURE_STORAGE_ACCOUNT_NAME 和 \
             AZURE_STORAGE_ACCOUNT_KEY，或 GOOGLE_SERVICE_ACCOUNT；公开的存储桶请设置 AWS_SKIP_SIGNATURE=true",
        ),
        ObjectProblem::WrongCredentials => {
            (format!("服务器拒绝了访问 `{address}` 的凭证：{said}"), "请检查环境变量中的密钥，以及它们是否属于该服务")
        }
        ObjectProblem::NoPermission => (
            format!("没有访问 `{address}` 的权限：{said}"),
            "请向存储桶的管理员申请该路径下列出、读取的权限；导入数据和导出结果还需要写入权限",
        ),
        ObjectProblem::NoBucket => (
            format!("`{address}` 所指的存储桶不存在"),
            "请检查存储桶名称以及 AWS_ENDPOINT_URL 和 AWS_REGION；attain 不会创建存储桶",
        ),
        ObjectProblem::NotThere => (format!("对象 `{address}` 不存在"), "请检查名称"),
        ObjectProblem::OtherRegion => {
            (format!("`{address}` 的存储桶位于另一个区域"), "请将 AWS_REGION 设为存储桶所在的区域")
        }
        ObjectProblem::Away => (
            format!("无法连接 `{address}` 的服务器：{said}"),
            "请检查网络以及环境变量中的服务地址（AWS_ENDPOINT_URL、AZURE_STORAGE_ENDPOINT 或 GOOGLE_BASE_URL，如有设置）后重试；已写入的内容不会重复写入",
        ),
        ObjectProblem::Certificate => (
            format!("`{address}` 的服务器证书不受信任：{said}"),
            "系统须信任其签发机构（可用 AWS_CA_BUNDLE 指定证书文件），且地址中的主机名须与证书一致",
        ),
        ObjectProblem::NoConditions => (
            format!("`{address}` 的服务器无法区分同时进行的两次写入：{said}"),
            "存储和结果所在的服务须支持 `If-None-Match: *`，如 S3、Azure、Google 以及 MinIO、Ceph 等的较新版本",
        ),
        ObjectProblem::Disk => (
            format!("`{address}` 的本地副本无法写入：{said}"),
            "请在副本所在的磁盘上腾出空间，或用 ATTAIN_CACHE 指定其他位置",
        ),
        ObjectProblem::Other => {
            (format!("`{address}` 的服务器拒绝了请求：{said}"), "请重试；若仍不成功，请存储桶的管理员查看日志")
        }
    };
    (message, Some(hint.to_string()))
}

/// Of a measure.
pub(super) fn of_measure(error: &MeasureError) -> Option<Said> {
    let said = match error {
        MeasureError::UnknownMetric { metric, nearest } => {
            (format!("没有指标 `{metric}`"), format!("是不是 {}？attain define 列出全部指标", nearest.join("、")))
        }
        MeasureError::AnsweredElsewhere { metric, command } => {
            (format!("此命令不回答 `{metric}`"), format!("请用：{command}"))
        }
        MeasureError::TableMissing { metric, table } => (
            format!("无法计算 `{metric}`：存储中没有表 `{table}`"),
            format!("请先导入：attain ingest 文件 --table {table}"),
        ),
        MeasureError::NotAtGrain { metric, grain } => (
            format!("`{metric}` 没有按 {} 的口径", grain.word()),
            "growth_mom 配 --grain month，growth_qoq 配 --grain quarter".to_string(),
        ),
        MeasureError::AsOfBeforeOrders { as_of, first } => (
            format!("截至 {as_of}，存储中没有已知的订单"),
            format!("最早的订单日期是 {first}：请指定该日或之后的日期，或导入更早的订单"),
        ),
        MeasureError::PeriodWithoutData { period, first, last } => {
            (format!("{period} 没有订单：数据从 {first} 到 {last}"), "请选择数据范围内的期间".to_string())
        }
        MeasureError::SeveralCurrencies { table, currencies } => (
            format!("表 `{table}` 的金额有多种币种：{}", currencies.join("、")),
            format!("请先把 `{table}` 换算成订单的币种再导入，或去掉其他币种的行"),
        ),
        MeasureError::RateMissing { metric, without, currency, into, day, last, max_age_days, more_days } => {
            let (said, rows) = match without {
                Without::Orders => (format!("无法计算 `{metric}`"), "的订单"),
                Without::Deals { left_out, of } => {
                    (format!("计算 `{metric}` 时，{of} 个商机中有 {left_out} 个没有可用金额"), "的商机")
                }
                Without::Base { values } => (format!("`{metric}` 缺少 {values} 个值"), ""),
            };
            let last = match last {
                Some(last) => format!("，最近一次汇率在 {last}，已超过 {max_age_days} 天"),
                None => "，此前也没有".to_string(),
            };
            let more = if *more_days > 0 { format!("；另有 {more_days} 天缺少汇率") } else { String::new() };
            (
                format!("{said}：{day} {rows}没有 {currency} 兑 {into} 的汇率{last}{more}"),
                format!(
                    "请导入缺少的汇率：attain ingest 文件 --table fx_rates，列为 date、from（{currency}）、to（{into}）、\
                     rate；或延长汇率的有效天数：[exchange] max_age_days"
                ),
            )
        }
        MeasureError::CreditShares { order, line, sum } => (
            format!(
                "订单 {order}{} 的直接业绩份额合计为 {sum}，应为 1",
                line.map_or(String::new(), |no| format!(" 第 {no} 行"))
            ),
            "请补齐缺少的分成，或把额外的份额改为叠加（overlay）".to_string(),
        ),
        MeasureError::AssignmentOverlap { rep, day, units } => (
            format!("销售员 {rep} 在 {day} 的岗位归属重叠：{}", units.join("、")),
            "请在 `rep_assignments` 中用 valid_to 结束较早的归属，或为每项归属填写份额".to_string(),
        ),
        MeasureError::UnitCycle { units } => (
            format!("组织单元互为上级，形成循环：{}", units.join("、")),
            "请修正 `org_units` 的 parent_id：最上级单元没有上级".to_string(),
        ),
        MeasureError::Cut(error) => of_cut(error),
        MeasureError::StaysOnCluster { asked, rows, boundary } => (
            format!("`{asked}` 需要逐个客户的历史，而这些历史保留在集群上：共 {rows} 行，超过 {boundary} 行"),
            "如果本机内存足够，请提高 [engine] customers_stay_above：用量及无需客户历史即可回答的问题见 docs/cluster.md".to_string(),
        ),
        MeasureError::NoOrders { .. }
        | MeasureError::Overflow
        | MeasureError::Cluster(_)
        | MeasureError::Engine { .. } => return None,
    };
    Some(said)
}

fn of_cut(error: &CutError) -> Said {
    match error {
        CutError::UnknownDimension { dimension, nearest, known } => (
            format!("没有维度 `{dimension}`"),
            format!("是不是 {}？可用的维度有 {}", nearest.join("、"), known.join("、")),
        ),
        CutError::NotInTable { table, dimension, has } => (
            format!("表 `{table}` 的行无法按 `{dimension}` 区分"),
            format!("请去掉该维度，或改用该表有的维度：{}", has.join("、")),
        ),
        CutError::NoAttributes { dimension, table } => (
            format!("无法得知 `{dimension}`：存储中没有表 `{table}`"),
            format!("请先导入：attain ingest 文件 --table {table}"),
        ),
        CutError::IsAnAmount { dimension } => {
            (format!("`{dimension}` 是数值，不能作为切分维度"), format!("可用于筛选：--where \"{dimension} > 1000\""))
        }
        CutError::Twice { dimension } => {
            (format!("维度 `{dimension}` 写了两次"), "每个维度只写一次：--by team,rep".to_string())
        }
        CutError::OnlyByReps { metric, dimension } => (
            format!("`{metric}` 不能按 `{dimension}` 切分或筛选：目标只分到销售员"),
            "请按 rep、team、unit 或销售员表的列切分，或去掉该指标".to_string(),
        ),
        CutError::OnlyByRepsNotUnits { metric, dimension } => (
            format!("`{metric}` 不能按 `{dimension}` 切分或筛选：目标只分到销售员"),
            "请按 rep、team 或销售员表的列切分，或去掉该指标；按组织单元请用 attainment".to_string(),
        ),
        CutError::Unreadable { text, at, expected } => (
            format!("筛选条件无法读懂：{}\n{}", expected_words(*expected), pointed_at(text, *at)),
            "写法如：--where \"地区 = 华东 and product.category in (办公用品, '家 具') and amount > 1000\"；\
             含空格的值要加引号"
                .to_string(),
        ),
        CutError::WrongValue { column, value, kind } => (
            format!("`{column}` 的值应为{}，而 `{value}` 不是", kind_words(kind)),
            format!("请在后面写{}", kind_words(kind)),
        ),
        CutError::NoOrder { column } => {
            (format!("`{column}` 是文本，没有大小之分"), "请用 =、!=、in 或 not in 比较".to_string())
        }
        CutError::NothingLeft { filter, table, unknown, reach } => {
            let each = unknown
                .iter()
                .map(|(column, value, nearest)| format!("`{column}` 中没有 `{value}`，有 {}", nearest.join("、")));
            let reaching = |(column, lowest, highest): &(String, String, String)| {
                format!("`{column}` 的取值从 {lowest} 到 {highest}")
            };
            let named: Vec<String> = each.chain(reach.iter().map(reaching)).collect();
            let hint = if named.is_empty() {
                "每个值都有，但没有一行同时满足：请去掉一个条件".to_string()
            } else {
                named.join("；")
            };
            (format!("表 `{table}` 没有一行满足筛选条件 `{filter}`"), hint)
        }
        CutError::NoRanking { metric } => {
            (format!("`{metric}` 没有可供排名的值"), "请另指定排名指标：--top-by revenue_net".to_string())
        }
    }
}

fn expected_words(expected: Expected) -> &'static str {
    match expected {
        Expected::Column => "此处应为列名",
        Expected::Comparison => "此处应为 =、!=、<、<=、>、>=、in、not in、is null 或 is not null",
        Expected::Value => "此处应为值",
        Expected::ListEnd => "此处应为逗号或 `)`",
        Expected::ListStart => "此处应为括号中的列表",
        Expected::Closing => "此处应为 `)`",
        Expected::Connective => "此处应为 `and`、`or` 或结尾",
        Expected::Quote => "此引号没有结束",
        Expected::Null => "此处应为 `null` 或 `not null`",
        Expected::LessDepth => "括号嵌套过深",
    }
}

fn kind_words(kind: &str) -> &'static str {
    match kind {
        "whole numbers" => "整数",
        "amounts of money" => "金额",
        "numbers" => "数字",
        "days (2024-01-31)" => "日期（2024-01-31）",
        "true or false" => "是或否",
        _ => "文本",
    }
}
