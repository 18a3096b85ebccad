//! The manifest's keys as one table, from which its shape is checked and its JSON Schema is printed.

use crate::model::fault::{Fault, FaultKind, ManifestFault, TextFault};
use crate::model::manifest::{FILE, TOURIST_APPID};
use crate::model::rule::{LEVELS, RULE_IDS};
use crate::syntax::expected::Expected;
use crate::syntax::{Node, Value};

/// Keys of one object.
pub(super) type ObjectShape = &'static [Field];

/// What something is, in English and in Chinese.
pub(super) type Doc = [&'static str; 2];

/// A key.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) need: Need,
    pub(super) kind: FieldKind,
    pub(super) doc: Doc,
}

#[derive(PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
    /// Without it, this is meant.
    Default(&'static str),
}

/// Type of a value.
pub(super) enum FieldKind {
    /// The one number that is known.
    Constant(u64),
    Text(TextForm),
    /// From 1 to the largest that JavaScript holds exactly.
    Integer,
    Word(&'static [&'static str], &'static [Doc]),
    /// An object whose keys are the user's.
    Free,
    Object(ObjectShape),
    /// The pages, whose kind decides which keys each has.
    Pages,
    List(ObjectShape),
    /// An object from rules to levels.
    Levels,
    /// An array of rules.
    Rules,
}

/// What a text must look like; more than a schema can say is checked where it is read.
pub(super) enum TextForm {
    Any,
    Version,
    Range,
    Package,
    PagePath,
    Appid,
    /// Not empty.
    Filled,
}

impl FieldKind {
    fn expected(&self) -> &'static [Expected] {
        match self {
            Self::Text(_) | Self::Word(..) => &[Expected::Text],
            Self::Integer | Self::Constant(_) => &[Expected::Number],
            Self::Free | Self::Object(_) | Self::Levels => &[Expected::Object],
            Self::List(_) | Self::Pages | Self::Rules => &[Expected::Array],
        }
    }
}

const fn required(name: &'static str, kind: FieldKind, doc: Doc) -> Field {
    Field { name, need: Need::Required, kind, doc }
}

const fn optional(name: &'static str, kind: FieldKind, doc: Doc) -> Field {
    Field { name, need: Need::Optional, kind, doc }
}

const fn default(name: &'static str, value: &'static str, kind: FieldKind, doc: Doc) -> Field {
    Field { name, need: Need::Default(value), kind, doc }
}

/// Format of the manifest that this tool reads.
pub(super) const MANIFEST_VERSION: u64 = 1;

/// Largest integer that JavaScript holds exactly (`Number.MAX_SAFE_INTEGER`).
pub(super) const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// Suffixes that people write by mistake behind a page path.
pub(super) const PAGE_SUFFIXES: [&str; 5] = [".js", ".ts", ".json", ".wxml", ".wxss"];

pub(super) const KINDS: &[&str] = &["room-list", "room-entry", "goods-detail", "existing"];
const KIND_DOCS: &[Doc] = &[
    ["the rooms of the shop, each of which opens", "店铺的直播间列表，可逐个打开"],
    ["the entry to one room, roomId", "一个直播间（roomId）的入口"],
    ["a goods page that leads back to the room", "能返回直播间的商品页"],
    ["a page of your own: registered, never written", "你自己的页面：只注册，从不写入"],
];

/// The keys of a page that a kind has no use for.
pub(super) const UNUSED_KEYS: &[(&str, &[&str])] = &[
    ("room-list", &["roomId", "customParams"]),
    ("room-entry", &[]),
    ("goods-detail", &["open", "roomId", "customParams"]),
    ("existing", &["open", "roomId", "customParams"]),
];

const OPENS: &[&str] = &["navigator", "navigateTo"];
const OPEN_DOCS: &[Doc] = &[
    ["by a navigator element", "用 navigator 元素"],
    ["by a call of wx.navigateTo", "调用 wx.navigateTo"],
];

const LANGUAGES: &[&str] = &["js", "ts"];
const LANGUAGE_DOCS: &[Doc] = &[["JavaScript", "JavaScript"], ["TypeScript", "TypeScript"]];

const LANGS: &[&str] = &["zh", "en"];
const LANG_DOCS: &[Doc] = &[["Chinese", "中文"], ["English", "英文"]];

pub(super) const LEVEL_DOCS: &[Doc] = &[
    ["findings fail the run", "有问题则运行失败"],
    ["findings are warnings", "报告为警告"],
    ["findings are worth knowing", "报告为提示"],
    ["findings are not reported", "不报告"],
];

pub(super) const MANIFEST: ObjectShape = &[
    optional(
        "$schema",
        FieldKind::Text(TextForm::Any),
        ["address of this schema, for editors", "本 schema 的地址，供编辑器使用"],
    ),
    required(
        "manifestVersion",
        FieldKind::Constant(MANIFEST_VERSION),
        ["format of the manifest: 1", "清单的格式版本：1"],
    ),
    required(
        "plugin",
        FieldKind::Object(PLUGIN),
        ["the live-player-plugin entry", "live-player-plugin 的声明"],
    ),
    optional(
        "pages",
        FieldKind::Pages,
        ["pages that are written or registered", "要生成或注册的页面"],
    ),
    optional("app", FieldKind::Object(APP), ["the mini-program", "小程序本身"]),
    optional(
        "check",
        FieldKind::Object(CHECK),
        ["what `kaibo check` reports", "`kaibo check` 报告什么"],
    ),
];

const PLUGIN: ObjectShape = &[
    required(
        "version",
        FieldKind::Text(TextForm::Version),
        [
            "what is written: three numbers, latest, or dev-xxx",
            "写入的版本：三段数字、latest，或 dev-xxx",
        ],
    ),
    optional(
        "require",
        FieldKind::Text(TextForm::Range),
        [
            "versions that are accepted, such as \">=1.3.0, <2.0.0 || latest\"",
            "接受的版本，如 \">=1.3.0, <2.0.0 || latest\"",
        ],
    ),
    default(
        "package",
        "main",
        FieldKind::Text(TextForm::Package),
        [
            "\"main\", or the root of the subpackage that declares the plugin",
            "\"main\"，或声明插件的分包目录",
        ],
    ),
];

pub(super) const PAGE: ObjectShape = &[
    required(
        "path",
        FieldKind::Text(TextForm::PagePath),
        ["path from app.json's folder, without suffix", "从 app.json 所在目录算起的路径，不带后缀"],
    ),
    required(
        "kind",
        FieldKind::Word(KINDS, KIND_DOCS),
        [
            "template of the page; existing is the user's own page, never written",
            "页面的模板；existing 是你自己的页面，从不写入",
        ],
    ),
    default(
        "open",
        "navigator",
        FieldKind::Word(OPENS, OPEN_DOCS),
        ["how room-list and room-entry open a room", "room-list 和 room-entry 打开直播间的方式"],
    ),
    optional(
        "roomId",
        FieldKind::Integer,
        ["room of a room-entry, from 1", "room-entry 的直播间，从 1 起"],
    ),
    optional(
        "customParams",
        FieldKind::Free,
        [
            "custom_params of a room-entry, at most 600 characters once encoded",
            "room-entry 的 custom_params，编码后最多 600 个字符",
        ],
    ),
];

const APP: ObjectShape = &[
    default(
        "appid",
        TOURIST_APPID,
        FieldKind::Text(TextForm::Appid),
        [
            "wx and 16 hexadecimal digits, or touristappid",
            "wx 加 16 位十六进制数字，或 touristappid",
        ],
    ),
    optional(
        "name",
        FieldKind::Text(TextForm::Filled),
        ["name of the mini-program", "小程序的名称"],
    ),
    default(
        "language",
        "js",
        FieldKind::Word(LANGUAGES, LANGUAGE_DOCS),
        ["language of the scripts that are written", "生成的脚本所用语言"],
    ),
    default(
        "lang",
        "en",
        FieldKind::Word(LANGS, LANG_DOCS),
        ["language of comments in what is written", "生成内容里注释所用的语言"],
    ),
];

const CHECK: ObjectShape = &[
    optional("rules", FieldKind::Levels, ["how grave the findings of a rule are", "各规则的级别"]),
    optional("ignore", FieldKind::List(IGNORE), ["files that are not judged", "不检查的文件"]),
];

const IGNORE: ObjectShape = &[
    required(
        "path",
        FieldKind::Text(TextForm::Filled),
        [
            "folder, file or pattern as in .gitignore, from the manifest's folder",
            "目录、文件或 .gitignore 式的模式，从清单所在目录算起",
        ],
    ),
    optional(
        "rules",
        FieldKind::Rules,
        [
            "the rules that are not applied there; all of them unless told",
            "在那里不应用的规则；省略则为全部",
        ],
    ),
];

/// All faults in which `node` differs from `shape`; `path` is its key path, empty at the top.
pub(super) fn check(
    text: &str,
    node: &Node,
    shape: ObjectShape,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    let Some(members) = node.members() else {
        let key = if path.is_empty() { "the manifest" } else { path };
        return faults.push(wrong_type(text, node, key, &[Expected::Object]));
    };
    for (i, member) in members.iter().enumerate() {
        let at = |kind: TextFault| Fault::at(FILE, text, member.key_range.clone(), kind);
        if members[..i].iter().any(|earlier| earlier.key == member.key) {
            faults.push(at(TextFault::DuplicateKey { key: member.key.clone() }));
        } else if let Some(field) = shape.iter().find(|field| field.name == member.key) {
            check_value(text, &member.value, field, &join(path, field.name), faults);
        } else {
            faults.push(at(unknown(&member.key, shape)));
        }
    }
    let missing =
        shape.iter().filter(|field| field.need == Need::Required && node.get(field.name).is_none());
    let open = node.range.start..node.range.start + 1;
    faults.extend(missing.map(|field| Fault {
        text: None,
        ..Fault::at(FILE, text, open.clone(), TextFault::MissingKey { key: field.name })
    }));
}

fn check_value(text: &str, node: &Node, field: &Field, path: &str, faults: &mut Vec<Fault>) {
    match (&field.kind, &node.value) {
        (FieldKind::Text(_), Value::String(_))
        | (FieldKind::Integer | FieldKind::Constant(_), Value::Number(_)) => {}
        (FieldKind::Word(words, _), Value::String(word)) => {
            if !words.contains(&word.as_str()) {
                let what = TextFault::NotOneOf { key: path.to_owned(), allowed: words };
                faults.push(Fault::at(FILE, text, node.range.clone(), what));
            }
        }
        (FieldKind::Free, Value::Object(_)) => check_free(text, node, faults),
        (FieldKind::Object(shape), Value::Object(_)) => check(text, node, shape, path, faults),
        (FieldKind::Pages, Value::Array(elements)) => {
            check_list(text, elements, PAGE, path, faults);
        }
        (FieldKind::List(shape), Value::Array(elements)) => {
            check_list(text, elements, shape, path, faults);
        }
        (FieldKind::Levels, Value::Object(_)) => check_levels(text, node, path, faults),
        (FieldKind::Rules, Value::Array(elements)) => {
            faults.extend(elements.iter().filter_map(|element| not_a_rule(text, element, path)));
        }
        (kind, _) => faults.push(wrong_type(text, node, path, kind.expected())),
    }
}

fn check_list(
    text: &str,
    elements: &[Node],
    shape: ObjectShape,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    for (i, element) in elements.iter().enumerate() {
        check(text, element, shape, &format!("{path}[{i}]"), faults);
    }
}

/// Each rule once, and a level for each.
fn check_levels(text: &str, node: &Node, path: &str, faults: &mut Vec<Fault>) {
    let members = node.members().unwrap_or_default();
    for (i, member) in members.iter().enumerate() {
        let at = |kind: FaultKind| Fault::at(FILE, text, member.key_range.clone(), kind);
        if members[..i].iter().any(|earlier| earlier.key == member.key) {
            faults.push(at(TextFault::DuplicateKey { key: member.key.clone() }.into()));
        } else if RULE_IDS.contains(&member.key.as_str()) {
            let level = optional("", FieldKind::Word(LEVELS, LEVEL_DOCS), ["", ""]);
            check_value(text, &member.value, &level, &join(path, &member.key), faults);
        } else {
            faults.push(at(no_rule(&member.key).into()));
        }
    }
}

/// The user's own keys may be any, but each once.
fn check_free(text: &str, node: &Node, faults: &mut Vec<Fault>) {
    for members in node.walk().into_iter().filter_map(Node::members) {
        for (i, member) in members.iter().enumerate() {
            if members[..i].iter().any(|earlier| earlier.key == member.key) {
                let what = TextFault::DuplicateKey { key: member.key.clone() };
                faults.push(Fault::at(FILE, text, member.key_range.clone(), what));
            }
        }
    }
}

fn wrong_type(text: &str, node: &Node, key: &str, expected: &'static [Expected]) -> Fault {
    Fault::at(
        FILE,
        text,
        node.range.clone(),
        TextFault::WrongType { key: key.to_owned(), expected },
    )
}

fn unknown(key: &str, shape: ObjectShape) -> TextFault {
    let known: Vec<&'static str> = shape.iter().map(|field| field.name).collect();
    let distance =
        |name: &&&str| strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase());
    let nearest = known.iter().min_by_key(distance).filter(|name| distance(name) <= 3);
    TextFault::UnknownKey { nearest: nearest.map(|name| (*name).to_owned()), known }
}

fn not_a_rule(text: &str, node: &Node, path: &str) -> Option<Fault> {
    match node.text() {
        Some(name) if RULE_IDS.contains(&name) => None,
        Some(name) => Some(Fault::at(FILE, text, node.range.clone(), no_rule(name))),
        None => Some(wrong_type(text, node, &format!("{path}[]"), &[Expected::Text])),
    }
}

fn no_rule(name: &str) -> ManifestFault {
    let distance = |id: &&&str| strsim::damerau_levenshtein(&name.to_lowercase(), id);
    let nearest = RULE_IDS.iter().min_by_key(distance).map(|id| (*id).to_owned());
    ManifestFault::UnknownRule { nearest: nearest.unwrap_or_default() }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
