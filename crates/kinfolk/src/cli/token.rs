//! `kinfolk token …`: access tokens from the command line.

use clap::Subcommand;

use super::Failure;
use crate::accounts;
use crate::auth::{Scopes, UnknownScope, sessions, users};
use crate::core::{Config, State};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Print an access token for an account, and nothing else.
    Create(Create),
}

#[derive(clap::Args)]
pub(super) struct Create {
    /// The username.
    name: String,
    /// What the token may do, separated by spaces.
    #[arg(long, default_value = "read")]
    scopes: String,
}

pub(super) async fn run(config: Config, command: Command) -> Result<(), Failure> {
    let Command::Create(asked) = command;
    let scopes = Scopes::parse(&asked.scopes)
        .map_err(|UnknownScope(word)| Failure(format!("there is no scope `{word}`")))?;
    if scopes.is_empty() {
        return Err(Failure(
            "--scopes names no scope; \"read write follow push\" is what apps ask for".to_owned(),
        ));
    }
    let state = super::open(config, false).await?;
    let made = create(&state, &asked.name, scopes).await;
    state.db().close().await;
    println!("{}", made?);
    Ok(())
}

async fn create(state: &State, name: &str, scopes: Scopes) -> Result<String, Failure> {
    let nobody = || Failure(format!("there is no account named {name} here"));
    let account = accounts::find(state, name).await?.ok_or_else(nobody)?;
    let user = users::by_account(state, account).await?.ok_or_else(nobody)?;
    user.standing.check()?;
    let writer = state.clone();
    let token = state
        .db()
        .write(async move |tx| sessions::issue_token(tx, &writer, Some(account), None, scopes).await)
        .await?;
    Ok(token.token.expose().to_owned())
}
