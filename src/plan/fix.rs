//! Safe cures folded into the texts of a project: those that meet take turns, and the rest is judged again.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::fault::Fault;
use crate::plan::{Change, Plan};
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// How often the rest is judged again; a cure that calls for another this often calls for ever.
const TURNS: usize = 16;

/// Texts by path.
pub type Texts = BTreeMap<String, String>;

/// The edits of one cure, which are made together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure<T> {
    /// What is cured.
    pub of: T,
    /// The file.
    pub path: String,
    /// What is done to it.
    pub edits: Vec<Edit>,
}

/// What became of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended<T> {
    /// The texts, cured.
    pub texts: Texts,
    /// What is cured, in the order of the turns.
    pub cured: Vec<T>,
}

/// Makes every cure that `judge` names, turn by turn; a turn after which a text cannot be read any more is not made,
/// and is the last.
///
/// # Errors
/// Texts that cannot be read.
pub fn mend<T>(
    texts: &Texts,
    judge: impl Fn(&Texts) -> Result<Vec<Cure<T>>, Fault>,
) -> Result<Mended<T>, Fault> {
    let mut mended = Mended { texts: texts.clone(), cured: Vec::new() };
    let mut cures = judge(texts)?;
    for _ in 0..TURNS {
        let made = turn(cures);
        if made.is_empty() {
            break;
        }
        let now = cured(&mended.texts, &made);
        let Ok(rest) = judge(&now) else { break };
        mended.cured.extend(made.into_iter().map(|cure| cure.of));
        mended.texts = now;
        cures = rest;
    }
    Ok(mended)
}

/// The cures that can be made at once: each that neither overlaps nor touches one before it.
///
/// Neighbours wait because two cures that meet, such as two entries of a list taken out, may share a comma.
fn turn<T>(cures: Vec<Cure<T>>) -> Vec<Cure<T>> {
    let mut made: Vec<Cure<T>> = Vec::new();
    let mut taken: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
    for cure in cures.into_iter().filter(|cure| !cure.edits.is_empty()) {
        let ends = taken.entry(cure.path.clone()).or_default();
        if cure.edits.iter().all(|edit| is_apart(ends, &edit.range)) {
            for Edit { range, .. } in &cure.edits {
                let end = ends.entry(range.start).or_default();
                *end = range.end.max(*end);
            }
            made.push(cure);
        }
    }
    made
}

/// Whether bytes neither overlap nor touch taken ones, whose ends are known by their starts.
fn is_apart(ends: &BTreeMap<usize, usize>, range: &Range<usize>) -> bool {
    ends.range(..=range.end).next_back().is_none_or(|(_, end)| *end < range.start)
}

/// The texts after cures that do not meet.
fn cured<T>(texts: &Texts, cures: &[Cure<T>]) -> Texts {
    let mut edits: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    for cure in cures {
        edits.entry(&cure.path).or_default().extend_from_slice(&cure.edits);
    }
    let after = |(path, text): (&String, &String)| {
        let after =
            edits.get(path.as_str()).map_or_else(|| text.clone(), |edits| apply(text, edits));
        (path.clone(), after)
    };
    texts.iter().map(after).collect()
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
        if let Some(change) = Change::between(Some(text), after.get(path).map(String::as_str)) {
            plan.changes.insert(inside(path)?, change);
        }
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fault::{ManifestFault, TextFault};

    fn cure(of: usize, path: &str, edits: Vec<Edit>) -> Cure<usize> {
        Cure { of, path: path.to_owned(), edits }
    }

    fn texts(a: &str) -> Texts {
        Texts::from([("a".to_owned(), a.to_owned()), ("b".to_owned(), "b".to_owned())])
    }

    #[test]
    fn cures_that_meet_take_turns() {
        let cures = vec![
            cure(0, "a", vec![Edit::delete(0..2), Edit::insert(9, "x")]),
            cure(1, "a", vec![Edit::delete(2..4)]),
            cure(2, "a", vec![Edit::insert(9, "y")]),
            cure(3, "a", vec![Edit::replace(5..8, "z")]),
            cure(4, "b", vec![Edit::delete(0..1)]),
            cure(5, "b", Vec::new()),
        ];
        let made: Vec<usize> = turn(cures).into_iter().map(|cure| cure.of).collect();
        assert_eq!(made, [0, 3, 4]);
    }

    #[test]
    fn the_rest_is_judged_again_until_nothing_is_cured() {
        let first = |texts: &Texts| {
            let found = texts["a"].match_indices('x');
            Ok(found.map(|(at, _)| cure(at, "a", vec![Edit::delete(at..at + 1)])).collect())
        };
        let mended = mend(&texts("axxxb"), first).unwrap();
        assert_eq!(mended.texts, texts("ab"));
        assert_eq!(mended.cured, [1, 3, 1]);
    }

    #[test]
    fn cures_that_call_for_each_other_come_to_an_end() {
        let grow = |_: &Texts| Ok(vec![cure(0, "a", vec![Edit::insert(0, "x")])]);
        let mended = mend(&texts(""), grow).unwrap();
        assert_eq!(mended.texts["a"].len(), TURNS);
    }

    #[test]
    fn a_turn_that_breaks_a_text_is_not_made() {
        let broken = |texts: &Texts| match texts["a"].as_str() {
            "whole" => Ok(vec![cure(0, "a", vec![Edit::delete(0..1)])]),
            _ => Err(Fault::of("a", TextFault::NotUtf8)),
        };
        let mended = mend(&texts("whole"), broken).unwrap();
        assert_eq!(mended, Mended { texts: texts("whole"), cured: Vec::new() });
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
