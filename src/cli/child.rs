//! A foreign PDF or picture is read in a child of the program.
//!
//! The libraries that draw such files trust them in places: a few hundred bytes
//! can ask for terabytes, never end or use up the stack. So the program starts
//! itself once more ([`WORD`]), hands the open file on as standard input, and
//! takes back what was seen as lines of JSON. The child limits itself before it
//! reads a byte. Where it dies, is stopped or says nonsense, the file is at
//! fault. Must not know what is judged.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::console::{DONE, MACHINE};
use crate::base::diagnostic::Diagnostic;
use crate::inspect::{Inquiry, Inspection, inspect};

/// The first argument of a child; the second is an `Order`.
pub const WORD: &str = "inspect-standard-input";
/// The same once the limits hold from its beginning on.
const LIMITED: &str = "inspect-standard-input-under-limits";

/// Bytes of a file that is judged: a set for a whole region has 160 MB.
pub const MOST_BYTES: u64 = 256 << 20;

/// Bytes of address space of a child: a picture of 80 million coloured pixels
/// and its shades take 400 MB, the program itself 60.
const MOST_MEMORY: u64 = 768 << 20;
/// Bytes of its stack.
#[cfg(unix)]
const MOST_STACK: u64 = 8 << 20;
/// Seconds of the processor for a file, and as many more for each page done; a
/// build for tests is some times slower.
const SECONDS: u64 = if cfg!(debug_assertions) { 20 } else { 10 };
const SECONDS_A_PAGE: u64 = 1;
/// How many times as long codes take that are damaged step by step.
const STRESSED: u64 = 6;
/// By the clock it may take so many times as long: others work, too.
const PATIENCE: u64 = 4;
/// Bytes of an answer.
const MOST_SAID: u64 = 64 << 20;

/// What a child is asked.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    hosts: Vec<String>,
    stress: bool,
}

/// A line of its answer.
#[derive(Debug, Serialize, Deserialize)]
enum Line {
    /// So many pages are done.
    Pages(u64),
    Seen(Box<Inspection>),
    Refused(Box<Diagnostic>),
}

/// Looks through a file in a child; `progress` is told how many pages are done.
///
/// # Errors
/// If the machine cannot run one; what is wrong with the file is the inner
/// error.
pub fn look(
    file: File,
    inquiry: Inquiry<'_>,
    progress: &dyn Fn(usize),
) -> io::Result<Result<Inspection, Box<Diagnostic>>> {
    let order = Order {
        hosts: inquiry.hosts.to_vec(),
        stress: inquiry.stress,
    };
    let mut child = Command::new(std::env::current_exe()?)
        .arg(WORD)
        .arg(serde_json::to_string(&order)?)
        .stdin(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let lines = lines(&mut child);
    let seen = answer(&lines, seconds(order.stress), progress);
    // Has it ended by itself, this changes nothing.
    let _ = child.kill();
    child.wait()?;
    Ok(seen.unwrap_or_else(|| Err(unreadable())))
}

/// What a file is told to be that its reader did not survive.
fn unreadable() -> Box<Diagnostic> {
    let message = "файл слишком велик или испорчен: разобрать его не удалось.";
    let error = Diagnostic::error("unreadable-file", message);
    Box::new(error.with_hint("Сохраните его в другой программе и проверьте снова."))
}

/// The lines that a child says, as they come.
fn lines(child: &mut Child) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    if let Some(out) = child.stdout.take() {
        let mut out = BufReader::new(out.take(MOST_SAID));
        thread::spawn(move || {
            let mut line = Vec::new();
            while out.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                if sender.send(std::mem::take(&mut line)).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

/// The answer of a child; `None` if it gives none in time.
fn answer(
    lines: &Receiver<Vec<u8>>,
    seconds: impl Fn(u64) -> u64,
    progress: &dyn Fn(usize),
) -> Option<Result<Inspection, Box<Diagnostic>>> {
    let started = Instant::now();
    let mut pages = 0;
    loop {
        let most = Duration::from_secs(seconds(pages).saturating_mul(PATIENCE));
        match lines.recv_timeout(most.saturating_sub(started.elapsed())) {
            Ok(line) => match serde_json::from_slice(&line).ok()? {
                Line::Pages(done) => {
                    pages = done;
                    progress(done as usize);
                }
                Line::Seen(inspection) => return Some(Ok(*inspection)),
                Line::Refused(error) => return Some(Err(error)),
            },
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Seconds of the processor that are allowed once so many pages are done.
fn seconds(stress: bool) -> impl Fn(u64) -> u64 {
    let times = if stress { STRESSED } else { 1 };
    move |pages| times * (SECONDS + pages.saturating_mul(SECONDS_A_PAGE))
}

/// Is the child, if the arguments say so: gives its exit code.
pub fn serve(args: &[OsString]) -> Option<u8> {
    let [_, word, order] = args else {
        return None;
    };
    let limited = word == LIMITED;
    if !limited && word != WORD {
        return None;
    }
    let said = order.to_str().and_then(|text| {
        let order: Order = serde_json::from_str(text).ok()?;
        match limited {
            true => obey(&order).ok(),
            false => limits::begin_again(&order, text),
        }
    });
    Some(if said.is_some() { DONE } else { MACHINE })
}

fn obey(order: &Order) -> io::Result<()> {
    let seconds = seconds(order.stress);
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MOST_BYTES)
        .read_to_end(&mut bytes)?;
    let mut progress = |pages: usize| {
        let pages = pages as u64;
        // Nobody may be there any more to read it.
        if limits::set_seconds(seconds(pages)).is_err() || say(&Line::Pages(pages)).is_err() {
            std::process::exit(MACHINE.into());
        }
    };
    let inquiry = Inquiry {
        hosts: &order.hosts,
        stress: order.stress,
    };
    say(&match inspect(bytes, inquiry, &mut progress) {
        Ok(inspection) => Line::Seen(Box::new(inspection)),
        Err(error) => Line::Refused(error),
    })
}

fn say(line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_string(line)?;
    text.push('\n');
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The limits that the system holds a process to.
#[cfg(unix)]
mod limits {
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::{LIMITED, MOST_MEMORY, MOST_STACK, Order};

    /// Sets the limits and begins anew under them: what the program took before
    /// they were set, such as the store of its allocator, would not be counted.
    pub(super) fn begin_again(order: &Order, text: &str) -> Option<()> {
        set().ok()?;
        set_seconds(super::seconds(order.stress)(0)).ok()?;
        let program = std::env::current_exe().ok()?;
        // Comes back only if it fails.
        let _ = Command::new(program).args([LIMITED, text]).exec();
        None
    }

    /// Memory, stack, and no image of the memory on the disk.
    fn set() -> io::Result<()> {
        // Not every system keeps to a limit of the address space.
        let _ = limit(Resource::As, MOST_MEMORY);
        limit(Resource::Stack, MOST_STACK)?;
        limit(Resource::Core, 0)
    }

    /// Seconds of the processor since the process began.
    pub(super) fn set_seconds(seconds: u64) -> io::Result<()> {
        limit(Resource::Cpu, seconds)
    }

    /// Never above what the process was given.
    fn limit(what: Resource, most: u64) -> io::Result<()> {
        let maximum = getrlimit(what).maximum;
        let current = Some(maximum.map_or(most, |maximum| most.min(maximum)));
        Ok(setrlimit(what, Rlimit { current, maximum })?)
    }
}

/// The same by a job. In a job of its own a process cannot always be: then the
/// parent's clock is the only limit.
#[cfg(windows)]
mod limits {
    use std::io;
    use std::sync::OnceLock;

    use pamyatka_windows::Limits;

    use super::{MOST_MEMORY, Order};

    static LIMITS: OnceLock<Limits> = OnceLock::new();

    pub(super) fn begin_again(order: &Order, _: &str) -> Option<()> {
        if let Ok(limits) = Limits::begin() {
            let _ = LIMITS.set(limits);
        }
        set_seconds(super::seconds(order.stress)(0)).ok()?;
        super::obey(order).ok()
    }

    pub(super) fn set_seconds(seconds: u64) -> io::Result<()> {
        match LIMITS.get() {
            Some(limits) => limits.set(MOST_MEMORY as usize, seconds),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str]) -> Option<Result<Inspection, Box<Diagnostic>>> {
        let (sender, receiver) = mpsc::channel();
        for line in lines {
            sender.send(line.as_bytes().to_vec()).unwrap();
        }
        drop(sender);
        answer(&receiver, seconds(false), &|_| {})
    }

    #[test]
    fn only_a_whole_answer_counts() {
        let seen = r#"{"Seen":{"kind":"pdf","pages":[],"problems":[]}}"#;
        assert!(matches!(said(&[r#"{"Pages":1}"#, seen]), Some(Ok(_))));
        let refused = serde_json::to_string(&Line::Refused(unreadable())).unwrap();
        assert_eq!(said(&[&refused]), Some(Err(unreadable())));
        for nonsense in [&[][..], &["{}"], &[&seen[..20]], &[r#"{"Pages":1}"#]] {
            assert_eq!(said(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn a_child_that_says_nothing_is_not_waited_for() {
        let (sender, receiver) = mpsc::channel();
        assert_eq!(answer(&receiver, |_| 0, &|_| {}), None);
        drop(sender);
    }

    #[test]
    fn other_arguments_make_no_child() {
        let args = |words: &[&str]| -> Vec<OsString> { words.iter().map(OsString::from).collect() };
        assert_eq!(serve(&args(&["pamyatka", "7b.csv", "{}"])), None);
        assert_eq!(serve(&args(&["pamyatka", WORD])), None);
        assert_eq!(serve(&args(&["pamyatka", WORD, "{}"])), Some(MACHINE));
    }
}
