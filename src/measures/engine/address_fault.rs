//! What can be wrong with the address of a cluster, and the way out. Nothing secret stands in any of it.

use std::fmt;

use super::address::known_parameters;
use crate::quantity::nearest;

/// Why a text is no address of a cluster that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressFault {
    /// It does not begin with `sc://`.
    Scheme,
    /// It has a user before the host.
    User,
    /// It names no host.
    NoHost,
    /// Its port is none.
    Port,
    /// Something else than parameters stands after the port.
    Tail,
    /// A parameter is not of the form key=value.
    NotAPair,
    /// There is no such parameter.
    UnknownParameter {
        /// Its name.
        name: String,
    },
    /// A parameter is neither `true` nor `false`.
    NeitherTrueNorFalse {
        /// Its name.
        name: String,
    },
    /// A parameter is no whole number.
    NotWhole {
        /// Its name.
        name: String,
    },
    /// A parameter stands twice.
    Twice {
        /// Its name.
        name: String,
    },
    /// A token is written in it.
    Token,
    /// A variable that it names is not set.
    NotSet {
        /// The variable.
        variable: String,
    },
    /// The variable that holds all of it holds no address.
    InVariable,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressFault::Scheme => f.write_str("it does not begin with sc://"),
            AddressFault::User => f.write_str("it has a user before the host"),
            AddressFault::NoHost => f.write_str("it names no host"),
            AddressFault::Port => f.write_str("its port is no number up to 65535"),
            AddressFault::Tail => f.write_str("after the port only /;key=value may stand"),
            AddressFault::NotAPair => f.write_str("one of its parameters is not of the form key=value"),
            AddressFault::UnknownParameter { name } => write!(f, "there is no parameter `{name}`"),
            AddressFault::NeitherTrueNorFalse { name } => {
                write!(f, "its parameter `{name}` is neither `true` nor `false`")
            }
            AddressFault::NotWhole { name } => write!(f, "its parameter `{name}` is no whole number"),
            AddressFault::Twice { name } => write!(f, "its parameter `{name}` stands twice"),
            AddressFault::Token => f.write_str("a token is written in it, where others can read it"),
            AddressFault::NotSet { variable } => {
                write!(f, "it needs the environment variable `{variable}`, which is not set")
            }
            AddressFault::InVariable => f.write_str("what the environment variable holds is no address"),
        }
    }
}

impl AddressFault {
    /// The way out.
    pub fn hint(&self) -> String {
        match self {
            AddressFault::UnknownParameter { name } => {
                let near = nearest(name, known_parameters()).into_iter().next().unwrap_or_default();
                let all: Vec<&str> = known_parameters().collect();
                format!("did you mean {near}? The parameters are {}", all.join(", "))
            }
            AddressFault::NeitherTrueNorFalse { name } => format!("write {name}=true or {name}=false"),
            AddressFault::NotWhole { name } => format!("write {name}=60000, in milliseconds"),
            AddressFault::Twice { .. } => "keep one of the two".to_string(),
            AddressFault::NotAPair => {
                "within a value, = is written %3D and ; is written %3B; a token stands in the environment: \
                 SPARK_CONNECT_AUTHENTICATE_TOKEN"
                    .to_string()
            }
            AddressFault::Token => {
                "leave it out and set SPARK_CONNECT_AUTHENTICATE_TOKEN in the environment; or write token=${NAME}, on a \
                 command line between single quotes, and set NAME; a token that was written down is better renewed"
                    .to_string()
            }
            AddressFault::NotSet { variable } => {
                format!("set it for this run, such as by `export {variable}=…` in the shell")
            }
            AddressFault::InVariable => {
                "it is to hold sc://host:port with /;key=value behind it, where = within a value is written %3D".to_string()
            }
            _ => {
                "an engine is `embedded`, or sc://host:port with /;key=value behind it, such as \
                 sc://spark.example:443/;use_ssl=true"
                    .to_string()
            }
        }
    }
}
