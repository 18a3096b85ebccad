//! Safe fixes folded into the texts of a project: those that meet take turns, and the rest is checked again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::fault::Fault;
use crate::plan::{Change, Plan};
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// How often the rest is checked again; a fix that calls for another this often calls for ever.
const TURNS: usize = 16;

/// Texts by path.
pub type Texts = BTreeMap<String, Arc<str>>;

/// The edits of one fix, which are made together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix<T> {
    /// What is fixed.
    pub of: T,
    /// The file.
    pub path: String,
    /// What is done to it.
    pub edits: Vec<Edit>,
}

/// Fixes that were made at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn<T> {
    /// The texts before.
    pub texts: Texts,
    /// What is fixed.
    pub fixed: Vec<T>,
}

/// What became of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed<T> {
    /// The texts, fixed.
    pub texts: Texts,
    /// The turns that it took.
    pub turns: Vec<Turn<T>>,
}

/// Makes every fix that `check` names, turn by turn; a turn after which a text cannot be read any more is not made,
/// and is the last.
///
/// # Errors
/// Texts that cannot be read.
pub fn fix<T>(
    texts: &Texts,
    check: impl Fn(&Texts) -> Result<Vec<Fix<T>>, Fault>,
) -> Result<Fixed<T>, Fault> {
    let mut done = Fixed { texts: texts.clone(), turns: Vec::new() };
    let mut fixes = check(texts)?;
    for _ in 0..TURNS {
        let made = turn(fixes);
        if made.is_empty() {
            break;
        }
        let now = fixed(&done.texts, &made);
        let Ok(rest) = check(&now) else { break };
        let before = std::mem::replace(&mut done.texts, now);
        let made = made.into_iter().map(|fix| fix.of).collect();
        done.turns.push(Turn { texts: before, fixed: made });
        fixes = rest;
    }
    Ok(done)
}

/// The fixes that can be made at once: each that neither overlaps nor touches one before it.
///
/// Neighbours wait because two fixes that meet, such as two entries of a list taken out, may share a comma.
fn turn<T>(fixes: Vec<Fix<T>>) -> Vec<Fix<T>> {
    let mut made: Vec<Fix<T>> = Vec::new();
    let mut taken: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
    for fix in fixes.into_iter().filter(|fix| !fix.edits.is_empty()) {
        let ends = taken.entry(fix.path.clone()).or_default();
        if fix.edits.iter().all(|edit| is_apart(ends, &edit.range)) {
            for Edit { range, .. } in &fix.edits {
                let end = ends.entry(range.start).or_default();
                *end = range.end.max(*end);
            }
            made.push(fix);
        }
    }
    made
}

/// Whether bytes neither overlap nor touch taken ones, whose ends are known by their starts.
fn is_apart(ends: &BTreeMap<usize, usize>, range: &Range<usize>) -> bool {
    ends.range(..=range.end).next_back().is_none_or(|(_, end)| *end < range.start)
}

/// The texts after fixes that do not meet.
fn fixed<T>(texts: &Texts, fixes: &[Fix<T>]) -> Texts {
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    for fix in fixes {
        edits.entry(&fix.path).or_default().extend_from_slice(&fix.edits);
    }
    let mut after = texts.clone();
    for (path, edits) in edits {
        if let Some(text) = after.get_mut(path) {
            *text = apply(text, &edits).into();
        }
    }
    after
}

/// The plan that writes what became of texts; `inside` names a file from the project's root.
///
/// # Errors
/// A file that `inside` refuses.
pub fn plan(
    before: &Texts,
    after: &Texts,
    inside: impl Fn(&str) -> Result<RelPath, Fault>,
) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    for (path, text) in before {
        if let Some(change) = Change::between(Some(text), after.get(path).map(|text| &**text)) {
            plan.changes.insert(inside(path)?, change);
        }
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::{ManifestFault, TextFault};

    fn fix_of(of: usize, path: &str, edits: Vec<Edit>) -> Fix<usize> {
        Fix { of, path: path.to_owned(), edits }
    }

    fn texts(a: &str) -> Texts {
        Texts::from([("a".to_owned(), a.into()), ("b".to_owned(), "b".into())])
    }

    #[test]
    fn fixes_that_meet_take_turns() {
        let fixes = vec![
            fix_of(0, "a", vec![Edit::delete(0..2), Edit::insert(9, "x")]),
            fix_of(1, "a", vec![Edit::delete(2..4)]),
            fix_of(2, "a", vec![Edit::insert(9, "y")]),
            fix_of(3, "a", vec![Edit::replace(5..8, "z")]),
            fix_of(4, "b", vec![Edit::delete(0..1)]),
            fix_of(5, "b", Vec::new()),
        ];
        let made: Vec<usize> = turn(fixes).into_iter().map(|fix| fix.of).collect();
        assert_eq!(made, [0, 3, 4]);
    }

    #[test]
    fn the_rest_is_checked_again_until_nothing_is_fixed() {
        let first = |texts: &Texts| {
            let found = texts["a"].match_indices('x');
            Ok(found.map(|(at, _)| fix_of(at, "a", vec![Edit::delete(at..at + 1)])).collect())
        };
        let done = fix(&texts("axxxb"), first).unwrap();
        assert_eq!(done.texts, texts("ab"));
        let turns = [
            Turn { texts: texts("axxxb"), fixed: vec![1, 3] },
            Turn { texts: texts("axb"), fixed: vec![1] },
        ];
        assert_eq!(done.turns, turns);
    }

    #[test]
    fn fixes_that_call_for_each_other_come_to_an_end() {
        let grow = |_: &Texts| Ok(vec![fix_of(0, "a", vec![Edit::insert(0, "x")])]);
        let done = fix(&texts(""), grow).unwrap();
        assert_eq!(done.texts["a"].len(), TURNS);
    }

    #[test]
    fn a_turn_that_breaks_a_text_is_not_made() {
        let broken = |texts: &Texts| match &*texts["a"] {
            "whole" => Ok(vec![fix_of(0, "a", vec![Edit::delete(0..1)])]),
            _ => Err(Fault::of("a", TextFault::NotUtf8)),
        };
        let done = fix(&texts("whole"), broken).unwrap();
        assert_eq!(done, Fixed { texts: texts("whole"), turns: Vec::new() });
    }

    #[test]
    fn only_what_changed_is_planned() {
        let inside = |path: &str| {
            RelPath::parse(path).map_err(|fault| Fault::of(path, ManifestFault::BadPath(fault)))
        };
        let plan = plan(&texts("1"), &texts("2"), inside).unwrap();
        let update = Change::Update { before: "1".to_owned(), after: "2".to_owned() };
        assert_eq!(plan.changes, BTreeMap::from([(inside("a").unwrap(), update)]));
    }
}
