//! `kinfolk account delete`: the end of an account, after somebody has said that they mean it.

use std::io::{self, BufRead, IsTerminal};

use super::{Failure, about};
use crate::accounts;
use crate::core::State;

#[derive(clap::Args)]
pub(in crate::cli) struct Delete {
    /// The username.
    name: String,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

pub(super) async fn delete(state: &State, asked: Delete) -> Result<(), Failure> {
    let name = asked.name;
    let account = super::named(state, &name).await?;
    if !asked.yes {
        confirm(&name)?;
    }
    about(&name, accounts::leave(state, account).await)?;
    println!("{name} is deleted; a running server removes what they wrote and whom they followed bit by bit");
    Ok(())
}

/// Has the name typed again, where there is somebody to type it.
fn confirm(name: &str) -> Result<(), Failure> {
    let input = io::stdin();
    if !input.is_terminal() {
        return Err(Failure("deleting cannot be undone: say --yes to mean it".to_owned()));
    }
    eprintln!("This deletes {name} and all that is theirs, for good. Type the name to go on:");
    let mut typed = String::new();
    input.lock().read_line(&mut typed)?;
    if typed.trim().eq_ignore_ascii_case(name) {
        Ok(())
    } else {
        Err(Failure("that is another name; nothing was deleted".to_owned()))
    }
}
