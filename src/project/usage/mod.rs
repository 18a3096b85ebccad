//! Uses of the plugin in sources: links to rooms, calls, components; what cannot be known is no use.

mod alias;
mod call;
mod component;
mod keys;
mod kind;
mod library;
mod read;
mod room;
mod secret;
mod server;
mod signs;
mod source;
mod spelling;
#[cfg(test)]
mod tests;
mod theme;
mod whose;

pub use self::alias::Aliases;
pub use self::call::{Api, RequirePlugin};
pub use self::component::{Component, ComponentKind, ComponentSite};
pub use self::keys::{Keys, mask_words};
pub use self::kind::{Hint, HintKind, Usage, UsageKind};
pub use self::library::is_guarded;
pub use self::room::{Parameter, Piece, PieceKind, RoomUrl, encoded};
pub use self::secret::{SERVER, Secret, runs_in_client};
pub use self::signs::{
    SUFFIXES, asks_for_plugins, is_asked_for, is_source, may_need_library, may_use,
};
pub use self::source::{Hints, SourceUsage, read, read_parsed};
pub use self::whose::Whose;
