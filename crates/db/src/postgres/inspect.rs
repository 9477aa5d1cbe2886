//! Looking a PostgreSQL database over.

use base::Result;
use tokio_postgres::Row;

use super::OLDEST;
use super::failure::translate;
use super::transfer::steps_of;
use super::workers::{Alone, server};
use crate::Config;
use crate::inspect::Report;
use crate::transfer::Applied;

/// One row with everything that is asked for; settings as text.
const LOOK: &str = "SELECT current_setting('server_version'), current_setting('server_version_num'), \
     current_setting('server_encoding'), current_setting('fsync'), current_setting('full_page_writes'), \
     current_setting('synchronous_commit'), current_setting('max_connections'), \
     pg_is_in_recovery(), coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), \
     (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

pub(crate) async fn look(config: &Config) -> Result<(Report, Option<Applied>)> {
    let alone = Alone::connect(&server(config.url.expose())?).await?;
    let broken = |error| translate("looking at the server", &error);
    let row = alone.client.query_one(LOOK, &[]).await.map_err(broken)?;
    let report = report(&row, config.connections).map_err(broken)?;
    Ok((report, steps_of(&alone.client).await?))
}

fn report(row: &Row, connections: usize) -> Result<Report, tokio_postgres::Error> {
    let text = |index: usize| row.try_get::<_, String>(index);
    let (version, number, encoding) = (text(0)?, text(1)?, text(2)?);
    let mut report = Report { facts: vec![format!("PostgreSQL {version}")], ..Report::default() };
    let mut fault = |is_so: bool, sentence: String| {
        if is_so {
            report.faults.push(sentence);
        }
    };
    fault(
        number.parse::<u32>().unwrap_or(0) < OLDEST,
        format!("PostgreSQL {} or later is needed, this is {version}; upgrade it", OLDEST / 10_000),
    );
    fault(
        encoding != "UTF8",
        format!("its encoding is {encoding}; make the database anew with ENCODING 'UTF8'"),
    );
    fault(
        row.try_get(7)?,
        "it is a standby, which takes no writes; name the primary in KINFOLK_DATABASE_URL".to_owned(),
    );
    fault(
        !row.try_get::<_, bool>(8)?,
        "this role may make no tables; GRANT CREATE ON SCHEMA public TO it".to_owned(),
    );
    for (index, setting) in [(3, "fsync"), (4, "full_page_writes"), (5, "synchronous_commit")] {
        if text(index)? == "off" {
            report.warnings.push(format!(
                "{setting} is off: what was acknowledged can be lost when the machine fails; set {setting} = on"
            ));
        }
    }
    let most = text(6)?.parse::<usize>().unwrap_or(0);
    if most < connections * 2 {
        report.warnings.push(format!(
            "max_connections is {most}; each server wants up to {connections} for requests and some more: raise it"
        ));
    }
    report.clock_ms = Some(row.try_get(9)?);
    Ok(report)
}
