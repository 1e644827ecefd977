//! What has been made before, remembered as long as it is used.
//!
//! Of what a set is made of, nearly all is the same for every pupil and the
//! rest comes once. A [`Memo`] takes both without asking which is which: what
//! is not asked for again is forgotten, what is stays.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

use crate::digest::Digest;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Digest>>;

/// A memory of bounded size.
#[derive(Debug)]
pub struct Memo<K, V> {
    young: Map<K, V>,
    /// What `young` held before it was last full.
    old: Map<K, V>,
    limit: usize,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// A memory of at most twice `limit` entries.
    pub fn new(limit: usize) -> Self {
        Memo {
            young: Map::default(),
            old: Map::default(),
            limit,
        }
    }

    /// What was put under `key`, if it is remembered.
    pub fn get(&mut self, key: &K) -> Option<V> {
        if let Some(known) = self.young.get(key) {
            return Some(known.clone());
        }
        let (key, known) = self.old.remove_entry(key)?;
        self.put(key, known.clone());
        Some(known)
    }

    /// Remembers a value.
    pub fn put(&mut self, key: K, value: V) {
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
    fn what_is_used_stays_and_what_is_not_goes() {
        let mut memo = Memo::new(10);
        memo.put(0, "used");
        memo.put(1, "once");
        for number in 2..100 {
            assert_eq!(memo.get(&0), Some("used"));
            memo.put(number, "once");
        }
        assert_eq!(memo.get(&1), None);
        assert!(memo.young.len() <= 10 && memo.old.len() <= 10);
    }
}
