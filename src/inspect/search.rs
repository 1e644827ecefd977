//! All codes of a page, also small, grey, turned, inverted and spoilt ones.
//!
//! Takes a surface, gives each code with the pixels it was seen in: large
//! squares are looked for first, then each three of them is read in a picture
//! of its own, so that neighbours do not disturb each other.

use super::finder::{self, Finder, Three};
use super::medium::Surface;
use super::read::{self, Decoded};
use super::seen::{Area, FAR, Seen, View, bounds};
use super::square::{Place, Square, distance};
use crate::proof::pixels::Bitmap;

/// Modules of surroundings that are looked at together with a code.
const AROUND: f64 = 9.5;
/// Pixels for a module below which a code is drawn anew for measuring.
const ENOUGH: f64 = 6.0;
/// Pixels for a module of a picture that is drawn for one code.
pub(super) const CLOSE: f64 = 8.0;
/// Threes of a page that are tried in vain; more come of noise.
const MOST_FAILED: usize = 30;

/// What has been found on a surface.
pub(super) struct Found {
    /// Its codes, in the order in which one reads them.
    pub(super) codes: Vec<Seen>,
    /// Whether all was looked at that could be a code.
    pub(super) is_all: bool,
}

/// Finds the codes of a surface.
pub(super) fn codes(surface: &dyn Surface, overview: f64) -> Found {
    let (grey, scale) = surface.whole(overview);
    let mut search = Search {
        surface,
        whole: View {
            grey,
            corner: (0.0, 0.0),
            scale,
        },
        read: Vec::new(),
        unread: Vec::new(),
        failed: 0,
        is_all: true,
    };
    search.run();
    let Search {
        mut read,
        unread,
        is_all,
        ..
    } = search;
    for seen in unread {
        let square = &seen.square;
        let half = seen.modules as f64 / 2.0;
        let middle = seen.view.place(square.map(half, half));
        if !read.iter().any(|other| other.covers(middle)) {
            read.push(seen);
        }
    }
    Found {
        codes: in_rows(read),
        is_all,
    }
}

/// Row by row from the left: what begins above the middle of the first code of
/// a row stands in that row.
fn in_rows(codes: Vec<Seen>) -> Vec<Seen> {
    let placed = codes
        .into_iter()
        .map(|seen| (bounds(&seen.corners()), seen));
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by(|(a, _), (b, _)| a.1.total_cmp(&b.1));
    let mut rows: Vec<Vec<(Area, Seen)>> = Vec::new();
    for (area, seen) in placed {
        let middle = |row: &[(Area, Seen)]| (row[0].0.1 + row[0].0.3) / 2.0;
        match rows.last_mut() {
            Some(row) if area.1 < middle(row) => row.push((area, seen)),
            _ => rows.push(vec![(area, seen)]),
        }
    }
    for row in &mut rows {
        row.sort_by(|(a, _), (b, _)| a.0.total_cmp(&b.0));
    }
    rows.into_iter().flatten().map(|(_, seen)| seen).collect()
}

struct Search<'s> {
    surface: &'s dyn Surface,
    whole: View,
    read: Vec<Seen>,
    unread: Vec<Seen>,
    /// Threes that were no code.
    failed: usize,
    is_all: bool,
}

impl Search<'_> {
    fn run(&mut self) {
        let plain = self.whole.grey.dark_below(128);
        let left = self.try_all(&plain);
        if self.read.is_empty() || left >= 3 {
            self.sweep(plain);
        }
        if self.has_shades() {
            let (width, height) = (self.whole.grey.width, self.whole.grey.height);
            let radius = (width.min(height) / 16).max(8);
            let local = self.whole.grey.dark_locally(radius);
            self.try_all(&local);
        }
    }

    /// Whether there are areas that are neither black nor white; the edges of
    /// letters do not count.
    fn has_shades(&self) -> bool {
        let pixels = &self.whole.grey.pixels;
        let is_flat = |three: &&[u8]| {
            (24..240).contains(&three[1])
                && three[1].abs_diff(three[0]) < 6
                && three[1].abs_diff(three[2]) < 6
        };
        pixels.windows(3).filter(is_flat).count() * 2000 > pixels.len()
    }

    /// What the decoder itself finds on the rest of the page: codes that are
    /// squeezed or sheared.
    fn sweep(&mut self, mut rest: Bitmap) {
        let scale = self.whole.scale;
        for seen in &self.read {
            let (left, top, right, bottom) = bounds(&seen.corners());
            let part = rest.part((left * scale, top * scale), (right * scale, bottom * scale));
            rest.clear(part);
        }
        self.is_all &= !read::is_crowded(&rest);
        for decoded in read::bitmap(&rest) {
            self.try_three(&three_of(&decoded));
        }
    }

    /// Tries all that looks like a code in the whole, parted into black and
    /// white. Gives the number of finders that belong to no code.
    fn try_all(&mut self, picture: &Bitmap) -> usize {
        let mut free = finder::finders(picture);
        self.is_all &= free.len() < finder::MOST;
        free.retain(|finder| !self.is_known(finder));
        for side in finder::SIDES {
            let (threes, is_all) = finder::threes(&free, side);
            self.is_all &= is_all;
            self.try_threes(&threes, picture);
            free.retain(|finder| !self.is_known(finder));
        }
        free.len()
    }

    fn try_threes(&mut self, threes: &[Three], picture: &Bitmap) {
        for three in threes {
            if three.iter().any(|finder| self.is_known(finder)) || !self.may_be_code(three, picture)
            {
                continue;
            }
            if self.failed == MOST_FAILED {
                self.is_all = false;
                return;
            }
            self.try_three(three);
        }
    }

    /// A look at the lines between the squares, before the decoder is asked:
    /// the squares of neighbours make many threes. The version may be misjudged
    /// by two.
    fn may_be_code(&self, three: &Three, picture: &Bitmap) -> bool {
        let (modules, _, _) = outline(three);
        let versions = [0, 4, 8]
            .into_iter()
            .flat_map(|more| [modules + more, modules - more]);
        versions.filter(|&modules| modules >= 21).any(|modules| {
            let corners = corners_of(three, modules as f64);
            let square = Square::new(modules as f64, corners);
            let is_dark = |(x, y): Place| {
                let x = (x.max(0.0) as usize).min(picture.width - 1);
                let y = (y.max(0.0) as usize).min(picture.height - 1);
                picture.dark[y * picture.width + x] != three[0].inverted
            };
            square.is_some_and(|square| alternates(&square, modules, 0.65, is_dark))
        })
    }

    fn is_known(&self, finder: &Finder) -> bool {
        let place = self.whole.place(finder.at);
        self.read.iter().any(|seen| seen.covers(place))
    }

    /// Reads the code that three finders belong to, or notes that it is spoilt:
    /// as it is in the overview if that is large enough, drawn anew, and smaller.
    fn try_three(&mut self, three: &Three) {
        let (modules, module, corners) = outline(three);
        let scale = CLOSE / (module / self.whole.scale);
        let corners = corners.map(|corner| self.whole.place(corner));
        let inverted = three[0].inverted;
        if module >= ENOUGH
            && let Some(seen) = read_there(self.cut(&corners, module), &corners, inverted)
        {
            return self.read.push(self.centred(seen));
        }
        let close = self.close_up(&corners, scale);
        let seen = read_there(close.clone(), &corners, inverted)
            .or_else(|| read_there(self.close_up(&corners, scale / 2.0), &corners, inverted));
        match seen {
            Some(seen) => self.read.push(self.centred(seen)),
            None => {
                self.failed += 1;
                let unread = Seen::unread(close, inverted, modules, corners);
                self.unread.extend(unread.filter(looks_like_a_code));
            }
        }
    }

    /// The squares of neighbours can lead to a code too, which then stands at
    /// the edge of its view: it is looked at once more from straight above.
    fn centred(&self, seen: Seen) -> Seen {
        let corners = seen.corners();
        let (left, top, right, bottom) = bounds(&corners);
        let around = (right - left).max(bottom - top) / seen.modules as f64 * (FAR + 1.0);
        let (width, height) = self.surface.size();
        let view = &seen.view;
        let ends = view.place((view.grey.width as f64, view.grey.height as f64));
        let slack = 1.0 / view.scale;
        let is_whole = view.corner.0 <= (left - around).max(0.0) + slack
            && view.corner.1 <= (top - around).max(0.0) + slack
            && ends.0 >= (right + around).min(width) - slack
            && ends.1 >= (bottom + around).min(height) - slack;
        if is_whole || around * view.scale > 3000.0 {
            return seen;
        }
        let view = close_up(self.surface, &corners, view.scale, around);
        read_there(view, &corners, seen.inverted).unwrap_or(seen)
    }

    /// A code with its surroundings out of the overview.
    fn cut(&self, corners: &[Place; 4], module: f64) -> View {
        let (left, top, right, bottom) = bounds(corners);
        let scale = self.whole.scale;
        let first = |units: f64| ((units * scale - AROUND * module).floor().max(0.0)) as usize;
        let last = |units: f64| ((units * scale + AROUND * module).ceil().max(0.0)) as usize;
        let (x, y) = (first(left), first(top));
        let grey = self
            .whole
            .grey
            .part(x, y, last(right) - x, last(bottom) - y);
        View {
            grey,
            corner: (x as f64 / scale, y as f64 / scale),
            scale,
        }
    }

    /// The same drawn anew, with so many pixels for a unit.
    fn close_up(&self, corners: &[Place; 4], scale: f64) -> View {
        close_up(self.surface, corners, scale, AROUND * CLOSE / scale)
    }
}

/// A code and so much around it, in units, as far as the surface goes.
pub(super) fn close_up(
    surface: &dyn Surface,
    corners: &[Place; 4],
    scale: f64,
    around: f64,
) -> View {
    let (width, height) = surface.size();
    let (left, top, right, bottom) = bounds(corners);
    let corner = ((left - around).max(0.0), (top - around).max(0.0));
    // Large enough for any code that is drawn close, small enough for memory.
    let pixels = |from: f64, to: f64| (((to - from) * scale).ceil().max(1.0) as usize).min(6000);
    let size = (
        pixels(corner.0, (right + around).min(width)),
        pixels(corner.1, (bottom + around).min(height)),
    );
    View {
        grey: surface.draw(corner, size, scale),
        corner,
        scale,
    }
}

/// Where the finders of a code are that has been read in the overview.
fn three_of(decoded: &Decoded) -> Three {
    let far = decoded.read.modules() as f64 - 3.5;
    let places = [(3.5, 3.5), (far, 3.5), (3.5, far)].map(|(u, v)| decoded.square.map(u, v));
    let module = distance(places[0], places[1]) / (far - 3.5);
    places.map(|at| Finder {
        at,
        module,
        inverted: false,
    })
}

/// Modules a side, pixels for a module and corners of the code that three
/// finders could belong to.
fn outline(three: &Three) -> (usize, f64, [Place; 4]) {
    let [corner, right, below] = three.map(|finder| finder.at);
    let side = (distance(corner, right) + distance(corner, below)) / 2.0;
    // A cut through a turned square is longer than its side.
    let angle = (right.1 - corner.1).atan2(right.0 - corner.0);
    let quarter = std::f64::consts::FRAC_PI_2;
    let turned = angle - (angle / quarter).round() * quarter;
    let mean = three.iter().map(|finder| finder.module).sum::<f64>() / 3.0;
    let estimate = side / (mean * turned.cos()) + 7.0;
    let version = ((estimate - 17.0) / 4.0).round().clamp(1.0, 40.0);
    let modules = 17.0 + 4.0 * version;
    let corners = corners_of(three, modules);
    (modules as usize, side / (modules - 7.0), corners)
}

/// The corners of a code of so many modules with these finders.
fn corners_of(three: &Three, modules: f64) -> [Place; 4] {
    let [corner, right, below] = three.map(|finder| finder.at);
    let share = 1.0 / (modules - 7.0);
    let across = ((right.0 - corner.0) * share, (right.1 - corner.1) * share);
    let down = ((below.0 - corner.0) * share, (below.1 - corner.1) * share);
    let at = |u: f64, v: f64| {
        let (u, v) = (u - 3.5, v - 3.5);
        (
            corner.0 + across.0 * u + down.0 * v,
            corner.1 + across.1 * u + down.1 * v,
        )
    };
    [
        at(0.0, 0.0),
        at(modules, 0.0),
        at(modules, modules),
        at(0.0, modules),
    ]
}

/// Reads the code that lies between these corners, given in units.
fn read_there(view: View, corners: &[Place; 4], inverted: bool) -> Option<Seen> {
    let codes = if inverted {
        read::read(&view.grey.inverted())
    } else {
        read::read(&view.grey)
    };
    let middle = (
        (corners[1].0 + corners[3].0) / 2.0,
        (corners[1].1 + corners[3].1) / 2.0,
    );
    let near = distance(corners[1], corners[3]) / 6.0;
    codes
        .into_iter()
        .find(|code| distance(view.place(code.middle()), middle) < near)
        .map(|decoded| Seen::read(view, inverted, decoded))
}

/// Whether dark and light alternate between the finders as they do in a code:
/// three squares of something else must not be called a spoilt code.
fn looks_like_a_code(seen: &Seen) -> bool {
    let threshold = f64::from(seen.view.grey.threshold());
    let is_dark = |(x, y): Place| (seen.view.grey.sample(x, y) < threshold) != seen.inverted;
    alternates(&seen.square, seen.modules, 0.75, is_dark)
}

/// Whether at least such a share of the modules between the finders has the
/// colour it should (ISO/IEC 18004, 6.3.5: the timing patterns).
fn alternates(
    square: &Square,
    modules: usize,
    share: f64,
    is_dark: impl Fn(Place) -> bool,
) -> bool {
    let line = 8..modules - 8;
    let enough = |place: &dyn Fn(f64) -> (f64, f64)| {
        let good = line.clone().filter(|&at| {
            let (u, v) = place(at as f64 + 0.5);
            is_dark(square.map(u, v)) == (at % 2 == 0)
        });
        good.count() as f64 >= share * line.len() as f64
    };
    enough(&|at| (at, 6.5)) && enough(&|at| (6.5, at))
}
