//! `[engine]`: which engine builds the facts, and how long it is waited for.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ClusterAddress, EngineError, address};
use crate::store::KeyedOrders;

/// `[engine]`. The address is never written out again, and digests of the settings leave all of this out, since the
/// answers do not depend on it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EngineSettings {
    /// `embedded`, or the address of a Spark Connect server; `${NAME}` stands for an environment variable, and a token
    /// stands nowhere else.
    address: Shown,
    /// What the environment says of the variables in the address, and of the client's own.
    #[serde(skip)]
    variables: BTreeMap<String, Secret>,
    /// The store's folder as the server sees it, a path or a URL; where it is not said, as this machine does.
    pub store: Option<String>,
    /// The table of orders in the server's catalogue, such as `main.sales.orders`, where it is reached by its name and
    /// not by the store's folder. It has to be the store's own Delta table.
    pub table: Option<String>,
    /// How the server reads the orders.
    pub orders: OrdersForm,
    /// So many seconds a server may take to be reached.
    pub connect_seconds: u64,
    /// So many seconds a table of facts may take.
    pub query_seconds: u64,
    /// So often a table is asked for before a lost server is given up.
    pub attempts: u32,
    /// A table with more rows than this is not fetched.
    pub most_rows: u64,
    /// Where the histories of customers have more rows than this, they stay on the cluster, and only sums and counts of
    /// them come: a row a customer, rep, region and day, or where single orders are asked about a row an order too.
    pub customers_stay_above: u64,
}

/// A text that shows nothing after its first `;`.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(transparent)]
struct Shown(String);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.split(';').next().unwrap_or_default())
    }
}

/// A text that shows nothing.
#[derive(Clone, PartialEq)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// The variable from which the client takes a token by itself.
const TOKEN: &str = "SPARK_CONNECT_AUTHENTICATE_TOKEN";

/// How a server reads the orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrdersForm {
    /// As the Delta table at its version.
    #[default]
    Delta,
    /// As the Parquet files of that version, for a server that has no Delta.
    Parquet,
}

const EMBEDDED: &str = "embedded";

impl Default for EngineSettings {
    fn default() -> Self {
        EngineSettings {
            address: Shown(EMBEDDED.to_string()),
            variables: BTreeMap::new(),
            store: None,
            table: None,
            orders: OrdersForm::Delta,
            connect_seconds: 10,
            query_seconds: 1_800,
            attempts: 2,
            most_rows: 200_000_000,
            customers_stay_above: 200_000_000,
        }
    }
}

impl EngineSettings {
    /// Names the engine: `embedded`, or the address of a server.
    pub fn choose(&mut self, engine: &str) {
        self.address = Shown(engine.to_string());
    }

    /// Looks the variables of the address up. One that is not set is missed where the cluster is asked.
    pub fn look_up(&mut self, environment: &dyn Fn(&str) -> Option<String>) {
        let names = address::variables(&self.address.0).into_iter().chain([TOKEN]);
        self.variables = names.filter_map(|name| Some((name.to_string(), Secret(environment(name)?)))).collect();
    }

    /// The cluster that builds the facts; none where the embedded engine does.
    ///
    /// # Errors
    /// [`EngineError::Address`] where what is named is neither, or holds a token, or a variable that is not set.
    pub fn cluster(&self) -> Result<Option<ClusterAddress>, EngineError> {
        if self.address.0 == EMBEDDED {
            return Ok(None);
        }
        let variable = |name: &str| self.variables.get(name).map(|value| value.0.as_str());
        let address = ClusterAddress::of_written(&self.address.0, &variable)?;
        Ok(Some(address.keeping_secret(variable(TOKEN).map(str::to_string))))
    }

    /// The first setting out of its range: its key, what it is, and what is allowed.
    pub fn fault(&self) -> Option<(&'static str, String, String)> {
        let written = self.address.0.as_str();
        if let Some(error) = ClusterAddress::check_written(written).err().filter(|_| written != EMBEDDED) {
            let received = match &error {
                EngineError::Address { shown, reason } => format!("`{shown}`: {reason}"),
                other => other.to_string(),
            };
            return Some(("address", received, error.hint()));
        }
        if let Some(table) = &self.table {
            let is_word =
                |part: &str| !part.is_empty() && part.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
            if !table.split('.').all(is_word) {
                let allowed = "it names a table of the server's catalogue, such as main.sales.orders";
                return Some(("table", format!("`{table}`"), allowed.to_string()));
            }
            if self.orders == OrdersForm::Parquet {
                let allowed = "a table of the catalogue is read at its version: leave orders = \"parquet\" out";
                return Some(("table", format!("`{table}`"), allowed.to_string()));
            }
        }
        let range = |key: &'static str, received: u64, least: u64, most: u64| {
            let fault = (key, received.to_string(), format!("it lies between {least} and {most}"));
            (!(least..=most).contains(&received)).then_some(fault)
        };
        range("connect_seconds", self.connect_seconds, 1, 600)
            .or_else(|| range("query_seconds", self.query_seconds, 1, 86_400))
            .or_else(|| range("attempts", u64::from(self.attempts), 1, 10))
            .or_else(|| range("most_rows", self.most_rows, 1, 2_000_000_000))
            .or_else(|| range("customers_stay_above", self.customers_stay_above, 0, 2_000_000_000))
    }

    /// What stands behind `FROM` for the orders.
    pub(super) fn orders_in_sql(&self, orders: &KeyedOrders) -> String {
        match (self.orders, &self.table) {
            (OrdersForm::Delta, Some(table)) => {
                let parts: Vec<String> = table.split('.').map(|part| format!("`{part}`")).collect();
                format!("{} VERSION AS OF {}", parts.join("."), orders.delta_version)
            }
            (OrdersForm::Delta, None) => {
                format!("delta.`{}` VERSION AS OF {}", self.place(orders).replace('`', "``"), orders.delta_version)
            }
            (OrdersForm::Parquet, _) => VIEW.to_string(),
        }
    }

    /// Where the server finds the table of orders.
    pub(super) fn place(&self, orders: &KeyedOrders) -> String {
        match (&self.table, &self.store) {
            (Some(table), _) => table.clone(),
            (None, Some(store)) => format!("{}/{}", store.trim_end_matches('/'), orders.folder),
            (None, None) => orders.place.to_string_lossy().into_owned(),
        }
    }
}

/// The name under which the files of the orders are known to the server's session.
pub(super) const VIEW: &str = "attain_orders";
