//! Ranges of bytes that do not overlap, in order: what they are made of, and whether a byte is in one.

use std::ops::Range;

/// What ranges cover together, as disjoint ones in order; neighbours stay apart.
pub fn union(ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.into_iter().collect();
    ranges.sort_by_key(|range| range.start);
    let mut union: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match union.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => union.push(range),
        }
    }
    union
}

/// Whether byte `at` is in one of some ranges, which are disjoint and in order.
pub fn cover(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    ranges[..next].last().is_some_and(|range| range.contains(&at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_overlap_are_one_and_neighbours_are_two() {
        let ranges = union([8..9, 0..2, 1..5, 2..3, 5..6]);
        assert_eq!(ranges, [0..5, 5..6, 8..9]);
        let covered: Vec<usize> = (0..10).filter(|at| cover(&ranges, *at)).collect();
        assert_eq!(covered, [0, 1, 2, 3, 4, 5, 8]);
        assert!(!cover(&[], 0));
    }
}
