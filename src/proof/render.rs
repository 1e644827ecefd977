//! The renderer: the only place that knows hayro.
//!
//! Takes the bytes of a PDF, gives any part of its pages as grey pixels at any
//! scale. Lengths are points (1/72 inch) from the upper left corner of a page.
//! Must not know what is looked for.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontData;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::object::dict::keys::{ANNOTS, AS, D, F, OCPROPERTIES, OFF, USER_UNIT};
use hayro::hayro_syntax::object::{Array, Dict};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::PremulRgba8;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use super::pixels::Grey;
use crate::base::fonts::{FontId, Fonts};

/// Flags of an annotation (ISO 32000-2, table 167).
const HIDDEN: u32 = 1 << 1;
const PRINT: u32 = 1 << 2;
const NO_VIEW: u32 = 1 << 5;

/// An opened PDF.
pub struct Document(Pdf);

/// Why a PDF does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It asks for a password.
    Password,
    /// It is encrypted in a way that is not known.
    Encrypted,
    /// It is damaged.
    Broken,
}

impl Document {
    /// Opens a PDF.
    ///
    /// # Errors
    /// If it is locked or damaged.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Closed> {
        Pdf::new(Arc::new(bytes))
            .map(Document)
            .map_err(|error| match error {
                LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Closed::Password,
                LoadPdfError::Decryption(_) => Closed::Encrypted,
                LoadPdfError::Invalid => Closed::Broken,
            })
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// Whether it has layers that are not shown and that printing may turn on.
    pub fn prints_layers(&self) -> bool {
        let xref = self.0.xref();
        let layers = xref.get::<Dict<'_>>(xref.root_id());
        let layers = layers.and_then(|root| root.get::<Dict<'_>>(OCPROPERTIES)?.get::<Dict<'_>>(D));
        let has = |key: &[u8]| {
            let list = layers
                .as_ref()
                .and_then(|layers| layers.get::<Array<'_>>(key));
            list.is_some_and(|list| list.raw_iter().next().is_some())
        };
        has(OFF) && has(AS)
    }
}

/// Draws pages of a document; what they share is kept from page to page.
pub struct Painter<'d> {
    document: &'d Document,
    cache: RenderCache<'d>,
    settings: InterpreterSettings,
}

impl<'d> Painter<'d> {
    /// For the pages of this document. Fonts that a PDF names and does not hold
    /// are replaced by ours: their text must not go unseen.
    pub fn new(document: &'d Document) -> Self {
        let data: &'static [u8] = Fonts::embedded().face(FontId::Regular).data();
        let data: FontData = Arc::new(data);
        Painter {
            document,
            cache: RenderCache::new(),
            settings: InterpreterSettings {
                font_resolver: Arc::new(move |_| Some((data.clone(), 0))),
                ..InterpreterSettings::default()
            },
        }
    }

    /// Width and height of a page, counted from 0; `None` if there is none.
    pub fn size(&self, page: usize) -> Option<(f64, f64)> {
        let page = self.document.0.pages().get(page)?;
        let (width, height) = page.render_dimensions();
        let unit = unit(page);
        Some((f64::from(width) * unit, f64::from(height) * unit))
    }

    /// Whether a page has what is printed and not shown, and not drawn here either.
    pub fn prints_unseen(&self, page: usize) -> bool {
        let page = self.document.0.pages().get(page);
        let annotations = page.and_then(|page| page.raw().get::<Array<'_>>(ANNOTS));
        let mut all = annotations.iter().flat_map(|all| all.iter::<Dict<'_>>());
        all.any(|one| {
            one.get::<u32>(F).unwrap_or(0) & (HIDDEN | PRINT | NO_VIEW) == PRINT | NO_VIEW
        })
    }

    /// The part of a page from `corner` with `scale` pixels for a point; what
    /// lies beyond the edge is white.
    ///
    /// # Panics
    /// If there is no such page.
    pub fn draw(
        &self,
        page: usize,
        (left, top): (f64, f64),
        (width, height): (usize, usize),
        scale: f64,
    ) -> Grey {
        let page = &self.document.0.pages()[page];
        let side = |pixels: usize| u16::try_from(pixels).unwrap_or(u16::MAX);
        let mut context = RenderContext::new(side(width), side(height));
        let settings = RenderSettings {
            hinting: false,
            ..RenderSettings::default()
        };
        let transform = Affine::translate((-left * scale, -top * scale))
            * Affine::scale(scale * unit(page))
            * page.initial_transform(true).to_kurbo();
        hayro::render_into(
            page,
            &self.cache,
            &self.settings,
            &settings,
            &mut context,
            transform,
        );
        context.flush();
        let mut pixmap = Pixmap::new(context.width(), context.height());
        let white = RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        };
        context.render_with(&mut pixmap, &mut Resources::default(), white);
        Grey {
            width: pixmap.width().into(),
            height: pixmap.height().into(),
            pixels: pixmap.data().iter().map(grey).collect(),
        }
    }
}

/// Points of a unit of a page (ISO 32000-2, table 31).
fn unit(page: &Page<'_>) -> f64 {
    let unit = page.raw().get::<f32>(USER_UNIT);
    unit.filter(|unit| (1.0..=100.0).contains(unit))
        .unwrap_or(1.0)
        .into()
}

/// Shares of brightness as ITU-R BT.709 has them.
fn grey(pixel: &PremulRgba8) -> u8 {
    let [r, g, b] = [pixel.r, pixel.g, pixel.b].map(u32::from);
    ((2126 * r + 7152 * g + 722 * b + 5000) / 10_000) as u8
}
