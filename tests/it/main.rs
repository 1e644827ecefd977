//! The tests that use the library and the program from outside: a module an
//! area, linked into one program, since linking a program for each costs a
//! newcomer more than the tests themselves.

mod support;

mod architecture;
mod excerpt;
mod facts;
mod layout;
mod layout_properties;
mod messages;
mod pdf;
mod pdf_properties;
mod pictures;
mod roster;
mod roster_cases;
mod roster_fuzz;
mod roster_kinds;
mod roster_names;
mod roster_roundtrip;
mod roster_whole;
mod standards;
mod structure;
mod template_fuzz;

#[cfg(feature = "cli")]
mod guide;
#[cfg(feature = "cli")]
mod hostile;
#[cfg(feature = "cli")]
mod kit;
#[cfg(feature = "cli")]
mod kit_papers;
#[cfg(feature = "cli")]
mod own_templates;
#[cfg(feature = "cli")]
mod print;
#[cfg(feature = "cli")]
mod program;
#[cfg(feature = "cli")]
mod qr_files;
#[cfg(feature = "cli")]
mod said;
#[cfg(feature = "cli")]
mod selection;
#[cfg(feature = "cli")]
mod stranger_fuzz;
#[cfg(all(feature = "cli", target_os = "linux"))]
mod terminal;
#[cfg(feature = "cli")]
mod triggers;
#[cfg(feature = "cli")]
mod verify;
