//! The boundary of the page: bytes and JSON in, bytes and JSON out.
//!
//! A question is put in the room that [`room`] makes: JSON, then any bytes that
//! go with it. [`ask`] takes it and [`go_on`] works on it, slice by slice, so
//! that a host with one thread can do other things in between. The answer is
//! JSON at [`answer`] and bytes at [`bytes`], which stay until the next question.
//! What can be asked is [`work::Question`].

pub mod work;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::mem::{replace, take};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use work::{Answer, Page};

/// Work on a question, which has the page's memory meanwhile.
type Running = Pin<Box<dyn Future<Output = (Page, Answer)>>>;

#[derive(Default)]
struct Boundary {
    room: Vec<u8>,
    answer: String,
    bytes: Vec<u8>,
    page: Page,
    running: Option<Running>,
}

thread_local! {
    static BOUNDARY: RefCell<Boundary> = RefCell::default();
    /// Pupils done by the question that runs.
    static DONE: Cell<u32> = const { Cell::new(0) };
}

fn with<T>(take: impl FnOnce(&mut Boundary) -> T) -> T {
    BOUNDARY.with(|boundary| take(&mut boundary.borrow_mut()))
}

/// Ends a slice of the work.
async fn rest(done: usize) {
    DONE.set(u32::try_from(done).unwrap_or(u32::MAX));
    let mut rested = false;
    poll_fn(|_| match replace(&mut rested, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Makes room for a question of so many bytes.
// SAFETY (of this name and those below): no other crate exports them.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    with(|boundary| {
        boundary.room = vec![0; length];
        boundary.room.as_mut_ptr()
    })
}

/// Takes the question in the room, whose JSON has so many bytes. One that still
/// runs is given up, and with it what the page knew.
#[unsafe(no_mangle)]
pub extern "C" fn ask(json: usize) {
    DONE.set(0);
    with(|boundary| {
        let mut question = take(&mut boundary.room);
        let bytes = question.split_off(json.min(question.len()));
        (boundary.answer, boundary.bytes) = Default::default();
        let page = take(&mut boundary.page);
        boundary.running = Some(Box::pin(page.ask(question, bytes, rest)));
    });
}

/// Works for a slice; whether the question is answered now.
#[unsafe(no_mangle)]
pub extern "C" fn go_on() -> bool {
    let Some(mut running) = with(|boundary| boundary.running.take()) else {
        return true;
    };
    match running
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Pending => {
            with(|boundary| boundary.running = Some(running));
            false
        }
        Poll::Ready((page, answer)) => {
            with(|boundary| {
                boundary.page = page;
                (boundary.answer, boundary.bytes) = (answer.json.to_string(), answer.bytes);
            });
            true
        }
    }
}

/// How many pupils are done meanwhile.
#[unsafe(no_mangle)]
pub extern "C" fn done() -> u32 {
    DONE.get()
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    with(|boundary| boundary.answer.as_ptr())
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    with(|boundary| boundary.answer.len())
}

/// Where the bytes of the answer stand.
#[unsafe(no_mangle)]
pub extern "C" fn bytes() -> *const u8 {
    with(|boundary| boundary.bytes.as_ptr())
}

/// How many they are.
#[unsafe(no_mangle)]
pub extern "C" fn bytes_length() -> usize {
    with(|boundary| boundary.bytes.len())
}
