//! Safe cures folded into the texts of a project: those that overlap take turns.

use std::collections::BTreeMap;

use crate::plan::{Change, Plan};
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// How often the rest is judged again; a cure that calls for another this often calls for ever.
pub const TURNS: usize = 16;

/// The edits of one cure, which are made together or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cure<'a> {
    /// The file.
    pub path: &'a RelPath,
    /// What is done to it.
    pub edits: &'a [Edit],
}

/// Which of the cures can be made at once: each that neither overlaps nor touches one before it.
///
/// Neighbours wait because two cures that meet, such as two entries of a list taken out, may share a comma.
pub fn turn(cures: &[Cure<'_>]) -> Vec<usize> {
    let mut taken: Vec<usize> = Vec::new();
    for (index, cure) in cures.iter().enumerate() {
        let meets = |other: &usize| {
            let other = cures[*other];
            other.path == cure.path
                && other.edits.iter().any(|one| cure.edits.iter().any(|edit| meet(one, edit)))
        };
        if !cure.edits.is_empty() && !taken.iter().any(meets) {
            taken.push(index);
        }
    }
    taken
}

fn meet(one: &Edit, other: &Edit) -> bool {
    one.range.start <= other.range.end && other.range.start <= one.range.end
}

/// Makes cures that do not meet.
pub fn cured(texts: &mut BTreeMap<RelPath, String>, cures: &[Cure<'_>]) {
    let mut edits: BTreeMap<&RelPath, Vec<Edit>> = BTreeMap::new();
    for cure in cures {
        edits.entry(cure.path).or_default().extend_from_slice(cure.edits);
    }
    for (path, edits) in edits {
        if let Some(text) = texts.get_mut(path) {
            *text = apply(text, &edits);
        }
    }
}

/// The plan that writes what became of some texts.
pub fn plan(before: &BTreeMap<RelPath, String>, after: &BTreeMap<RelPath, String>) -> Plan {
    let change = |(path, text): (&RelPath, &String)| {
        let after = after.get(path).map(String::as_str);
        Some((path.clone(), Change::between(Some(text), after)?))
    };
    Plan { changes: before.iter().filter_map(change).collect(), ..Plan::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::parse(text).unwrap()
    }

    #[test]
    fn cures_that_meet_take_turns() {
        let (a, b) = (path("a"), path("b"));
        let edits = [
            vec![Edit::delete(0..2), Edit::insert(9, "x")],
            vec![Edit::delete(2..4)],
            vec![Edit::insert(9, "y")],
            vec![Edit::replace(5..8, "z")],
            Vec::new(),
        ];
        let cure = |path, index: usize| Cure { path, edits: &edits[index] };
        let cures = [cure(&a, 0), cure(&a, 1), cure(&a, 2), cure(&a, 3), cure(&b, 2), cure(&b, 4)];
        assert_eq!(turn(&cures), [0, 3, 4]);
    }

    #[test]
    fn a_cure_is_made_whole_and_only_what_changed_is_planned() {
        let before = BTreeMap::from([(path("a"), "0123".to_owned()), (path("b"), "b".to_owned())]);
        let mut after = before.clone();
        let edits = [Edit::delete(0..1), Edit::insert(4, "4")];
        cured(&mut after, &[Cure { path: &path("a"), edits: &edits }]);
        let plan = plan(&before, &after);
        let update = Change::Update { before: "0123".to_owned(), after: "1234".to_owned() };
        assert_eq!(plan.changes, BTreeMap::from([(path("a"), update)]));
    }
}
