//! The structure tree of a PDF as a screen reader walks it, put beside what the
//! pages show: elements in order with their marked sequences and annotations.
//! Reading a file panics where the tree is not sound in itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::extract::{self, Owner, Piece};

/// A file with its tree.
pub struct Tagged {
    pub document: Document,
    /// In the order of the tree, depth first: the order of reading.
    pub elements: Vec<Element>,
    /// What every page shows, in the order of drawing.
    pub pages: Vec<Vec<Piece>>,
    pub page_ids: Vec<ObjectId>,
    /// From keys to one owner (annotations) or to one for each mark (pages).
    pub parents: BTreeMap<i64, Parent>,
}

/// What a key of the parent tree leads to.
pub enum Parent {
    One(ObjectId),
    Many(Vec<ObjectId>),
}

/// A structure element.
pub struct Element {
    pub id: ObjectId,
    pub kind: String,
    pub depth: usize,
    /// Index of the element above; `None` for the document element.
    pub parent: Option<usize>,
    pub kids: Vec<Kid>,
}

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    /// The element with this index.
    Element(usize),
    /// A marked sequence: index of the page, number of the sequence.
    Mark(usize, i64),
    /// An annotation on the page with this index.
    Annotation(usize, ObjectId),
}

impl Tagged {
    pub fn read(pdf: &[u8]) -> Tagged {
        let document = Document::load_mem(pdf).unwrap();
        let page_ids: Vec<ObjectId> = document.get_pages().into_values().collect();
        let pages = extract::marked_pages(&document);
        let root = dict(&document, document.catalog().unwrap(), "StructTreeRoot");
        let mut walk = Walk {
            document: &document,
            page_of: (page_ids.iter().copied()).zip(0..).collect(),
            met: HashSet::new(),
            elements: Vec::new(),
        };
        let tops = walk.kids_of(root);
        let root_id = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
        let above = (root_id.as_reference().unwrap(), None, 0);
        for top in tops {
            walk.element(top.as_reference().unwrap(), above, None);
        }
        let elements = walk.elements;
        let mut parents = BTreeMap::new();
        read_numbers(&document, dict(&document, root, "ParentTree"), &mut parents);
        let next = root.get(b"ParentTreeNextKey").unwrap().as_i64().unwrap();
        assert!(parents.keys().all(|&key| key < next));
        Tagged {
            document,
            elements,
            pages,
            page_ids,
            parents,
        }
    }

    pub fn dict(&self, id: ObjectId) -> &Dictionary {
        self.document.get_dictionary(id).unwrap()
    }

    pub fn page(&self, index: usize) -> &Dictionary {
        self.dict(self.page_ids[index])
    }

    pub fn catalog(&self) -> &Dictionary {
        self.document.catalog().unwrap()
    }

    /// An entry with its references followed.
    pub fn entry<'a>(&'a self, holder: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let object = holder.get(key.as_bytes()).ok()?;
        Some(self.document.dereference(object).unwrap().1)
    }

    /// A text string.
    pub fn text(&self, holder: &Dictionary, key: &str) -> String {
        let object = self.entry(holder, key).unwrap_or_else(|| panic!("{key}"));
        lopdf::decode_text_string(object).unwrap()
    }

    /// The attribute dictionaries of an element.
    pub fn attributes(&self, element: &Element) -> Vec<&Dictionary> {
        let plain = |object| self.document.dereference(object).unwrap().1;
        match self.entry(self.dict(element.id), "A") {
            None => Vec::new(),
            Some(Object::Array(all)) => {
                let all = all.iter().filter_map(|one| plain(one).as_dict().ok());
                all.collect()
            }
            Some(one) => vec![one.as_dict().unwrap()],
        }
    }

    /// The sequence of a page with this number.
    pub fn piece(&self, page: usize, mark: i64) -> &Piece {
        let mut pieces = self.pages[page].iter();
        let found = pieces.find(|piece| piece.owner == Owner::Mark(mark));
        found.unwrap_or_else(|| panic!("page {page} has no mark {mark}"))
    }

    /// Whether `element` is `above` or lies below it.
    pub fn is_within(&self, element: usize, above: usize) -> bool {
        let up = |&index: &usize| self.elements[index].parent;
        std::iter::successors(Some(element), up).any(|index| index == above)
    }

    /// Types of the elements directly below one.
    pub fn kinds_below(&self, element: &Element) -> Vec<&str> {
        let kinds = element.kids.iter().filter_map(|kid| match kid {
            Kid::Element(index) => Some(self.elements[*index].kind.as_str()),
            _ => None,
        });
        kinds.collect()
    }

    /// The text of everything below an element, in the order of the tree, a
    /// line for each sequence.
    pub fn text_below(&self, above: usize) -> String {
        let mut text = String::new();
        for index in above..self.elements.len() {
            if !self.is_within(index, above) {
                break;
            }
            for kid in &self.elements[index].kids {
                if let Kid::Mark(page, mark) = kid {
                    text.push_str(&self.piece(*page, *mark).text);
                    text.push('\n');
                }
            }
        }
        text
    }
}

pub fn dict<'a>(document: &'a Document, holder: &'a Dictionary, key: &str) -> &'a Dictionary {
    let object = holder.get(key.as_bytes()).unwrap();
    let object = document.dereference(object).unwrap().1;
    object.as_dict().unwrap()
}

struct Walk<'d> {
    document: &'d Document,
    page_of: HashMap<ObjectId, usize>,
    met: HashSet<ObjectId>,
    elements: Vec<Element>,
}

impl<'d> Walk<'d> {
    fn kids_of(&self, element: &'d Dictionary) -> Vec<&'d Object> {
        match element.get(b"K") {
            Err(_) => Vec::new(),
            Ok(kids) => match self.document.dereference(kids).unwrap().1 {
                Object::Array(all) => all.iter().collect(),
                _ => vec![kids],
            },
        }
    }

    /// `above` is the number of the element above, its page and its depth.
    fn element(
        &mut self,
        id: ObjectId,
        (above, page, depth): (ObjectId, Option<usize>, usize),
        parent: Option<usize>,
    ) -> usize {
        assert!(self.met.insert(id), "{id:?} stands twice in the tree");
        let entries = self.document.get_dictionary(id).unwrap();
        let says = entries.get(b"P").unwrap().as_reference().unwrap();
        assert_eq!(says, above, "{id:?} hangs elsewhere than it says");
        let kind = entries.get(b"S").unwrap().as_name().unwrap();
        let index = self.elements.len();
        self.elements.push(Element {
            id,
            kind: String::from_utf8(kind.to_vec()).unwrap(),
            depth,
            parent,
            kids: Vec::new(),
        });
        let own = entries.get(b"Pg").ok();
        let page = own.map_or(page, |page| Some(self.page(page)));
        for kid in self.kids_of(entries) {
            let kid = self.kid(kid, (id, page, depth + 1), index);
            self.elements[index].kids.push(kid);
        }
        index
    }

    fn page(&self, object: &Object) -> usize {
        self.page_of[&object.as_reference().unwrap()]
    }

    fn kid(
        &mut self,
        kid: &'d Object,
        above: (ObjectId, Option<usize>, usize),
        parent: usize,
    ) -> Kid {
        if let Ok(mark) = kid.as_i64() {
            return Kid::Mark(above.1.expect("a page is said"), mark);
        }
        let (id, object) = self.document.dereference(kid).unwrap();
        let entries = object.as_dict().unwrap();
        let own = entries.get(b"Pg").ok().map(|page| self.page(page));
        let page = || own.or(above.1).expect("a page is said");
        match entries
            .get(b"Type")
            .ok()
            .map(|name| name.as_name().unwrap())
        {
            Some(b"MCR") => Kid::Mark(page(), entries.get(b"MCID").unwrap().as_i64().unwrap()),
            Some(b"OBJR") => {
                let object = entries.get(b"Obj").unwrap().as_reference().unwrap();
                Kid::Annotation(page(), object)
            }
            _ => Kid::Element(self.element(id.expect("elements are objects"), above, Some(parent))),
        }
    }
}

/// Reads a number tree whose values are elements or arrays of elements.
fn read_numbers(document: &Document, node: &Dictionary, found: &mut BTreeMap<i64, Parent>) {
    let before = found.len();
    if let Ok(kids) = node.get(b"Kids") {
        for kid in kids.as_array().unwrap() {
            let kid = document.dereference(kid).unwrap().1;
            read_numbers(document, kid.as_dict().unwrap(), found);
        }
    }
    if let Ok(pairs) = node.get(b"Nums") {
        for pair in pairs.as_array().unwrap().chunks(2) {
            let key = pair[0].as_i64().unwrap();
            let last = found.last_key_value().map_or(-1, |(key, _)| *key);
            assert!(key > last, "keys rise");
            found.insert(key, parent(document, &pair[1]));
        }
    }
    if let Ok(limits) = node.get(b"Limits") {
        let limits = limits.as_array().unwrap();
        let keys: Vec<i64> = found.keys().skip(before).copied().collect();
        assert_eq!(limits[0].as_i64().unwrap(), keys[0]);
        assert_eq!(limits[1].as_i64().unwrap(), keys[keys.len() - 1]);
    }
}

fn parent(document: &Document, value: &Object) -> Parent {
    if let Ok(list) = document.dereference(value).unwrap().1.as_array() {
        let owners = list.iter().map(|owner| owner.as_reference().unwrap());
        return Parent::Many(owners.collect());
    }
    Parent::One(value.as_reference().unwrap())
}
