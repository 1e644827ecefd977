//! What pages share: drawn frames, forms, streams of content, small objects.
//!
//! Takes frames and bytes, says under which name or number they stand in the
//! file, and writes each only once. Everything it remembers is bounded, so a
//! region costs no more memory than a school.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::io::Write;

use super::Error;
use super::content::{self, Drawing};
use super::file::File;
use super::fonts::Glyphs;
use super::text::{push_int, push_key_ref, push_reals, push_ref};
use crate::base::digest::{AsIs, Digest};
use crate::base::fonts::Fonts;
use crate::model::frame::{Frame, FrameKey, Item};
use crate::model::picture::Picture;

/// A form pays once the copies it saves outweigh what its object costs.
const FORM_COST: usize = 200;
/// Frames remembered from earlier batches to recognise what comes again.
const REMEMBERED: usize = 1 << 14;
/// Streams and small objects remembered, each.
const INTERNED: usize = 1 << 12;
/// Forms that one resource dictionary names before a new one is begun.
const DICTIONARY: usize = 512;
/// How far ink may reach beyond its frame without being clipped, in points.
const OVERHANG: f64 = 36.0;

type Keyed<K, V> = HashMap<K, V, BuildHasherDefault<AsIs>>;

/// A form in the file. Forms are named in the order in which they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    /// What its name is made of.
    pub(super) index: u32,
    /// Its object number.
    pub(super) number: u32,
}

/// Everything that pages share.
pub(super) struct Store<'a> {
    glyphs: Glyphs<'a>,
    /// Forms in the file.
    forms: Keyed<FrameKey, Form>,
    /// Pictures in the file, by their names in resources.
    pictures: BTreeMap<String, u32>,
    /// What draws the other frames of this batch.
    drawings: Keyed<FrameKey, Drawing>,
    /// How often frames that are not forms have been seen lately.
    seen: Keyed<FrameKey, u32>,
    streams: Keyed<u128, u32>,
    interned: HashMap<Vec<u8>, u32>,
    /// The font dictionary.
    fonts: u32,
    /// The resources of the pages being written, and the forms in them.
    resources: u32,
    named: BTreeSet<Form>,
}

impl<'a> Store<'a> {
    pub(super) fn new<W: Write>(fonts: &'a Fonts, file: &mut File<W>) -> Self {
        Store {
            glyphs: Glyphs::new(fonts),
            forms: Keyed::default(),
            pictures: BTreeMap::new(),
            drawings: Keyed::default(),
            seen: Keyed::default(),
            streams: Keyed::default(),
            interned: HashMap::new(),
            fonts: file.alloc(),
            resources: file.alloc(),
            named: BTreeSet::new(),
        }
    }

    /// Draws what pages need and the file does not have yet, and writes forms of
    /// what is worth it.
    pub(super) fn prepare<'f, W: Write>(
        &mut self,
        frames: impl Iterator<Item = &'f Frame>,
        file: &mut File<W>,
    ) -> Result<(), Error> {
        self.drawings.clear();
        if self.seen.len() > REMEMBERED {
            self.seen.clear();
        }
        let mut fresh: Vec<&Frame> = Vec::new();
        let mut met: Keyed<FrameKey, ()> = Keyed::default();
        for frame in frames {
            let key = frame.key();
            if self.forms.contains_key(&key) {
                continue;
            }
            *self.seen.entry(key).or_insert(0) += 1;
            if met.insert(key, ()).is_none() {
                self.write_pictures(frame, file)?;
                fresh.push(frame);
            }
        }
        let drawings = content::draw(&fresh, &mut self.glyphs)?;
        for (frame, drawing) in fresh.into_iter().zip(drawings) {
            let key = frame.key();
            let copies = self.seen[&key] as usize - 1;
            if copies * drawing.bytes.len() > FORM_COST {
                self.seen.remove(&key);
                self.write_form(frame, &drawing.bytes, file)?;
            } else {
                self.drawings.insert(key, drawing);
            }
        }
        Ok(())
    }

    /// The form that draws `frame`, which must have been prepared; `None` if its
    /// operators are repeated where it stands.
    pub(super) fn form(&self, frame: &Frame) -> Option<Form> {
        self.forms.get(&frame.key()).copied()
    }

    /// What draws a prepared frame that is no form.
    pub(super) fn drawing(&self, frame: &Frame) -> Result<&Drawing, Error> {
        let drawing = self.drawings.get(&frame.key());
        drawing.ok_or_else(|| Error::Drawing("a frame was not prepared".into()))
    }

    fn write_form<W: Write>(
        &mut self,
        frame: &Frame,
        content: &[u8],
        file: &mut File<W>,
    ) -> Result<(), Error> {
        let (width, height) = (frame.size().width.get(), frame.size().height.get());
        if !width.is_finite() || !height.is_finite() {
            return Err(Error::NotANumber);
        }
        let mut dict = b"/Type/XObject/Subtype/Form/BBox[".to_vec();
        let (right, top) = (width + OVERHANG, height + OVERHANG);
        push_reals(&mut dict, &[-OVERHANG, -OVERHANG, right, top]);
        dict.extend_from_slice(b"]/Resources<<");
        push_key_ref(&mut dict, "/Font", self.fonts);
        let own = frame_pictures(frame).map(content::picture_name);
        let own: Vec<_> = own.map(|name| (self.pictures[&name], name)).collect();
        if !own.is_empty() {
            dict.extend_from_slice(b"/XObject<<");
            for (number, name) in &own {
                push_key_ref(&mut dict, name, *number);
            }
            dict.extend_from_slice(b">>");
        }
        dict.extend_from_slice(b">>");
        let form = Form {
            index: self.forms.len() as u32,
            number: file.add_stream(&dict, content)?,
        };
        self.forms.insert(frame.key(), form);
        Ok(())
    }

    /// Writes the pictures of a frame that the file does not have yet.
    fn write_pictures<W: Write>(&mut self, frame: &Frame, file: &mut File<W>) -> Result<(), Error> {
        for picture in frame_pictures(frame) {
            let name = content::picture_name(picture);
            if let Entry::Vacant(place) = self.pictures.entry(name) {
                let (width, height) = (picture.width(), picture.height());
                let dict = format!(
                    "/Type/XObject/Subtype/Image/Width {width}/Height {height}\
                     /ColorSpace/DeviceGray/BitsPerComponent 8"
                );
                let number = file.add_stream(dict.as_bytes(), picture.greys())?;
                place.insert(number);
            }
        }
        Ok(())
    }

    /// The resources for pages that draw `forms`. Pages share resources until
    /// those name too many forms.
    pub(super) fn resources<'f, W: Write>(
        &mut self,
        forms: impl Iterator<Item = &'f Form>,
        file: &mut File<W>,
    ) -> Result<u32, Error> {
        if self.named.len() > DICTIONARY {
            self.write_resources(file)?;
            self.resources = file.alloc();
            self.named.clear();
        }
        self.named.extend(forms);
        Ok(self.resources)
    }

    /// The stream that holds `content`, which other pages may hold too; written
    /// if it is new.
    pub(super) fn shared_stream<W: Write>(
        &mut self,
        file: &mut File<W>,
        content: &[u8],
    ) -> Result<u32, Error> {
        let key = Digest::of(content);
        if let Some(&number) = self.streams.get(&key) {
            return Ok(number);
        }
        let number = file.add_stream(b"", content)?;
        if self.streams.len() >= INTERNED {
            self.streams.clear();
        }
        self.streams.insert(key, number);
        Ok(number)
    }

    /// Appends a reference to a small object with these bytes.
    pub(super) fn intern<W: Write>(
        &mut self,
        file: &mut File<W>,
        bytes: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let number = match self.interned.get(bytes) {
            Some(&number) => number,
            None => {
                if self.interned.len() >= INTERNED {
                    self.interned.clear();
                }
                let number = file.add(bytes)?;
                self.interned.insert(bytes.to_vec(), number);
                number
            }
        };
        push_ref(out, number);
        Ok(())
    }

    /// Writes fonts and resources, which only now are complete.
    pub(super) fn finish<W: Write>(&mut self, file: &mut File<W>) -> Result<(), Error> {
        self.write_resources(file)?;
        self.glyphs.write(file, self.fonts)
    }

    fn write_resources<W: Write>(&self, file: &mut File<W>) -> Result<(), Error> {
        let mut dict = b"<<".to_vec();
        push_key_ref(&mut dict, "/Font", self.fonts);
        dict.extend_from_slice(b"/XObject<<");
        for &Form { index, number } in &self.named {
            dict.extend_from_slice(b"/F");
            push_int(&mut dict, u64::from(index));
            dict.push(b' ');
            push_ref(&mut dict, number);
        }
        for (name, &number) in &self.pictures {
            push_key_ref(&mut dict, name, number);
        }
        dict.extend_from_slice(b">>>>");
        file.object(self.resources, &dict)?;
        Ok(())
    }
}

/// The pictures that a frame shows.
fn frame_pictures(frame: &Frame) -> impl Iterator<Item = &Picture> {
    frame.items().iter().filter_map(|(_, item)| match item {
        Item::Picture { picture, .. } => Some(&**picture),
        _ => None,
    })
}
