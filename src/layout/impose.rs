//! Finished pages on other paper: enlarged as a whole, or several on a sheet.
//!
//! Takes pages that have been laid out, gives pages. Works on frames alone and
//! knows neither text nor what the pages are for.

use std::sync::Arc;

use crate::frame::{Element, Fragment, Frame, Item, Node, Page, Role, Segment, Shape, Stroke};
use crate::geometry::{Point, Rect, Size};
use crate::units::Pt;

/// A page enlarged or reduced until it fills `paper`, in the middle of it if
/// the proportions differ.
pub fn enlarged(page: &Page, paper: Size) -> Page {
    let factor = (paper.width / page.size.width).min(paper.height / page.size.height);
    let middle = |paper: Pt, own: Pt| (paper - own * factor) / 2.0;
    let at = Point::new(
        middle(paper.width, page.size.width),
        middle(paper.height, page.size.height),
    );
    let nodes = Scale(factor).nodes(&page.nodes);
    let whole = Fragment {
        size: Scale(factor).size(page.size),
        nodes,
    };
    Page {
        size: paper,
        nodes: vec![(at, Node::Fragment(Arc::new(whole)))],
    }
}

/// Everything so many times as large.
#[derive(Clone, Copy)]
struct Scale(f64);

impl Scale {
    fn point(self, at: Point) -> Point {
        Point::new(at.x * self.0, at.y * self.0)
    }

    fn size(self, size: Size) -> Size {
        Size::new(size.width * self.0, size.height * self.0)
    }

    fn rect(self, rect: Rect) -> Rect {
        Rect::new(self.point(rect.origin), self.size(rect.size))
    }

    fn nodes(self, nodes: &[(Point, Node)]) -> Vec<(Point, Node)> {
        let scaled = |(at, node): &(Point, Node)| (self.point(*at), self.node(node));
        nodes.iter().map(scaled).collect()
    }

    fn node(self, node: &Node) -> Node {
        match node {
            Node::Frame(frame) => Node::Frame(self.frame(frame)),
            Node::Artifact(frame) => Node::Artifact(self.frame(frame)),
            Node::Element(element) => Node::Element(Element {
                role: self.role(&element.role),
                kids: self.nodes(&element.kids),
            }),
            Node::Fragment(fragment) => Node::Fragment(Arc::new(Fragment {
                size: self.size(fragment.size),
                nodes: self.nodes(&fragment.nodes),
            })),
        }
    }

    fn role(self, role: &Role) -> Role {
        match role {
            Role::Link {
                url,
                contents,
                areas,
            } => Role::Link {
                url: url.clone(),
                contents: contents.clone(),
                areas: areas.iter().map(|area| self.rect(*area)).collect(),
            },
            other => other.clone(),
        }
    }

    fn frame(self, frame: &Frame) -> Arc<Frame> {
        let scaled = |(at, item): &(Point, Item)| (self.point(*at), self.item(item));
        let items = frame.items().iter().map(scaled).collect();
        Arc::new(Frame::new(self.size(frame.size()), items))
    }

    fn item(self, item: &Item) -> Item {
        match item {
            Item::Run(run) => {
                let mut run = run.clone();
                run.size = run.size * self.0;
                Item::Run(run)
            }
            Item::Shape(shape) => Item::Shape(self.shape(shape)),
            Item::Code { code, side } => Item::Code {
                code: code.clone(),
                side: *side * self.0,
            },
        }
    }

    fn shape(self, shape: &Shape) -> Shape {
        let segment = |segment: &Segment| match segment {
            Segment::Move(to) => Segment::Move(self.point(*to)),
            Segment::Line(to) => Segment::Line(self.point(*to)),
            Segment::Curve(a, b, to) => {
                Segment::Curve(self.point(*a), self.point(*b), self.point(*to))
            }
            Segment::Close => Segment::Close,
        };
        Shape {
            segments: shape.segments.iter().map(segment).collect(),
            fill: shape.fill,
            stroke: shape.stroke.map(|stroke| Stroke {
                width: stroke.width * self.0,
                grey: stroke.grey,
                dash: stroke.dash.map(|(dash, gap)| (dash * self.0, gap * self.0)),
            }),
        }
    }
}
