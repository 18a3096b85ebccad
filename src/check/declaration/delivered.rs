//! Rules about what becomes of a declaration: whether the build has it, and whether the platform allows it.

use crate::check::declaration::is_true;
use crate::check::declaration::place::declared;
use crate::check::facts::{Facts, NamedFile};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::model::authorised::Authorisation;
use crate::model::plugin::PROVIDER;
use crate::project::declaration::{Declaration, Owner, State};
use crate::project::framework::Framework;
use crate::syntax::Node;

/// What the source declares, the built app.json has, in the same version.
pub(in crate::check) const PLUGIN_NOT_IN_BUILD: Rule = Rule {
    id: "plugin-not-in-build",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: not_in_build,
};

/// An upload fails with 80082 where the platform has not authorised the plugin (official error codes of /wxa/commit).
pub(in crate::check) const PLUGIN_NOT_AUTHORISED: Rule = Rule {
    id: "plugin-not-authorised",
    severity: Severity::Error,
    judge: Judge::Kaibo,
    find: not_authorised,
};

/// The declarations of the live plugin that are there for certain.
fn active<'a>(facts: &'a Facts<'a>) -> Vec<(&'a NamedFile<'a>, &'a Declaration)> {
    declared(facts, State::Active).filter(|(_, one)| one.owner == Owner::Live).collect()
}

fn not_in_build(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(built) = facts.built else { return Vec::new() };
    let built = built.declarations().iter();
    let built: Vec<&Declaration> =
        built.filter(|one| one.owner == Owner::Live && one.state == State::Active).collect();
    let mut found = Vec::new();
    for (file, one) in active(facts) {
        // what it declares is put in by the upload, not by the build
        if file.row.framework == Framework::Ext {
            continue;
        }
        let at = || Finding::at(&file.path, one.key.clone());
        let version = one.version.as_deref();
        match &built[..] {
            [] => found.push(at().naming([&one.alias])),
            [first, ..] => {
                let is_same = |other: &&Declaration| other.version.as_deref() == version;
                let other = first.version.as_deref().unwrap_or("?");
                if !built.iter().any(is_same) {
                    let details = [&*one.alias, version.unwrap_or("?"), other];
                    found.push(at().in_case("version").naming(details));
                }
            }
        }
    }
    found
}

fn not_authorised(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authorised) = facts.authorised else { return Vec::new() };
    let appid = appid(facts);
    let case = match authorised.of(appid, PROVIDER) {
        Some(Authorisation::Approved) => return Vec::new(),
        Some(Authorisation::Applied) => "applied",
        Some(Authorisation::Refused) => "refused",
        Some(Authorisation::TimedOut) => "timed-out",
        Some(Authorisation::Absent | Authorisation::Unknown) => "",
        None => "no-answer",
    };
    let found = active(facts).into_iter().map(|(file, one)| {
        let finding = Finding::at(&file.path, one.key.clone());
        let finding = finding.in_case(case).naming([appid.unwrap_or("?")]);
        // where nothing is known, nothing is wrong yet
        if case == "no-answer" { finding.with_severity(Severity::Warning) } else { finding }
    });
    found.collect()
}

/// The appid under which the program is uploaded, as its files say.
fn appid<'a>(facts: &'a Facts<'a>) -> Option<&'a str> {
    let root = |file: &'a NamedFile<'a>| Some(&file.literals().first()?.tree.root);
    let of_ext = facts.configs.iter().filter(|file| file.row.file == "ext.json");
    let mut of_ext = of_ext.filter_map(|file| {
        let root = root(file).filter(|root| is_true(root.get("extEnable")))?;
        root.get("extAppid")?.text()
    });
    let of_uni_app = facts.configs.iter().filter(|file| file.row.file == "manifest.json");
    let mut of_uni_app = of_uni_app
        .filter_map(|file| root(file)?.get("mp-weixin")?.get("appid").and_then(Node::text));
    of_ext.next().or_else(|| of_uni_app.next()).or(facts.appid.as_deref())
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, pinned};
    use crate::check::{Settings, check};
    use crate::model::authorised::Authorised;
    use crate::project::config_file::ConfigFile;
    use crate::project::framework::{Framework, row_of};
    use crate::text::path::RelPath;

    /// Cases of a rule where a build or the platform says this.
    fn cases(
        sample: &Sample,
        rule: &str,
        built: Option<&str>,
        answers: Option<&str>,
        appid: &str,
    ) -> Vec<&'static str> {
        let built = built.map(|version| {
            let text = pinned(version).ask(|facts| facts.configs[0].text().to_owned());
            ConfigFile::new(row_of(Framework::Native), RelPath::constant("app.json"), text)
        });
        let authorised = answers.map(|text| Authorised::parse("a", text).expect(text));
        // facts borrow for as long as their sample
        let (built, authorised) = (Box::leak(Box::new(built)), Box::leak(Box::new(authorised)));
        sample.ask(|facts| {
            facts.built = built.as_ref();
            facts.authorised = authorised.as_ref();
            facts.appid = Some(appid.to_owned());
            let found = check(facts, &Settings::default()).into_iter();
            found.filter(|one| one.rule.id == rule).map(|one| one.finding.case).collect()
        })
    }

    #[test]
    fn a_build_has_what_the_source_declares() {
        let of = |built| cases(&pinned("1.3.5"), "plugin-not-in-build", built, None, "");
        assert!(of(Some("1.3.5")).is_empty());
        assert_eq!(of(Some("1.3.4")), ["version"]);
        assert!(of(None).is_empty(), "nobody built it");
    }

    #[test]
    fn the_platform_allows_what_is_declared() {
        let of = |answers: &str| {
            cases(&pinned("1.3.5"), "plugin-not-authorised", None, Some(answers), "wx1")
        };
        let answer = |status: u8| {
            format!(
                "{{\"plugin_list\":[{{\"appid\":\"wx2b03c6e691cd7370\",\"status\":{status}}}]}}"
            )
        };
        assert!(of(&answer(2)).is_empty());
        assert_eq!(of(&answer(1)), ["applied"]);
        assert_eq!(of("{\"plugin_list\":[]}"), [""]);
        assert_eq!(of("{\"appid\":\"wx2\",\"plugin_list\":[]}"), ["no-answer"]);
        let none = Sample::new(Framework::Native).with("app.json", "{\"pages\":[\"a\"]}");
        let found =
            cases(&none, "plugin-not-authorised", None, Some("{\"plugin_list\":[]}"), "wx1");
        assert!(found.is_empty(), "nothing is declared");
    }
}
