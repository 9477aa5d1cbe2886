//! `kinfolk token …`: access tokens from the command line.

use clap::Subcommand;

use super::Failure;
use crate::accounts;
use crate::auth::{Scopes, UnknownScope, sessions, users};
use crate::core::words::AccountId;
use crate::core::{Config, State};

/// Tokens written in one block.
const AT_ONCE: usize = 50;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Print an access token for each account, a line each, and nothing else.
    Create(Create),
}

#[derive(clap::Args)]
pub(super) struct Create {
    /// The usernames.
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// What the tokens may do, separated by spaces.
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
    let made = create_all(&state, &asked.names, scopes).await;
    state.db().close().await;
    println!("{}", made?.join("\n"));
    Ok(())
}

/// A token for each name, in the same order. None is made unless everybody may have one.
async fn create_all(state: &State, names: &[String], scopes: Scopes) -> Result<Vec<String>, Failure> {
    let mut accounts = Vec::with_capacity(names.len());
    for name in names {
        accounts.push(account(state, name).await?);
    }
    let mut tokens = Vec::with_capacity(names.len());
    for some in accounts.chunks(AT_ONCE) {
        let (some, writer) = (some.to_vec(), state.clone());
        let made = state.db().write(async move |tx| {
            let mut made = Vec::with_capacity(some.len());
            for account in &some {
                made.push(sessions::issue_token(tx, &writer, Some(*account), None, scopes).await?);
            }
            Ok(made)
        });
        tokens.extend(made.await?.into_iter().map(|issued| issued.token.expose().to_owned()));
    }
    Ok(tokens)
}

/// The account of this name, whose user may use it.
async fn account(state: &State, name: &str) -> Result<AccountId, Failure> {
    let nobody = || Failure(format!("there is no account named {name} here"));
    let account = accounts::find(state, name).await?.ok_or_else(nobody)?;
    let user = users::by_account(state, account).await?.ok_or_else(nobody)?;
    user.standing.check()?;
    Ok(account)
}
