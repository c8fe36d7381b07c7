//! Arguments of the made-up company.

use clap::Args;

/// Arguments of `attain generate`.
#[derive(Debug, Args)]
pub(crate) struct GenerateArguments {
    /// Order lines
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(crate) lines: u64,
    /// Reps
    #[arg(long, value_name = "N", default_value_t = 24)]
    pub(crate) reps: u32,
    /// Years of history
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) years: u32,
    /// The seed: the same seed makes the same company
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}
