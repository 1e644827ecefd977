//! What has been made before, remembered as long as it is used.
//!
//! Of what a set is made of, nearly all is the same for every pupil and the
//! rest comes once. A [`Memo`] takes both and does not ask which is which: when
//! it is full, it forgets what has not been asked for since it was last full.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// A memory of bounded size.
#[derive(Debug)]
pub struct Memo<K, V> {
    limit: usize,
    young: HashMap<K, V>,
    /// What `young` held when it was last full.
    old: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// A memory of at most twice `limit` values.
    pub fn new(limit: usize) -> Self {
        Memo {
            limit,
            young: HashMap::new(),
            old: HashMap::new(),
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
    fn what_is_used_stays_and_what_comes_once_does_not() {
        let mut memo = Memo::new(10);
        for number in 0..100 {
            memo.put(number, number);
            assert_eq!(memo.get(&0), Some(0));
        }
        assert_eq!((memo.get(&1), memo.get(&99)), (None, Some(99)));
        assert!(memo.young.len() <= 10 && memo.old.len() <= 10);
    }
}
