//! Scratch: answers questions from stdin: u32 json length, u32 bytes length, json, bytes.
use std::io::{Read, Write};
fn main() {
    let mut page = pamyatka_page::work::Page::default();
    let (mut i, mut o) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut head = [0u8; 8];
    while i.read_exact(&mut head).is_ok() {
        let n =
            |r: std::ops::Range<usize>| u32::from_le_bytes(head[r].try_into().unwrap()) as usize;
        let (mut q, mut b) = (vec![0; n(0..4)], vec![0; n(4..8)]);
        i.read_exact(&mut q).unwrap();
        i.read_exact(&mut b).unwrap();
        let a = page.ask(&q, b, &|_| {});
        let json = a.json.to_string();
        o.write_all(&(json.len() as u32).to_le_bytes()).unwrap();
        o.write_all(&(a.bytes.len() as u32).to_le_bytes()).unwrap();
        o.write_all(json.as_bytes()).unwrap();
        o.write_all(&a.bytes).unwrap();
        o.flush().unwrap();
    }
}
