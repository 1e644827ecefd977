//! CommonMark inside a paragraph, and the images that are not pictures.
//!
//! What CommonMark lacks is written as an image whose address is a word of the
//! vocabulary: `![](line)`, `![](digits:3-3-2-2)`, `![Госуслуги](qr:https://…)`.

use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::address;
use crate::base::units::{Pt, length};
use crate::model::handout::{Block, CodeBlock, CodePlace, Inline, PictureBlock, Weight};
use crate::model::job::Job;
use crate::model::picture::EMBLEM;
use crate::model::rules::LEAST_SIDE;

use super::mistake::{Mistake, known_words};

/// The words before the colon in the address of an image.
const WORDS: [&str; 6] = ["qr", "line", "digits", "tick", "tab", "letters"];

/// How high a picture may be: more would outweigh the text.
const PICTURE_HEIGHT: Pt = Pt::mm(18.0);

/// How the names of picture files end.
const PICTURES: [&str; 3] = [".png", ".jpg", ".jpeg"];

/// Whether the address of an image is a picture and no word.
pub(super) fn is_picture(target: &str) -> bool {
    let lower = target.to_lowercase();
    target == EMBLEM || PICTURES.iter().any(|end| lower.ends_with(end))
}

/// What may stand after the size of a code.
const PLACES: [(&str, CodePlace); 2] = [("beside", CodePlace::Beside), ("edge", CodePlace::Edge)];

/// What a paragraph turned out to be.
pub(super) enum Text {
    /// A code or a picture, which stands alone.
    Alone(Block),
    /// Ordinary text.
    Inlines(Vec<Inline>),
}

/// An image that is being read: its word and the text in its brackets.
struct Image {
    target: String,
    title: String,
    text: String,
}

/// A link that is being read.
struct Link {
    url: String,
    text: Vec<(String, Weight)>,
}

/// Gathers the pieces of one paragraph.
pub(super) struct Pieces<'a> {
    job: &'a Job,
    inlines: Vec<Inline>,
    alone: Option<Block>,
    strong: usize,
    medium: usize,
    image: Option<Image>,
    link: Option<Link>,
}

impl<'a> Pieces<'a> {
    pub fn new(job: &'a Job) -> Self {
        Pieces {
            job,
            inlines: Vec::new(),
            alone: None,
            strong: 0,
            medium: 0,
            image: None,
            link: None,
        }
    }

    /// Takes one event of the parser.
    pub fn take(&mut self, event: Event<'_>) -> Result<(), Mistake> {
        match event {
            Event::Text(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.inlines.push(Inline::Break),
            Event::Code(caption) => self.inlines.push(Inline::Button(caption.into_string())),
            Event::Start(Tag::Strong) => self.strong += 1,
            Event::End(TagEnd::Strong) => self.strong -= 1,
            Event::Start(Tag::Emphasis) => self.medium += 1,
            Event::End(TagEnd::Emphasis) => self.medium -= 1,
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                if self.image.is_some() {
                    return Err(Mistake::new(
                        "картинка стоит в подписи другой.",
                        "Поставьте каждую отдельным абзацем: пустая строка до и после.",
                    ));
                }
                self.image = Some(Image {
                    target: dest_url.into_string(),
                    title: title.into_string(),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Image) => return self.end_image(),
            Event::Start(Tag::Link { dest_url, .. }) => return self.begin_link(&dest_url),
            Event::End(TagEnd::Link) => {
                if let Some(link) = self.link.take() {
                    let text: String = link.text.iter().map(|(part, _)| part.as_str()).collect();
                    named_right(&text, &link.url)?;
                    self.inlines.push(Inline::Link {
                        url: link.url,
                        text: link.text,
                    });
                }
            }
            _ => {
                return Err(Mistake::new(
                    "такого на листе поставить нельзя.",
                    "Годятся текст, **жирный**, *полужирный*, `кнопка`, ссылки и картинки-слова.",
                ));
            }
        }
        Ok(())
    }

    fn weight(&self) -> Weight {
        match (self.strong, self.medium) {
            (0, 0) => Weight::Normal,
            (0, _) => Weight::Medium,
            _ => Weight::Strong,
        }
    }

    fn text(&mut self, text: &str) {
        let weight = self.weight();
        if let Some(image) = &mut self.image {
            image.text.push_str(text);
        } else if let Some(link) = &mut self.link {
            match link.text.last_mut() {
                Some((last, same)) if *same == weight => last.push_str(text),
                _ => link.text.push((text.to_owned(), weight)),
            }
        } else {
            match self.inlines.last_mut() {
                Some(Inline::Text(last, same)) if *same == weight => last.push_str(text),
                _ => self.inlines.push(Inline::Text(text.to_owned(), weight)),
            }
        }
    }

    fn begin_link(&mut self, url: &str) -> Result<(), Mistake> {
        let address = self.good(url)?;
        self.link = Some(Link {
            url: address.url().to_owned(),
            text: Vec::new(),
        });
        Ok(())
    }

    fn good(&self, url: &str) -> Result<address::Address, Mistake> {
        address::check(url, &self.job.hosts)
            .map_err(|refusal| Mistake::new(refusal.reason, refusal.hint))
    }

    fn end_image(&mut self) -> Result<(), Mistake> {
        let Some(image) = self.image.take() else {
            return Ok(());
        };
        let target = image.target.clone();
        let (word, value) = target.split_once(':').unwrap_or((&target, ""));
        let inline = match word {
            "qr" => {
                let code = Block::Code(self.code_block(value, &image)?);
                return self.stands_alone(code);
            }
            _ if is_picture(&image.target) => {
                let picture = Block::Picture(self.picture(image)?);
                return self.stands_alone(picture);
            }
            "letters" if value.is_empty() && !image.text.is_empty() => {
                Some(Inline::Letters(image.text.clone()))
            }
            "tick" if value.is_empty() => Some(Inline::Tick),
            "line" if value.is_empty() => Some(Inline::Line(None)),
            "line" => length(value).map(|width| Inline::Line(Some(width))),
            "tab" => length(value).map(Inline::Tab),
            "digits" => digits(value).map(Inline::Digits),
            known if WORDS.contains(&known) => None,
            _ => return Err(unknown(word)),
        };
        let inline = inline.ok_or_else(|| {
            Mistake::new(
                format!("«{word}» записано неверно."),
                "Пишут так: ![](line), ![](line:34mm), ![](digits:3-3-2-2), ![](tick), \
                 ![](tab:22mm), ![?!](letters).",
            )
        })?;
        self.inlines.push(inline);
        Ok(())
    }

    fn stands_alone(&mut self, block: Block) -> Result<(), Mistake> {
        match self.alone.replace(block) {
            None => Ok(()),
            Some(_) => Err(Mistake::new(
                "в одном абзаце два QR-кода или две картинки.",
                "Поставьте каждый отдельным абзацем: пустая строка до и после.",
            )),
        }
    }

    fn picture(&self, image: Image) -> Result<PictureBlock, Mistake> {
        let Some(picture) = self.job.pictures.get(&image.target) else {
            let message = format!("картинки «{}» нет.", image.target);
            let hint = "Положите файл рядом с шаблоном; эмблему назовите: emblem = \"logo.png\".";
            return Err(Mistake::new(message, hint));
        };
        let stated = match image.title.as_str() {
            "" => Some(PICTURE_HEIGHT),
            title => length(title).filter(|height| *height <= PICTURE_HEIGHT),
        };
        let height = stated.ok_or_else(|| {
            let hint = "Пишут высоту, не больше 18 мм: ![Эмблема](logo.png \"15mm\").";
            Mistake::new("высота картинки не понята или больше 18 мм.", hint)
        })?;
        Ok(PictureBlock {
            picture: Arc::clone(picture),
            alt: image.text,
            height,
        })
    }

    fn code_block(&self, url: &str, image: &Image) -> Result<CodeBlock, Mistake> {
        let address = self.good(url)?;
        named_right(&image.text, address.url())?;
        let stated = PLACES.iter().find_map(|(word, place)| {
            let size = image.title.strip_suffix(word)?;
            Some((size.trim(), *place))
        });
        let (title, place) = stated.unwrap_or((&image.title, CodePlace::Centre));
        let side = match title {
            "" => None,
            title => Some(code_side(title)?),
        };
        Ok(CodeBlock {
            url: address.url().to_owned(),
            shown: address.shown().to_owned(),
            name: image.text.clone(),
            side,
            place,
        })
    }

    /// The finished paragraph, without spaces at its ends.
    pub fn finish(self) -> Result<Text, Mistake> {
        let Pieces {
            mut inlines, alone, ..
        } = self;
        if let Some(Inline::Text(first, _)) = inlines.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if let Some(Inline::Text(last, _)) = inlines.last_mut() {
            *last = last.trim_end().to_owned();
        }
        inlines.retain(|inline| !matches!(inline, Inline::Text(text, _) if text.is_empty()));
        match alone {
            None => Ok(Text::Inlines(inlines)),
            Some(block) if inlines.is_empty() => Ok(Text::Alone(block)),
            Some(_) => Err(Mistake::new(
                "рядом с QR-кодом или картинкой стоит текст.",
                "Поставьте его отдельным абзацем: пустая строка до и после.",
            )),
        }
    }
}

/// Refuses words that name one of the two services beside an address of another.
pub(super) fn named_right(words: &str, url: &str) -> Result<(), Mistake> {
    match address::misnamed(words, url) {
        None => Ok(()),
        Some(host) => Err(Mistake::new(
            format!(
                "написано про {host}, а адрес ведёт на {}.",
                address::shown(url)
            ),
            "Исправьте адрес или подпись: семья пойдёт туда, куда ведёт код.",
        )),
    }
}

/// The side of a code without its quiet zone. What a template does not state
/// is 30 mm; on purpose it may be smaller, down to what a fresh print still
/// gives (layout checks the size of the modules).
fn code_side(title: &str) -> Result<Pt, Mistake> {
    length(title)
        .filter(|side| *side >= LEAST_SIDE)
        .ok_or_else(|| {
            Mistake::new(
                "размер QR-кода не понят или меньше 20 мм.",
                "Пишут так: ![Госуслуги](qr:https://www.gosuslugi.ru \"30mm\").",
            )
        })
}

/// Groups of digits: `3-3-2-2`.
fn digits(value: &str) -> Option<Vec<u8>> {
    let groups: Option<Vec<u8>> = value
        .split('-')
        .map(|group| group.parse::<u8>().ok().filter(|n| (1..=20).contains(n)))
        .collect();
    groups.filter(|groups| groups.iter().map(|&n| usize::from(n)).sum::<usize>() <= 30)
}

fn unknown(word: &str) -> Mistake {
    Mistake::new(
        format!("картинка «{word}» неизвестна: это не слово из набора и не файл PNG или JPEG."),
        known_words(word, &WORDS),
    )
}
