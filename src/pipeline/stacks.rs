//! In which order pupils are laid out when several share a sheet.
//!
//! The sheets are cut after printing: one cut through the pile leaves as many
//! piles as there are pupils on a sheet, each in the order of the list, one
//! after another.

use crate::model::student::Student;

/// Pupils that are laid out and written together; it can be divided by any
/// number of pupils that share a sheet.
const BATCH: usize = 120;

/// Pupils in the order in which they come on sheets.
pub(super) struct Batch {
    pub students: Vec<Student>,
    /// How many share a sheet; the last may have fewer.
    pub a_sheet: usize,
}

/// Pupils in pieces, each with memory of its own: what is done takes no more
/// room.
pub(super) fn batches(students: Vec<Student>, a_sheet: usize) -> impl Iterator<Item = Batch> {
    let mut batches = Vec::new();
    for (students, a_sheet) in piles(students, a_sheet) {
        let mut students = students.into_iter();
        let size = BATCH / a_sheet * a_sheet;
        while students.len() > 0 {
            batches.push(Batch {
                students: students.by_ref().take(size).collect(),
                a_sheet,
            });
        }
    }
    batches.into_iter()
}

/// The pupils sheet by sheet, with how many share one: the last sheets may have
/// one pupil fewer than the first.
fn piles(students: Vec<Student>, a_sheet: usize) -> Vec<(Vec<Student>, usize)> {
    if a_sheet <= 1 {
        return vec![(students, 1)];
    }
    let sheets = students.len().div_ceil(a_sheet).max(1);
    let mut students: Vec<Option<Student>> = students.into_iter().map(Some).collect();
    let mut all: Vec<(Vec<Student>, usize)> = Vec::new();
    for sheet in 0..sheets {
        let own = students.iter_mut().skip(sheet).step_by(sheets);
        let own: Vec<Student> = own.filter_map(Option::take).collect();
        match all.last_mut() {
            Some((pupils, same)) if *same == own.len() => pupils.extend(own),
            _ => {
                let count = own.len().max(1);
                all.push((own, count));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the pupils sheet by sheet.
    fn sheets(pupils: usize, a_sheet: usize) -> Vec<Vec<usize>> {
        let students = (1..=pupils).map(|row| Student {
            row,
            ..Student::default()
        });
        let mut sheets = Vec::new();
        for batch in batches(students.collect(), a_sheet) {
            let own = batch.students.chunks(batch.a_sheet);
            sheets.extend(own.map(|own| own.iter().map(|student| student.row).collect()));
        }
        sheets
    }

    #[test]
    fn piles_laid_one_on_another_are_in_the_order_of_the_list() {
        for pupils in 0..300 {
            for a_sheet in 1..=6 {
                let sheets: Vec<Vec<usize>> = sheets(pupils, a_sheet);
                let mut order: Vec<usize> = Vec::new();
                for place in 0..a_sheet {
                    order.extend(sheets.iter().filter_map(|sheet| sheet.get(place)));
                }
                let list: Vec<usize> = (1..=pupils).collect();
                assert_eq!(order, list, "{pupils} {a_sheet}");
                assert_eq!(sheets.len(), pupils.div_ceil(a_sheet));
            }
        }
    }
}
