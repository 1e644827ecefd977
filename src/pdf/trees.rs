//! The balanced trees of a document: pages, structure parents, bookmarks.
//!
//! Takes object numbers in order and writes a leaf as soon as it is full, so
//! that only the open one is held; a root lists all leaves, some three thousand
//! of 100 000 pupils. Knows neither content nor tags.

use std::io::Write;

use super::Error;
use super::file::{File, Shelf};
use super::stamp::{PdfPage, Stamp};
use super::text::{push_int, push_key_ref, push_ref, push_refs, push_text};

/// Kids of a leaf.
const KIDS: usize = 64;

/// Which kid to follow at the root and at the leaf to come to a page, counted
/// from 0.
pub(super) fn way_to(page: usize) -> [usize; 2] {
    [page / KIDS, page % KIDS]
}

/// The page tree: a root above leaves of [`KIDS`] pages. Two levels always,
/// because a page must know its parent before it is known how many pages there
/// will be.
pub(super) struct PageTree {
    root: u32,
    leaves: Vec<u32>,
    /// The pages of the last leaf.
    open: Vec<u32>,
    pages: u32,
}

impl PageTree {
    pub(super) fn new<W: Write>(file: &mut File<W>) -> Self {
        PageTree {
            root: file.alloc(),
            leaves: vec![file.alloc()],
            open: Vec::with_capacity(KIDS),
            pages: 0,
        }
    }

    /// The number of pages so far.
    pub(super) fn pages(&self) -> u32 {
        self.pages
    }

    /// Adds a page and returns the number of its parent.
    pub(super) fn add<W: Write>(&mut self, page: u32, file: &mut File<W>) -> Result<u32, Error> {
        if self.open.len() == KIDS {
            self.close_leaf(file)?;
            self.leaves.push(file.alloc());
            self.open.clear();
        }
        self.open.push(page);
        self.pages += 1;
        Ok(self.leaf())
    }

    /// Writes what is open and returns the root.
    pub(super) fn finish<W: Write>(&mut self, file: &mut File<W>) -> Result<u32, Error> {
        self.close_leaf(file)?;
        let root = pages(None, self.pages, &self.leaves);
        file.object(self.root, &root)?;
        Ok(self.root)
    }

    fn leaf(&self) -> u32 {
        self.leaves[self.leaves.len() - 1]
    }

    fn close_leaf<W: Write>(&self, file: &mut File<W>) -> Result<(), Error> {
        let leaf = pages(Some(self.root), self.open.len() as u32, &self.open);
        file.object(self.leaf(), &leaf)?;
        Ok(())
    }
}

/// A node of the page tree above so many pages.
fn pages(parent: Option<u32>, count: u32, kids: &[u32]) -> Vec<u8> {
    let mut bytes = b"<</Type/Pages".to_vec();
    if let Some(parent) = parent {
        push_key_ref(&mut bytes, "/Parent", parent);
    }
    bytes.extend_from_slice(b"/Count ");
    push_int(&mut bytes, u64::from(count));
    bytes.extend_from_slice(b"/Kids[");
    push_refs(&mut bytes, kids.iter().copied());
    bytes.extend_from_slice(b"]>>");
    bytes
}

/// The parent tree (ISO 32000-1, 14.7.4.4): from pages and annotations back to
/// their structure elements.
#[derive(Default)]
pub(super) struct ParentTree {
    next: u32,
    /// The entries of the open leaf and its first key.
    leaf: Vec<u8>,
    first: u32,
    /// Leaves that are written.
    leaves: Vec<u32>,
}

impl ParentTree {
    /// The key of what is added next.
    pub(super) fn next(&self) -> u32 {
        self.next
    }

    /// Adds entries for the next `count` keys.
    pub(super) fn add<W: Write>(
        &mut self,
        count: usize,
        entries: &Stamp,
        page: &PdfPage,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        entries.fill(page, &mut self.leaf);
        self.next += count as u32;
        if self.next - self.first >= KIDS as u32 {
            self.close_leaf(file)?;
        }
        Ok(())
    }

    fn close_leaf<W: Write>(&mut self, file: &mut File<W>) -> Result<(), Error> {
        if self.next > self.first {
            let (first, last) = (self.first, self.next - 1);
            let mut bytes = format!("<</Limits[{first} {last}]/Nums[").into_bytes();
            bytes.append(&mut self.leaf);
            bytes.extend_from_slice(b"]>>");
            let number = file.alloc_on(Shelf::Tags, 1);
            file.object_on(Shelf::Tags, number, &bytes)?;
            self.leaves.push(number);
            self.first = self.next;
        }
        Ok(())
    }

    /// Writes what is open and returns the root, and the next free key.
    pub(super) fn finish<W: Write>(&mut self, file: &mut File<W>) -> Result<(u32, u32), Error> {
        self.close_leaf(file)?;
        let mut bytes = b"<</Kids[".to_vec();
        push_refs(&mut bytes, self.leaves.iter().copied());
        bytes.extend_from_slice(b"]>>");
        Ok((file.add(&bytes)?, self.next))
    }
}

/// Bookmarks: groups, and pupils below them; flat where there is no group. An
/// item is written when the next one is known, to which it must point.
pub(super) struct Outline {
    root: u32,
    top: Chain,
    inner: Chain,
    /// The group that is open: its number and title.
    group: Option<(u32, String)>,
}

/// Items of one level.
#[derive(Default)]
struct Chain {
    first: u32,
    last: u32,
    count: u32,
    before: u32,
    /// The item that waits for its successor: number and beginning.
    waiting: Option<(u32, Vec<u8>)>,
}

impl Chain {
    fn push<W: Write>(
        &mut self,
        number: u32,
        bytes: Vec<u8>,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        if self.count == 0 {
            self.first = number;
        }
        self.close(Some(number), file)?;
        self.before = self.last;
        self.last = number;
        self.count += 1;
        self.waiting = Some((number, bytes));
        Ok(())
    }

    fn close<W: Write>(&mut self, next: Option<u32>, file: &mut File<W>) -> Result<(), Error> {
        let Some((number, mut bytes)) = self.waiting.take() else {
            return Ok(());
        };
        if self.count > 1 {
            push_key_ref(&mut bytes, "/Prev", self.before);
        }
        if let Some(next) = next {
            push_key_ref(&mut bytes, "/Next", next);
        }
        bytes.extend_from_slice(b">>");
        file.object(number, &bytes)?;
        Ok(())
    }
}

impl Outline {
    pub(super) fn new<W: Write>(file: &mut File<W>) -> Self {
        Outline {
            root: file.alloc(),
            top: Chain::default(),
            inner: Chain::default(),
            group: None,
        }
    }

    /// Adds a bookmark to the object `page`.
    pub(super) fn add<W: Write>(
        &mut self,
        group: &str,
        title: &str,
        page: u32,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let current = self.group.as_ref().map_or("", |(_, title)| title);
        if current != group {
            self.close_group(false, file)?;
        }
        if group.is_empty() {
            let item = entry(self.root, title, page);
            let number = file.alloc();
            return self.top.push(number, item, file);
        }
        if self.group.is_none() {
            let number = file.alloc();
            self.top.push(number, entry(self.root, group, page), file)?;
            self.group = Some((number, group.to_owned()));
        }
        let parent = self.group.as_ref().map_or(self.root, |(number, _)| *number);
        let number = file.alloc();
        self.inner.push(number, entry(parent, title, page), file)
    }

    /// Completes the open group and returns the number of its items; they are
    /// shown at first if `unfolded`.
    fn close_group<W: Write>(&mut self, unfolded: bool, file: &mut File<W>) -> Result<u32, Error> {
        self.inner.close(None, file)?;
        let inner = std::mem::take(&mut self.inner);
        if self.group.take().is_some()
            && let Some((_, bytes)) = &mut self.top.waiting
        {
            push_key_ref(bytes, "/First", inner.first);
            push_key_ref(bytes, "/Last", inner.last);
            // Negative: folded (ISO 32000-1, 12.3.3).
            bytes.extend_from_slice(if unfolded { b"/Count " } else { b"/Count -" });
            push_int(bytes, u64::from(inner.count));
        }
        Ok(inner.count)
    }

    /// Writes what is open; returns the root, or `None` without bookmarks.
    pub(super) fn finish<W: Write>(&mut self, file: &mut File<W>) -> Result<Option<u32>, Error> {
        // The only class of a file is unfolded, a list of classes is not.
        let only = self.top.count == 1;
        let inner = self.close_group(only, file)?;
        let visible = self.top.count + if only { inner } else { 0 };
        self.top.close(None, file)?;
        if self.top.count == 0 {
            return Ok(None);
        }
        let mut bytes = b"<</Type/Outlines".to_vec();
        push_key_ref(&mut bytes, "/First", self.top.first);
        push_key_ref(&mut bytes, "/Last", self.top.last);
        bytes.extend_from_slice(b"/Count ");
        push_int(&mut bytes, u64::from(visible));
        bytes.extend_from_slice(b">>");
        file.object(self.root, &bytes)?;
        Ok(Some(self.root))
    }
}

fn entry(parent: u32, title: &str, page: u32) -> Vec<u8> {
    let mut bytes = b"<</Title".to_vec();
    push_text(&mut bytes, title);
    push_key_ref(&mut bytes, "/Parent", parent);
    bytes.extend_from_slice(b"/Dest[");
    push_ref(&mut bytes, page);
    bytes.extend_from_slice(b"/Fit]");
    bytes
}
