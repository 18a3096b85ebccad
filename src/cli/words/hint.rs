//! Commands that are advised: each names the folder it is for, as a shell reads it.

use crate::cli::words::message::Words;

/// The verbs that are advised for one project.
const VERBS: [&str; 4] = ["init", "diff", "patch", "enable"];

impl Words {
    /// With the project's folder, as it is shown, in each command of the help.
    pub(in crate::cli) fn for_folder(self, folder: &str) -> Self {
        Self { help: in_folder(self.help, folder), ..self }
    }
}

/// A text with a project's folder, as it is shown, in each command of it.
pub(in crate::cli) fn in_folder(text: String, folder: &str) -> String {
    if folder == "." {
        return text;
    }
    let folder = shell_word(folder);
    let name_folder = |text: String, verb: &&str| {
        let command = format!("`kaibo {verb}");
        let named = format!("{command} {folder}");
        text.replace(&format!("{command}`"), &format!("{named}`"))
            .replace(&format!("{command} --"), &format!("{named} --"))
    };
    VERBS.iter().fold(text, name_folder)
}

/// A path as one word of a POSIX shell that is no flag.
pub(in crate::cli) fn shell_word(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let is_plain = |c: char| c.is_alphanumeric() || "_./@%+=:,-".contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_the_folder_and_a_shell_reads_it_as_one_word() {
        let help = "`kaibo patch --accept ours` or `kaibo diff`; `kaibo explain x`";
        let words = || Words { message: String::new(), help: help.to_owned() };
        assert_eq!(words().for_folder(".").help, help);
        assert_eq!(
            words().for_folder("a b").help,
            "`kaibo patch 'a b' --accept ours` or `kaibo diff 'a b'`; `kaibo explain x`"
        );
        for (path, word) in [
            ("店/a-1", "店/a-1"),
            ("-x", "./-x"),
            ("it's", r"'it'\''s'"),
            ("$x", "'$x'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
