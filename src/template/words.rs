//! Words of the vocabulary that the whole program reads alike: lengths.

pub(super) use crate::base::units::length;
