//! PDFs and pictures that are small and ask for everything.

use std::fs;

use crate::support::bounded::{bounded, refused};

/// A PDF of these objects, the first of which is number 5; the page draws what
/// `content` says out of `resources`.
fn pdf(resources: &str, content: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let mut all = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>"
        )
        .into_bytes(),
        stream("", content.as_bytes()),
    ];
    all.extend_from_slice(objects);
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in all.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        file.extend_from_slice(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", all.len() + 1).into_bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = all.len() + 1;
    file.extend(
        format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes(),
    );
    file
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// An image of 65 500 points a side or more, packed by `filter`.
fn image(filter: &str, side: u32, bytes: &[u8]) -> Vec<u8> {
    let dictionary =
        format!("/Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent {filter}");
    let image = stream(&dictionary, bytes);
    pdf(
        "/XObject<</I 5 0 R>>",
        "q 500 0 0 500 50 50 cm /I Do Q",
        &[image],
    )
}

fn shading(functions: &[Vec<u8>]) -> Vec<u8> {
    let resources = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray\
                     /Coords[0 0 600 0]/Function 5 0 R>>>>";
    pdf(resources, "/S sh", functions)
}

/// Four million lines to draw, packed three times over.
fn packed() -> Vec<u8> {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;
    let pack = |bytes: &[u8]| {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let drawing = pack(&b"0 0 m 9 9 l S ".repeat(1 << 22));
    let content = pack(&pack(&drawing));
    let filters = "/Filter[/FlateDecode/FlateDecode/FlateDecode]";
    let mut file = pdf("", "", &[stream(filters, &content)]);
    let place = file
        .windows(14)
        .position(|part| part == b"/Contents 4 0 ")
        .unwrap();
    file[place + 10] = b'5';
    file
}

/// Objects that each ask for the next one twice.
fn doubled(depth: usize, object: impl Fn(usize) -> Vec<u8>, last: Vec<u8>) -> Vec<Vec<u8>> {
    let mut all: Vec<_> = (0..depth).map(|at| object(at + 6)).collect();
    all.push(last);
    all
}

#[test]
fn a_pdf_that_asks_for_everything_is_too_large_or_damaged() {
    let form = |body: &str, next: &str| {
        let resources = format!("/Resources<</XObject<<{next}>>>>");
        let dictionary = format!("/Type/XObject/Subtype/Form/BBox[0 0 600 900]{resources}");
        stream(&dictionary, body.as_bytes())
    };
    let laugh = doubled(
        35,
        |next| form("/F Do /F Do", &format!("/F {next} 0 R")),
        form("0 0 1 1 re f", ""),
    );
    let functions = doubled(
        35,
        |next| {
            let of = format!("/Functions[{next} 0 R {next} 0 R]/Bounds[.5]/Encode[0 1 0 1]");
            format!("<</FunctionType 3/Domain[0 1]{of}>>").into_bytes()
        },
        b"<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>".to_vec(),
    );
    let braces = "{".repeat(60_000) + &"}".repeat(60_000);
    let calculator = stream("/FunctionType 4/Domain[0 1]/Range[0 1]", braces.as_bytes());
    let fax = "1/ImageMask true/Filter/CCITTFaxDecode\
               /DecodeParms<</K -1/Columns 2147483647/Rows 2147483647>>";
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("laugh.pdf", pdf("/XObject<</F 5 0 R>>", "/F Do", &laugh)),
        ("fn.pdf", shading(&functions)),
        ("type4.pdf", shading(&[calculator])),
        ("ccitt.pdf", image(fax, i32::MAX as u32, &[0; 20])),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
        let said = refused(dir.path(), &["verify", name], 1);
        assert!(
            said.contains("слишком велик или испорчен"),
            "{name}: {said}"
        );
    }
}

#[test]
fn a_pdf_of_endless_drawing_ends() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("flate3.pdf"), packed()).unwrap();
    let said = bounded(dir.path(), &["verify", "--json", "flate3.pdf"]);
    assert_eq!((said.status.code(), &*said.stderr), (Some(1), &b""[..]));
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("\"unreadable-file\""), "{said}");
}

/// Rows of finder patterns, as in the corners of a code, in a small picture.
fn finders(a_side: usize) -> Vec<u8> {
    let side = a_side * 27;
    let mut picture = image::GrayImage::from_pixel(side as u32, side as u32, image::Luma([255]));
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let from_middle = |at: u32| (i64::from(at % 27) / 3 - 3).abs();
        let ring = from_middle(x).max(from_middle(y));
        if ring <= 1 || ring == 3 {
            *pixel = image::Luma([0]);
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_full_of_finder_patterns_ends_and_is_not_good() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("finders.png"), finders(20)).unwrap();
    let output = bounded(dir.path(), &["verify", "finders.png"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn settings_beside_a_judged_file_do_not_judge_it() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("own.toml"), "hosts = [\"school7.ru\"]\n").unwrap();
    fs::copy(
        dir.path().join("own.toml"),
        dir.path().join("pamyatka.toml"),
    )
    .unwrap();
    let made = bounded(
        dir.path(),
        &["qr", "https://school7.ru/a", "--png", "-o", "."],
    );
    assert_eq!(made.status.code(), Some(0));
    let refused = bounded(dir.path(), &["verify", "school7.ru_a.png"]);
    assert_eq!(refused.status.code(), Some(1));
    let allowed = ["verify", "school7.ru_a.png", "--config", "own.toml"];
    assert_eq!(bounded(dir.path(), &allowed).status.code(), Some(0));
}
