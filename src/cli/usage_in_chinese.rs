//! What the parser of the command line refuses, told to a reader of Chinese: it speaks English only.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::failure::Failure;
use crate::phrases::in_chinese;

/// Whether `--lang zh` stands in the command line, which nobody could read to its end.
pub(crate) fn is_asked_for(arguments: &[OsString]) -> bool {
    let word = |at: usize| arguments.get(at).and_then(|argument| argument.to_str());
    (0..arguments.len())
        .any(|at| word(at) == Some("--lang=zh") || (word(at) == Some("--lang") && word(at + 1) == Some("zh")))
}

/// The refusal in Chinese; none where it is an answer, such as the help, or of a kind that is not told.
pub(crate) fn told(error: &Error) -> Option<Failure> {
    let of = |kind: ContextKind| error.get(kind).map(words).unwrap_or_default();
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    let allowed = of(ContextKind::ValidValue);
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 `{argument}` 缺少值"),
        ErrorKind::InvalidValue => format!("参数 `{argument}` 不能是 `{value}`"),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|source| source.to_string()).unwrap_or_default();
            format!("参数 `{argument}` 的值 `{value}` 无效：{}", in_chinese(&why).unwrap_or(why))
        }
        ErrorKind::UnknownArgument => format!("没有参数 `{argument}`"),
        ErrorKind::InvalidSubcommand => format!("没有命令 `{}`", of(ContextKind::InvalidSubcommand)),
        ErrorKind::ArgumentConflict => format!("参数 `{argument}` 不能与 `{}` 同时使用", of(ContextKind::PriorArg)),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{argument}"),
        ErrorKind::TooManyValues => format!("参数 `{argument}` 的值过多：`{value}`"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("参数 `{argument}` 的值的个数不对"),
        ErrorKind::NoEquals => format!("参数 `{argument}` 与值之间须写等号"),
        ErrorKind::InvalidUtf8 => "命令行中有不是 UTF-8 的文字".to_string(),
        _ => return None,
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near: Vec<String> = near.into_iter().map(of).filter(|near| !near.is_empty()).collect();
    let hint = match (near.is_empty(), allowed.is_empty()) {
        (false, _) => format!("是不是 {}？", near.join("、")),
        (true, false) => format!("可用的有 {allowed}"),
        (true, true) => "用法见 --help".to_string(),
    };
    Some(Failure::usage(error.kind().to_string(), "see --help").in_chinese(message, Some(hint)))
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::arguments::Arguments;
    use super::*;

    fn refusal(line: &str) -> (String, String) {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        assert!(is_asked_for(&arguments));
        let error = Arguments::try_parse_from(&arguments).expect_err("it is wrong");
        *told(&error).expect("it is told").chinese.map(|said| Box::new((said.0, said.1.unwrap_or_default()))).unwrap()
    }

    #[test]
    fn mistakes_in_the_command_line_are_told_in_chinese() {
        let said = |line: &str| refusal(line).0;
        assert_eq!(said("attain rate --lang zh --by teams"), "参数 `--by <CUT>` 不能是 `teams`");
        assert_eq!(said("attain --lang=zh rates"), "没有命令 `rates`");
        assert_eq!(
            refusal("attain --lang zh rate --cycel 2024"),
            ("没有参数 `--cycel`".into(), "是不是 --cycle？".into())
        );
        assert_eq!(said("attain --lang zh contest --check --rules"), "参数 `--check` 不能与 `--rules` 同时使用");
        assert_eq!(said("attain --lang zh bridge"), "缺少必需的参数：<A>、<B>");
        let help = Arguments::try_parse_from(["attain", "--help"]).expect_err("help is no run");
        assert!(told(&help).is_none() && !is_asked_for(&["attain".into(), "--lang".into()]));
    }
}
