//! The program `kinfolk`; everything it does is in `kinfolk::cli`.

use std::process::ExitCode;

/// Small allocations from two threads at once are what a server does all day.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kinfolk::cli::main()
}
