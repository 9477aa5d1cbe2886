//! Passwords that somebody who wants to get in tries first.
//!
//! A short list stops what would be guessed within the few attempts that the rate limits leave. It names only passwords
//! that are long enough to be chosen here at all.
//!
//! Not here: how long a password is (`passwords`), how often one may try (`http::rate`).

/// So many characters beside a name make a password.
const FEW: usize = 4;

/// Most common passwords of eight characters and more, in lower case.
const COMMON: [&str; 72] = [
    "00000000",
    "0987654321",
    "11111111",
    "1111111111",
    "11223344",
    "112233445566",
    "12121212",
    "123123123",
    "12341234",
    "12344321",
    "1234567890",
    "123456789",
    "12345678",
    "123456789a",
    "12345678a",
    "1234qwer",
    "123654789",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "22222222",
    "55555555",
    "66666666",
    "77777777",
    "789456123",
    "87654321",
    "88888888",
    "987654321",
    "99999999",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aaaaaaaa",
    "abc12345",
    "abcd1234",
    "abcdefgh",
    "admin123",
    "administrator",
    "asdf1234",
    "asdfghjk",
    "asdfghjkl",
    "azertyuiop",
    "baseball",
    "changeme",
    "computer",
    "contraseña",
    "football",
    "iloveyou",
    "letmein1",
    "motdepasse",
    "p@ssw0rd",
    "p@ssword",
    "passw0rd",
    "password",
    "password!",
    "password1",
    "password12",
    "password123",
    "passwort",
    "princess",
    "qazwsxedc",
    "qwer1234",
    "qwerty12",
    "qwerty123",
    "qwertyuiop",
    "qwertzuiop",
    "senha123",
    "sunshine",
    "trustno1",
    "welcome1",
];

/// Whether a password is one of the most common, in capitals or not.
pub(super) fn is_common(password: &str) -> bool {
    COMMON.contains(&&*password.to_lowercase())
}

/// Whether a password is one of these names, in capitals or not: once, again and again, or with a few characters more.
pub(super) fn is_of_names(password: &str, names: &[&str]) -> bool {
    let folded = password.to_lowercase();
    let rest = |name: &str| folded.replace(&name.to_lowercase(), "").chars().count();
    names.iter().any(|name| !name.is_empty() && folded.contains(&name.to_lowercase()) && rest(name) < FEW)
}

#[cfg(test)]
mod tests {
    use super::super::passwords::MIN_CHARS;
    use super::*;

    #[test]
    fn what_is_listed_could_be_chosen_but_for_the_list() {
        for (nth, password) in COMMON.iter().enumerate() {
            assert!(password.chars().count() >= MIN_CHARS, "{password} is refused for its length");
            assert_eq!(*password, password.to_lowercase());
            assert!(!COMMON[..nth].contains(password), "{password} is listed twice");
        }
    }

    #[test]
    fn a_common_password_is_known_in_capitals_and_only_whole() {
        assert!(is_common("Password1") && is_common("CONTRASEÑA") && is_common("12345678"));
        assert!(!is_common("password1 and more") && !is_common("correct horse battery"));
    }

    #[test]
    fn a_name_is_known_in_capitals_again_and_with_little_beside_it() {
        let names = ["ann", "ann@example.org", ""];
        for password in ["Ann@Example.org", "annANNann", "ann@example.org1", "1annann!"] {
            assert!(is_of_names(password, &names), "{password}");
        }
        for password in ["annual report", "ann and bob", "something else", ""] {
            assert!(!is_of_names(password, &names), "{password}");
        }
    }
}
