//! What pamyatka asks of Windows beyond the standard library: whose the console
//! is, what to do when it is told to stop, and limits for a child that reads a
//! foreign file. A crate of its own, since the program forbids `unsafe`. Empty on
//! other systems.
#![cfg(windows)]

use std::io;
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::Console::{GetConsoleProcessList, SetConsoleCtrlHandler};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// Whether the console goes when the program ends: it was started by the icon and
/// not from `cmd` or PowerShell, which would be in the same console.
pub fn alone_in_console() -> bool {
    let mut processes = [0; 2];
    // SAFETY: the array has as many places as is said.
    unsafe { GetConsoleProcessList(processes.as_mut_ptr(), 2) == 1 }
}

static STOP: OnceLock<fn() -> !> = OnceLock::new();

/// Calls `stop` on a thread of its own when the program is told to stop: by Ctrl-C,
/// by the closing of the console, by the end of the session.
pub fn on_stop(stop: fn() -> !) {
    let _ = STOP.set(stop);
    // SAFETY: the handler lives as long as the program.
    unsafe { SetConsoleCtrlHandler(Some(handler), 1) };
}

// Windows ends the program once this comes back, so the work is done here.
unsafe extern "system" fn handler(_: u32) -> i32 {
    match STOP.get() {
        Some(stop) => stop(),
        None => 0,
    }
}

/// Limits of this process: the handle of its job, which any thread may use.
pub struct Limits(isize);

impl Limits {
    /// Puts this process into a job of its own. What breaks in it ends it without a
    /// word. Before Windows 8 a process that is in a job already cannot.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin() -> io::Result<Limits> {
        // SAFETY: both arguments may be null; the handle stays open until the end.
        let job = unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) };
        // SAFETY: a null handle is refused by the call.
        done(unsafe { AssignProcessToJobObject(job, GetCurrentProcess()) })?;
        Ok(Limits(job as isize))
    }

    /// Bytes of memory and seconds of the processor, counted from the beginning.
    ///
    /// # Errors
    /// What the system says.
    pub fn set(&self, bytes: usize, seconds: u64) -> io::Result<()> {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY
            | JOB_OBJECT_LIMIT_PROCESS_TIME
            | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
        limits.ProcessMemoryLimit = bytes;
        // In units of 100 ns.
        let time = i64::try_from(seconds.saturating_mul(10_000_000)).unwrap_or(i64::MAX);
        limits.BasicLimitInformation.PerProcessUserTimeLimit = time;
        let size = size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32;
        // SAFETY: the structure is the one that the class of information has.
        done(unsafe {
            SetInformationJobObject(
                self.0 as HANDLE,
                JobObjectExtendedLimitInformation,
                (&raw const limits).cast(),
                size,
            )
        })
    }
}

fn done(result: i32) -> io::Result<()> {
    match result {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
