//! The one place where calls of the client are waited for.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Waits for a call of the client. Connections stay open between calls, because they live in one runtime.
pub(super) fn wait<T>(call: impl Future<Output = T>) -> std::io::Result<T> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().ok());
    match made {
        Some(runtime) => Ok(runtime.block_on(call)),
        None => Err(std::io::Error::other("the system gives no more threads")),
    }
}
