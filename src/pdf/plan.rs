//! What pages of one shape have in common.
//!
//! Takes the nodes of a [`Page`] once for all pages that differ only in what
//! stands in some of their frames, gives a [`Plan`]: structure elements, links,
//! and content with a gap for each frame. What such a page costs beyond that is
//! its frames. Does not know how objects are numbered or stored.

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;

use super::Error;
use super::content::Drawing;
use super::file::File;
use super::shape::{Row, Shape, Shapes};
use super::store::{Form, Store};
use super::tags::{self, Headings, Kid, Tags};
use super::text::{push_int, push_literal, push_reals, push_text};
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Frame, Node, Page, Role};

/// Cutting a shared piece out of a page's content costs an object and a
/// reference on every page; below this many bytes it stays where it is.
const WORTH_SHARING: usize = 96;
/// Ways of filling the frames that a plan remembers.
const FILLINGS: usize = 16;

/// What pages of one shape have in common.
pub(super) struct Plan {
    pub(super) tags: Tags,
    /// The element that owns each marked sequence, by MCID.
    pub(super) owners: Vec<usize>,
    pub(super) links: Vec<Link>,
    pub(super) size: Size,
    /// Marks, as `steps` cut them.
    fixed: Vec<u8>,
    steps: Vec<Step>,
    fillings: HashMap<Row, Filling>,
}

/// A clickable area.
pub(super) struct Link {
    /// The structure element it belongs to.
    pub(super) element: usize,
    /// The entries that tell it from other links.
    pub(super) entries: Vec<u8>,
}

/// A step of drawing a page.
#[derive(Clone)]
enum Step {
    /// Operators that open or close marked sequences.
    Marks(Range<usize>),
    /// The next frame, with its lower left corner at a place.
    Frame(f64, f64),
}

/// Content of pages whose frames are the same but for those that are repeated.
struct Filling {
    pieces: Vec<Piece>,
    /// The forms it draws, and the resources that are known to name them.
    forms: Vec<Form>,
    resources: u32,
}

enum Piece {
    /// A stream that other pages have too.
    Shared(u32),
    /// What is drawn for each page.
    Own(Vec<Stroke>),
}

/// A part of what is drawn for each page.
enum Stroke {
    /// Operators that are the same on all of them.
    Fixed(Vec<u8>),
    /// The next frame that is repeated, with its lower left corner at a place.
    Inline(f64, f64),
}

/// Content of one page: its streams, and the resources they use.
pub(super) struct Content {
    pub(super) streams: Vec<u32>,
    pub(super) resources: u32,
}

impl Plan {
    /// Plans `page`, before which `headings` stand.
    pub(super) fn new<W: Write>(
        page: &Page,
        headings: Headings,
        store: &mut Store<'_>,
        file: &mut File<W>,
    ) -> Result<Plan, Error> {
        if !page.size.width.get().is_finite() || !page.size.height.get().is_finite() {
            return Err(Error::NotANumber);
        }
        let plan = Plan {
            tags: Tags::default(),
            owners: Vec::new(),
            links: Vec::new(),
            size: page.size,
            fixed: Vec::new(),
            steps: Vec::new(),
            fillings: HashMap::new(),
        };
        let mut planner = Planner {
            plan,
            headings,
            open: Open::Nothing,
            store,
            file,
        };
        planner.nodes(&page.nodes, Point::ORIGIN, None)?;
        planner.close();
        Ok(planner.plan)
    }

    /// The content of a page of this shape, whose frames must be prepared.
    pub(super) fn content<W: Write>(
        &mut self,
        shape: &Shape<'_>,
        shapes: &mut Shapes,
        store: &mut Store<'_>,
        file: &mut File<W>,
    ) -> Result<Content, Error> {
        let draws = shapes.draws(shape, store, file)?;
        if !self.fillings.contains_key(&draws.key) {
            if self.fillings.len() == FILLINGS {
                self.fillings.clear();
            }
            let filling = self.fill(&shapes.forms(shape, store), store, file)?;
            self.fillings.insert(draws.key, filling);
        }
        let filling = self.fillings.get_mut(&draws.key);
        let filling = filling.expect("just put there");
        filling.resources = store.resources(filling.resources, &filling.forms, file)?;
        let mut streams = Vec::with_capacity(filling.pieces.len());
        let mut inline = draws.inline.into_iter();
        let mut bytes = Vec::with_capacity(512);
        for piece in &filling.pieces {
            streams.push(match piece {
                Piece::Shared(shared) => *shared,
                Piece::Own(strokes) => {
                    bytes.clear();
                    for stroke in strokes {
                        match stroke {
                            Stroke::Fixed(fixed) => bytes.extend_from_slice(fixed),
                            Stroke::Inline(x, y) => {
                                let frame = inline.next().expect("as many as places");
                                push_drawing(&mut bytes, *x, *y, store.inline(frame)?);
                            }
                        }
                    }
                    let number = file.alloc();
                    file.stream(number, b"", &bytes)?;
                    number
                }
            });
        }
        Ok(Content {
            streams,
            resources: filling.resources,
        })
    }

    /// Cuts the content into pieces that other pages share and pieces that they
    /// do not. A short shared piece is left with its neighbours.
    fn fill<W: Write>(
        &self,
        forms: &[Option<Form>],
        store: &mut Store<'_>,
        file: &mut File<W>,
    ) -> Result<Filling, Error> {
        let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
        let mut places = forms.iter();
        for (index, step) in self.steps.iter().enumerate() {
            let shared = match step {
                Step::Marks(_) => true,
                Step::Frame(..) => places.next().is_some_and(Option::is_some),
            };
            match runs.last_mut() {
                Some((run, same)) if *same == shared => run.end = index + 1,
                _ => runs.push((index..index + 1, shared)),
            }
        }
        let alone = runs.len() == 1;
        let mut joined: Vec<(Range<usize>, bool)> = Vec::new();
        for (run, shared) in runs {
            let shared = shared && (alone || self.length(run.clone(), forms) >= WORTH_SHARING);
            match joined.last_mut() {
                Some((last, same)) if *same == shared => last.end = run.end,
                _ => joined.push((run, shared)),
            }
        }
        let mut pieces = Vec::with_capacity(joined.len());
        for (run, shared) in joined {
            let strokes = self.strokes(run, forms);
            pieces.push(match &strokes[..] {
                [Stroke::Fixed(bytes)] if shared => {
                    Piece::Shared(store.shared_stream(file, bytes)?)
                }
                _ => Piece::Own(strokes),
            });
        }
        Ok(Filling {
            pieces,
            forms: forms.iter().flatten().copied().collect(),
            resources: 0,
        })
    }

    /// Bytes that are the same on all pages in some steps.
    fn length(&self, steps: Range<usize>, forms: &[Option<Form>]) -> usize {
        let strokes = self.strokes(steps, forms).into_iter();
        let lengths = strokes.map(|stroke| match stroke {
            Stroke::Fixed(bytes) => bytes.len(),
            Stroke::Inline(..) => 0,
        });
        lengths.sum()
    }

    /// What draws some steps.
    fn strokes(&self, steps: Range<usize>, forms: &[Option<Form>]) -> Vec<Stroke> {
        let before = self.steps[..steps.start].iter();
        let first = before.filter(|s| matches!(s, Step::Frame(..))).count();
        let mut forms = forms[first..].iter();
        let mut strokes = Vec::new();
        let mut fixed = Vec::new();
        for step in &self.steps[steps] {
            match step {
                Step::Marks(range) => fixed.extend_from_slice(&self.fixed[range.clone()]),
                Step::Frame(x, y) => match forms.next().expect("one for each frame") {
                    Some(form) => {
                        push_moved(&mut fixed, *x, *y);
                        fixed.extend_from_slice(b"/F");
                        push_int(&mut fixed, u64::from(form.index));
                        fixed.extend_from_slice(b" Do Q\n");
                    }
                    None => {
                        if !fixed.is_empty() {
                            strokes.push(Stroke::Fixed(std::mem::take(&mut fixed)));
                        }
                        strokes.push(Stroke::Inline(*x, *y));
                    }
                },
            }
        }
        if !fixed.is_empty() {
            strokes.push(Stroke::Fixed(fixed));
        }
        strokes
    }
}

/// Appends the beginning of something drawn at a place.
fn push_moved(out: &mut Vec<u8>, x: f64, y: f64) {
    out.extend_from_slice(b"q 1 0 0 1 ");
    push_reals(out, &[x, y]);
    out.extend_from_slice(b" cm\n");
}

/// Appends what draws a frame, at a place.
fn push_drawing(out: &mut Vec<u8>, x: f64, y: f64, drawing: &Drawing) {
    match &drawing.text {
        Some(first) => {
            out.extend_from_slice(&drawing.bytes[..first.range.start]);
            push_reals(out, &[x + first.x, y + first.y]);
            out.extend_from_slice(&drawing.bytes[first.range.end..]);
            out.push(b'\n');
        }
        None => {
            push_moved(out, x, y);
            out.extend_from_slice(&drawing.bytes);
            out.extend_from_slice(b" Q\n");
        }
    }
}

/// What the marked sequence that is being written belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Artifact,
    Element(usize),
}

/// Walks over the nodes of a page and plans it.
struct Planner<'t, 'b, W> {
    plan: Plan,
    headings: Headings,
    open: Open,
    store: &'t mut Store<'b>,
    file: &'t mut File<W>,
}

impl<W: Write> Planner<'_, '_, W> {
    fn nodes(
        &mut self,
        nodes: &[(Point, Node)],
        origin: Point,
        parent: Option<usize>,
    ) -> Result<(), Error> {
        for (offset, node) in nodes {
            let at = origin.shifted(offset.x, offset.y);
            match node {
                Node::Frame(frame) => {
                    let owner = self.owner(parent);
                    self.open(Open::Element(owner));
                    self.place(frame, at)?;
                }
                Node::Artifact(frame) => {
                    self.open(Open::Artifact);
                    self.place(frame, at)?;
                }
                Node::Element(element) => self.element(element, at, parent)?,
                Node::Fragment(fragment) => self.nodes(&fragment.nodes, at, parent)?,
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        element: &Element,
        at: Point,
        parent: Option<usize>,
    ) -> Result<(), Error> {
        let name = self.headings.type_of(&element.role);
        let index = self.plan.tags.add(name, parent);
        let mut entries = Vec::new();
        match &element.role {
            Role::Figure { alt } => self.figure(element, alt, at, &mut entries)?,
            Role::List => self.list(element, &mut entries)?,
            // A header cell says what it heads (ISO 14289-1, 7.5).
            Role::TableHeader => {
                self.attributes(b"<</O/Table/Scope/Column>>", &mut entries)?;
            }
            _ => {}
        }
        self.plan.tags.describe(index, entries);
        self.nodes(&element.kids, at, Some(index))?;
        if let Role::Link {
            url,
            contents,
            areas,
        } = &element.role
        {
            for area in areas {
                self.link(index, area.shifted(at), url, contents)?;
            }
        }
        Ok(())
    }

    /// The element that a frame belongs to: its parent, or a paragraph made
    /// for it where content may not stand directly (ISO 32000-1, 14.8.4.2:
    /// grouping elements hold elements only).
    fn owner(&mut self, parent: Option<usize>) -> usize {
        let name = match parent.map(|index| self.plan.tags.name(index)) {
            None | Some("Sect" | "Div" | "L") => "P",
            Some("LI") => "LBody",
            Some(_) => return parent.expect("matched as present"),
        };
        match self.open {
            Open::Element(index) if self.plan.tags.is_implied(index, parent) => index,
            _ => self.plan.tags.imply(name, parent),
        }
    }

    fn figure(
        &mut self,
        element: &Element,
        alt: &str,
        at: Point,
        entries: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let mut text = Vec::new();
        push_text(&mut text, alt);
        entries.extend_from_slice(b"/Alt ");
        self.store.intern(self.file, &text, entries)?;
        // A figure says where it is (ISO 32000-1, 14.8.5.4.3).
        if let Some(area) = tags::bounds(&element.kids, at) {
            let mut attributes = b"<</O/Layout/BBox".to_vec();
            self.push_area(area, &mut attributes)?;
            attributes.extend_from_slice(b">>");
            self.attributes(&attributes, entries)?;
        }
        Ok(())
    }

    /// Lists with labels say how they are numbered (ISO 14289-1, 7.6).
    fn list(&mut self, list: &Element, entries: &mut Vec<u8>) -> Result<(), Error> {
        let numbering = match tags::first_label(&list.kids) {
            Some(letter) if letter.is_ascii_digit() => "Decimal",
            Some('•' | '–' | '—' | '·') => "Disc",
            _ => return Ok(()),
        };
        let attributes = format!("<</O/List/ListNumbering/{numbering}>>");
        self.attributes(attributes.as_bytes(), entries)
    }

    /// Appends attributes, which many elements share as one object.
    fn attributes(&mut self, attributes: &[u8], entries: &mut Vec<u8>) -> Result<(), Error> {
        entries.extend_from_slice(b"/A ");
        self.store.intern(self.file, attributes, entries)
    }

    fn link(&mut self, element: usize, area: Rect, url: &str, contents: &str) -> Result<(), Error> {
        let mut entries = b"/Rect".to_vec();
        self.push_area(area, &mut entries)?;
        let mut shared = b"<</S/URI/URI".to_vec();
        push_literal(&mut shared, url.as_bytes());
        shared.extend_from_slice(b">>");
        entries.extend_from_slice(b"/A ");
        self.store.intern(self.file, &shared, &mut entries)?;
        shared.clear();
        push_text(&mut shared, contents);
        entries.extend_from_slice(b"/Contents ");
        self.store.intern(self.file, &shared, &mut entries)?;
        let index = self.plan.links.len();
        self.plan.tags.add_kid(element, Kid::Link(index));
        self.plan.links.push(Link { element, entries });
        Ok(())
    }

    /// Appends the corners of an area, lower left and upper right.
    fn push_area(&self, area: Rect, out: &mut Vec<u8>) -> Result<(), Error> {
        let (left, top) = self.flip(area.origin)?;
        let corner = Point::new(area.right(), area.bottom());
        let (right, bottom) = self.flip(corner)?;
        out.push(b'[');
        push_reals(out, &[left, bottom, right, top]);
        out.push(b']');
        Ok(())
    }

    fn flip(&self, at: Point) -> Result<(f64, f64), Error> {
        let (x, y) = (at.x.get(), (self.plan.size.height - at.y).get());
        if x.is_finite() && y.is_finite() {
            Ok((x, y))
        } else {
            Err(Error::NotANumber)
        }
    }

    fn open(&mut self, owner: Open) {
        if self.open == owner {
            return;
        }
        self.close();
        self.open = owner;
        match owner {
            Open::Nothing => {}
            Open::Artifact => self.mark(b"/Artifact BMC\n"),
            Open::Element(index) => {
                let mark = self.plan.owners.len() as u32;
                self.plan.owners.push(index);
                self.plan.tags.add_kid(index, Kid::Marked(mark));
                let name = self.plan.tags.name(index);
                self.mark(format!("/{name}<</MCID {mark}>>BDC\n").as_bytes());
            }
        }
    }

    fn close(&mut self) {
        if self.open != Open::Nothing {
            self.mark(b"EMC\n");
            self.open = Open::Nothing;
        }
    }

    fn mark(&mut self, operators: &[u8]) {
        let begin = self.plan.fixed.len();
        self.plan.fixed.extend_from_slice(operators);
        let end = self.plan.fixed.len();
        self.plan.steps.push(Step::Marks(begin..end));
    }

    fn place(&mut self, frame: &Frame, at: Point) -> Result<(), Error> {
        let (x, y) = self.flip(at.shifted(Pt::ZERO, frame.size().height))?;
        self.plan.steps.push(Step::Frame(x, y));
        Ok(())
    }
}
