//! Shapes: boxes, lines, the scissors.

use crate::base::geometry::{Point, Rect};
use crate::base::units::Pt;
use crate::model::frame::{Grey, Item, Segment, Shape, Stroke};

/// How far control points stand out for a quarter of a circle of radius 1:
/// 4/3 · (√2 − 1).
const QUARTER: f64 = 0.552_284_75;

fn at(x: Pt, y: Pt) -> Point {
    Point::new(x, y)
}

/// A stroked or filled rectangle with corners of `radius`.
pub(super) fn rounded(rect: Rect, radius: Pt, fill: Option<Grey>, line: Option<Pt>) -> Item {
    let (left, top) = (rect.origin.x, rect.origin.y);
    let (right, bottom) = (rect.right(), rect.bottom());
    // Each corner with the signs of the way from the edge before it to the corner.
    let corners = [
        (right, top, 1.0, 0.0),
        (right, bottom, 0.0, 1.0),
        (left, bottom, -1.0, 0.0),
        (left, top, 0.0, -1.0),
    ];
    let mut segments = vec![Segment::Move(at(left + radius, top))];
    for (x, y, dx, dy) in corners {
        let before = |away: Pt| at(x - away * dx, y - away * dy);
        let after = |away: Pt| at(x - away * dy, y + away * dx);
        let near = radius * (1.0 - QUARTER);
        segments.push(Segment::Line(before(radius)));
        segments.push(Segment::Curve(before(near), after(near), after(radius)));
    }
    segments.push(Segment::Close);
    shape(segments, fill, line)
}

/// A rectangle with sharp corners.
pub(super) fn rectangle(rect: Rect, fill: Option<Grey>, line: Option<Pt>) -> Item {
    let segments = vec![
        Segment::Move(rect.origin),
        Segment::Line(at(rect.right(), rect.origin.y)),
        Segment::Line(at(rect.right(), rect.bottom())),
        Segment::Line(at(rect.origin.x, rect.bottom())),
        Segment::Close,
    ];
    shape(segments, fill, line)
}

/// A straight line, dashed if `dash` says how.
pub(super) fn line(from: Point, to: Point, width: Pt, dash: Option<(Pt, Pt)>) -> Item {
    Item::Shape(Shape {
        segments: vec![Segment::Move(from), Segment::Line(to)],
        fill: None,
        stroke: Some(Stroke {
            width,
            grey: Grey::BLACK,
            dash,
        }),
    })
}

fn shape(segments: Vec<Segment>, fill: Option<Grey>, line: Option<Pt>) -> Item {
    Item::Shape(Shape {
        segments,
        fill,
        stroke: line.map(|width| Stroke {
            width,
            grey: Grey::BLACK,
            dash: None,
        }),
    })
}

/// Scissors that cut to the right along the line through `middle`; `size` is
/// their length.
pub(super) fn scissors(middle: Point, size: Pt) -> Vec<Item> {
    let spot = |x: f64, y: f64| middle.shifted(size * x, size * y);
    let mut items = Vec::new();
    for side in [-1.0, 1.0] {
        // A blade from the tip over the pivot to the handle on the other side.
        let blade = vec![
            Segment::Move(spot(0.5, 0.17 * side)),
            Segment::Curve(
                spot(0.3, 0.2 * side),
                spot(0.1, 0.09 * side),
                spot(-0.02, 0.03 * side),
            ),
            Segment::Line(spot(-0.2, -0.09 * side)),
            Segment::Line(spot(-0.17, -0.14 * side)),
            Segment::Line(spot(0.05, -0.02 * side)),
            Segment::Close,
        ];
        items.push(shape(blade, Some(Grey::BLACK), None));
        let radius = 0.115;
        let (cx, cy) = (-0.3, -0.17 * side);
        let (r, k) = (radius, radius * QUARTER);
        let ring = vec![
            Segment::Move(spot(cx + r, cy)),
            Segment::Curve(spot(cx + r, cy + k), spot(cx + k, cy + r), spot(cx, cy + r)),
            Segment::Curve(spot(cx - k, cy + r), spot(cx - r, cy + k), spot(cx - r, cy)),
            Segment::Curve(spot(cx - r, cy - k), spot(cx - k, cy - r), spot(cx, cy - r)),
            Segment::Curve(spot(cx + k, cy - r), spot(cx + r, cy - k), spot(cx + r, cy)),
            Segment::Close,
        ];
        items.push(shape(ring, None, Some(size * 0.07)));
    }
    items
}
