//! The boundary of the page: bytes and JSON in, bytes and JSON out.
//!
//! A question is put in the room that [`room`] makes: JSON, then any bytes that
//! go with it. [`ask`] answers it with JSON at [`answer`] and bytes at
//! [`bytes`], which stay until the next question. What can be asked is
//! [`work::Question`]. Meanwhile the host is told of every batch of pupils.

pub mod work;

use std::cell::RefCell;

use work::Page;

#[derive(Default)]
struct Boundary {
    room: Vec<u8>,
    answer: String,
    bytes: Vec<u8>,
    page: Page,
}

thread_local! {
    static BOUNDARY: RefCell<Boundary> = RefCell::default();
}

fn with<T>(take: impl FnOnce(&mut Boundary) -> T) -> T {
    BOUNDARY.with(|boundary| take(&mut boundary.borrow_mut()))
}

#[cfg(target_family = "wasm")]
fn progress(done: usize) {
    #[link(wasm_import_module = "page")]
    unsafe extern "C" {
        #[link_name = "progress"]
        fn tell(done: usize);
    }
    // SAFETY: the host takes a number and nothing else.
    unsafe { tell(done) }
}

#[cfg(not(target_family = "wasm"))]
fn progress(_: usize) {}

/// Makes room for a question of so many bytes.
// SAFETY (of this name and those below): no other crate exports them.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    with(|boundary| {
        boundary.room = vec![0; length];
        boundary.room.as_mut_ptr()
    })
}

/// Answers the question in the room, whose JSON has so many bytes; gives the
/// length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn ask(json: usize) -> usize {
    with(|boundary| {
        let mut question = std::mem::take(&mut boundary.room);
        let bytes = question.split_off(json.min(question.len()));
        boundary.bytes = Vec::new();
        let answer = boundary.page.ask(&question, bytes, &progress);
        (boundary.answer, boundary.bytes) = (answer.json.to_string(), answer.bytes);
        boundary.answer.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    with(|boundary| boundary.answer.as_ptr())
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
