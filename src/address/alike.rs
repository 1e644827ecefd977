//! What a bad host pretends to be: look-alikes of the good ones, shorteners.
//!
//! Takes the text of a host, however odd; gives the good host it resembles.

use strsim::osa_distance;

/// The hosts that are compared with, and the word of each that people go by.
const MODELS: [(&str, &str); 2] = [("gosuslugi.ru", "gosuslugi"), ("cop.admhmao.ru", "admhmao")];

/// Services that hide an address behind a short one.
const SHORTENERS: &str = "bit.do bit.ly clck.ru clc.to cutt.ly goo.gl goo.su is.gd inlnk.ru kurl.ru \
    lnkd.in ow.ly qps.ru rb.gy rebrand.ly short.io shorturl.at surl.li t.co t.ly t.me tiny.cc \
    tinyurl.com u.to urlid.ru v.gd vk.cc ya.cc";

/// Whether the host (without `www.`) is a shortener or a page of one.
pub(super) fn is_shortener(bare: &str) -> bool {
    SHORTENERS.split(' ').any(|known| is_under(bare, known))
}

/// Whether `host` is `parent` or lies under it.
pub(super) fn is_under(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The good host that `host` could be taken for, at a glance.
pub(super) fn resembles(host: &str) -> Option<&'static str> {
    let lower = host.to_lowercase();
    let seen = skeleton(lower.strip_prefix("www.").unwrap_or(&lower));
    let models = MODELS.into_iter();
    let mut alike =
        models.filter(|(host, word)| looks_like(&seen, &skeleton(host), &skeleton(word)));
    alike.next().map(|(host, _)| host)
}

fn looks_like(seen: &str, host: &str, word: &str) -> bool {
    // gosuslugi-ru.com, gosuslugi.ru.evil.com, go-suslugi.site
    seen.replace(['.', '-'], "").contains(word)
        || osa_distance(seen, host) <= 2
        || seen
            .split(['.', '-'])
            .any(|label| label.len() >= 5 && osa_distance(label, word) <= 2)
}

/// The host as the eye reads it: letters that look alike become one letter.
fn skeleton(host: &str) -> String {
    let mut seen = String::new();
    for c in host.chars() {
        seen.push(match c {
            'а' | 'ɑ' | 'α' | '@' => 'a',
            'в' | 'ь' => 'b',
            'с' | 'ϲ' | 'ç' => 'c',
            'ԁ' => 'd',
            'е' | 'ё' | 'é' | 'є' => 'e',
            'ɡ' | 'ｇ' | 'ġ' | '9' => 'g',
            'һ' | 'н' => 'h',
            'і' | 'ї' | 'í' | 'ı' | '1' | 'l' | 'ӏ' | '|' | 'j' => 'i',
            'к' => 'k',
            'м' => 'm',
            'п' => 'n',
            'о' | 'ο' | 'ö' | 'ó' | '0' => 'o',
            'р' | 'ρ' => 'p',
            'г' => 'r',
            'ѕ' | 'ś' | '5' | '$' => 's',
            'т' => 't',
            'и' | 'ц' | 'υ' | 'ü' | 'ú' | 'v' => 'u',
            'х' => 'x',
            'у' | 'ү' => 'y',
            other => other,
        });
    }
    seen.replace("rn", "m").replace("uu", "w")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_and_what_they_imitate() {
        for (host, model) in [
            ("gosuslugi.com", "gosuslugi.ru"),
            ("gosuslugl.ru", "gosuslugi.ru"),
            ("g0suslugi.ru", "gosuslugi.ru"),
            ("gosusIugi.ru", "gosuslugi.ru"),
            ("gosuslug.ru", "gosuslugi.ru"),
            ("gosulsugi.ru", "gosuslugi.ru"),
            ("gosuslugi.ru.evil.com", "gosuslugi.ru"),
            ("gosuslugi-ru.com", "gosuslugi.ru"),
            ("my-gosuslugi.online", "gosuslugi.ru"),
            ("gos-uslugi.ru", "gosuslugi.ru"),
            ("www.gosuslugi.su", "gosuslugi.ru"),
            ("gоsuslugi.ru", "gosuslugi.ru"),
            ("cop.admhrnao.ru", "cop.admhmao.ru"),
            ("cop-admhmao.ru", "cop.admhmao.ru"),
            ("cор.admhmao.ru", "cop.admhmao.ru"),
            ("c0p.adrnhmao.com", "cop.admhmao.ru"),
        ] {
            assert_eq!(resembles(host), Some(model), "{host}");
        }
    }

    #[test]
    fn ordinary_hosts_resemble_nothing() {
        for host in [
            "school7.ru",
            "uslugi.mosreg.ru",
            "sferum.ru",
            "school-online.ru",
            "минобрнауки.рф",
            "admsurgut.ru",
        ] {
            assert_eq!(resembles(host), None, "{host}");
        }
    }

    #[test]
    fn shorteners_and_their_pages() {
        assert!(is_shortener("clck.ru") && is_shortener("go.bit.ly"));
        assert!(!is_shortener("habit.ly") && !is_shortener("chat.me"));
    }
}
