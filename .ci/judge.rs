//! Judges pictures that renderers and printer languages make of a finished PDF,
//! for `.ci/run`. Needs nothing but the standard library, so that `rustc -O`
//! builds it in a second.
//!
//! - `judge same A B SHARE`: two engines drew the same page. Prints the share
//!   of pixels that are by more than 96 of 255 darker or lighter than all within
//!   one pixel of them in the other picture (engines place and smooth letters
//!   each in its way, by less than a pixel); fails if it is more than SHARE.
//! - `judge black GREY BITS [XxY…]`: of a grey picture (8 bits, not smoothed)
//!   and a 1-bit one of the same page, what is black is black in both and what
//!   is white is white; where the corners of codes are given (as ZXing prints
//!   them), nothing but pure black and white is between them.
//! - `judge pcl IN OUT`: unpacks the raster of PCL 5 (what a printer would put
//!   on paper) into OUT-1.pgm, OUT-2.pgm and so on.
//! - `judge grey BITS OUT`: a 1-bit picture as a grey one, which ZXing reads.

use std::io::Write;
use std::process::ExitCode;
use std::{env, fs};

type Fallible<T> = Result<T, String>;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = match args[..] {
        ["same", a, b, share] => same(a, b, share),
        ["black", grey, bits, ref corners @ ..] => black(grey, bits, corners),
        ["pcl", from, to] => pcl(from, to),
        ["grey", from, to] => Picture::read(from).and_then(|picture| picture.write(to)),
        _ => Err("usage: judge same|black|pcl|grey …".to_owned()),
    };
    let (text, code) = match said {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(text) => (format!("judge: {text}"), ExitCode::FAILURE),
    };
    // Nobody listens if this fails.
    let _ = writeln!(std::io::stdout(), "{text}");
    code
}

/// A picture of grey: 0 is black, 255 is white.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Reads a raw PGM (`P5`) of 8 bits or a raw PBM (`P4`).
    fn read(path: &str) -> Fallible<Picture> {
        let bytes = fs::read(path).map_err(|error| format!("{path}: {error}"))?;
        let wrong = || format!("{path}: no raw PGM or PBM");
        let is_grey = match bytes.get(..2) {
            Some(b"P5") => true,
            Some(b"P4") => false,
            _ => return Err(wrong()),
        };
        let mut at = 2;
        let mut numbers = Vec::new();
        while numbers.len() < if is_grey { 3 } else { 2 } {
            match bytes.get(at).ok_or_else(wrong)? {
                b'#' => at += bytes[at..].iter().take_while(|b| **b != b'\n').count(),
                b'0'..=b'9' => {
                    let rest = bytes[at..].iter();
                    let digits = rest.take_while(|b| b.is_ascii_digit()).count();
                    let text = std::str::from_utf8(&bytes[at..at + digits]).expect("digits");
                    numbers.push(text.parse::<usize>().map_err(|_| wrong())?);
                    at += digits;
                }
                _ => at += 1,
            }
        }
        let (width, height) = (numbers[0], numbers[1]);
        let data = &bytes[at + 1..];
        let pixels: Vec<u8> = if is_grey {
            data.get(..width * height).ok_or_else(wrong)?.to_vec()
        } else {
            let row = width.div_ceil(8);
            let data = data.get(..row * height).ok_or_else(wrong)?;
            let lines = data.chunks(row);
            lines.flat_map(|line| dots(line, width)).collect()
        };
        Ok(Picture {
            width,
            height,
            pixels,
        })
    }

    /// Writes a raw PGM.
    fn write(&self, path: &str) -> Fallible<String> {
        let mut out = format!("P5 {} {} 255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        fs::write(path, out).map_err(|error| format!("{path}: {error}"))?;
        Ok(format!("{path}: {} x {}", self.width, self.height))
    }

    /// How far `value` lies outside what there is within one pixel of a place
    /// that is not at the edge.
    fn beyond(&self, x: usize, y: usize, value: u8) -> u8 {
        let (mut least, mut most) = (255, 0);
        for row in y - 1..=y + 1 {
            let middle = row * self.width + x;
            for &pixel in &self.pixels[middle - 1..=middle + 1] {
                least = least.min(pixel);
                most = most.max(pixel);
            }
        }
        least.saturating_sub(value).max(value.saturating_sub(most))
    }

    fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }
}

/// A row of 1-bit dots, 1 for ink.
fn dots(line: &[u8], width: usize) -> impl Iterator<Item = u8> {
    let bit = move |x: usize| {
        line.get(x / 8)
            .is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
    };
    (0..width).map(move |x| if bit(x) { 0 } else { 255 })
}

/// How far a pixel may lie beyond its neighbours in the other picture and still
/// be the same.
const NEAR: u8 = 96;

fn same(a: &str, b: &str, share: &str) -> Fallible<String> {
    let limit: f64 = share.parse().map_err(|_| "SHARE is no number".to_owned())?;
    let (first, second) = (Picture::read(a)?, Picture::read(b)?);
    // Engines round a page to pixels each in its way.
    let is_near = |a: usize, b: usize| a.abs_diff(b) <= 1;
    if !is_near(first.width, second.width) || !is_near(first.height, second.height) {
        return Err(format!("{a} and {b} are of different sizes"));
    }
    let width = first.width.min(second.width);
    let height = first.height.min(second.height);
    let (mut apart, mut most) = (0, 0);
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let there = second.beyond(x, y, first.at(x, y));
            let back = first.beyond(x, y, second.at(x, y));
            let difference = there.max(back);
            most = most.max(difference);
            apart += usize::from(difference > NEAR);
        }
    }
    let found = apart as f64 / (width * height) as f64;
    let said = format!("{found:.6} of the pixels differ, the most by {most}");
    if found > limit {
        return Err(format!("{a}, {b}: {said}; {limit} is allowed"));
    }
    Ok(said)
}

fn black(grey: &str, bits: &str, corners: &[&str]) -> Fallible<String> {
    let (shades, dots) = (Picture::read(grey)?, Picture::read(bits)?);
    if (shades.width, shades.height) != (dots.width, dots.height) {
        return Err(format!("{grey} and {bits} are of different sizes"));
    }
    let mut counts = [0usize; 256];
    let mut wrong = 0;
    for (&shade, &dot) in shades.pixels.iter().zip(&dots.pixels) {
        counts[usize::from(shade)] += 1;
        wrong += usize::from(matches!(shade, 0 | 255) && shade != dot);
    }
    if wrong > 0 {
        return Err(format!(
            "{bits}: {wrong} pixels are not as black or white as in {grey}"
        ));
    }
    let ink: usize = counts[..128].iter().sum();
    let pure = counts[0] as f64 / ink.max(1) as f64;
    // Labels are grey on purpose; a black that is not 0 would be most of it.
    if pure < 0.9 {
        return Err(format!("{grey}: only {pure:.3} of the dark pixels are 0"));
    }
    let places = corners.iter().map(|corner| {
        let (x, y) = corner.split_once('x').ok_or("a corner is no XxY")?;
        let number = |text: &str| text.parse().map_err(|_| format!("{corner} is no XxY"));
        Ok::<(usize, usize), String>((number(x)?, number(y)?))
    });
    let places: Vec<(usize, usize)> = places.collect::<Result<_, _>>()?;
    for code in places.chunks(4) {
        pure_code(&shades, code).map_err(|what| format!("{grey}: {what}"))?;
    }
    let codes = places.len() / 4;
    Ok(format!("{codes} codes pure, {pure:.4} of the ink is black"))
}

/// Fails unless all is 0 or 255 between these corners.
fn pure_code(picture: &Picture, corners: &[(usize, usize)]) -> Fallible<()> {
    let xs = corners.iter().map(|place| place.0);
    let ys = corners.iter().map(|place| place.1);
    let range = |least: Option<usize>, most: Option<usize>| least.zip(most).ok_or("no corner");
    let (left, right) = range(xs.clone().min(), xs.max())?;
    let (top, bottom) = range(ys.clone().min(), ys.max())?;
    if right >= picture.width || bottom >= picture.height {
        return Err("a code reaches beyond the page".to_owned());
    }
    let mut ink = 0;
    for y in top..=bottom {
        for &pixel in &picture.pixels[y * picture.width + left..=y * picture.width + right] {
            if !matches!(pixel, 0 | 255) {
                return Err(format!("the shade {pixel} in the code at {left}, {top}"));
            }
            ink += usize::from(pixel == 0);
        }
    }
    let share = ink as f64 / ((right - left + 1) * (bottom - top + 1)) as f64;
    // Dark modules are about half of a code.
    if !(0.35..0.65).contains(&share) {
        return Err(format!("{share:.2} of the code at {left}, {top} is black"));
    }
    Ok(())
}

/// The raster of a PCL 5 page, as far as Ghostscript's drivers use it.
#[derive(Default)]
struct Raster {
    rows: Vec<Vec<u8>>,
    /// The row before, which delta rows start from.
    seed: Vec<u8>,
    mode: i64,
    cursor: i64,
    pages: usize,
}

fn pcl(from: &str, to: &str) -> Fallible<String> {
    let bytes = fs::read(from).map_err(|error| format!("{from}: {error}"))?;
    let mut raster = Raster::default();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            0x1b => at = raster.escape(&bytes, at + 1)?,
            0x0c => {
                raster.page(to)?;
                at += 1;
            }
            _ => at += 1,
        }
    }
    match raster.pages {
        0 => Err(format!("{from}: no page")),
        pages => Ok(format!("{pages} pages")),
    }
}

impl Raster {
    /// Obeys the sequence that goes on at `at`; returns where it ends.
    fn escape(&mut self, bytes: &[u8], mut at: usize) -> Fallible<usize> {
        let cut = || "a sequence is cut off".to_owned();
        let kind = *bytes.get(at).ok_or_else(cut)?;
        at += 1;
        // Two letters alone, such as the reset.
        if !matches!(kind, b'!'..=b'/') {
            return Ok(at);
        }
        let mut group = 0;
        if matches!(bytes.get(at), Some(b'`'..=b'~')) {
            group = bytes[at];
            at += 1;
        }
        loop {
            let begin = at;
            while matches!(bytes.get(at), Some(b'0'..=b'9' | b'+' | b'-' | b'.')) {
                at += 1;
            }
            let text = std::str::from_utf8(&bytes[begin..at]).expect("ASCII");
            let value: i64 = text.trim_start_matches('+').parse().unwrap_or(0);
            let letter = *bytes.get(at).ok_or_else(cut)?;
            at += 1;
            let mut data: &[u8] = &[];
            if letter.eq_ignore_ascii_case(&b'W') {
                data = bytes.get(at..at + value as usize).ok_or_else(cut)?;
                at += data.len();
            }
            let relative = text.starts_with(['+', '-']);
            self.command(
                [kind, group, letter.to_ascii_uppercase()],
                value,
                relative,
                data,
            );
            if letter.is_ascii_uppercase() {
                return Ok(at);
            }
        }
    }

    fn command(&mut self, name: [u8; 3], value: i64, relative: bool, data: &[u8]) {
        match &name {
            b"*pY" => self.cursor = value + if relative { self.cursor } else { 0 },
            b"*rA" => {
                self.seed.clear();
                self.rows
                    .resize(usize::try_from(self.cursor).unwrap_or(0), Vec::new());
            }
            b"*bM" => self.mode = value,
            b"*bY" => {
                self.seed.clear();
                self.rows
                    .resize(self.rows.len() + value as usize, Vec::new());
            }
            b"*bW" => {
                self.seed = unpack(self.mode, data, std::mem::take(&mut self.seed));
                self.rows.push(self.seed.clone());
            }
            _ => {}
        }
    }

    /// Writes the page that is complete.
    fn page(&mut self, to: &str) -> Fallible<()> {
        self.pages += 1;
        let width = 8 * self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let pixels = self.rows.iter().flat_map(|line| dots(line, width));
        let picture = Picture {
            width,
            height: self.rows.len(),
            pixels: pixels.collect(),
        };
        picture.write(&format!("{to}-{}.pgm", self.pages))?;
        self.rows.clear();
        self.seed.clear();
        self.cursor = 0;
        Ok(())
    }
}

/// A row out of what a compression method left of it.
fn unpack(mode: i64, data: &[u8], seed: Vec<u8>) -> Vec<u8> {
    let mut row = Vec::new();
    match mode {
        1 => {
            for pair in data.chunks_exact(2) {
                row.resize(row.len() + usize::from(pair[0]) + 1, pair[1]);
            }
        }
        2 => {
            let mut rest = data;
            while let [count, first, tail @ ..] = rest {
                let count = *count as i8;
                if count >= 0 {
                    let literal = (count as usize + 1).min(rest.len() - 1);
                    row.extend_from_slice(&rest[1..=literal]);
                    rest = &rest[literal + 1..];
                } else {
                    row.resize(row.len() + 1 + usize::from(count.unsigned_abs()), *first);
                    rest = tail;
                }
            }
        }
        3 => {
            row = seed;
            let mut at = 0;
            let mut rest = data.iter();
            while let Some(&command) = rest.next() {
                let mut step = command & 31;
                at += usize::from(step);
                // A step of 31 is continued until a byte is not 255.
                while step == 31 || step == 255 {
                    step = rest.next().copied().unwrap_or(0);
                    at += usize::from(step);
                    if step != 255 {
                        break;
                    }
                }
                for _ in 0..=(command >> 5) {
                    let byte = rest.next().copied().unwrap_or(0);
                    if row.len() <= at {
                        row.resize(at + 1, 0);
                    }
                    row[at] = byte;
                    at += 1;
                }
            }
        }
        _ => row.extend_from_slice(data),
    }
    row
}
