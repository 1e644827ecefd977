//! Reading back whole documents and excerpts, as the pipeline does it.

use pamyatka::base::diagnostic::Diagnostic;
use pamyatka::proof::{self, Expected, Known, Report};

/// Reads the expected pages where they are in the document.
pub fn read_back(pdf: Vec<u8>, expected: &[Expected]) -> Result<Report, Vec<Diagnostic>> {
    read(pdf, expected.iter().map(|wanted| (wanted.page, wanted)))
}

/// Reads an excerpt that holds just the expected pages, in their order.
pub fn read_excerpt(pdf: Vec<u8>, expected: &[Expected]) -> Result<Report, Vec<Diagnostic>> {
    read(pdf, (0..).zip(expected))
}

fn read<'e>(
    pdf: Vec<u8>,
    pages: impl Iterator<Item = (usize, &'e Expected)>,
) -> Result<Report, Vec<Diagnostic>> {
    let document = proof::open(pdf)?;
    Report::of(proof::read(&document, &Known::default(), pages))
}
