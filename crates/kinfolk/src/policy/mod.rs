//! Who may see and do what: the one place that decides. Pure functions of (viewer, thing, facts).
