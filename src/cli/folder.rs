//! Many files that appear together or not at all.
//!
//! The files are first written into a folder of their own, `.pamyatka-….tmp`,
//! beside the wanted one (inside it, if that is there already, so that a whole
//! disk can be the target). A new folder then appears by one rename. In a
//! folder that is there, files are put in place one by one, and put back if one
//! fails; a kill in that instant may leave some old and some new, each whole.
//! Files that this program did not make are left alone.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::console::Stop;
use super::failure;
use super::interrupt::{self, Temporary};
use super::output::{self, head};
use crate::base::plural::{self, count};

/// Files in the way that are named one by one.
const NAMED: usize = 12;

/// Whether a file of this name that begins so was made by this program.
pub type IsOurs<'a> = &'a dyn Fn(&str, &[u8]) -> bool;

/// A folder that is being filled.
pub struct FolderDraft {
    /// As the user named it.
    named: PathBuf,
    target: PathBuf,
    exists: bool,
    /// Files of the set that were there at the beginning and may be replaced.
    present: HashSet<String>,
    temporary: TempDir,
    /// Removed if the program is stopped.
    _removed: Temporary,
    /// Paths below the folder, with `/` between parts.
    names: Vec<String>,
    /// Files of others that `--force` will replace.
    replaced: Vec<String>,
    /// Files in the folder that do not belong to the set and stay.
    others: usize,
    /// Pieces of killed runs that were removed.
    orphans: usize,
}

impl FolderDraft {
    /// Checks that all of `names` may be written in `target` and opens a draft.
    ///
    /// `inputs` are never overwritten, not even by `force`.
    ///
    /// # Errors
    /// [`Stop`], naming every file in the way, with nothing changed.
    pub fn open(
        target: &Path,
        names: Vec<String>,
        inputs: &[&Path],
        force: bool,
        is_ours: IsOurs<'_>,
    ) -> Result<FolderDraft, Stop> {
        let machine = |error: io::Error| output::machine(target, &error);
        let real = output::real(target);
        output::not_a_link(target, &real, "папку", "саму папку: -o ПАПКА")?;
        let exists = is_folder(target, &real)?;
        let mut clashes = Clashes::default();
        let mut others = 0;
        if exists {
            clashes = Clashes::find(&real, &names, inputs, is_ours).map_err(machine)?;
            clashes.refuse(target, force)?;
            others = others_in(&real, &names).map_err(machine)?;
        }
        let beside = if exists {
            &*real
        } else {
            output::folder(&real)
        };
        let mut together = interrupt::together();
        let orphans = output::sweep(beside);
        let builder = output::builder(beside, 0o777);
        let temporary = builder.tempdir_in(beside).map_err(machine)?;
        let removed = together.temporary(temporary.path());
        drop(together);
        let fresh = temporary.path().join("new");
        let made = fs::create_dir(&fresh).and_then(|()| {
            let rights = fs::metadata(temporary.path())?.permissions();
            fs::set_permissions(&fresh, rights)
        });
        made.map_err(machine)?;
        Ok(FolderDraft {
            named: target.to_owned(),
            target: real,
            exists,
            present: clashes.present,
            temporary,
            _removed: removed,
            names,
            replaced: clashes.foreign,
            others,
            orphans,
        })
    }

    /// The files that are being made.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Opens one of the files for writing and reading back.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn create(&self, name: &str) -> io::Result<File> {
        let path = self.fresh().join(name);
        let _together = interrupt::together();
        fs::create_dir_all(output::folder(&path))?;
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        if output::is_public(&self.target) {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        options.read(true).write(true).create_new(true).open(path)
    }

    /// What else is to be known of the folder: files replaced by force, and
    /// files that are not of this set.
    pub fn remarks(&self) -> String {
        let mut said = output::swept(self.orphans);
        if !self.replaced.is_empty() {
            said += &format!("Заменены чужие файлы: {}.\n", named(&self.replaced));
        }
        if self.others > 0 {
            said += &format!(
                "В папке лежат и другие файлы ({}), они не из этого набора.\n",
                self.others
            );
        }
        said
    }

    fn fresh(&self) -> PathBuf {
        self.temporary.path().join("new")
    }

    /// Gives the finished files their places.
    ///
    /// # Errors
    /// [`Stop`], with the folder as it was.
    pub fn finish(self) -> Result<(), Stop> {
        let named = self.named.clone();
        self.put_in_place()
            .map_err(|error| output::machine(&named, &error))
    }

    fn put_in_place(self) -> io::Result<()> {
        for name in &self.names {
            // Windows syncs only what is open for writing.
            let path = self.fresh().join(name);
            OpenOptions::new().write(true).open(path)?.sync_all()?;
        }
        let mut together = interrupt::together();
        let Err((error, aside)) = self.place() else {
            return Ok(());
        };
        if aside == 0 {
            return Err(error);
        }
        together.keep(self.temporary.path());
        drop(together);
        Err(self.keep_old(&error))
    }

    /// On failure tells how many files that were there before still lie aside, in the
    /// temporary folder.
    fn place(&self) -> Result<(), (io::Error, usize)> {
        if !self.exists {
            return fs::rename(self.fresh(), &self.target).map_err(|error| (error, 0));
        }
        for (index, name) in self.names.iter().enumerate() {
            self.swap(name).map_err(|error| {
                let done = self.names[..index].iter().rev();
                (error, done.filter(|name| self.undo(name).is_err()).count())
            })?;
        }
        Ok(())
    }

    /// Puts one file in place, and aside what was there before.
    fn swap(&self, name: &str) -> io::Result<()> {
        let (new, place) = (self.fresh().join(name), self.target.join(name));
        fs::create_dir_all(output::folder(&place))?;
        if leads_away(&self.target, name) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        if fs::symlink_metadata(&place).is_err() {
            return fs::rename(new, place);
        }
        if !self.present.contains(name) || place.is_dir() {
            let message = format!("«{name}» появился, пока шла работа");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        let old = self.old(name);
        fs::create_dir_all(output::folder(&old))?;
        output::like(&new, &fs::metadata(&place)?)?;
        fs::rename(&place, &old)?;
        fs::rename(new, &place).inspect_err(|_| {
            let _ = fs::rename(old, place);
        })
    }

    fn undo(&self, name: &str) -> io::Result<()> {
        let (old, place) = (self.old(name), self.target.join(name));
        if self.present.contains(name) {
            // A rename replaces the new file.
            fs::rename(old, place)
        } else {
            fs::remove_file(place)
        }
    }

    fn old(&self, name: &str) -> PathBuf {
        self.temporary.path().join("old").join(name)
    }

    /// What was there before must not vanish with the temporary folder.
    fn keep_old(self, error: &io::Error) -> io::Error {
        let kept = self.temporary.keep();
        let kept = self
            .named
            .join(kept.file_name().unwrap_or_default())
            .join("old");
        let why = failure::in_words(error);
        io::Error::other(format!("{why} Прежние файлы: «{}»", kept.display()))
    }
}

/// Whether a folder on the way to a file is a link to another.
fn leads_away(folder: &Path, name: &str) -> bool {
    let below = Path::new(name).ancestors().skip(1);
    let mut below = below.filter(|part| !part.as_os_str().is_empty());
    below.any(|part| folder.join(part).is_symlink())
}

/// Whether the folder is there already.
///
/// # Errors
/// [`Stop`], if a file has its name.
pub fn is_folder(target: &Path, real: &Path) -> Result<bool, Stop> {
    match fs::metadata(real) {
        Ok(meta) if meta.is_dir() => Ok(true),
        Ok(_) => Err(Stop::Usage(format!(
            "«{}» — файл, а нужна папка. Укажите другое имя: -o ПАПКА",
            target.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(output::machine(target, &error)),
    }
}

/// What stands in the way in a folder.
#[derive(Default)]
struct Clashes {
    /// All that are there.
    present: HashSet<String>,
    /// Files of others.
    foreign: Vec<String>,
    /// Folders, inputs and protected files: not even `--force` helps.
    immovable: Vec<String>,
}

impl Clashes {
    fn find(
        folder: &Path,
        names: &[String],
        inputs: &[&Path],
        is_ours: IsOurs<'_>,
    ) -> io::Result<Clashes> {
        let inputs: Vec<PathBuf> = inputs.iter().flat_map(fs::canonicalize).collect();
        let mut clashes = Clashes::default();
        for name in names {
            let place = folder.join(name);
            if leads_away(folder, name) {
                clashes.immovable.push(name.clone());
                continue;
            }
            let meta = match fs::metadata(&place) {
                Ok(meta) => meta,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) if error.kind() != io::ErrorKind::NotADirectory => return Err(error),
                Err(_) => {
                    clashes.immovable.push(name.clone());
                    continue;
                }
            };
            clashes.present.insert(name.clone());
            let input = fs::canonicalize(&place).is_ok_and(|real| inputs.contains(&real));
            if !meta.is_file() || input || meta.permissions().readonly() {
                clashes.immovable.push(name.clone());
            } else if !is_ours(name, &head(&place)?) {
                clashes.foreign.push(name.clone());
            }
        }
        Ok(clashes)
    }

    fn refuse(&self, target: &Path, force: bool) -> Result<(), Stop> {
        let folder = target.display();
        let mut said = Vec::new();
        if !self.immovable.is_empty() {
            said.push(format!(
                "В папке «{folder}» нельзя заменить: {}. Это папка, файл, нужный самой программе, или файл, защищённый от записи. Укажите другую папку: -o ПАПКА",
                named(&self.immovable)
            ));
        }
        if !self.foreign.is_empty() && !force {
            said.push(format!(
                "В папке «{folder}» уже есть файлы, сделанные не этой программой или изменённые вручную: {}. Укажите другую папку: -o ПАПКА, или добавьте --force, чтобы заменить их.",
                named(&self.foreign)
            ));
        }
        match said.is_empty() {
            true => Ok(()),
            false => Err(Stop::Usage(said.join("\n"))),
        }
    }
}

/// `«а.pdf», «б.pdf» и ещё 3 файла`.
fn named(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).map(|name| format!("«{name}»"));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} и ещё {}", count(more, plural::FILES)),
    }
}

/// Files of the folder itself that are not in the set.
fn others_in(folder: &Path, names: &[String]) -> io::Result<usize> {
    let known: HashSet<&OsStr> = names.iter().map(OsStr::new).collect();
    let mut others = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_other = !known.contains(&*entry.file_name()) && entry.file_type()?.is_file();
        others += usize::from(is_other);
    }
    Ok(others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn ours(_: &str, head: &[u8]) -> bool {
        head.starts_with(b"ours")
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    /// Writes two files, one of them in a folder below.
    fn write(target: &Path, inputs: &[&Path], force: bool) -> Result<(), Stop> {
        let draft = FolderDraft::open(target, names(&["а.pdf", "qr/б.svg"]), inputs, force, &ours)?;
        draft.create("а.pdf").unwrap().write_all(b"ours 1").unwrap();
        draft
            .create("qr/б.svg")
            .unwrap()
            .write_all(b"ours 2")
            .unwrap();
        draft.finish()
    }

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_new_folder_appears_and_is_filled_again() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("7б");
        write(&target, &[], false).unwrap();
        fs::write(target.join("письмо.txt"), "чужое").unwrap();
        write(&target, &[], false).unwrap();
        assert_eq!(fs::read(target.join("qr/б.svg")).unwrap(), b"ours 2");
        assert_eq!((entries(dir.path()), entries(&target)), (1, 3));
        let draft = FolderDraft::open(&target, names(&["а.pdf"]), &[], false, &ours).unwrap();
        assert_eq!(draft.others, 1);
        drop(draft);
        assert_eq!(entries(&target), 3);
    }

    #[test]
    fn all_files_in_the_way_are_named_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("7б");
        fs::create_dir_all(target.join("qr")).unwrap();
        fs::write(target.join("а.pdf"), "foreign").unwrap();
        fs::write(target.join("qr/б.svg"), "foreign").unwrap();
        let Err(Stop::Usage(said)) = write(&target, &[], false) else {
            panic!("foreign files were replaced");
        };
        assert!(said.contains("«а.pdf», «qr/б.svg»"), "{said}");
        assert_eq!(fs::read(target.join("а.pdf")).unwrap(), b"foreign");
        assert_eq!(entries(&target), 2);
        write(&target, &[], true).unwrap();
        assert_eq!(fs::read(target.join("а.pdf")).unwrap(), b"ours 1");
        assert_eq!(entries(&target), 2);
    }

    #[test]
    fn inputs_folders_and_files_named_like_a_folder_are_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let list = dir.path().join("а.pdf");
        fs::write(&list, "list").unwrap();
        fs::write(dir.path().join("qr"), "a file").unwrap();
        let Err(Stop::Usage(said)) = write(dir.path(), &[&list], true) else {
            panic!("an input was replaced");
        };
        assert!(said.contains("«а.pdf», «qr/б.svg»"), "{said}");
        fs::remove_file(&list).unwrap();
        fs::create_dir(&list).unwrap();
        assert!(matches!(write(dir.path(), &[], true), Err(Stop::Usage(_))));
        assert_eq!(fs::read(dir.path().join("qr")).unwrap(), b"a file");
    }

    #[test]
    fn a_file_or_a_missing_folder_in_place_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(write(&file, &[], true), Err(Stop::Usage(_))));
        for nowhere in ["no/7б", "file/7б"] {
            let refused = write(&dir.path().join(nowhere), &[], true);
            assert!(matches!(refused, Err(Stop::Machine(_))), "{nowhere}");
        }
        assert_eq!(entries(dir.path()), 1);
    }

    #[test]
    fn a_failure_in_the_middle_puts_the_old_files_back() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("7б");
        write(&target, &[], false).unwrap();
        let all = names(&["а.pdf", "в.pdf", "г.pdf"]);
        let draft = FolderDraft::open(&target, all, &[], false, &ours).unwrap();
        for name in ["а.pdf", "в.pdf", "г.pdf"] {
            draft
                .create(name)
                .unwrap()
                .write_all(b"ours, newer")
                .unwrap();
        }
        // Somebody puts a folder in the way after the check.
        fs::create_dir_all(target.join("г.pdf/x")).unwrap();
        assert!(draft.finish().is_err());
        assert_eq!(fs::read(target.join("а.pdf")).unwrap(), b"ours 1");
        assert!(!target.join("в.pdf").exists());
        assert_eq!(entries(&target), 3);
    }

    #[test]
    fn what_appears_meanwhile_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("7б")).unwrap();
        for (target, exists) in [("7б", true), ("7в", false)] {
            let target = dir.path().join(target);
            let all = names(&["а.pdf"]);
            let draft = FolderDraft::open(&target, all, &[], true, &ours).unwrap();
            draft.create("а.pdf").unwrap().write_all(b"ours").unwrap();
            fs::create_dir_all(&target).unwrap();
            fs::write(target.join("а.pdf"), "foreign").unwrap();
            let said = draft.finish().unwrap_err().text();
            assert_eq!(said.contains("появился, пока шла работа"), exists, "{said}");
            assert!(exists || said.contains("появились новые файлы"), "{said}");
            assert_eq!(fs::read(target.join("а.pdf")).unwrap(), b"foreign");
        }
    }

    #[test]
    fn a_draft_that_is_dropped_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("7б");
        let draft = FolderDraft::open(&target, names(&["а.pdf"]), &[], false, &ours).unwrap();
        draft.create("а.pdf").unwrap().write_all(b"half").unwrap();
        assert_eq!(entries(dir.path()), 1);
        drop(draft);
        assert_eq!(entries(dir.path()), 0);
    }
}
