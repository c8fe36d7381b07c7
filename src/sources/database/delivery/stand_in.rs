//! A database that knows the few statements of a delivery, for trials without a server.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use adbc_core::error::{Error, Result, Status};
use adbc_core::options::{InfoCode, ObjectDepth, OptionConnection, OptionStatement, OptionValue};
use adbc_core::{Connection, Optionable, PartitionedResult, Statement};
use arrow::array::{AsArray, Int64Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow::datatypes::{DataType, Field, Schema};

type Reader = Box<dyn RecordBatchReader + Send>;

/// A table: its columns, and the run of each row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Held {
    pub(super) columns: Vec<Field>,
    pub(super) runs: Vec<String>,
}

/// What the database holds, and what the open transaction sees.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) committed: BTreeMap<String, Held>,
    pub(super) seen: BTreeMap<String, Held>,
    pub(super) in_transaction: bool,
    pub(super) statements: Vec<String>,
    /// The statement that fails, counted from 1; none where all succeed.
    pub(super) fails_at: Option<usize>,
}

/// A connection to it.
#[derive(Debug, Clone, Default)]
pub(super) struct StandIn(pub(super) Rc<RefCell<Content>>);

/// One statement.
pub(super) struct Asked {
    content: Rc<RefCell<Content>>,
    sql: String,
    target: String,
    rows: Option<RecordBatch>,
}

fn no<T>() -> Result<T> {
    Err(Error::with_message_and_status("the stand-in does not know this", Status::NotImplemented))
}

/// The text between the first two `"`.
fn name_in(sql: &str) -> String {
    sql.split('"').nth(1).unwrap_or_default().to_string()
}

/// The text between the first two `'`.
fn value_in(sql: &str) -> String {
    sql.split('\'').nth(1).unwrap_or_default().to_string()
}

fn columns_in(sql: &str) -> Vec<Field> {
    let kinds = [
        ("BIGINT", DataType::Int64),
        ("DOUBLE PRECISION", DataType::Float64),
        ("BOOLEAN", DataType::Boolean),
        ("DATE", DataType::Date32),
        ("TEXT", DataType::Utf8),
    ];
    let parts: Vec<&str> = sql.split('"').skip(3).collect();
    let named = parts.chunks(2).filter_map(|pair| {
        let (_, kind) = kinds.iter().find(|(word, _)| pair[1].trim().starts_with(word))?;
        Some(Field::new(pair[0], kind.clone(), true))
    });
    named.collect()
}

impl Asked {
    /// Does what was asked for; the count of a question.
    fn done(&mut self) -> Result<i64> {
        let content = &mut *self.content.borrow_mut();
        content.statements.push(if self.sql.is_empty() { format!("INSERT {}", self.target) } else { self.sql.clone() });
        if content.fails_at == Some(content.statements.len()) {
            return Err(Error::with_message_and_status("server closed the connection unexpectedly", Status::IO));
        }
        if let Some(rows) = &self.rows {
            let runs = rows.column(0).as_string::<i32>().iter().map(|run| run.unwrap_or_default().to_string());
            content.seen.get_mut(&self.target).expect("the table is there").runs.extend(runs);
            return Ok(0);
        }
        let (name, run) = (name_in(&self.sql), value_in(&self.sql));
        match self.sql.split(' ').next() {
            Some("CREATE") => {
                content.seen.entry(name).or_default().columns = columns_in(&self.sql);
            }
            Some("ALTER") => content.seen.get_mut(&name).expect("it is there").columns.extend(columns_in(&self.sql)),
            Some("DELETE") => content.seen.get_mut(&name).expect("it is there").runs.retain(|one| *one != run),
            Some("SELECT") if self.sql.contains("COUNT") => {
                let count = content.seen[&name].runs.iter().filter(|one| **one == run).count();
                return Ok(i64::try_from(count).expect("few rows"));
            }
            Some("SELECT") => {}
            _ => return no(),
        }
        Ok(0)
    }
}

impl Optionable for StandIn {
    type Option = OptionConnection;

    fn set_option(&mut self, _: OptionConnection, _: OptionValue) -> Result<()> {
        let content = &mut *self.0.borrow_mut();
        content.in_transaction = true;
        content.seen = content.committed.clone();
        Ok(())
    }

    fn get_option_string(&self, _: OptionConnection) -> Result<String> {
        no()
    }

    fn get_option_bytes(&self, _: OptionConnection) -> Result<Vec<u8>> {
        no()
    }

    fn get_option_int(&self, _: OptionConnection) -> Result<i64> {
        no()
    }

    fn get_option_double(&self, _: OptionConnection) -> Result<f64> {
        no()
    }
}

impl Connection for StandIn {
    type StatementType = Asked;

    fn new_statement(&mut self) -> Result<Asked> {
        Ok(Asked { content: Rc::clone(&self.0), sql: String::new(), target: String::new(), rows: None })
    }

    fn get_table_schema(&self, _: Option<&str>, _: Option<&str>, table: &str) -> Result<Schema> {
        let content = self.0.borrow();
        assert!(!content.in_transaction, "a look at a table that is not there ends a transaction");
        let held = content.committed.get(table);
        let held = held.ok_or_else(|| Error::with_message_and_status("there is no such table", Status::NotFound))?;
        Ok(Schema::new(held.columns.clone()))
    }

    fn commit(&mut self) -> Result<()> {
        let content = &mut *self.0.borrow_mut();
        content.committed = content.seen.clone();
        content.in_transaction = false;
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        let content = &mut *self.0.borrow_mut();
        content.seen = content.committed.clone();
        content.in_transaction = false;
        Ok(())
    }

    fn get_info(&self, _: Option<HashSet<InfoCode>>) -> Result<Reader> {
        no()
    }

    fn get_objects(
        &self,
        _: ObjectDepth,
        _: Option<&str>,
        _: Option<&str>,
        _: Option<&str>,
        _: Option<Vec<&str>>,
        _: Option<&str>,
    ) -> Result<Reader> {
        no()
    }

    fn get_table_types(&self) -> Result<Reader> {
        no()
    }

    fn get_statistic_names(&self) -> Result<Reader> {
        no()
    }

    fn get_statistics(&self, _: Option<&str>, _: Option<&str>, _: Option<&str>, _: bool) -> Result<Reader> {
        no()
    }

    fn read_partition(&self, _: impl AsRef<[u8]>) -> Result<Reader> {
        no()
    }
}

impl Optionable for Asked {
    type Option = OptionStatement;

    fn set_option(&mut self, key: OptionStatement, value: OptionValue) -> Result<()> {
        if let (OptionStatement::TargetTable, OptionValue::String(table)) = (key, value) {
            self.target = table;
        }
        Ok(())
    }

    fn get_option_string(&self, _: OptionStatement) -> Result<String> {
        no()
    }

    fn get_option_bytes(&self, _: OptionStatement) -> Result<Vec<u8>> {
        no()
    }

    fn get_option_int(&self, _: OptionStatement) -> Result<i64> {
        no()
    }

    fn get_option_double(&self, _: OptionStatement) -> Result<f64> {
        no()
    }
}

impl Statement for Asked {
    fn bind(&mut self, batch: RecordBatch) -> Result<()> {
        self.rows = Some(batch);
        Ok(())
    }

    fn bind_stream(&mut self, _: Reader) -> Result<()> {
        no()
    }

    fn execute(&mut self) -> Result<Reader> {
        let count = self.done()?;
        let schema = Arc::new(Schema::new(vec![Field::new("count", DataType::Int64, true)]));
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(Int64Array::from(vec![count]))]);
        Ok(Box::new(RecordBatchIterator::new([batch], schema)))
    }

    fn execute_update(&mut self) -> Result<Option<i64>> {
        self.done().map(|_| None)
    }

    fn execute_schema(&mut self) -> Result<Schema> {
        no()
    }

    fn execute_partitions(&mut self) -> Result<PartitionedResult> {
        no()
    }

    fn get_parameter_schema(&self) -> Result<Schema> {
        no()
    }

    fn prepare(&mut self) -> Result<()> {
        no()
    }

    fn set_sql_query(&mut self, query: impl AsRef<str>) -> Result<()> {
        self.sql = query.as_ref().to_string();
        Ok(())
    }

    fn set_substrait_plan(&mut self, _: impl AsRef<[u8]>) -> Result<()> {
        no()
    }
}
