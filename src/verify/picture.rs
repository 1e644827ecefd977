//! A page as pixels, and the codes seen in it.
//!
//! Takes a page of an opened PDF, gives a black and white picture and what
//! rqrr reads in a part of it. Positions are points from the upper left.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};
use rqrr::PreparedImage;

use crate::base::digest::Digest;
use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;

/// Below this a pixel is black; the tints of boxes are lighter.
const DARK: u8 = 128;
/// Parts of pictures that are known at the same time: some 20 KB each.
const MOST_KNOWN: usize = 64;

/// Draws pages one after another on the same paper: a page takes megabytes.
pub(super) struct Easel {
    context: RenderContext,
    pixmap: Pixmap,
}

/// What the renderer keeps from page to page of a document.
#[derive(Default)]
pub(super) struct Drawn<'a> {
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
}

impl Default for Easel {
    fn default() -> Self {
        Easel {
            context: RenderContext::new(1, 1),
            pixmap: Pixmap::new(1, 1),
        }
    }
}

impl Easel {
    /// Draws a page with so many pixels for one module of this size.
    pub(super) fn draw<'a>(
        &mut self,
        page: &'a Page<'a>,
        drawn: &Drawn<'a>,
        module: Pt,
        pixels: f64,
    ) -> Picture {
        // Not above 432 dpi: a page would take more memory than all the rest.
        let scale = (pixels / module.get()).clamp(1.0, 6.0);
        let (width, height) = page.render_dimensions();
        let side = |length: f32| (f64::from(length) * scale) as u16;
        let (width, height) = (side(width), side(height));
        let settings = RenderSettings {
            hinting: false,
            ..RenderSettings::default()
        };
        let transform = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
        let context = &mut self.context;
        context.reset_and_resize(width, height);
        hayro::render_into(
            page,
            &drawn.cache,
            &drawn.settings,
            &settings,
            context,
            transform,
        );
        context.flush();
        self.pixmap.resize(width, height);
        let white = RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        };
        context.render_with(&mut self.pixmap, &mut Resources::default(), white);
        let pixels = self.pixmap.data().iter();
        Picture {
            width: width.into(),
            height: height.into(),
            // Everything is grey: one channel tells all.
            dark: pixels.map(|pixel| pixel.g < DARK).collect(),
            scale,
        }
    }
}

/// A drawn page.
pub(super) struct Picture {
    width: usize,
    height: usize,
    dark: Vec<bool>,
    /// Pixels in one point.
    scale: f64,
}

/// What has been read in parts of pictures so far: the same pixels say the same
/// again. Codes of a set are mostly drawn alike, and reading takes longer than
/// comparing. Threads may share it; what one is reading the others wait for.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<Arc<Pixels>, Reading, BuildHasherDefault<Digest>>>);

/// What is seen in some pixels, once that is known.
type Reading = Arc<OnceLock<Vec<Seen>>>;

impl Known {
    /// What is seen in these pixels.
    fn read(&self, pixels: Pixels) -> Reading {
        let pixels = Arc::new(pixels);
        let reading = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST_KNOWN && !known.contains_key(&pixels) {
                known.clear();
            }
            known.entry(pixels.clone()).or_default().clone()
        };
        reading.get_or_init(|| Seen::all(pixels.width, &pixels.dark));
        reading
    }
}

/// Pixels row by row, whether each is dark.
#[derive(PartialEq, Eq, Hash)]
struct Pixels {
    width: usize,
    dark: Vec<bool>,
}

/// A code in some pixels, its corners counted in them.
struct Seen {
    first: (i32, i32),
    last: (i32, i32),
    text: Option<String>,
    /// Modules a side; a guess if it cannot be read.
    modules: usize,
}

impl Seen {
    /// Reads all codes in pixels row by row, of which some are dark.
    fn all(width: usize, dark: &[bool]) -> Vec<Seen> {
        if dark.is_empty() {
            return Vec::new();
        }
        let height = dark.len() / width;
        let mut image =
            PreparedImage::prepare_from_bitmap(width, height, |x, y| dark[y * width + x]);
        let grids = image.detect_grids();
        let seen = grids.iter().map(|grid| {
            let decoded = grid.decode().ok();
            let [first, _, last, _] = grid.bounds;
            let modules = decoded.as_ref();
            Seen {
                first: (first.x, first.y),
                last: (last.x, last.y),
                modules: modules.map_or(29, |(meta, _)| meta.version.to_size()),
                text: decoded.map(|(_, text)| text),
            }
        });
        seen.collect()
    }
}

/// A code in the picture.
pub(super) struct Found {
    /// Where it stands.
    pub(super) area: Rect,
    /// What it says, if it can be read.
    pub(super) text: Option<String>,
}

impl Picture {
    /// The codes in a part of the page, which may be known already.
    pub(super) fn codes(&self, part: Rect, known: &Known) -> Vec<Found> {
        let (left, top, pixels) = self.cut(part);
        let reading = known.read(pixels);
        let codes = reading.get().into_iter().flatten();
        codes.map(|seen| self.found(seen, left, top)).collect()
    }

    /// What the codes of the whole page say, as far as they can be read. The page
    /// is unlike all others.
    pub(super) fn all_codes(&self) -> impl Iterator<Item = Option<String>> {
        let codes = Seen::all(self.width, &self.dark);
        codes.into_iter().map(|seen| seen.text)
    }

    /// A part of the page: left and top in pixels, and what is there.
    fn cut(&self, part: Rect) -> (usize, usize, Pixels) {
        let (left, top, width, height) = self.pixels(part);
        let mut dark = Vec::with_capacity(width * height);
        for row in top..top + height {
            let begin = row * self.width + left;
            dark.extend_from_slice(&self.dark[begin..begin + width]);
        }
        (left, top, Pixels { width, dark })
    }

    /// Where and what a code is that was seen in a part that begins at these
    /// pixels.
    fn found(&self, seen: &Seen, left: usize, top: usize) -> Found {
        let point = |pixels: f64| Pt::new(pixels / self.scale);
        let corner = Point::new(point(left as f64), point(top as f64));
        // The far corner that rqrr gives lies one module too far.
        let share = seen.modules as f64 / (seen.modules as f64 + 1.0);
        let length = |from: i32, to: i32| point(f64::from(to - from) * share);
        let (first, last) = (seen.first, seen.last);
        Found {
            area: Rect::new(
                corner.shifted(point(first.0.into()), point(first.1.into())),
                Size::new(length(first.0, last.0), length(first.1, last.1)),
            ),
            text: seen.text.clone(),
        }
    }

    /// Makes a part of the page white.
    pub(super) fn clear(&mut self, part: Rect) {
        let (left, top, width, height) = self.pixels(part);
        for row in top..top + height {
            let begin = row * self.width + left;
            self.dark[begin..begin + width].fill(false);
        }
    }

    /// A part in pixels: left, top, width, height; cut at the edges.
    fn pixels(&self, part: Rect) -> (usize, usize, usize, usize) {
        let clamp = |value: Pt, limit: usize| {
            ((value.get() * self.scale).round().max(0.0) as usize).min(limit)
        };
        let left = clamp(part.origin.x, self.width);
        let top = clamp(part.origin.y, self.height);
        let width = clamp(part.right(), self.width).saturating_sub(left);
        let height = clamp(part.bottom(), self.height).saturating_sub(top);
        (left, top, width, height)
    }
}
