//! Which columns of a header are used, by name and content together.
//!
//! Takes a [`Header`] and the rows beneath it, gives [`Columns`]. A column
//! called ФИО holds names, one called Класс classes. Two columns of one meaning
//! are settled by the group above them, by what is hidden, by content; where
//! that leaves a doubt the list is refused with what was seen, because the
//! wrong column prints somebody else's names.

use std::collections::HashSet;

use jiff::civil::Date;

use super::columns::Columns;
use super::field::{self, FIELDS, Field, Owner};
use super::header::{Column, Header};
use super::sample::Sample;
use super::shape::Shape;
use super::{beside, class, content, date, given, login, name, shape, words};
use crate::roster::log::{Fatal, Log};
use crate::roster::options::Options;
use crate::roster::said::{self, Said};
use crate::roster::table::{Cell, Row, Table, column_letters};
use crate::roster::text::{self, quoted};

/// The column of each field.
type Chosen<'h> = [Option<&'h Column>; FIELDS];

/// Settles the columns of a header whose rows end before `end`.
pub(super) fn settle(
    header: &Header,
    table: &Table,
    end: usize,
    options: &Options<'_>,
    log: &mut Log,
) -> Result<Columns, Fatal> {
    let settler = Settler {
        header,
        table,
        sample: Sample::new(table, header.index + 1..end),
        today: options.today,
    };
    let mut chosen: Chosen<'_> = [None; FIELDS];
    for field in Field::all() {
        chosen[field as usize] = match field {
            Field::Login => login::choose(header, table, end, options.login_column, log),
            Field::Number => header.of(field).next(),
            _ => settler.one_of(field, log)?,
        };
    }
    settler.settle_names(&mut chosen, log)?;
    settler.look_for_the_rest(&chosen)?;
    let has = |field: Field| chosen[field as usize].is_some();
    if let Some(letter) = chosen[Field::Letter as usize]
        && !has(Field::Class)
        && !has(Field::Grade)
    {
        settler.say(said::PERHAPS_CLASSES, letter, log);
    }
    // «7» under «Параллель» beside «Б» under «Класс».
    let is_letter = |cell: &str| cell.chars().count() == 1 && cell.chars().all(char::is_alphabetic);
    if let Some(class) = chosen[Field::Class as usize]
        && chosen[Field::Grade as usize].is_some()
        && chosen[Field::Letter as usize].is_none()
        && settler.sample.most(class.at, is_letter)
    {
        chosen[Field::Letter as usize] = chosen[Field::Class as usize].take();
    }
    if chosen[Field::Class as usize].is_some() {
        // A class column makes the parallel superfluous.
        chosen[Field::Grade as usize] = None;
    }
    settler.look_for_swapped_names(&chosen, log);
    settler.look_for_surnames(header, &chosen, log);
    settler.look_for_marks(chosen[Field::Grade as usize], log);
    let mut columns = settler.columns(chosen);
    settler.join_parts(&mut columns);
    columns.numbered = settler.has_numbered_names(&columns);
    if columns.numbered {
        let title = columns.title(columns.name_field());
        log.push(said::NUMBERED_NAMES.at(header.number).in_column(title));
    }
    let dated = columns.place(Field::Full);
    let dated = dated.filter(|_| settler.has_dated_names(&columns));
    if let Some(at) = dated.or_else(|| settler.births_behind(&columns)) {
        columns.places[Field::Birth as usize] = Some(at);
        columns.titles[Field::Birth as usize] = columns.title(Field::Full).to_owned();
    }
    if let Some(at) = settler.classes_behind(&columns) {
        columns.places[Field::Class as usize] = Some(at);
        columns.titles[Field::Class as usize] = columns.title(Field::Full).to_owned();
    }
    if let Some(work) = header.works() {
        settler.say(said::PERHAPS_PARENTS, work, log);
    }
    beside::look_for_names(header, &settler.sample, &columns, log)?;
    Ok(columns)
}

struct Settler<'h> {
    header: &'h Header,
    table: &'h Table,
    sample: Sample<'h>,
    today: Date,
}

impl<'h> Settler<'h> {
    fn say(&self, remark: Said, column: &Column, log: &mut Log) {
        log.push(self.header.say(remark, column));
    }

    /// Whether most cells of a column are what its name says.
    fn holds(&self, column: &Column, field: Field) -> bool {
        let (all, fit) = self.sample.count(column.at, |cell| match field {
            _ if field.is_name() => shape::shape(cell).is_name(),
            Field::Class | Field::Grade => class::parse(cell).is_some(),
            Field::Birth => date::parse(cell, date::Order::DayFirst, self.today).is_some(),
            _ => true,
        });
        all > 0 && 2 * fit >= all
    }

    fn one_of(&self, field: Field, log: &mut Log) -> Result<Option<&'h Column>, Fatal> {
        let mut titles = self.header.of(Field::Class).map(|column| &column.title);
        let named = titles.any(|title| !field::is_group(title));
        let has_letter = self.header.of(Field::Letter).next().is_some();
        let are_classes = |column: &Column| {
            let (all, fit) = self.sample.count(column.at, class::is_sure);
            !named && all > 0 && all == fit
        };
        let is_other = |column: &&Column| match field {
            // «Группа» may be one of health or of English: it is a class only
            // if all of it is, and no column says «Класс».
            Field::Class => field::is_group(&column.title) && !are_classes(column),
            // A year of study, as clubs count it.
            Field::Grade => !has_letter && text::fold(&column.title) == "год обучения",
            _ => false,
        };
        let (others, mut left): (Vec<&Column>, Vec<&Column>) =
            self.header.of(field).partition(is_other);
        for column in others.into_iter().filter(|_| !named) {
            self.say(said::NO_CLASS, column, log);
        }
        if left.is_empty() {
            self.say_of_others(field, log);
        }
        let several = left.len() > 1;
        let hides = |column: &Column| self.table.hides(column.at);
        keep_if_any(&mut left, |column| !self.sample.is_blank(column.at));
        keep_if_any(&mut left, |column| column.owner == Owner::Pupil);
        keep_if_any(&mut left, |column| {
            field::owner(&column.title) == Owner::Pupil
        });
        keep_if_any(&mut left, |column| column.owner != Owner::Other);
        keep_if_any(&mut left, |column| self.holds(column, field));
        keep_if_any(&mut left, |column| !hides(column));
        // «Фамилия (дат. падеж)».
        keep_if_any(&mut left, |column| !column.title.contains('('));
        if left.len() > 1 && self.are_equal(&left) {
            left.truncate(1);
        }
        if left.len() > 1 {
            return Err(self.doubt(field, &left));
        }
        if several {
            let taken = left.first().map(|column| column.at);
            let mut others: Vec<&Column> = self.header.of(field).collect();
            others.retain(|column| Some(column.at) != taken);
            // «Имя» beside «Имя ребёнка» is the parent's, as is the «Фамилия».
            let of_child = |column: &Column| field::owner(&column.title) == Owner::Pupil;
            let surname = self.header.of(Field::Last).next();
            if field == Field::First
                && left.first().is_some_and(|taken| of_child(taken))
                && !others.is_empty()
                && surname.is_some_and(|column| column.owner == Owner::Unknown && !of_child(column))
            {
                return Err(self.doubt(field, &[left[0], others[0]]));
            }
            for other in others {
                self.say(said::REPEATED_COLUMN, other, log);
            }
        }
        Ok(left.first().copied())
    }

    /// Says of a column in a group of others that it may be the pupil's.
    fn say_of_others(&self, field: Field, log: &mut Log) {
        let is_it = |column: &&Column| {
            matches!(field, Field::Class | Field::Birth)
                && column.owner == Owner::Other
                && field::recognise(&column.title) == Some(field)
        };
        for column in self.header.columns.iter().filter(is_it) {
            self.say(content::perhaps(field), column, log);
        }
    }

    /// First names where surnames should stand, and the other way round.
    fn look_for_swapped_names(&self, chosen: &Chosen<'_>, log: &mut Log) {
        let [last, first] = [Field::Last, Field::First].map(|field| chosen[field as usize]);
        let (Some(last), Some(first)) = (last, first) else {
            return;
        };
        let given = |column: &Column| self.sample.count(column.at, given::is_given);
        let ((all, in_last), (_, in_first)) = (given(last), given(first));
        if 2 * in_last > all && 4 * in_first < all {
            self.say(said::SWAPPED_NAMES, last, log);
        } else if self.is_of_patronymics(last.at) {
            self.say(said::PATRONYMICS, last, log);
        } else if self.sample.more(first.at, |cell| {
            !cell.contains(' ') && name::is_patronymic(cell)
        }) {
            self.say(said::FIRST_PATRONYMICS, first, log);
        }
    }

    /// A list of first names or of surnames alone.
    fn look_for_surnames(&self, header: &Header, chosen: &Chosen<'_>, log: &mut Log) {
        let names = chosen[Field::Full as usize];
        let is_first = |column: &&Column| column.field == Some(Field::First);
        if let Some(names) = names.filter(is_first)
            && header.of(Field::Last).next().is_none()
            && self.is_of_words(names.at)
        {
            self.say(said::NO_SURNAMES, names, log);
        }
        let is_last = |column: &&Column| column.field == Some(Field::Last);
        if let Some(names) = names.filter(is_last)
            && header.of(Field::First).next().is_none()
            && self.is_of_words(names.at)
        {
            self.say(said::NO_FIRST_NAMES, names, log);
        }
    }

    /// «Grade» stands for marks, too.
    fn look_for_marks(&self, grade: Option<&Column>, log: &mut Log) {
        let Some(grade) = grade.filter(|column| text::fold(&column.title) == "grade") else {
            return;
        };
        let is_mark = |cell: &str| matches!(cell, "2" | "3" | "4" | "5");
        let (all, marks) = self.sample.count(grade.at, is_mark);
        let kinds: HashSet<&str> = self.sample.cells(grade.at).map(|cell| cell.text).collect();
        if all == marks && kinds.len() > 1 {
            self.say(said::MARKS, grade, log);
        }
    }

    fn are_equal(&self, columns: &[&Column]) -> bool {
        self.sample.all().all(|row| {
            let mut texts = columns.iter().map(|one| text::clean(row.text(one.at)));
            let first = texts.next();
            texts.all(|text| Some(text) == first)
        })
    }

    fn doubt(&self, field: Field, columns: &[&Column]) -> Fatal {
        let name = |column: &&Column| format!("{} ({})", column.title, column_letters(column.at));
        let names: Vec<String> = columns.iter().map(name).collect();
        let refusal = match field.is_name() {
            true => said::SEVERAL_NAMES,
            false => said::SEVERAL_COLUMNS,
        };
        let refusal = refusal.with(&[&quoted(&names)]);
        refusal.at_row(self.header.number).into()
    }

    /// Decides which of the name columns are read: surname and first name if
    /// both are there, else the one with the whole name. A lone surname or
    /// first name column holds whatever the teacher calls a name, as does a
    /// surname column beside an empty one.
    fn settle_names(&self, chosen: &mut Chosen<'h>, log: &mut Log) -> Result<(), Fatal> {
        let [last, first, full] = [Field::Last, Field::First, Field::Full].map(|f| f as usize);
        let is_empty =
            |column: Option<&Column>| column.is_none_or(|column| self.sample.is_blank(column.at));
        let parts = [chosen[last], chosen[first]];
        let nothing = parts.into_iter().all(is_empty) && !is_empty(chosen[full]);
        // The parts beside «ФИО ребёнка» are a parent's.
        let pupils = |column: Option<&Column>| {
            column.is_some_and(|column| {
                column.owner == Owner::Pupil || field::owner(&column.title) == Owner::Pupil
            })
        };
        let middle = Field::Middle as usize;
        let mut named = [last, first, middle].map(|at| chosen[at]).into_iter();
        let own = chosen[full].filter(|column| pupils(Some(column)));
        let own = own.filter(|column| !self.sample.is_blank(column.at));
        if let Some(own) = own.filter(|_| !named.any(pupils)) {
            let mut parts = parts.into_iter().flatten();
            if let Some(part) = parts.find(|part| !self.has_part(own, part)) {
                if self.is_of_words(own.at) {
                    return Err(self.doubt(Field::Full, &[own, part]));
                }
                self.say(said::OTHER_NAMES, part, log);
            }
            (chosen[last], chosen[first], chosen[middle]) = (None, None, None);
        }
        // «Фамилия» beside «Полное имя» with nothing but first names.
        if chosen[last].is_some()
            && chosen[first].is_none()
            && chosen[full].is_some_and(|column| self.is_of_words(column.at))
        {
            chosen[first] = chosen[full].take();
        }
        // «ФИО» with the patronymic beside the same surname and first name.
        let is_whole = |full: &Column| {
            let mut parts = parts.into_iter().flatten();
            self.is_of_patronymics(full.at) && parts.all(|part| self.has_part(full, part))
        };
        if chosen[middle].is_none() && chosen[full].is_some_and(is_whole) {
            (chosen[last], chosen[first]) = (None, None);
        }
        self.look_for_the_child(chosen[full], [chosen[last], chosen[first]])?;
        if chosen[last].is_some() && chosen[first].is_some() && !nothing {
            let is_whole = |cell: &str| cell.contains(' ');
            let are_whole = |column: &Column| self.sample.more(column.at, is_whole);
            if is_empty(chosen[first]) && chosen[last].is_some_and(are_whole) {
                chosen[full] = chosen[last].take();
                chosen[first] = None;
            } else {
                chosen[full] = None;
            }
        } else {
            chosen[full] = chosen[full].or(chosen[last]).or(chosen[first]);
            (chosen[last], chosen[first]) = (None, None);
        }
        Ok(())
    }

    /// «ФИО» beside «Имя ребёнка» is a parent's if the child's name is not in it.
    fn look_for_the_child(
        &self,
        full: Option<&'h Column>,
        parts: [Option<&'h Column>; 2],
    ) -> Result<(), Fatal> {
        let of_pupil = |column: &&Column| field::owner(&column.title) == Owner::Pupil;
        let Some(full) = full.filter(|column| !of_pupil(column)) else {
            return Ok(());
        };
        let mut parts = parts.into_iter().flatten().filter(of_pupil);
        match parts.find(|part| !self.has_part(full, part)) {
            Some(part) => Err(self.doubt(Field::Full, &[full, part])),
            None => Ok(()),
        }
    }

    /// Whether most names of one column hold those of another.
    fn has_part(&self, whole: &Column, part: &Column) -> bool {
        let filled = self.sample.rows().filter(|row| row.get(part.at).is_some());
        let is_part = |row: &Row<'_>| {
            let text = |at| text::fold(&text::clean(row.text(at)));
            text(whole.at).contains(&text(part.at))
        };
        2 * filled.clone().filter(is_part).count() >= filled.count()
    }

    /// Whether most cells of a column are one word with a capital.
    fn is_of_words(&self, at: usize) -> bool {
        self.sample.more(at, |cell| {
            let word = name::without_number(cell);
            // «М» is no name, «М.» may be one.
            shape::shape(word) == Shape::Weak(true)
                && word.chars().count() > 1
                && field::recognise(word).is_none()
        })
    }

    /// Whether most cells of a column end as patronymics do.
    fn is_of_patronymics(&self, at: usize) -> bool {
        self.sample.more(at, name::ends_in_patronymic)
    }

    /// A lone column of surnames beside a column of first names whose title
    /// says nothing is refused.
    fn look_for_the_rest(&self, chosen: &Chosen<'h>) -> Result<(), Fatal> {
        let lone = chosen[Field::Full as usize].filter(|_| chosen[Field::Last as usize].is_none());
        let Some(lone) = lone.filter(|lone| self.is_of_words(lone.at)) else {
            return Ok(());
        };
        let may_be_part = |column: &&Column| {
            let known = column.field.is_none() && column.owner != Owner::Other;
            // «Английский» stands beside many.
            let cells = self.sample.cells(column.at);
            let kinds: HashSet<&str> = cells.clone().map(|cell| cell.text).collect();
            let is_sure = |cell: &str| cell.split(' ').any(name::is_known);
            let sure = || self.sample.count(column.at, is_sure).1 > 0;
            let words = self.is_of_words(column.at) && (2 * kinds.len() > cells.count() || sure());
            known
                && column.at.abs_diff(lone.at) == 1
                && !field::is_of_others(&column.title)
                && (words || self.holds(column, Field::Full) && sure())
        };
        match self.header.columns.iter().find(may_be_part) {
            Some(other) if !other.title.is_empty() => Err(self.doubt(Field::Full, &[lone, other])),
            _ => Ok(()),
        }
    }

    /// One title over the parts of names («ФИО» merged over three columns):
    /// the columns right of it that have none hold the rest.
    fn join_parts(&self, columns: &mut Columns) {
        let Some(at) = columns.place(Field::Full) else {
            return;
        };
        let untitled = |at| self.header.column(at).is_none();
        let is_part = |at| untitled(at) && self.is_of_words(at);
        let no_middle = columns.place(Field::Middle).is_none();
        if columns.place(Field::Last).is_some() || !untitled(at + 1) {
            return;
        }
        if !self.is_of_words(at) && no_middle && self.is_of_patronymics(at + 1) {
            columns.places[Field::Middle as usize] = Some(at + 1);
            columns.titles[Field::Middle as usize] = column_letters(at + 1);
        }
        if !self.is_of_words(at) || !is_part(at + 1) {
            return;
        }
        let title = columns.titles[Field::Full as usize].clone();
        let (first, second) = match words::outside_brackets(&title).first().map(String::as_str) {
            Some("имя") => (Field::First, Field::Last),
            _ => (Field::Last, Field::First),
        };
        let mut places = vec![(first, at), (second, at + 1)];
        if no_middle && is_part(at + 2) {
            places.push((Field::Middle, at + 2));
        }
        columns.places[Field::Full as usize] = None;
        for (field, at) in places {
            columns.places[field as usize] = Some(at);
            columns.titles[field as usize] = column_letters(at);
        }
        columns.titles[first as usize] = title;
    }

    fn columns(&self, chosen: Chosen<'h>) -> Columns {
        let used = |column: &&Column| chosen.iter().flatten().any(|c| c.at == column.at);
        let columns = &self.header.columns;
        let ignored = columns.iter().filter(|column| !used(column));
        let hidden = columns
            .iter()
            .filter(used)
            .filter(|c| self.table.hides(c.at));
        let adults = columns.iter().filter(|c| !used(c));
        let adults = adults.clone().find(|c| self.names_some_adults(c));
        let says_who = |c: &Column| words::any(&words::all(&c.title), words::WHO);
        Columns {
            places: chosen.map(|column| column.map(|column| column.at)),
            titles: chosen.map(|column| column.map_or_else(String::new, Column::name)),
            numbered: false,
            role: columns
                .iter()
                .filter(|c| !used(c))
                .find(|c| self.is_of_roles(c))
                .map(|c| c.at),
            adults: adults.map(|c| c.at),
            says_who: adults.is_some_and(says_who),
            ignored: ignored.map(Column::name).collect(),
            hidden: hidden.map(Column::name).collect(),
        }
    }

    /// Whether a column says who is a pupil and who is not.
    fn is_of_roles(&self, column: &Column) -> bool {
        // «Чей телефон»: the pupil's or the mother's.
        if words::any(&words::all(&column.title), words::WHOSE) {
            return false;
        }
        let count = |owner| {
            self.sample
                .count(column.at, |cell| field::role(cell) == owner)
        };
        let ((all, pupils), (_, others)) = (count(Owner::Pupil), count(Owner::Other));
        (pupils > 0 || self.is_of_kin(column, all))
            && others > 0
            && 10 * (pupils + others) >= 9 * all
    }

    /// Whether a column of something else says of a few that they are adults.
    fn names_some_adults(&self, column: &Column) -> bool {
        let is_adult = |cell: &str| field::role(cell) == Owner::Other;
        let rows = self.sample.rows();
        let rows = rows.filter(|row| row.own().next().is_some());
        let (_, adults) = self.sample.count(column.at, is_adult);
        column.owner == Owner::Unknown
            && !field::is_of_others(&column.title)
            && adults > 0
            && 2 * adults <= rows.count()
    }

    /// Whether a column says whose kin everybody in the list is, and nothing says
    /// that they are pupils or names others: «ФИО;Степень родства» of parents.
    fn is_of_kin(&self, column: &Column, filled: usize) -> bool {
        let is_kin = |own: &Column| {
            let title = words::all(&own.title);
            words::any(&title, words::KIN) || words::KIN_TITLES.contains(&&*title.join(" "))
        };
        let of_pupils = |own: &Column| {
            matches!(own.field, Some(Field::Class | Field::Grade | Field::Birth))
                || field::owner(&own.title) == Owner::Pupil
                || field::is_of_others(&own.title)
                || own.owner != Owner::Unknown
        };
        let rows = self.sample.rows().filter(|row| row.own().next().is_some());
        let mut others = self.header.columns.iter().filter(|own| !is_kin(own));
        is_kin(column)
            && column.group.is_empty()
            && rows.count() == filled
            && !others.any(of_pupils)
    }

    /// Whether dates of birth stand behind names and in no column.
    fn has_dated_names(&self, columns: &Columns) -> bool {
        let place = columns.place(Field::Full);
        let Some(at) = place.filter(|_| columns.place(Field::Birth).is_none()) else {
            return false;
        };
        let is_dated = |cell: &str| date::behind_name(name::without_number(cell)).is_some();
        !self.speaks_of_another_date(at) && self.sample.count(at, is_dated).1 > 0
    }

    /// The column of names, if the classes stand behind them and in no column.
    fn classes_behind(&self, columns: &Columns) -> Option<usize> {
        let at = columns.place(Field::Full)?;
        let mut others = [Field::Class, Field::Grade, Field::Letter].into_iter();
        if others.any(|field| columns.place(field).is_some())
            || columns.place(Field::Birth) == Some(at)
        {
            return None;
        }
        let is_classed = |cell: &str| class::behind_name(name::without_number(cell)).is_some();
        let title = words::all(&self.header.column(at)?.title);
        // Of another title it may be a group, a seat, a brother's class.
        let says_so = |word: &String| words::OF_CLASSES.contains(&&**word);
        let found = title.iter().any(says_so) && self.sample.count(at, is_classed).1 > 0;
        found.then_some(at)
    }

    /// Whether a title speaks of a date and of none of birth: «ФИО (дата приёма)».
    fn speaks_of_another_date(&self, at: usize) -> bool {
        let title = self.header.column(at);
        title.is_some_and(|column| {
            let words = words::all(&column.title);
            let is_date = |word: &String| {
                matches!(&**word, "с" | "до") || words::starts(word, &["дат", "срок"])
            };
            words.iter().any(is_date) && !words.iter().any(|word| is_of_birth(word))
        })
    }

    /// The column without a title behind names whose title speaks of births, if
    /// these stand in it.
    fn births_behind(&self, columns: &Columns) -> Option<usize> {
        let at = columns.place(Field::Full)?;
        let title = words::all(&self.header.column(at)?.title);
        let is_date = |cell: &str| date::parse(cell, date::Order::DayFirst, self.today).is_some();
        let (all, dates) = self.sample.count(at + 1, is_date);
        let is_it = title.iter().any(|word| is_of_birth(word))
            && columns.place(Field::Birth).is_none()
            && self.header.column(at + 1).is_none();
        (is_it && dates > 0 && 2 * dates >= all).then_some(at + 1)
    }

    /// Whether most names follow a number, and not all the same one.
    fn has_numbered_names(&self, columns: &Columns) -> bool {
        let Some(at) = columns.place(columns.name_field()) else {
            return false;
        };
        let number = |cell: Cell<'_>| name::number(&text::clean(cell.text));
        let numbers: Vec<Option<u32>> = self.sample.cells(at).map(number).collect();
        let found: Vec<u32> = numbers.iter().copied().flatten().collect();
        let alike = found.windows(2).all(|two| two[0] == two[1]);
        2 * found.len() >= numbers.len() && (!alike || found == [1])
    }
}

/// Whether a word of a title speaks of births: «рождения», «д. р.».
fn is_of_birth(word: &str) -> bool {
    matches!(word, "р" | "др") || word.starts_with("рожд")
}

/// Keeps the columns for which this is so, unless that leaves none.
fn keep_if_any<'c>(columns: &mut Vec<&'c Column>, is_so: impl Fn(&'c Column) -> bool) {
    let mut kept = columns.clone();
    kept.retain(|column| is_so(column));
    if !kept.is_empty() {
        *columns = kept;
    }
}
