//! What has been made before, remembered as long as it is used.
//!
//! Of what a set is made of, nearly all is the same for every pupil and the
//! rest comes once. A [`Memo`] is offered both and does not ask which is which:
//! once it has enough, it keeps only what is offered a second time, and forgets
//! what is no longer asked for.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash};

use crate::base::digest::Digest;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Digest>>;

/// Entries that are kept at sight: as many as a template has pieces, so that
/// the second pupil already finds what the first had.
const AT_SIGHT: usize = 192;
/// Keys that have been offered once and are waited for.
const OFFERED: usize = 1 << 12;

/// A memory of bounded size.
#[derive(Debug)]
pub struct Memo<K, V> {
    young: Map<K, V>,
    /// What `young` held before it was last full.
    old: Map<K, V>,
    limit: usize,
    offered: HashSet<K, BuildHasherDefault<Digest>>,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// A memory of at most twice `limit` entries.
    pub fn new(limit: usize) -> Self {
        Memo {
            young: Map::default(),
            old: Map::default(),
            limit,
            offered: HashSet::default(),
        }
    }

    /// What was put under `key`, if it is remembered.
    pub fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if let Some(known) = self.young.get(key) {
            return Some(known.clone());
        }
        let (key, known) = self.old.remove_entry(key)?;
        self.keep(key, known.clone());
        Some(known)
    }

    /// Offers a value, which is made if it is kept: while there are few, or if
    /// its key was offered before.
    pub fn offer(&mut self, key: K, value: impl FnOnce() -> V) {
        if self.young.len() + self.old.len() < AT_SIGHT || self.offered.remove(&key) {
            return self.keep(key, value());
        }
        if self.offered.len() >= OFFERED {
            self.offered.clear();
        }
        self.offered.insert(key);
    }

    fn keep(&mut self, key: K, value: V) {
        if self.young.len() >= self.limit {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_comes_once_does_not() {
        let mut memo = Memo::new(2 * AT_SIGHT);
        memo.offer(0, || "used");
        memo.offer(1, || "once");
        for number in 2..20_000 {
            assert_eq!(memo.get(&0), Some("used"));
            memo.offer(number, || "once");
        }
        assert!(memo.young.len() <= AT_SIGHT);
        assert!(memo.offered.len() <= OFFERED);
        memo.offer(19_999, || "twice");
        assert_eq!(memo.get(&19_999), Some("twice"));
    }

    #[test]
    fn a_full_memory_forgets_what_is_not_asked_for() {
        let mut memo = Memo::new(10);
        for number in 0..100 {
            memo.offer(number, || number);
            assert_eq!(memo.get(&0), Some(0));
        }
        assert_eq!(memo.get(&1), None);
        assert!(memo.young.len() <= 10 && memo.old.len() <= 10);
    }
}
