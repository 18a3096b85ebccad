//! Which JSON block of an mpx component the WeChat build reads.
//!
//! FACTS: `parseComponent` of `@mpxjs/webpack-plugin` 2.10.20 (`lib/template-compiler/compiler.js`), which
//! `tests/frameworks/mpx` compares with this. A block whose `mode` or `env` is not the build's does not count; of the
//! others one with both wins over one with `mode`, that over one with `env`, and that over one with neither; of equal ones
//! the last. An empty attribute is none. The build's `mode` is `wx` here, and its `env` is not known.

use crate::syntax::blocks::{Block, Content, blocks};

/// The mode of a build for WeChat.
pub const MODE: &str = "wx";

/// The JSON blocks of a component that a build for WeChat reads.
#[derive(Debug, Default)]
pub struct Chosen {
    /// The one that is read where the build has no `env`.
    pub surely: Option<Block>,
    /// Those that some `env` puts in its place.
    pub perhaps: Vec<Block>,
}

/// How much a block counts, the last of equals most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Plain,
    OfEnv,
    OfMode,
    OfBoth,
}

impl Rank {
    /// `None` where no build for WeChat reads it.
    fn of(block: &Block) -> Option<Self> {
        let written = |name| block.attribute(name).filter(|value| !value.is_empty());
        match (written("mode"), written("env")) {
            (Some(mode), _) if mode != MODE => None,
            (Some(_), Some(_)) => Some(Self::OfBoth),
            (Some(_), None) => Some(Self::OfMode),
            (None, Some(_)) => Some(Self::OfEnv),
            (None, None) => Some(Self::Plain),
        }
    }

    fn is_known(self) -> bool {
        match self {
            Self::Plain | Self::OfMode => true,
            Self::OfEnv | Self::OfBoth => false,
        }
    }
}

/// The JSON blocks of a component that count.
pub fn chosen(text: &str) -> Chosen {
    let is_json = |block: &Block| matches!(block.content(), Content::Value | Content::Exported);
    let is_script = |block: &Block| block.tag == "script" && is_json(block);
    let all = blocks(text).into_iter().filter(is_script);
    let mut ranked: Vec<(Rank, Block)> =
        all.filter_map(|block| Some((Rank::of(&block)?, block))).collect();
    // the sort is stable: of equals the last stays the last
    ranked.sort_by_key(|(rank, _)| *rank);
    let Some(at) = ranked.iter().rposition(|(rank, _)| rank.is_known()) else {
        return Chosen {
            surely: None,
            perhaps: ranked.into_iter().map(|(_, block)| block).collect(),
        };
    };
    let perhaps = ranked.split_off(at + 1).into_iter().map(|(_, block)| block).collect();
    Chosen { surely: ranked.pop().map(|(_, block)| block), perhaps }
}
