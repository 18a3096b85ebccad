//! Tolerance for typing errors.

/// Whether `word` is `meant` with at most `slips` typing errors. The length check spares most edit distances.
pub(super) fn is_like(word: &str, meant: &str, slips: usize) -> bool {
    word.len().abs_diff(meant.len()) <= slips * 4 && strsim::levenshtein(word, meant) <= slips
}
