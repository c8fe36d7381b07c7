//! Asking a Spark Connect server: one session, one query a table, every wait bounded.
//!
//! The session stays open between the questions: whoever lost it knows that the server was there before.
//! A query only reads, so one that was broken off is asked again from the beginning, in a new session. The client's own
//! ways of trying again are switched off: they wait up to an hour.

use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;

use futures_util::future::{Either, select};
use spark_connect_core::runtime::block_on;
use spark_connect_core::{ChannelBuilder, RetryPolicy, SparkConnectClient, SparkError};
use spark_connect_proto as proto;
use spark_connect_proto::execute_plan_response::execution_progress::StageInfo;
use tokio::time::{sleep, timeout};

use super::answer::{Answered, after};
use super::decoding;
use super::knocking::knock;
use super::settings::{EngineSettings, OrdersForm, VIEW};
use super::{ClusterAddress, ClusterState, ClusterStep, EngineError, Server};
use crate::measures::{FactRows, FactTable};
use crate::store::KeyedOrders;

/// So long is waited for a server to call a query off.
const CALLING_OFF: Duration = Duration::from_secs(5);

/// A server that works is lost when it answers nothing for so many times `connect_seconds`.
const PATIENCE: u64 = 5;

/// Makes the tables, one after the other; so many of all came before, whose number may not be known.
///
/// # Errors
/// As [`EngineError`] says; where a server was lost, after as many attempts as are set.
pub(super) fn ask(
    server: &Server,
    queries: &[(FactTable, String)],
    (before, of): (usize, Option<usize>),
) -> Result<Vec<FactRows>, EngineError> {
    let Server { address, settings, orders, watch, session } = server;
    let asking = || Asking { address: address.clone(), settings: settings.clone(), orders: orders.clone() };
    let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
    let mut tables = Vec::with_capacity(queries.len());
    for (at, (table, sql)) in queries.iter().enumerate() {
        let mut said = |state| {
            let (server, number) = (address.server(), before + at + 1);
            watch(ClusterStep { server, table: *table, number, of, state });
        };
        let mut attempt = 1;
        let rows = loop {
            said(ClusterState::Asked);
            let answer = match session.take() {
                Some(open) => Ok(open),
                None => Session::open(asking()),
            };
            let answer = answer.and_then(|open| session.insert(open).table(*table, sql, &mut said));
            let error = match answer {
                Ok(rows) => break rows,
                Err(error) => error,
            };
            let reason = match lost(&error, attempt) {
                Some(reason) => reason,
                None => return Err(error),
            };
            // A session that was lost is not given back.
            session.iter_mut().for_each(|lost| lost.greeted = false);
            *session = None;
            if attempt >= settings.attempts {
                return Err(EngineError::Lost {
                    server: address.server(),
                    table: Some(*table),
                    attempts: attempt,
                    reason,
                });
            }
            attempt += 1;
            said(ClusterState::Again { reason });
            // A server that is restarted needs a moment.
            std::thread::sleep(Duration::from_secs(1 << attempt.min(5)));
        };
        tables.push(rows);
    }
    Ok(tables)
}

/// Why a server counts as lost; none where asking again would change nothing. One that was there before and cannot be
/// reached now is lost too.
fn lost(error: &EngineError, attempt: u32) -> Option<String> {
    match error {
        EngineError::Lost { reason, .. } => Some(reason.clone()),
        EngineError::Unreachable { reason, .. } | EngineError::OtherProtocol { reason, .. } if attempt > 1 => {
            Some(reason.clone())
        }
        EngineError::Slow { table: None, .. } if attempt > 1 => Some("it does not answer".to_string()),
        _ => None,
    }
}

/// Whom to ask, and about which orders.
struct Asking {
    address: ClusterAddress,
    settings: EngineSettings,
    orders: KeyedOrders,
}

/// An open session; it is closed when it is dropped.
pub(super) struct Session {
    asking: Asking,
    client: SparkConnectClient,
    /// Whether the server knows it.
    greeted: bool,
}

impl Drop for Session {
    fn drop(&mut self) {
        // What becomes of it makes no difference to the answer.
        if !self.greeted {
            return;
        }
        let _ = block_on(async { timeout(CALLING_OFF, self.client.release_session()).await });
    }
}

impl Asking {
    fn error(&self, table: Option<FactTable>, error: &SparkError) -> EngineError {
        let answered = Answered { address: &self.address, table, place: self.settings.place(&self.orders) };
        after(&answered, error)
    }
}

impl Session {
    fn open(asking: Asking) -> Result<Session, EngineError> {
        let refused = |error: SparkError| asking.error(None, &error);
        let builder = ChannelBuilder::parse(asking.address.whole()).map_err(refused)?;
        knock(&asking.address, &builder, asking.settings.connect_seconds)?;
        let mut client = block_on(SparkConnectClient::connect(&builder)).map_err(refused)?;
        client.set_retry_policy(RetryPolicy::no_retries());
        let mut session = Session { asking, client, greeted: false };
        session.greet()?;
        session.greeted = true;
        if session.asking.settings.orders == OrdersForm::Parquet {
            session.name_files()?;
        }
        Ok(session)
    }

    /// Asks for the version.
    fn greet(&self) -> Result<(), EngineError> {
        let seconds = self.asking.settings.connect_seconds;
        let asked = async { timeout(Duration::from_secs(seconds), self.version()).await };
        let server = self.asking.address.server();
        let answer = match block_on(asked) {
            Err(_) => return Err(EngineError::Slow { server, table: None, seconds }),
            Ok(answer) => answer.map_err(|error| self.asking.error(None, &error)),
        };
        let answer = match answer {
            Ok(answer) => answer,
            // It speaks the protocol and cannot say: Sail asks an installed PySpark for its number.
            Err(EngineError::Refused { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let found = match answer.result {
            Some(proto::analyze_plan_response::Result::SparkVersion(version)) => version.version,
            _ => "unknown".to_string(),
        };
        let mut numbers = found.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
        match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (3, 5) {
            true => Ok(()),
            false => Err(EngineError::OtherVersion { server, found }),
        }
    }

    async fn version(&self) -> Result<proto::AnalyzePlanResponse, SparkError> {
        let request = proto::AnalyzePlanRequest {
            session_id: self.client.session_id().to_string(),
            user_context: Some(self.user()),
            analyze: Some(proto::analyze_plan_request::Analyze::SparkVersion(Default::default())),
            ..Default::default()
        };
        self.client.analyze_plan(request).await
    }

    /// Ends when the server does not answer any more, with the seconds for which it did not.
    ///
    /// A machine that was switched off, or a process that stands still, closes no connection: without this a query would
    /// be waited for as long as queries may take. Even a busy server says its version.
    async fn silence(&self) -> u64 {
        let seconds = self.asking.settings.connect_seconds;
        loop {
            sleep(Duration::from_secs(seconds)).await;
            // A refusal is an answer, and where the connection broke the query says so itself.
            if timeout(Duration::from_secs(seconds * PATIENCE), self.version()).await.is_err() {
                return seconds * PATIENCE;
            }
        }
    }

    fn user(&self) -> proto::UserContext {
        proto::UserContext { user_id: self.client.user_id().unwrap_or("attain").to_string(), ..Default::default() }
    }

    fn request(&self, plan: proto::plan::OpType) -> proto::ExecutePlanRequest {
        proto::ExecutePlanRequest {
            session_id: self.client.session_id().to_string(),
            user_context: Some(self.user()),
            plan: Some(proto::Plan { op_type: Some(plan) }),
            ..Default::default()
        }
    }

    /// Gives the data files of the orders a name in the session.
    fn name_files(&self) -> Result<(), EngineError> {
        use proto::command::CommandType;
        use proto::read::{DataSource, ReadType};
        let Asking { settings, orders, .. } = &self.asking;
        let names = orders.files.iter().filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
        let place = settings.place(orders);
        let source = DataSource {
            format: Some("parquet".to_string()),
            // Files that were written before a column came have no such column.
            options: [("mergeSchema".to_string(), "true".to_string())].into(),
            paths: names.map(|name| format!("{place}/{name}")).collect(),
            ..Default::default()
        };
        let read = proto::Read { read_type: Some(ReadType::DataSource(source)), ..Default::default() };
        let view = proto::CreateDataFrameViewCommand {
            input: Some(relation(proto::relation::RelType::Read(read))),
            name: VIEW.to_string(),
            is_global: false,
            replace: true,
        };
        let command = proto::Command { command_type: Some(CommandType::CreateDataframeView(view)) };
        // The survey is the first table that is made of them.
        let first = Some(FactTable::Survey);
        self.run(first, proto::plan::OpType::Command(command), &mut |_| Ok(()), &mut |_, _| {})
    }

    /// Makes one table.
    fn table(&self, table: FactTable, sql: &str, said: &mut dyn FnMut(ClusterState)) -> Result<FactRows, EngineError> {
        let Asking { address, settings, .. } = &self.asking;
        let mut rows = FactRows::none(table);
        let mut bytes = 0;
        let query = proto::Sql { query: sql.to_string(), ..Default::default() };
        let plan = proto::plan::OpType::Root(relation(proto::relation::RelType::Sql(query)));
        let mut take = |data: &[u8]| {
            bytes += data.len() as u64;
            decoding::append(&mut rows, table, data).map_err(|reason| EngineError::OtherShape {
                server: address.server(),
                table,
                reason,
            })?;
            match rows.len() as u64 > settings.most_rows {
                true => Err(EngineError::TooMany { table, most: settings.most_rows }),
                false => Ok(()),
            }
        };
        self.run(Some(table), plan, &mut take, &mut |done, of| said(ClusterState::Working { done, of }))?;
        said(ClusterState::Came { rows: rows.len(), bytes });
        Ok(rows)
    }

    /// Runs a plan to its end, or calls it off.
    fn run(
        &self,
        table: Option<FactTable>,
        plan: proto::plan::OpType,
        take: &mut dyn FnMut(&[u8]) -> Result<(), EngineError>,
        working: &mut dyn FnMut(u64, u64),
    ) -> Result<(), EngineError> {
        let seconds = self.asking.settings.query_seconds;
        let server = self.asking.address.server();
        let messages = self.messages(table, plan, take, working);
        let ended = block_on(async {
            let messages = pin!(timeout(Duration::from_secs(seconds), messages));
            let silence = pin!(self.silence());
            match select(messages, silence).await {
                Either::Left((Ok(ended), _)) => ended,
                Either::Left((Err(_), _)) => Err(EngineError::Slow { server, table, seconds }),
                Either::Right((seconds, _)) => {
                    let reason = format!("it has not answered for {seconds} seconds");
                    Err(EngineError::Lost { server, table, attempts: 1, reason })
                }
            }
        });
        if matches!(ended, Err(EngineError::Slow { .. } | EngineError::TooMany { .. })) {
            let _ = block_on(async { timeout(CALLING_OFF, self.client.interrupt_all()).await });
        }
        ended
    }

    async fn messages(
        &self,
        table: Option<FactTable>,
        plan: proto::plan::OpType,
        take: &mut dyn FnMut(&[u8]) -> Result<(), EngineError>,
        working: &mut dyn FnMut(u64, u64),
    ) -> Result<(), EngineError> {
        use proto::execute_plan_response::ResponseType;
        let failed = |error: SparkError| self.asking.error(table, &error);
        let mut stream = self.client.execute_plan(self.request(plan)).await.map_err(failed)?;
        let next = |status| failed(SparkError::from_grpc_status(status));
        while let Some(response) = stream.message().await.map_err(next)? {
            match response.response_type {
                Some(ResponseType::ArrowBatch(batch)) => take(&batch.data)?,
                Some(ResponseType::ExecutionProgress(progress)) => {
                    let sum = |of: fn(&StageInfo) -> i64| progress.stages.iter().map(of).sum::<i64>().max(0) as u64;
                    working(sum(|stage| stage.num_completed_tasks), sum(|stage| stage.num_tasks));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn relation(of: proto::relation::RelType) -> proto::Relation {
    proto::Relation { common: None, rel_type: Some(of) }
}
