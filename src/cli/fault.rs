//! Faults of the program itself: said in Russian with the place in the source, and
//! without what the library that gave up had in hand, which may be a cell.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use super::console::{Console, MACHINE};

/// Where the program gave up last.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// What comes of a thread that gave up is no place of its own.
const OF_A_THREAD: &str = "a scoped thread panicked";

/// Does some work and gives its exit code, whatever happens in it.
pub fn guarded(console: &mut Console<'_>, work: impl FnOnce(&mut Console<'_>) -> u8) -> u8 {
    let before = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location()
            && info.payload_as_str() != Some(OF_A_THREAD)
        {
            let place = format!("{}:{}", place.file(), place.line());
            *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(|| work(console)));
    panic::set_hook(before);
    done.unwrap_or_else(|_| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
        console.remark(&format!(
            "Ошибка программы ({place}).\nВаш список ни при чём: пришлите разработчикам эту строку \
             и скажите, что вы делали. Имён из списка в ней нет.\n"
        ));
        MACHINE
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_fault_names_its_place_and_no_cell() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console {
            out: &mut out,
            err: &mut err,
            clock: date(2026, 11, 27),
            is_full: false,
        };
        let in_a_thread = || {
            std::thread::scope(|scope| {
                scope.spawn(|| panic!("Иванов"));
            });
        };
        let code = guarded(&mut console, |_| {
            in_a_thread();
            0
        });
        assert_eq!(code, MACHINE);
        let said = String::from_utf8(err).unwrap();
        assert!(
            said.starts_with("Ошибка программы (src/cli/fault.rs:"),
            "{said}"
        );
        assert!(!said.contains("Иванов"), "{said}");
    }
}
