//! A file that appears in one step or not at all.
//!
//! The set is first written to a file without a name in the same folder, which
//! vanishes by itself if the program is stopped; only what is complete gets a
//! name, by rename. Files that this program did not make are left alone.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::console::Stop;
use super::{failure, interrupt};
use crate::pipeline::{self, Failure, Made};
use crate::{pdf, pictures};

/// Bytes at the beginning of a file in which this program leaves its mark.
const HEAD: u64 = 1024;

/// An output that is being written.
pub struct Draft {
    /// As the user named it.
    named: PathBuf,
    target: PathBuf,
    /// Whether there was a file at the beginning, which may be replaced.
    exists: bool,
    file: File,
    orphans: usize,
}

impl Draft {
    /// Checks that `target` may be written and opens a draft beside it.
    ///
    /// `inputs` are never overwritten, not even by `force`; `is_ours` judges
    /// the beginning of a file that is there already.
    ///
    /// # Errors
    /// [`Stop`], with nothing changed on the disk.
    pub fn open(
        target: &Path,
        inputs: &[&Path],
        force: bool,
        is_ours: impl Fn(&[u8]) -> bool,
    ) -> Result<Draft, Stop> {
        let real = real(target);
        may_write(target, &real, inputs, force, is_ours)?;
        let orphans = sweep(folder(&real));
        let file = tempfile::tempfile_in(folder(&real)).map_err(|e| machine(target, &e))?;
        let exists = real.exists();
        Ok(Draft {
            named: target.to_owned(),
            target: real,
            exists,
            file,
            orphans,
        })
    }

    /// Where the set is written to.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// What else is to be known of the folder.
    pub fn remarks(&self) -> String {
        swept(self.orphans)
    }

    /// Writes all there is and gives it its name.
    ///
    /// # Errors
    /// As [`Draft::finish`].
    pub fn write(mut self, bytes: &[u8]) -> Result<(), Stop> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| machine(&self.named, &error))?;
        self.finish()
    }

    /// Gives the finished draft its name.
    ///
    /// # Errors
    /// [`Stop`], with nothing left behind.
    pub fn finish(mut self) -> Result<(), Stop> {
        self.write_out().map_err(|e| machine(&self.named, &e))
    }

    fn write_out(&mut self) -> io::Result<()> {
        let _together = interrupt::together();
        let place = folder(&self.target);
        let mut named = builder(place, 0o666).tempfile_in(place)?;
        self.file.rewind()?;
        io::copy(&mut self.file, named.as_file_mut())?;
        if self.exists
            && let Ok(about) = fs::metadata(&self.target)
        {
            like(named.path(), &about)?;
        }
        named.as_file().sync_all()?;
        let put = match self.exists {
            true => named.persist(&self.target),
            // What appeared meanwhile is somebody's.
            false => named.persist_noclobber(&self.target),
        };
        put.map_err(|error| error.error)?;
        Ok(())
    }
}

/// Whether a file that begins with `head` was made by this program.
pub fn is_ours(head: &[u8]) -> bool {
    pdf::made_by_us(head) || pictures::made_by_us(head)
}

/// Writes a document to a file and reads its codes back from there.
///
/// # Errors
/// [`Failure`]; what was written by then is worthless.
pub fn checked(
    file: &mut File,
    make: impl FnOnce(&mut dyn Write) -> Result<Made, Failure>,
) -> Result<Made, Failure> {
    let mut out = BufWriter::new(&mut *file);
    let made = make(&mut out)?;
    out.flush().map_err(Failure::Output)?;
    drop(out);
    pipeline::read_back(&made, &mut |offset, length| {
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    })?;
    Ok(made)
}

/// How the names of temporary files and folders begin.
const BEGINS: &str = ".pamyatka-";
/// How they end.
const ENDS: &str = ".tmp";
/// After so long nobody is at work on them any more.
const ORPHANED: Duration = Duration::from_secs(3600);

/// Removes what a run that was killed long ago left in a folder, and says how many
/// pieces; earlier files of the user that lie there, too, stay.
pub fn sweep(place: &Path) -> usize {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let orphans = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let modified = entry.metadata().and_then(|about| about.modified());
        let age = modified.ok().and_then(|time| time.elapsed().ok());
        name.starts_with(BEGINS)
            && name.ends_with(ENDS)
            && age.is_some_and(|age| age > ORPHANED)
            && !entry.path().join("old").exists()
    });
    let removed = orphans.filter(|orphan| match orphan.file_type() {
        Ok(kind) if kind.is_dir() => fs::remove_dir_all(orphan.path()).is_ok(),
        Ok(_) => fs::remove_file(orphan.path()).is_ok(),
        Err(_) => false,
    });
    removed.count()
}

/// What is said of pieces that were removed.
pub fn swept(orphans: usize) -> String {
    match orphans {
        0 => String::new(),
        some => format!("Убраны остатки прерванной работы ({some}).\n"),
    }
}

/// Gives a new file the mode and, where that is allowed, the owner of the one that it
/// replaces.
///
/// # Errors
/// If the mode cannot be set.
pub fn like(new: &Path, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let _ = chown(new, Some(old.uid()), Some(old.gid()));
    }
    fs::set_permissions(new, old.permissions())
}

/// Whether everybody may put files into a folder.
#[cfg(unix)]
pub fn is_public(place: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(place).is_ok_and(|about| about.permissions().mode() & 0o1002 != 0)
}

/// Makes temporary files and folders. Their names begin with the program's, should a
/// power cut leave them behind.
#[cfg_attr(not(unix), expect(unused_variables))]
pub fn builder(place: &Path, mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(BEGINS).suffix(ENDS);
    #[cfg(unix)]
    {
        // The usual rights of what is new (less the umask), not its owner's alone: the
        // set may lie in a folder shared with the colleague who has the printer. In
        // one that is open to everybody names are their owner's.
        use std::os::unix::fs::PermissionsExt;
        let mode = if is_public(place) { mode & 0o700 } else { mode };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    builder
}

/// Where a file or a folder is or will be. On Windows this form has no end at 260 letters; nobody is shown it.
pub fn real(path: &Path) -> PathBuf {
    let beside = || Some(fs::canonicalize(folder(path)).ok()?.join(path.file_name()?));
    let real = fs::canonicalize(path).ok().or_else(beside);
    real.unwrap_or_else(|| path.to_owned())
}

/// The folder in which a file lies.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn may_write(
    target: &Path,
    real: &Path,
    inputs: &[&Path],
    force: bool,
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<(), Stop> {
    let name = target.display();
    not_a_link(target, real, "файл", "сам файл: -o ФАЙЛ")?;
    let meta = match fs::metadata(real) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(machine(target, &error)),
    };
    if meta.is_dir() {
        return Err(Stop::Usage(format!(
            "«{name}» — это папка. Укажите имя файла: -o {}",
            target.join("памятки.pdf").display()
        )));
    }
    if !meta.is_file() {
        return Err(Stop::Machine(format!(
            "«{name}» — устройство или канал. Укажите имя файла: -o ФАЙЛ"
        )));
    }
    let same = |input: &&Path| fs::canonicalize(input).is_ok_and(|input| input == real);
    if inputs.iter().any(same) {
        return Err(Stop::Usage(format!(
            "«{name}» нужен самой программе, поверх него писать нельзя. Укажите другое имя: -o ФАЙЛ"
        )));
    }
    if meta.permissions().readonly() {
        return Err(Stop::Machine(format!(
            "Файл «{name}» защищён от записи. Укажите другое имя: -o ФАЙЛ"
        )));
    }
    let head = head(real).map_err(|error| machine(target, &error))?;
    if force || is_ours(&head) {
        return Ok(());
    }
    Err(Stop::Usage(format!(
        "Файл «{name}» уже есть, и сделан он не этой программой. Укажите другое имя: -o ФАЙЛ, или добавьте --force, чтобы заменить его."
    )))
}

/// Refuses a link: what it leads to lies elsewhere, and may be another's.
///
/// # Errors
/// [`Stop`], naming the other `kind`.
pub fn not_a_link(target: &Path, real: &Path, kind: &str, which: &str) -> Result<(), Stop> {
    if !target.is_symlink() {
        return Ok(());
    }
    Err(Stop::Usage(format!(
        "«{}» — ссылка на {kind} «{}». Назовите {which}",
        target.display(),
        real.display()
    )))
}

/// The beginning of a file, in which this program leaves its mark.
///
/// # Errors
/// If it cannot be read.
pub fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Opens what was made with the program that the system has for it.
///
/// # Errors
/// [`Stop`], if it has none.
pub fn open(path: &Path) -> Result<(), Stop> {
    let opener = match std::env::consts::OS {
        "windows" => "explorer",
        "macos" => "open",
        _ => "xdg-open",
    };
    // A path from the root on is no parameter, whatever its name begins with.
    let opened = std::path::absolute(path).and_then(|path| {
        let mut command = Command::new(opener);
        command
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn()
    });
    opened.map(drop).map_err(|_| {
        let path = path.display();
        Stop::Machine(format!("Открыть «{path}» нечем: откройте сами."))
    })
}

/// Why nothing was made, for the output at `path`.
pub fn stop(failure: Failure, path: &Path) -> Stop {
    match failure {
        Failure::Input(errors) => Stop::Input(errors),
        Failure::Output(error) => machine(path, &error),
    }
}

/// A Russian sentence for an error of the disk.
pub fn machine(path: &Path, error: &io::Error) -> Stop {
    let name = path.display();
    Stop::Machine(match error.kind() {
        _ if failure::is_held(error) => format!(
            "Нельзя записать «{name}»: файл открыт в другой программе. Закройте его там и повторите, или укажите другое имя: -o ФАЙЛ"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "Нельзя записать «{name}»: нет прав, или файл открыт в другой программе. Закройте его или укажите другое имя: -o ФАЙЛ"
        ),
        io::ErrorKind::NotFound => {
            format!("Нельзя записать «{name}»: такой папки нет. Создайте её или укажите другую.")
        }
        io::ErrorKind::InvalidFilename => {
            let why = failure::in_words(error);
            format!("Нельзя записать «{name}»: {why} Укажите имя короче: -o ИМЯ")
        }
        _ => format!("Нельзя записать «{name}»: {}", failure::in_words(error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn ours(head: &[u8]) -> bool {
        head.starts_with(b"ours")
    }

    fn write(target: &Path, inputs: &[&Path], force: bool) -> Result<(), Stop> {
        let mut draft = Draft::open(target, inputs, force, ours)?;
        draft.file().write_all(b"ours, new").unwrap();
        draft.finish()
    }

    #[test]
    fn a_new_file_and_our_own_file_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.pdf");
        write(&target, &[], false).unwrap();
        write(&target, &[], false).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"ours, new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_foreign_file_needs_force() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.pdf");
        fs::write(&target, "foreign").unwrap();
        assert!(matches!(write(&target, &[], false), Err(Stop::Usage(_))));
        assert_eq!(fs::read(&target).unwrap(), b"foreign");
        write(&target, &[], true).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"ours, new");
    }

    #[test]
    fn an_input_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("7b.csv");
        fs::write(&target, "roster").unwrap();
        let again = dir.path().join("./7b.csv");
        assert!(matches!(
            write(&again, &[&target], true),
            Err(Stop::Usage(_))
        ));
        assert_eq!(fs::read(&target).unwrap(), b"roster");
    }

    #[test]
    fn a_folder_is_wrong_usage_and_a_missing_one_the_machines_fault() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(write(dir.path(), &[], true), Err(Stop::Usage(_))));
        let nowhere = dir.path().join("нет/a.pdf");
        assert!(matches!(write(&nowhere, &[], true), Err(Stop::Machine(_))));
    }

    #[test]
    fn what_appears_meanwhile_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.pdf");
        let mut draft = Draft::open(&target, &[], true, ours).unwrap();
        draft.file().write_all(b"ours, new").unwrap();
        fs::write(&target, "foreign").unwrap();
        let Err(stop) = draft.finish() else {
            panic!("it was replaced");
        };
        assert!(stop.text().contains("имя занято"), "{stop:?}");
        assert_eq!(fs::read(&target).unwrap(), b"foreign");
    }

    #[test]
    fn a_draft_that_is_dropped_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut draft = Draft::open(&dir.path().join("a.pdf"), &[], false, ours).unwrap();
        draft.file().write_all(b"half").unwrap();
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            usize::from(!cfg!(unix))
        );
        drop(draft);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
