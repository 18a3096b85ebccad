//! The languages that kaibo speaks.

/// A language of messages, of documentation, and of comments in what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its tag: in flags, in the manifest, and the folder of its pages.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The language of a tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language of a locale such as `zh_CN.UTF-8`; whoever has another than Chinese gets English.
    pub fn of_locale(locale: &str) -> Self {
        let primary = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_chinese_by_its_first_part() {
        for chinese in ["zh", "zh_CN.UTF-8", "ZH-Hans-CN", "zh@latin", "zh.GB18030"] {
            assert_eq!(Language::of_locale(chinese), Language::Chinese, "{chinese}");
        }
        for other in ["C", "POSIX", "", "en_US.UTF-8", "zhx_YY", "za_CN.UTF-8", "C.UTF-8"] {
            assert_eq!(Language::of_locale(other), Language::English, "{other}");
        }
    }

    #[test]
    fn tags_are_read_as_they_are_written() {
        assert!(Language::ALL.iter().all(|it| Language::of_tag(it.tag()) == Some(*it)));
        assert_eq!(Language::of_tag("ZH"), None);
    }
}
