//! Words that were meant as others.

/// Whether a word is written as another with at most so many slips; one of another length needs no count.
pub(super) fn is_like(word: &str, meant: &str, slips: usize) -> bool {
    word.len().abs_diff(meant.len()) <= slips * 4 && strsim::levenshtein(word, meant) <= slips
}
