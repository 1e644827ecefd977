//! Finished pages on larger or smaller paper.
//!
//! Takes a page that has been laid out, gives it in another size with everything
//! on it. Works on frames alone and knows no text.

use std::sync::Arc;

use crate::base::geometry::{Point, Rect, Size};
use crate::base::units::Pt;
use crate::model::frame::{Element, Fragment, Frame, Item, Node, Page, Role, Segment, Shape};

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
        let mut role = role.clone();
        if let Role::Link { areas, .. } = &mut role {
            areas.iter_mut().for_each(|area| *area = self.rect(*area));
        }
        role
    }

    fn frame(self, frame: &Frame) -> Arc<Frame> {
        let scaled = |(at, item): &(Point, Item)| (self.point(*at), self.item(item));
        let items = frame.items().iter().map(scaled).collect();
        Arc::new(Frame::new(self.size(frame.size()), items))
    }

    fn item(self, item: &Item) -> Item {
        let mut item = item.clone();
        match &mut item {
            Item::Run(run) => run.size = run.size * self.0,
            Item::Shape(shape) => self.shape(shape),
            Item::Picture { size, .. } => *size = self.size(*size),
            Item::Code { side, .. } => *side = *side * self.0,
        }
        item
    }

    fn shape(self, shape: &mut Shape) {
        for segment in &mut shape.segments {
            let points: &mut [&mut Point] = match segment {
                Segment::Move(to) | Segment::Line(to) => &mut [to],
                Segment::Curve(a, b, to) => &mut [a, b, to],
                Segment::Close => &mut [],
            };
            points.iter_mut().for_each(|at| **at = self.point(**at));
        }
        if let Some(stroke) = &mut shape.stroke {
            stroke.width = stroke.width * self.0;
            stroke.dash = stroke.dash.map(|(dash, gap)| (dash * self.0, gap * self.0));
        }
    }
}
