//! The policy by table: what passes, what is refused and why.

use super::*;

const NONE: &[String] = &[];

fn allow(hosts: &[&str]) -> Vec<String> {
    hosts.iter().map(|&host| host.to_owned()).collect()
}

#[test]
fn good_addresses_pass_in_their_normal_form() {
    for (address, url, shown) in [
        (
            "https://www.gosuslugi.ru",
            "https://www.gosuslugi.ru",
            "www.gosuslugi.ru",
        ),
        (
            "https://www.gosuslugi.ru/",
            "https://www.gosuslugi.ru",
            "www.gosuslugi.ru",
        ),
        (
            " https://gosuslugi.ru ",
            "https://gosuslugi.ru",
            "gosuslugi.ru",
        ),
        (
            "HTTPS://COP.admhmao.RU/",
            "https://cop.admhmao.ru",
            "cop.admhmao.ru",
        ),
        (
            "https://www.cop.admhmao.ru",
            "https://www.cop.admhmao.ru",
            "www.cop.admhmao.ru",
        ),
        (
            "https://www.gosuslugi.ru/landing/child",
            "https://www.gosuslugi.ru/landing/child",
            "www.gosuslugi.ru/landing/child",
        ),
    ] {
        let good = check(address, NONE).unwrap();
        assert_eq!((good.url(), good.shown()), (url, shown));
    }
}

#[test]
fn a_setting_opens_the_gate_for_one_host() {
    let hosts = allow(&["school7.ru", "школа.рф", "www.sferum.ru"]);
    for (address, url, shown) in [
        (
            "https://school7.ru/a?b=c#d",
            "https://school7.ru/a?b=c#d",
            "school7.ru/a?b=c#d",
        ),
        (
            "https://www.school7.ru",
            "https://www.school7.ru",
            "www.school7.ru",
        ),
        ("https://sferum.ru", "https://sferum.ru", "sferum.ru"),
        ("https://школа.рф/7б/", "", ""),
        (
            "https://Школа.рф/7/",
            "https://xn--80atdl2c.xn--p1ai/7/",
            "школа.рф/7/",
        ),
        (
            "https://xn--80atdl2c.xn--p1ai",
            "https://xn--80atdl2c.xn--p1ai",
            "школа.рф",
        ),
    ] {
        match check(address, &hosts) {
            Ok(good) => assert_eq!((good.url(), good.shown()), (url, shown)),
            Err(refusal) => assert!(url.is_empty(), "{address}: {refusal}"),
        }
    }
    for address in [
        "https://evil.school7.ru",
        "https://school7.ru.evil.com",
        "http://school7.ru",
        "https://school7.ru/?utm_source=qr",
        "https://school7.ru:8443/",
        "https://user@school7.ru",
    ] {
        assert!(check(address, &hosts).is_err(), "{address}");
    }
}

#[test]
fn even_a_shortener_or_look_alike_passes_once_allowed() {
    let hosts = allow(&["clck.ru", "dop.admhmao.ru"]);
    assert!(check("https://clck.ru/abc", &hosts).is_ok());
    assert!(check("https://dop.admhmao.ru", &hosts).is_ok());
}

#[test]
fn of_a_default_host_a_setting_opens_one_page() {
    let page = "https://www.gosuslugi.ru/a?b=1";
    assert!(check(page, &allow(&["gosuslugi.ru", "www.gosuslugi.ru"])).is_err());
    assert!(check(page, &allow(&[page])).is_ok());
    assert!(check("https://www.gosuslugi.ru/a?b=2", &allow(&[page])).is_err());
    let own = allow(&["https://school7.ru/a"]);
    assert!(check("https://school7.ru/a", &own).is_ok());
    assert!(check("https://school7.ru/b", &own).is_err());
    for url in [page, "https://cop.admhmao.ru", "https://gosuslugi.ru/1"] {
        assert!(is_default(url), "{url}");
    }
    assert!(!is_default("https://gosuslugi.ru.evil.ru") && !is_default("https://school7.ru"));
    assert_eq!(shown("https://xn--80atdl2c.xn--p1ai/a"), "школа.рф/a");
}

/// Address, a word of the reason, a word of the hint.
const REFUSED: &[(&str, &str, &str)] = &[
    ("", "пуст", "браузера"),
    ("https://", "не имя сайта", "Адреса памятки"),
    (
        "www.gosuslugi.ru",
        "не начинается с https://",
        "https://www.gosuslugi.ru",
    ),
    (
        "//www.gosuslugi.ru",
        "не начинается с https://",
        "https://www.gosuslugi.ru",
    ),
    (
        "ftp://cop.admhmao.ru",
        "не начинается с https://",
        "https://cop.admhmao.ru",
    ),
    ("javascript:alert(1)", "не начинается с https://", "целиком"),
    (
        "http://www.gosuslugi.ru",
        "не защищена",
        "https://www.gosuslugi.ru",
    ),
    ("HTTP://school.ru", "не защищена", "https://"),
    ("https://evil.com", "не разрешён", "--allow-host evil.com"),
    ("https://школа.рф", "не разрешён", "--allow-host школа.рф"),
    (
        "https://esia.gosuslugi.ru",
        "того же владельца",
        "--allow-host",
    ),
    ("https://admhmao.ru", "того же владельца", "--allow-host"),
    ("https://clck.ru/3abc", "прячет", "целиком"),
    ("https://bit.ly/3abc", "прячет", "целиком"),
    ("https://t.me/school", "прячет", "целиком"),
    ("https://goo.gl/x", "прячет", "целиком"),
    ("https://vk.cc/x", "прячет", "целиком"),
    ("https://tinyurl.com/x", "прячет", "целиком"),
    ("https://www.tinyurl.com/x", "прячет", "целиком"),
    (
        "https://gosuslugi.com",
        "похож на gosuslugi.ru",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://gosuslugl.ru",
        "похож на gosuslugi.ru",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://g0suslugi.ru",
        "похож на gosuslugi.ru",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://gosuslugi.ru.evil.com",
        "похож на gosuslugi.ru",
        "www.gosuslugi.ru",
    ),
    (
        "https://cop.admhrnao.ru",
        "похож на cop.admhmao.ru",
        "https://cop.admhmao.ru",
    ),
    (
        "https://cop-admhmao.ru",
        "похож на cop.admhmao.ru",
        "https://cop.admhmao.ru",
    ),
    (
        "https://gоsuslugi.ru",
        "часть букв",
        "https://www.gosuslugi.ru",
    ),
    ("https://госуслуги.рф", "не разрешён", "--allow-host"),
    (
        "https://сор.admhmao.ru",
        "похож на",
        "https://cop.admhmao.ru",
    ),
    (
        "https://xn--gsuslugi-3ij.ru",
        "часть букв",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru@evil.com",
        "на «evil.com»",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://evil.com@www.gosuslugi.ru/",
        "@",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru:443",
        "двоеточие",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru:443@evil.com",
        "@",
        "https://www.gosuslugi.ru",
    ),
    ("https://213.59.254.7", "номер", "Адреса памятки"),
    ("https://[::1]/", "номер", "Адреса памятки"),
    ("https://0x7f.0x1", "номер", "Адреса памятки"),
    ("https://3232235521/", "номер", "Адреса памятки"),
    ("https://localhost", "не имя сайта", "Адреса памятки"),
    (
        "https://www.gosuslugi.ru./",
        "не имя сайта",
        "https://www.gosuslugi.ru",
    ),
    (
        "https:///www.gosuslugi.ru",
        "не имя сайта",
        "Адреса памятки",
    ),
    (
        "https:\\\\www.gosuslugi.ru",
        "не бывает",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru\\@evil.com",
        "не бывает",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosus lugi.ru",
        "не бывает",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru\u{200b}",
        "часть букв",
        "https://www.gosuslugi.ru",
    ),
    ("https://www.gosuslugi.ru/\u{202e}a", "иначе", "браузера"),
    (
        "https://www%2egosuslugi.ru",
        "не имя сайта",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru?utm_source=qr",
        "слежения «utm_source»",
        "https://www.gosuslugi.ru",
    ),
    (
        "https://www.gosuslugi.ru/?UTM%5FMedium=x",
        "слежения «utm_medium»",
        "www.gosuslugi.ru/",
    ),
    (
        "https://cop.admhmao.ru/#utm_campaign=x",
        "слежения",
        "https://cop.admhmao.ru/",
    ),
    (
        "https://cop.admhmao.ru/?a=1&yclid=2",
        "слежения «yclid»",
        "https://cop.admhmao.ru/",
    ),
    (
        "https://www.gosuslugi.ru/auth?to=//evil.com",
        "«?»",
        "https://www.gosuslugi.ru/auth",
    ),
    (
        "https://www.gosuslugi.ru/#/x",
        "«#»",
        "https://www.gosuslugi.ru/",
    ),
    ("https://www.gosuslugi.ru//evil.com", "косые", "браузера"),
    ("https://www.gosuslugi.ru/a/../b", "точки", "браузера"),
    ("https://www.gosuslugi.ru/%zz", "иначе", "браузера"),
];

#[test]
fn bad_addresses_are_refused_with_a_reason_and_a_hint() {
    for &(address, reason, hint) in REFUSED {
        let refusal = check(address, NONE).expect_err(address);
        assert!(refusal.reason.contains(reason), "{address}: {refusal:?}");
        assert!(refusal.hint.contains(hint), "{address}: {refusal:?}");
    }
}

#[test]
fn allowed_hosts_are_plain_names_or_whole_addresses() {
    let page = "https://www.gosuslugi.ru/help?x=1";
    assert_eq!(allowed_host(page).unwrap(), page);
    assert_eq!(allowed_host(" School7.RU ").unwrap(), "school7.ru");
    assert_eq!(allowed_host("xn--80atdl2c.xn--p1ai").unwrap(), "школа.рф");
    for entry in [
        "http://school7.ru",
        "https://school7.ru?utm_source=x",
        "https://school7.ru@evil.ru",
        "school7.ru/a",
        "*.ru",
        "ru",
        "",
        "1.2.3.4",
        "gоsuslugi.ru",
    ] {
        assert!(allowed_host(entry).is_err(), "{entry}");
    }
}

#[test]
fn the_addresses_of_the_default_sheet_pass_themselves() {
    for (good, host) in GOOD.into_iter().zip(DEFAULT_HOSTS) {
        assert_eq!(check(good, NONE).unwrap().url(), good);
        assert_eq!(good_address(host), good);
    }
}

#[test]
fn paths_on_the_default_hosts_are_plain() {
    for path in ["/600210", "/help/news_7.html", "/~a/b-c"] {
        assert!(
            check(&format!("https://www.gosuslugi.ru{path}"), &[]).is_ok(),
            "{path}"
        );
    }
    for path in [
        "/redirect/https:%2F%2Fevil.ru",
        "/a%5Cb",
        "/a%00",
        "/a%0Ab",
        "//evil.ru",
        "/@evil.ru",
        "/a;b",
        "/a:b",
        "/../a",
        "/a?b",
        "/a#b",
    ] {
        for host in DEFAULT_HOSTS {
            assert!(
                check(&format!("https://{host}{path}"), &[]).is_err(),
                "{host}{path}"
            );
        }
    }
    let own = allow(&["school7.ru"]);
    assert!(check("https://school7.ru/%D0%B0?b=c:d", &own).is_ok());
}
