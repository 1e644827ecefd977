//! Which addresses may stand on a sheet: the policy "only good addresses".
//!
//! Takes an address as a template or a setting writes it and the hosts that the
//! settings allow besides the default two; gives an [`Address`] or a
//! [`Refusal`] with a Russian reason. Parents scan what we print, so this is a
//! gate: the grammar is narrow on purpose, and what is not understood is
//! refused. A setting can open the gate for a host, never for plain http,
//! tracking or disguise.

mod alike;
mod host;
mod service;

use std::fmt;

use percent_encoding::percent_decode_str;

use host::{Fault, Host};
pub use service::misnamed;

/// The hosts that are always good, without `www.`.
pub const DEFAULT_HOSTS: [&str; 2] = ["gosuslugi.ru", "cop.admhmao.ru"];

/// The two addresses of the default sheet.
pub const GOOD: [&str; 2] = ["https://www.gosuslugi.ru", "https://cop.admhmao.ru"];

/// Bytes of an address: more take a code of over a hundred modules a side.
const MOST_BYTES: usize = 1000;

/// Query parameters that only serve to follow people about. All that begins
/// with `utm_` counts too.
const TRACKING: &str = "_openstat dclid fbclid gbraid gclid igshid mc_cid mc_eid msclkid \
    rb_clickid roistat vkclid wbraid yclid ysclid";

/// An address that may be printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    url: String,
    shown: String,
}

impl Address {
    /// The address as a code and a link carry it: ASCII, `https`, the root
    /// without a closing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address in plain letters, as it is printed under its code.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// Why an address may not be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in Russian, one or two sentences.
    pub reason: String,
    /// What to do about it, in Russian.
    pub hint: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.reason, self.hint)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    fn new(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal {
            reason: reason.into(),
            hint: hint.into(),
        }
    }
}

/// Checks `address` against the default hosts and those `allowed` besides.
///
/// A host stands for itself and its `www.` twin, never for what lies under it.
///
/// # Errors
/// A [`Refusal`] with the reason and the nearest good address.
pub fn check(address: &str, allowed: &[String]) -> Result<Address, Refusal> {
    let address = address.trim();
    if address.len() > MOST_BYTES {
        let reason = format!("В адресе больше {MOST_BYTES} знаков: код с ним не прочтётся.");
        return Err(Refusal::new(reason, "Возьмите адрес короче."));
    }
    let (authority, rest) = split(address)?;
    let host = parse_host(authority)?;
    let by_setting = allowed
        .iter()
        .filter_map(|entry| Host::parse(entry.trim()).ok())
        .any(|entry| entry.bare() == host.bare());
    let by_default = DEFAULT_HOSTS.contains(&host.bare());
    let exactly = allowed.iter().any(|entry| entry.trim() == address);
    if !by_setting && !by_default && !exactly {
        return Err(foreign(&host));
    }
    // The default hosts lead on to others; a setting opens a page of them, never
    // the whole of them.
    check_rest(rest, &host, exactly || (by_setting && !by_default))?;
    let rest = if rest == "/" { "" } else { rest };
    Ok(Address {
        url: format!("https://{}{rest}", host.ascii),
        shown: format!("{}{rest}", host.shown),
    })
}

/// Whether an address that has been checked leads to one of the default hosts.
pub fn is_default(url: &str) -> bool {
    let authority = split(url).map(|(authority, _)| authority);
    let host = authority.and_then(parse_host);
    host.is_ok_and(|host| DEFAULT_HOSTS.contains(&host.bare()))
}

/// The default host that the host of an address could be taken for.
pub fn resembles(url: &str) -> Option<&'static str> {
    let host = split(url).and_then(|(authority, _)| parse_host(authority));
    let host = host
        .ok()
        .filter(|host| !DEFAULT_HOSTS.contains(&host.bare()));
    alike::resembles(&host?.shown)
}

/// An address that has been checked, in plain letters.
pub fn shown(url: &str) -> String {
    let Ok((authority, rest)) = split(url) else {
        return url.to_owned();
    };
    parse_host(authority).map_or(url.to_owned(), |host| format!("{}{rest}", host.shown))
}

/// Checks an entry of the allowed hosts, or a whole address which alone is
/// allowed, and gives its normal form.
///
/// # Errors
/// A [`Refusal`] if it is neither.
pub fn allowed_host(entry: &str) -> Result<String, Refusal> {
    let entry = entry.trim();
    if entry.starts_with("https://") {
        check(entry, &[entry.to_owned()])?;
        return Ok(entry.to_owned());
    }
    if entry.contains(['/', ':', '@', '?', '#', '*']) {
        return Err(Refusal::new(
            format!("«{entry}» — не имя сайта."),
            "Напишите имя сайта, например school7.ru, или адрес страницы целиком, вместе с https://.",
        ));
    }
    parse_host(entry).map(|host| host.shown)
}

/// The part between `https://` and the path, and the rest.
fn split(address: &str) -> Result<(&str, &str), Refusal> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '"' | '<' | '>');
    if address.is_empty() || address.contains(odd) {
        return Err(Refusal::new(
            "В адресе пробел или знак, которого в адресах не бывает, либо адрес пуст.",
            near_hint(address, "Скопируйте адрес из строки браузера."),
        ));
    }
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("http://") {
        return Err(Refusal::new(
            format!("Адрес «{address}» начинается с http:// — такая связь не защищена."),
            near_hint(address, "Нужен адрес, который начинается с https://."),
        ));
    }
    if !lower.starts_with("https://") {
        return Err(Refusal::new(
            format!("Адрес «{address}» не начинается с https://."),
            near_hint(address, "Напишите адрес целиком, вместе с https://."),
        ));
    }
    let body = &address["https://".len()..];
    let end = body.find(['/', '?', '#']).unwrap_or(body.len());
    Ok(body.split_at(end))
}

fn parse_host(authority: &str) -> Result<Host, Refusal> {
    if let Some((_, real)) = authority.rsplit_once('@') {
        return Err(Refusal::new(
            format!(
                "В адресе стоит знак @: на самом деле он ведёт на «{real}», а не туда, куда кажется."
            ),
            good_hint(authority),
        ));
    }
    if authority.contains(':') && !authority.starts_with('[') {
        return Err(Refusal::new(
            format!("В адресе после имени сайта стоит двоеточие («{authority}»)."),
            near_hint(authority, "Адрес для семьи пишется без номера порта."),
        ));
    }
    Host::parse(authority).map_err(|fault| malformed(authority, fault))
}

fn malformed(authority: &str, fault: Fault) -> Refusal {
    let reason = match (fault, alike::resembles(authority)) {
        (Fault::Ip, _) => {
            format!("«{authority}» — номер компьютера в сети, а не имя сайта.")
        }
        (Fault::Mixed, Some(good)) => {
            format!("«{authority}» только похож на {good}: часть букв в нём чужие.")
        }
        (Fault::Mixed, None) => format!(
            "В имени сайта «{authority}» перемешаны буквы разных алфавитов: так делают подделки."
        ),
        (Fault::Malformed, _) => format!("«{authority}» — не имя сайта."),
    };
    Refusal::new(reason, good_hint(authority))
}

/// Why a well-formed host is refused that no setting allows.
fn foreign(host: &Host) -> Refusal {
    let name = &host.shown;
    let allow = format!(
        "Если сайт нужен и проверен, разрешите его: --allow-host {name} или hosts = [\"{name}\"] в pamyatka.toml."
    );
    let under = |host: &Host| {
        DEFAULT_HOSTS
            .map(parent)
            .iter()
            .any(|p| alike::is_under(host.bare(), p))
    };
    // A Cyrillic label under a good parent is a look-alike before all else.
    let (reason, hint) = if host.shown.is_ascii() && under(host) {
        let reason =
            format!("«{name}» — другой сайт того же владельца, в памятке его быть не должно.");
        (reason, allow)
    } else if let Some(good) = alike::resembles(name) {
        let reason =
            format!("«{name}» похож на {good}, но это другой сайт: так выглядят подделки.");
        (reason, format!("Верный адрес: {}.", good_address(good)))
    } else if alike::is_shortener(host.bare()) {
        let reason =
            format!("«{name}» прячет настоящий адрес за коротким: семья не увидит, куда идёт.");
        (reason, format!("Возьмите адрес целиком. {allow}"))
    } else {
        let only = DEFAULT_HOSTS.join(" и ");
        (
            format!("Сайт «{name}» не разрешён: в памятке только {only}."),
            allow,
        )
    };
    Refusal::new(reason, hint)
}

/// `gosuslugi.ru` for itself, `admhmao.ru` for `cop.admhmao.ru`.
fn parent(host: &'static str) -> &'static str {
    let tail = host.split_once('.').map_or(host, |(_, tail)| tail);
    if tail.contains('.') { tail } else { host }
}

/// The path, query and fragment.
fn check_rest(rest: &str, host: &Host, by_setting: bool) -> Result<(), Refusal> {
    let tail = rest.find(['?', '#']).map(|at| &rest[at..]).unwrap_or("");
    let path = &rest[..rest.len() - tail.len()];
    let name = &host.shown;
    let wrong = |reason: String, hint: &str| Err(Refusal::new(reason, hint));
    if !rest.is_ascii() || !percents_are_whole(rest) {
        return wrong(
            format!("После имени сайта {name} стоят знаки, которые надо записать иначе."),
            "Скопируйте адрес из строки браузера: русские буквы в нём станут знаками с процентами.",
        );
    }
    if path.contains("//") || path.split('/').any(|step| step == "." || step == "..") {
        return wrong(
            format!("В пути адреса на сайте {name} лишние косые черты или точки."),
            "Скопируйте адрес из строки браузера.",
        );
    }
    if !by_setting && !path.bytes().all(is_plain) {
        return wrong(
            format!("В пути адреса на сайте {name} знак, который может увести на другой сайт."),
            "Годятся буквы, цифры, точка, дефис, подчёркивание и косая черта.",
        );
    }
    if let Some(mark) = tracking(tail) {
        return wrong(
            format!("В адресе метка слежения «{mark}»."),
            &format!("Уберите всё от знака «?»: https://{name}{path}"),
        );
    }
    if !tail.is_empty() && !by_setting {
        return wrong(
            format!("Адрес на сайте {name} содержит «?» или «#»."),
            &format!("Достаточно адреса без них: https://{name}{path}"),
        );
    }
    Ok(())
}

/// What a path on a default host may hold: nothing that a server could take for
/// another address (`/redirect/https:%2F%2F…`), user, parameter or line.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/.-_~".contains(&byte)
}

fn percents_are_whole(rest: &str) -> bool {
    rest.split('%').skip(1).all(|after| {
        let mut digits = after.bytes();
        let mut hex = || digits.next().is_some_and(|b| b.is_ascii_hexdigit());
        hex() && hex()
    })
}

/// The first tracking parameter, decoded and in lower case.
fn tracking(tail: &str) -> Option<String> {
    let names = tail
        .split(['?', '#', '&', ';'])
        .filter_map(|pair| pair.split('=').next());
    let decoded = |name| {
        percent_decode_str(name)
            .decode_utf8_lossy()
            .to_ascii_lowercase()
    };
    names
        .map(decoded)
        .find(|name| name.starts_with("utm_") || TRACKING.split(' ').any(|known| known == name))
}

fn good_address(host: &str) -> &'static str {
    GOOD[DEFAULT_HOSTS.iter().position(|&h| h == host).unwrap_or(0)]
}

/// The good address that `text` resembles, or both.
fn good_hint(text: &str) -> String {
    near_hint(text, &format!("Адреса памятки: {}.", GOOD.join(" и ")))
}

/// The good address if the text resembles one, or a piece of advice.
fn near_hint(text: &str, advice: &str) -> String {
    match alike::resembles(text) {
        Some(good) => format!("Верный адрес: {}.", good_address(good)),
        None => advice.to_owned(),
    }
}

#[cfg(test)]
mod tests;
