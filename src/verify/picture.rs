//! A page as pixels, and the codes seen in it.
//!
//! Takes a page of an opened PDF, gives a black and white picture and what
//! rqrr reads in a part of it. Positions are points from the upper left.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use rqrr::PreparedImage;

use crate::geometry::{Point, Rect, Size};
use crate::units::Pt;

/// Below this a pixel is black; the tints of boxes are lighter.
const DARK: u8 = 128;

/// What the renderer keeps from page to page.
pub(super) fn cache<'a>() -> RenderCache<'a> {
    RenderCache::new()
}

/// A drawn page.
pub(super) struct Picture {
    width: usize,
    height: usize,
    dark: Vec<bool>,
    /// Pixels in one point.
    scale: f64,
}

/// A code in the picture.
pub(super) struct Found {
    /// Where it stands.
    pub(super) area: Rect,
    /// What it says, if it can be read.
    pub(super) text: Option<String>,
}

impl Picture {
    /// Draws a page with so many pixels for one module of this size.
    pub(super) fn draw<'a>(
        page: &'a Page<'a>,
        cache: &RenderCache<'a>,
        module: Pt,
        pixels: f64,
    ) -> Self {
        // Not above 432 dpi: a page would take more memory than all the rest.
        let scale = (pixels / module.get()).clamp(1.0, 6.0);
        let pixmap = hayro::render(
            page,
            cache,
            &InterpreterSettings::default(),
            &RenderSettings {
                hinting: false,
                ..RenderSettings::default()
            },
            &PixmapSettings {
                x_scale: scale as f32,
                y_scale: scale as f32,
                bg_color: WHITE,
            },
        );
        Picture {
            width: pixmap.width().into(),
            height: pixmap.height().into(),
            // Everything is grey: one channel tells all.
            dark: pixmap.data().iter().map(|pixel| pixel.g < DARK).collect(),
            scale,
        }
    }

    /// The codes in a part of the page.
    pub(super) fn codes(&self, part: Rect) -> Vec<Found> {
        let (left, top, width, height) = self.pixels(part);
        if width == 0 || height == 0 {
            return Vec::new();
        }
        let mut image = PreparedImage::prepare_from_bitmap(width, height, |x, y| {
            self.dark[(top + y) * self.width + left + x]
        });
        let corner = Point::new(
            Pt::new(left as f64 / self.scale),
            Pt::new(top as f64 / self.scale),
        );
        image
            .detect_grids()
            .iter()
            .map(|grid| {
                let decoded = grid.decode().ok();
                let [first, _, last, _] = grid.bounds;
                // The far corner that rqrr gives lies one module too far.
                let modules = decoded
                    .as_ref()
                    .map_or(29, |(meta, _)| meta.version.to_size());
                let share = modules as f64 / (modules as f64 + 1.0) / self.scale;
                let place = |pixels: i32| Pt::new(f64::from(pixels) / self.scale);
                let size = Size::new(
                    Pt::new(f64::from(last.x - first.x) * share),
                    Pt::new(f64::from(last.y - first.y) * share),
                );
                let origin = corner.shifted(place(first.x), place(first.y));
                Found {
                    area: Rect::new(origin, size),
                    text: decoded.map(|(_, text)| text),
                }
            })
            .collect()
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
