//! Points, sizes and rectangles on a page.
//!
//! The origin is the upper left corner; `x` grows to the right and `y` grows
//! downwards. Only the `pdf` stage knows that PDF counts from the lower left:
//! the one flip of the axis happens there.

use crate::base::units::Pt;

/// A place on a page or inside a frame, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Default, Hash)]
pub struct Point {
    /// To the right.
    pub x: Pt,
    /// Downwards.
    pub y: Pt,
}

impl Point {
    /// The upper left corner.
    pub const ORIGIN: Point = Point::new(Pt::ZERO, Pt::ZERO);

    /// The place `x` to the right and `y` down.
    pub const fn new(x: Pt, y: Pt) -> Self {
        Point { x, y }
    }

    /// This place moved by `dx` to the right and `dy` down.
    pub fn shifted(self, dx: Pt, dy: Pt) -> Self {
        Point::new(self.x + dx, self.y + dy)
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq, Default, Hash)]
pub struct Size {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

impl Size {
    /// The size `width` by `height`.
    pub const fn new(width: Pt, height: Pt) -> Self {
        Size { width, height }
    }

    /// A4 upright: 210 by 297 mm (ISO 216).
    pub const A4: Size = Size::new(Pt::mm(210.0), Pt::mm(297.0));

    /// Paper by its name in any case, upright: A3, A4, A5 (ISO 216).
    pub fn named(name: &str) -> Option<Size> {
        match name {
            "A3" | "a3" => Some(Size::new(Pt::mm(297.0), Pt::mm(420.0))),
            "A4" | "a4" => Some(Size::A4),
            "A5" | "a5" => Some(Size::new(Pt::mm(148.0), Pt::mm(210.0))),
            _ => None,
        }
    }
}

/// A rectangle by its upper left corner and its size.
#[derive(Debug, Clone, Copy, PartialEq, Default, Hash)]
pub struct Rect {
    /// Upper left corner.
    pub origin: Point,
    /// Width and height.
    pub size: Size,
}

impl Rect {
    /// The rectangle with its upper left corner at `origin`.
    pub const fn new(origin: Point, size: Size) -> Self {
        Rect { origin, size }
    }

    /// The right edge.
    pub fn right(&self) -> Pt {
        self.origin.x + self.size.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> Pt {
        self.origin.y + self.size.height
    }

    /// This rectangle moved by `by`.
    pub fn shifted(&self, by: Point) -> Rect {
        Rect::new(self.origin.shifted(by.x, by.y), self.size)
    }

    /// Whether `other` lies inside, give or take `slack` on every side.
    pub fn contains(&self, other: &Rect, slack: Pt) -> bool {
        other.origin.x >= self.origin.x - slack
            && other.origin.y >= self.origin.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect::new(
            Point::new(Pt::new(x), Pt::new(y)),
            Size::new(Pt::new(w), Pt::new(h)),
        )
    }

    #[test]
    fn slack_is_allowed_on_every_side() {
        let page = rect(0.0, 0.0, 100.0, 100.0);
        assert!(page.contains(&rect(-0.5, 0.0, 50.0, 100.5), Pt::new(1.0)));
        assert!(!page.contains(&rect(-2.0, 0.0, 50.0, 50.0), Pt::new(1.0)));
    }
}
