//! What the system says of a failure, in Russian.

use std::io;

/// Whether another program holds the file: ERROR_SHARING_VIOLATION and
/// ERROR_LOCK_VIOLATION of Windows.
pub fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

/// What the system says of a failure, in Russian where it is known.
pub fn in_words(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    if is_held(error) {
        return "файл открыт в другой программе. Закройте его там и повторите.".to_owned();
    }
    let known = match error.kind() {
        Kind::NotFound => "такого файла или папки нет.",
        Kind::PermissionDenied => "нет прав.",
        Kind::AlreadyExists if error.get_ref().is_none() => {
            "имя занято; может быть, программа запущена там ещё раз. Возьмите другое имя."
        }
        Kind::DirectoryNotEmpty => {
            "в папке появились новые файлы; может быть, программа запущена там ещё раз. Повторите позже."
        }
        Kind::IsADirectory => "на этом месте папка.",
        Kind::NotADirectory => "часть пути — файл, а не папка.",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "файл занят другой программой.",
        Kind::InvalidFilename => "имя слишком длинное или в нём недопустимые знаки.",
        Kind::ReadOnlyFilesystem => "диск защищён от записи.",
        Kind::StorageFull => "на диске нет места.",
        Kind::QuotaExceeded => "место, отведённое вам на диске, кончилось.",
        Kind::FileTooLarge => "такой большой файл на этот диск не записать.",
        Kind::CrossesDevices => "папка лежит на другом диске.",
        Kind::OutOfMemory => "не хватает памяти.",
        Kind::TimedOut => "диск не отвечает.",
        _ => match error.raw_os_error() {
            Some(number) => return system(number),
            None => return error.to_string(),
        },
    };
    known.to_owned()
}

/// A failure that has no kind of its own, by the number that the system gives.
fn system(number: i32) -> String {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let errno = Errno::from_raw_os_error(number);
        if errno == Errno::MFILE || errno == Errno::NFILE {
            return "открыто слишком много файлов.".to_owned();
        }
        if errno == Errno::IO {
            return "диск повреждён или отключён.".to_owned();
        }
    }
    format!("система отказала (ошибка {number}).")
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn what_the_system_refuses_is_said_in_russian() {
        use rustix::io::Errno;
        for (number, words) in [
            (Errno::NOENT, "такого файла"),
            (Errno::ACCESS, "нет прав"),
            (Errno::EXIST, "ещё раз"),
            (Errno::NOTEMPTY, "появились новые файлы"),
            (Errno::ISDIR, "на этом месте папка"),
            (Errno::NOTDIR, "а не папка"),
            (Errno::BUSY, "занят другой программой"),
            (Errno::TXTBSY, "занят другой программой"),
            (Errno::NAMETOOLONG, "имя слишком длинное"),
            (Errno::ROFS, "защищён от записи"),
            (Errno::NOSPC, "нет места"),
            (Errno::DQUOT, "место, отведённое вам"),
            (Errno::FBIG, "такой большой файл"),
            (Errno::XDEV, "на другом диске"),
            (Errno::NOMEM, "не хватает памяти"),
            (Errno::TIMEDOUT, "не отвечает"),
            (Errno::MFILE, "слишком много файлов"),
            (Errno::NFILE, "слишком много файлов"),
            (Errno::IO, "повреждён или отключён"),
            (Errno::LOOP, "система отказала"),
        ] {
            let said = super::in_words(&number.into());
            assert!(said.contains(words), "{number:?}: {said}");
            assert!(!said.contains("os error"), "{said}");
        }
    }
}
