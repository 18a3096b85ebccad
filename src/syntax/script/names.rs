//! What the names of a script are declared as, and whether every use of one is a plain read; resolved by `oxc_semantic`.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use oxc_ast::AstKind;
use oxc_ast::ast::{
    IdentifierReference, ImportOrExportKind, Program, VariableDeclarationKind, VariableDeclarator,
};
use oxc_semantic::{AstNodes, NodeId, Reference, Scoping, SemanticBuilder, SymbolId};

use super::resolved::Resolved;
use crate::syntax::Import;

/// How many names are followed from one to the next.
const HOPS: usize = 16;
/// How many bytes of literals may be copied for each byte of a script, and for the script as a whole.
const COPIES: (usize, usize) = (8, 1 << 16);

/// The names of a script. The analysis costs as much as parsing, and is made when a name is first asked for.
pub(super) struct Names<'a> {
    program: &'a Program<'a>,
    analysis: OnceCell<(Scoping, AstNodes<'a>)>,
    known: RefCell<HashMap<SymbolId, (Option<Resolved>, usize)>>,
    effects: RefCell<HashMap<SymbolId, Vec<EffectAt>>>,
    hops: Cell<usize>,
    left: Cell<usize>,
}

/// What a use may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EffectAt {
    /// The keys that lead to it, of which an empty one may be any; none for the whole value.
    pub(super) path: Vec<String>,
    pub(super) effect: Effect,
}

/// How it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is set, or may be.
    Set,
    /// Somebody gets it who may change what is in it, if it is an object.
    Shared,
}

impl EffectAt {
    pub(super) fn of_all() -> Self {
        Self { path: Vec::new(), effect: Effect::Set }
    }
}

/// What a name is declared as.
pub(super) enum Symbol<'a> {
    /// A variable of which no further value is set.
    Variable(&'a VariableDeclarator<'a>),
    /// Something of another file.
    Imported(Import),
}

impl<'a> Names<'a> {
    pub(super) fn new(program: &'a Program<'a>) -> Self {
        let left = COPIES.0 * program.source_text.len() + COPIES.1;
        Self {
            program,
            analysis: OnceCell::new(),
            known: RefCell::default(),
            effects: RefCell::default(),
            hops: Cell::new(HOPS),
            left: Cell::new(left),
        }
    }

    fn analysis(&self) -> &(Scoping, AstNodes<'a>) {
        self.analysis.get_or_init(|| {
            let builder = SemanticBuilder::new().with_build_nodes(true);
            builder.build(self.program).semantic.into_scoping_and_nodes()
        })
    }

    pub(super) fn scoping(&self) -> &Scoping {
        &self.analysis().0
    }

    pub(super) fn nodes(&self) -> &AstNodes<'a> {
        &self.analysis().1
    }

    /// What a name means; `None` for a global one.
    pub(super) fn symbol(&self, name: &IdentifierReference<'_>) -> Option<SymbolId> {
        let scoping = self.scoping();
        scoping.get_reference(name.reference_id.get()?).symbol_id()
    }

    /// What a name stands for, found out once, and with it how much of what may be copied that takes; a name that is
    /// reached from itself stands for nothing.
    pub(super) fn kept(
        &self,
        symbol: SymbolId,
        resolve: impl FnOnce() -> Option<Resolved>,
    ) -> Option<Resolved> {
        if let Some((resolved, _)) = self.known.borrow().get(&symbol) {
            return resolved.clone();
        }
        self.known.borrow_mut().insert(symbol, (None, 0));
        let before = self.left.get();
        let resolved = resolve();
        let own = resolved.as_ref().map_or(0, Resolved::len);
        let weight = before - self.left.get() + own;
        self.known.borrow_mut().insert(symbol, (resolved.clone(), weight));
        resolved
    }

    /// Takes as much as what a name stands for once more: whoever walks over a value walks over each use of a name.
    pub(super) fn use_again(&self, symbol: SymbolId) -> Option<()> {
        let weight = self.known.borrow().get(&symbol).map_or(0, |(_, weight)| *weight);
        self.charge(weight)
    }

    /// Takes another step from name to name, where there may be one.
    pub(super) fn deeper<T>(&self, step: impl FnOnce() -> Option<T>) -> Option<T> {
        let left = self.hops.get().checked_sub(1)?;
        self.hops.set(left);
        let found = step();
        self.hops.set(left + 1);
        found
    }

    /// Takes of what may be copied.
    pub(super) fn charge(&self, bytes: usize) -> Option<()> {
        self.left.set(self.left.get().checked_sub(bytes)?);
        Some(())
    }

    /// Whether a variable is declared with `var`.
    pub(super) fn is_var(&self, variable: &VariableDeclarator<'_>) -> bool {
        let declaration = self.nodes().parent_kind(variable.node_id.get());
        matches!(declaration, AstKind::VariableDeclaration(it) if it.kind == VariableDeclarationKind::Var)
    }

    /// Whether a variable is declared by a statement of the module itself.
    pub(super) fn is_at_top(&self, variable: &VariableDeclarator<'_>) -> bool {
        let around = self.nodes().ancestor_kinds(variable.node_id.get()).nth(1);
        matches!(around, Some(AstKind::Program(_) | AstKind::ExportDeclaration(_)))
    }

    /// What a name is declared as, where it is declared and set once.
    pub(super) fn declaration(&self, symbol: SymbolId) -> Option<Symbol<'a>> {
        let scoping = self.scoping();
        let is_set_again = !scoping.symbol_redeclarations(symbol).is_empty()
            || scoping.get_resolved_references(symbol).any(Reference::is_write);
        if is_set_again {
            return None;
        }
        let declaration = scoping.symbol_declaration(symbol);
        let kind = self.nodes().kind(declaration);
        if let AstKind::VariableDeclarator(variable) = kind {
            return Some(Symbol::Variable(variable));
        }
        let key = if let AstKind::ImportSpecifier(specifier) = kind {
            (specifier.import_kind == ImportOrExportKind::Value)
                .then(|| specifier.imported.name().to_string())?
        } else if let AstKind::ImportDefaultSpecifier(_) = kind {
            "default".to_owned()
        } else {
            return matches!(kind, AstKind::ImportNamespaceSpecifier(_))
                .then(|| self.imported(declaration, Vec::new()))?;
        };
        self.imported(declaration, vec![key])
    }

    fn imported(&self, specifier: NodeId, keys: Vec<String>) -> Option<Symbol<'a>> {
        let AstKind::ImportDeclaration(import) = self.nodes().parent_kind(specifier) else {
            return None;
        };
        let is_value = import.import_kind == ImportOrExportKind::Value;
        let module = import.source.value.to_string();
        is_value.then_some(Symbol::Imported(Import { module, keys }))
    }

    /// What is done to a name, found out once; a name that is reached from itself may be anything.
    pub(super) fn changes(
        &self,
        symbol: SymbolId,
        look: impl FnOnce() -> Vec<EffectAt>,
    ) -> Vec<EffectAt> {
        if let Some(known) = self.effects.borrow().get(&symbol) {
            return known.clone();
        }
        self.effects.borrow_mut().insert(symbol, vec![EffectAt::of_all()]);
        let changes = self.deeper(|| Some(look()));
        let changes = changes.unwrap_or_else(|| vec![EffectAt::of_all()]);
        self.effects.borrow_mut().insert(symbol, changes.clone());
        changes
    }
}
