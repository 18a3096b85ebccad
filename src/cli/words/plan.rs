//! Plans: what becomes of a file, why a change is refused, and what is said beside it.

use crate::cli::language::{Both, both, say};
use crate::cli::words::message::{Words, words};
use crate::plan::{Change, Note, Reason};
use crate::syntax::jsonc::Leniency;
use crate::text::escape::visible;

/// What becomes of a file.
pub(in crate::cli) fn change(change: &Change) -> Both {
    match change {
        Change::Create { .. } => both("create", "新建"),
        Change::Update { .. } => both("update", "更新"),
        Change::Delete { .. } => both("delete", "删除"),
    }
}

/// Why a change is refused.
pub(in crate::cli) fn conflict(reason: &Reason) -> Words {
    match reason {
        Reason::InTheWay => words(
            both(
                "a file that kaibo did not write is in the way",
                "已有一个不是由 kaibo 写成的文件",
            ),
            both(
                "call the page `existing` in the manifest, choose another path, or settle it: `kaibo patch --accept ours` keeps your file, `theirs` takes kaibo's, `markers` writes both",
                "在清单里把该页面的 kind 写成 `existing`，或换个路径，或逐项处理：`kaibo patch --accept ours` 保留你的文件，`theirs` 采用 kaibo 的，`markers` 两者都写入并加冲突标记",
            ),
        ),
        Reason::BothChanged { .. } => words(
            both("you and the template changed the same lines", "你和模板改了相同的行"),
            both(
                "`kaibo patch --accept ours` keeps your file, `theirs` takes kaibo's, `markers` writes both",
                "`kaibo patch --accept ours` 保留你的文件，`theirs` 采用 kaibo 的，`markers` 两者都写入并加冲突标记",
            ),
        ),
        Reason::EditedAndDropped => words(
            both(
                "you edited this file, and the manifest no longer asks for it",
                "你改过这个文件，而清单已不再需要它",
            ),
            both(
                "`kaibo patch --accept ours` leaves the page to you, `theirs` deletes the file",
                "`kaibo patch --accept ours` 把页面留给你，`theirs` 删除文件",
            ),
        ),
        Reason::MovedAndChanged { to } => {
            let to = visible(to);
            words(
                say!(
                    "you edited this file, and its page moves to `{to}`, where the template changes the same lines",
                    "你改过这个文件，而它的页面要移到 `{to}`，那里的模板改了相同的行"
                ),
                both(
                    "`kaibo patch --accept ours` moves your file, `theirs` writes kaibo's there, `markers` writes both there",
                    "`kaibo patch --accept ours` 移动你的文件，`theirs` 在那里写 kaibo 的，`markers` 在那里两者都写入并加冲突标记",
                ),
            )
        }
        Reason::MovedReferences { to } => {
            let to = visible(to);
            words(
                say!(
                    "you edited this file, and its page moves to `{to}`, where relative paths in it lead elsewhere",
                    "你改过这个文件，而它的页面要移到 `{to}`，其中的相对路径会指向别处"
                ),
                both(
                    "write them from the root (`/utils/…`) first; or `kaibo patch --accept ours` moves your file as it is, `theirs` writes kaibo's there",
                    "请先改成从根目录写起（`/utils/…`）；或用 `kaibo patch --accept ours` 原样移动你的文件，`theirs` 在那里写 kaibo 的",
                ),
            )
        }
        Reason::MoveUnclear { from, to, others } => {
            let to: Vec<String> = to.iter().map(|page| format!("`{}`", visible(page))).collect();
            let (from, to) = (visible(from), to.join(both(" or ", " 或 ").text()));
            let more = match others {
                0 => String::new(),
                others => say!(" or one of {others} others", "，或另外 {others} 个之一").0,
            };
            words(
                say!(
                    "you edited this file of `{from}`, and the manifest no longer names that page; it could be {to}{more} now",
                    "你改过 `{from}` 的这个文件，而清单里已没有该页面；它现在可能是 {to}{more}"
                ),
                both(
                    "change one path at a time, and kaibo moves the page; or `kaibo patch --accept ours` leaves the old page to you beside the new one, `theirs` deletes the file",
                    "一次只改一个路径，kaibo 便会移动页面；或用 `kaibo patch --accept ours` 把旧页面留给你，与新页面并存，`theirs` 删除文件",
                ),
            )
        }
        Reason::Markers => words(
            both("conflict markers are still in this file", "文件里还有冲突标记"),
            both(
                "resolve them by hand and run again, or take kaibo's text by `kaibo patch --accept theirs`",
                "手工解决后再运行，或用 `kaibo patch --accept theirs` 采用 kaibo 的内容",
            ),
        ),
        Reason::LockMarkers => words(
            both(
                "git's conflict markers are in the lock, so nothing is known of what kaibo wrote",
                "锁文件里有 git 的冲突标记，无从得知 kaibo 写过什么",
            ),
            both(
                "`kaibo patch --accept ours` keeps all files as they are and records the lock anew",
                "`kaibo patch --accept ours` 保持所有文件不变并重新记录锁文件",
            ),
        ),
        Reason::OtherProvider { provider, .. } => {
            let provider = visible(provider);
            words(
                say!(
                    "the alias `live-player-plugin` is declared with another provider, `{provider}`",
                    "别名 `live-player-plugin` 声明的是别的 provider：`{provider}`"
                ),
                both(
                    "correct it if that is a mistake, as `--accept theirs` does for `kaibo patch`; if it is another vendor's plugin, `--accept ours` leaves it",
                    "若是写错了，请改正，对 `kaibo patch` 可用 `--accept theirs`；若是别家的插件，`--accept ours` 保持不变",
                ),
            )
        }
        Reason::DeclaredTwice { .. } => words(
            both(
                "one package declares the plugin twice, which the platform refuses",
                "同一个包里声明了两次插件，平台不接受",
            ),
            both(
                "delete one of the two entries by hand; for `kaibo patch`, `--accept ours` leaves them as they are",
                "请手工删掉其中一个；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::AliasTaken { alias } => {
            let alias = visible(alias);
            words(
                say!(
                    "the package to which the plugin moves has another plugin under the alias `{alias}`",
                    "插件要移入的包里，别名 `{alias}` 已被另一个插件占用"
                ),
                both(
                    "rename one of the two, and what uses it; for `kaibo patch`, `--accept ours` leaves them as they are",
                    "请给其中一个换个别名，并修改使用它的地方；对 `kaibo patch`，`--accept ours` 保持不变",
                ),
            )
        }
        Reason::Conditional { .. } => words(
            both(
                "the plugin is declared under a condition, which no edit of kaibo's may touch",
                "插件的声明取决于条件，kaibo 不会改动它",
            ),
            both(
                "change it by hand; for `kaibo patch`, `--accept ours` leaves it as it is",
                "请手工修改；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::ConditionalPlace => words(
            both(
                "all that stands where the declaration belongs depends on a condition",
                "声明应在的位置上，所有内容都取决于条件",
            ),
            both(
                "put an entry there that depends on none, or declare the plugin by hand",
                "在那里放一个不取决于条件的条目，或手工声明插件",
            ),
        ),
        Reason::Computed { .. } => words(
            both(
                "what is declared here is computed, so that kaibo cannot see it, and never replaces it",
                "这里的声明是计算得来的，kaibo 看不到内容，也绝不替换它",
            ),
            both(
                "change it where it is computed, or write it as literals; for `kaibo patch`, `--accept ours` leaves it as it is",
                "请在计算它的地方修改，或改写成字面量；对 `kaibo patch`，`--accept ours` 保持不变",
            ),
        ),
        Reason::CommentedOut { .. } => words(
            both(
                "the declaration is commented out, and would not count, or not alone, if its comment signs were gone",
                "声明被注释掉了，即使去掉注释符号也不会生效，或不会单独生效",
            ),
            both(
                "take the signs away by hand, or delete the comment and run again, and kaibo writes a new entry",
                "请手工去掉注释符号，或删掉这段注释后再运行，kaibo 会另写一个条目",
            ),
        ),
        Reason::SeveralCommentedOut { .. } => words(
            both(
                "more than one declaration is commented out, and nothing says which one is to count",
                "被注释掉的声明不止一个，无法确定以哪个为准",
            ),
            both(
                "delete all but one of them, or name the package in a manifest (`kaibo init`)",
                "只留一个，或在清单里写明所在的包（`kaibo init`）",
            ),
        ),
        Reason::NeighboursChanged => words(
            both(
                "what stood beside the declaration when it was turned off is not there any more",
                "停用声明时与它相邻的内容已经不在",
            ),
            both(
                "put the entry back by hand: kaibo.lock holds its text under `disabled`; then delete it there",
                "请手工放回：原文在 kaibo.lock 的 `disabled` 下；放回后从那里删掉",
            ),
        ),
        Reason::NoPlace { package } => {
            let package = visible(package);
            words(
                say!("the configuration has no package `{package}`", "配置里没有包 `{package}`"),
                both(
                    "add the subpackage with its pages first, or set plugin.package to one that is there",
                    "请先加上该分包及其页面，或把 plugin.package 设为已有的包",
                ),
            )
        }
        Reason::PageInUse { page } => {
            let page = visible(page);
            words(
                say!(
                    "the page `{page}` is to go, but is still a tab or the entry page",
                    "页面 `{page}` 要移除，但它仍是 tabBar 页面或入口页"
                ),
                both(
                    "take it out of tabBar or entryPagePath by hand, or put the page back into the manifest",
                    "请手工把它从 tabBar 或 entryPagePath 去掉，或把页面放回清单",
                ),
            )
        }
        Reason::ChangedSinceInterruption => words(
            both(
                "an interrupted run had a new text for this file, and the file was changed since",
                "一次中断的运行要给这个文件写新内容，而文件此后被改过",
            ),
            both(
                "`kaibo patch --accept ours` keeps your file, `theirs` takes the text of that run",
                "`kaibo patch --accept ours` 保留你的文件，`theirs` 采用那次运行的内容",
            ),
        ),
    }
}

/// What is said beside the result; `shown` names a file of the project.
pub(in crate::cli) fn note(note: &Note, shown: &dyn Fn(&str) -> String) -> Words {
    let named = |file: &str| visible(&shown(file));
    match note {
        Note::NotStrictJson { file, line, what } => {
            let (file, what) = (named(file), lenient(*what));
            words(
                say!(
                    "{file}:{line}: the platform rejects {what} in app.json; kaibo leaves it as it is",
                    "{file}:{line}：平台不接受 app.json 里的{what}；kaibo 保持不变"
                ),
                both(
                    "take it out: app.json must be strict JSON",
                    "请去掉：app.json 必须是严格的 JSON",
                ),
            )
        }
        Note::UnhealthyDeclaration { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: the plugin's declaration here is not one that a manifest can describe",
                    "{file}:{line}：这里的插件声明无法用清单描述"
                ),
                both(
                    "`kaibo diff` shows what would be corrected, or why nothing can be",
                    "`kaibo diff` 会显示将要改正的内容，或不能改正的原因",
                ),
            )
        }
        Note::StaysDisabled => words(
            both(
                "the declaration was turned off by `kaibo disable`, and stays so",
                "声明已由 `kaibo disable` 停用，保持停用",
            ),
            both("`kaibo enable` turns it on again", "`kaibo enable` 可重新启用"),
        ),
        Note::CommentedOut { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: the plugin's declaration is commented out",
                    "{file}:{line}：插件的声明被注释掉了"
                ),
                both(
                    "`kaibo patch` writes an entry beside it, `kaibo enable` takes the comment signs away: without the platform's authorisation an upload then fails with 80082",
                    "`kaibo patch` 会在旁边另写一个，`kaibo enable` 会去掉注释符号；若未获平台授权，此后上传会报 80082",
                ),
            )
        }
        Note::StaysCommentedOut { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: this declaration was commented out by hand, and stays so",
                    "{file}:{line}：这个声明是手工注释掉的，保持不变"
                ),
                both(
                    "name its project, or pass `--add`, to have `kaibo enable` bring it back",
                    "要让 `kaibo enable` 恢复它，请指定其项目，或加 `--add`",
                ),
            )
        }
        Note::StaysUndecided { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: whether this declaration is there, or what it says, only the build knows; it stays as it is",
                    "{file}:{line}：这个声明是否存在、内容为何，只有构建时才知道；保持不变"
                ),
                both("change it where the build decides", "请在构建决定它的地方修改"),
            )
        }
        Note::DeclaredElsewhere { file, line } => {
            let file = named(file);
            words(
                say!(
                    "{file}:{line}: this code writes a declaration already, so none is written beside it",
                    "{file}:{line}：这段代码已经会写出声明，因此不再另写一个"
                ),
                both(
                    "turn it on there; or take it out of the code and run `kaibo enable` again",
                    "请在代码里启用；或从代码里去掉它，再运行 `kaibo enable`",
                ),
            )
        }
        Note::Superseded { file } => {
            let file = named(file);
            words(
                say!(
                    "{file}: the declaration that was turned off here is forgotten, because the plugin is declared again",
                    "{file}：插件已重新声明，这里停用的声明不再保留"
                ),
                both(
                    "its text is in the history of kaibo.lock, if you need it",
                    "若需要原文，可在 kaibo.lock 的历史里找到",
                ),
            )
        }
        Note::BelowMinimum { file, version, minimum } => {
            let (file, version) = (named(file), visible(version));
            let (lowest, seen) = (visible(&minimum.version), visible(&minimum.seen));
            words(
                say!(
                    "{file}: version {version} is below {lowest}, the lowest that the platform was seen to accept ({seen})",
                    "{file}：版本 {version} 低于 {lowest}，即已知平台接受的最低版本（{seen}）"
                ),
                both(
                    "`kaibo upgrade` moves it to the newest version",
                    "`kaibo upgrade` 可升到最新版本",
                ),
            )
        }
        Note::UnknownVersion { file, version, newest } => {
            let (file, version, newest) = (named(file), visible(version), visible(newest));
            words(
                say!(
                    "{file}: version {version} is newer than all that kaibo knows, and is kept; the newest known is {newest}",
                    "{file}：版本 {version} 比 kaibo 已知的都新，保持不变；已知最新为 {newest}"
                ),
                both(
                    "look whether it exists: an upload fails where it does not",
                    "请确认它存在：不存在的版本上传会失败",
                ),
            )
        }
        Note::Proposed => words(
            both(
                "the project does not declare the plugin, so the manifest proposes it",
                "项目没有声明插件，清单里写的是建议",
            ),
            both(
                "edit kaibo.jsonc to your wishes, then look at `kaibo diff`",
                "按需要修改 kaibo.jsonc，再查看 `kaibo diff`",
            ),
        ),
        Note::PageMoved { from, to } => {
            let (from, to) = (visible(from), visible(to));
            words(
                say!(
                    "the page `{from}` goes to `{to}` with your edits",
                    "页面 `{from}` 连同你的修改移到 `{to}`"
                ),
                both(
                    "links to the old path in your own files are yours to change",
                    "你自己的文件里指向旧路径的链接需自行修改",
                ),
            )
        }
        Note::DeletedButListed { page } => {
            let page = visible(page);
            words(
                say!(
                    "files of the page `{page}` were deleted by hand, but app.json still lists it, which does not compile",
                    "页面 `{page}` 的文件已被手工删除，但 app.json 仍列着它，无法编译"
                ),
                both(
                    "take it out of app.json and the manifest; or delete its entries in kaibo.lock to have it written anew",
                    "请从 app.json 和清单里去掉它；若要重新生成，请删掉 kaibo.lock 里对应的条目",
                ),
            )
        }
        Note::StaysDeleted { page } => {
            let page = visible(page);
            words(
                say!(
                    "files of the page `{page}` were deleted by hand, so it is not registered again",
                    "页面 `{page}` 的文件已被手工删除，不再注册"
                ),
                both(
                    "take it out of the manifest; or delete its entries in kaibo.lock to have it written anew",
                    "请从清单里去掉它；若要重新生成，请删掉 kaibo.lock 里对应的条目",
                ),
            )
        }
    }
}

fn lenient(what: Leniency) -> Both {
    match what {
        Leniency::ByteOrderMark => both("a byte order mark", "字节顺序标记（BOM）"),
        Leniency::Comment => both("comments", "注释"),
        Leniency::TrailingComma => both("trailing commas", "尾逗号"),
    }
}
