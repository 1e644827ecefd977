//! The renderer: the only place that knows hayro.
//!
//! Takes the bytes of a PDF, gives any part of its pages as grey pixels at any
//! scale. Lengths are points (1/72 inch) from the upper left corner of a page.
//! Must not know what is looked for.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontData;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::PremulRgba8;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use super::pixels::Grey;
use crate::base::fonts::{FontId, Fonts};

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
        let (width, height) = self.document.0.pages().get(page)?.render_dimensions();
        Some((width.into(), height.into()))
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
            * Affine::scale(scale)
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

/// Shares of brightness as ITU-R BT.709 has them.
fn grey(pixel: &PremulRgba8) -> u8 {
    let [r, g, b] = [pixel.r, pixel.g, pixel.b].map(u32::from);
    ((2126 * r + 7152 * g + 722 * b + 5000) / 10_000) as u8
}
