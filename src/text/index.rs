//! Lines and columns of many places in one text, without walking it again for each.

use std::ops::Range;

use memchr::memchr_iter;

use crate::text::edit::Place;

/// Bytes between two checkpoints: as many are walked at most to count a column, however long a line is.
const STEP: usize = 1024;

/// Where the lines of a text start, and how many characters stand before every KiB of it.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    checkpoints: Vec<Width>,
}

/// How much stands before a byte.
#[derive(Debug, Clone, Copy, Default)]
struct Width {
    /// Characters, byte order marks aside.
    characters: usize,
    /// UTF-16 code units.
    units: usize,
}

impl<'t> LineIndex<'t> {
    /// The index of a text, made in one walk over it.
    pub fn new(text: &'t str) -> Self {
        let newlines = memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1);
        let mut index = Self {
            text,
            starts: [0].into_iter().chain(newlines).collect(),
            checkpoints: Vec::new(),
        };
        let mut width = Width::default();
        for from in (0..=text.len()).step_by(STEP) {
            index.checkpoints.push(width);
            width = index.counted(width, from..text.len().min(from + STEP));
        }
        index
    }

    /// The place of a byte; past the end means the end.
    pub fn place(&self, offset: usize) -> Place {
        let (line, start) = self.line_of(offset);
        Place { line, column: self.before(offset).characters - self.before(start).characters + 1 }
    }

    /// The column of a byte in UTF-16 code units, from 0, as editors count it; a byte order mark at the start is none.
    pub fn utf16_column(&self, offset: usize) -> usize {
        let (_, start) = self.line_of(offset);
        let mark = usize::from(start == 0 && self.text.starts_with('\u{feff}'));
        (self.before(offset).units - self.before(start).units).saturating_sub(mark)
    }

    /// The bytes of the line around a byte, without its `\n`.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let (line, start) = self.line_of(offset);
        start..self.starts.get(line).map_or(self.text.len(), |next| next - 1)
    }

    /// The number of the line around a byte, and where it starts.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset.min(self.text.len()));
        (line, self.starts[line - 1])
    }

    fn before(&self, offset: usize) -> Width {
        let offset = offset.min(self.text.len());
        self.counted(self.checkpoints[offset / STEP], offset / STEP * STEP..offset)
    }

    /// A width with that of some bytes more; a character counts where it begins.
    fn counted(&self, mut width: Width, range: Range<usize>) -> Width {
        let bytes = self.text.as_bytes();
        for at in range {
            match bytes[at] {
                // inside of a character
                0x80..0xc0 => {}
                0xef if bytes[at..].starts_with("\u{feff}".as_bytes()) => width.units += 1,
                byte => {
                    width.characters += 1;
                    width.units += if byte < 0xf0 { 1 } else { 2 };
                }
            }
        }
        width
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_of_editors_count_code_units() {
        let text = "\u{feff}一😀x\n😀\u{feff}y";
        let index = LineIndex::new(text);
        let column = |sign: &str| index.utf16_column(text.find(sign).unwrap());
        assert_eq!([column("一"), column("😀"), column("x"), column("y")], [0, 1, 3, 3]);
        assert_eq!(index.utf16_column(0), 0);
    }

    #[test]
    fn a_line_has_its_bytes_without_the_end() {
        let index = LineIndex::new("a\nbc\n");
        assert_eq!(
            [0, 1, 2, 4, 5, 9].map(|at| index.line(at)),
            [0..1, 0..1, 2..4, 2..4, 5..5, 5..5]
        );
        assert_eq!(LineIndex::new("").line(0), 0..0);
    }

    proptest! {
        #[test]
        fn places_are_those_of_a_walk_from_the_start(
            part in "[a一😀\u{feff}\n\r]{1,40}",
            times in 1..200usize,
        ) {
            let text = part.repeat(times);
            let index = LineIndex::new(&text);
            for (at, _) in text.char_indices().step_by(1 + text.len() / 97) {
                prop_assert_eq!(index.place(at), Place::of(&text, at));
            }
            prop_assert_eq!(index.place(text.len() + 7), Place::of(&text, text.len()));
        }
    }
}
