//! A set in many files: who stands in which, and what the files are called.
//!
//! Takes pupils in the order of printing, gives the files. Writes nothing.

use crate::base::file_name::Names;
use crate::model::student::Student;

/// What is one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Each pupil: «7Б — Иванова Мария.pdf».
    Pupil,
    /// Each class: «7Б.pdf».
    Class,
}

impl Split {
    /// Every kind with its name on the command line.
    pub const NAMES: [(&'static str, Split); 2] =
        [("pupil", Split::Pupil), ("class", Split::Class)];
}

/// The names of the files of a set and who stands in each; `students` are in the
/// order of printing, class by class.
pub fn parts(students: Vec<Student>, split: Split) -> (Vec<String>, Vec<Vec<Student>>) {
    let mut given = Names::default();
    let mut names = Vec::new();
    let mut parts: Vec<Vec<Student>> = Vec::new();
    for student in students {
        match parts.last_mut() {
            Some(part) if split == Split::Class && part[0].class == student.class => {
                part.push(student);
            }
            _ => {
                names.push(given.give(&text(&student, split), "pdf"));
                parts.push(vec![student]);
            }
        }
    }
    (names, parts)
}

fn text(student: &Student, split: Split) -> String {
    match (split, &*student.class) {
        (Split::Class, "") => "без класса".to_owned(),
        (Split::Class, class) => class.to_owned(),
        (Split::Pupil, "") => student.name.short(),
        (Split::Pupil, class) => format!("{class} — {}", student.name.short()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::student::Name;

    fn pupil(class: &str, last: &str, first: &str) -> Student {
        Student {
            class: class.into(),
            ..Student::new(Name::of_parts(last, first, ""))
        }
    }

    #[test]
    fn a_file_for_each_pupil_or_class() {
        let pupils = [
            pupil("7Б", "Иванова", "Мария"),
            pupil("7Б", "ИВАНОВА", "Мария"),
            pupil("7А", "../Ким", "Юн/а"),
            pupil("", "CON", ""),
        ];
        let names = |split| {
            let (names, parts) = parts(pupils.to_vec(), split);
            let counts = parts.iter().map(Vec::len);
            names.into_iter().zip(counts).collect::<Vec<_>>()
        };
        assert_eq!(
            names(Split::Pupil),
            [
                ("7Б — Иванова Мария.pdf".to_owned(), 1),
                ("7Б — ИВАНОВА Мария (2).pdf".to_owned(), 1),
                ("7А — .._Ким Юн_а.pdf".to_owned(), 1),
                ("CON_.pdf".to_owned(), 1),
            ]
        );
        assert_eq!(
            names(Split::Class),
            [
                ("7Б.pdf".to_owned(), 2),
                ("7А.pdf".to_owned(), 1),
                ("без класса.pdf".to_owned(), 1),
            ]
        );
    }
}
