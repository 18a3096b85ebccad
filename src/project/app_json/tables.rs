//! What app.json and the JSON beside it may hold, as tables (the schemas of the compiler, executed).

use crate::project::app_json::schema::{Fields, Schema};
use crate::project::packages::SPELLINGS;
use crate::syntax::expected::Expected;

use Schema::{
    BaseLibrary, Bool, Colour, Either, List, Map, Null, Number, Object, Text, Themed, Whole, Word,
};

/// Keys of a plugin entry.
pub const ENTRY: Fields = &[
    ("provider", Text),
    ("version", Text),
    ("path", Text),
    ("export", Text),
    ("genericsImplementation", Map(&Map(&Text))),
];

/// Keys of a subpackage.
pub const SUBPACKAGE: Fields = &[
    ("independent", Bool),
    ("name", Text),
    ("entry", Text),
    ("root", Text),
    ("pages", PAGES),
    ("plugins", PLUGINS),
    ("useExtendedLib", EXTENDED),
    ("componentFramework", Text),
    ("renderer", Text),
];

pub(super) const PAGES: Schema = List(&Text);

pub(super) const PLUGIN: Schema = Object(ENTRY);

/// The plugins of a package.
pub const PLUGINS: Schema = Map(&PLUGIN);

pub(super) const SUBPACKAGES: Schema = List(&Object(SUBPACKAGE));

const EXTENDED: Schema = Map(&Either(&[Expected::Text, Expected::Bool], &[Text, Bool]));

/// app.json, as far as any program's packages are ours to check.
pub const PACKAGES: Schema = Object(&[
    ("pages", PAGES),
    ("plugins", PLUGINS),
    (SPELLINGS[0], SUBPACKAGES),
    (SPELLINGS[1], SUBPACKAGES),
]);

/// app.json.
pub const PROGRAM: Schema = Object(&[
    ("pages", PAGES),
    ("plugins", PLUGINS),
    (SPELLINGS[0], SUBPACKAGES),
    (SPELLINGS[1], SUBPACKAGES),
    ("window", Either(&[Expected::Object], &[Object(WINDOW), Null])),
    ("tabBar", TAB_BAR),
    ("usingComponents", Map(&Text)),
    ("componentPlaceholder", Map(&Text)),
    ("preloadRule", Map(&Whole(&["packages"], PRELOAD))),
    ("entryPagePath", Text),
    ("openLocationPagePath", Text),
    ("xrEntryPagePath", Text),
    ("openDataContext", Text),
    ("sitemapLocation", Text),
    ("themeLocation", Text),
    ("theme", Text),
    ("serviceProviderTicket", Text),
    ("cloudVersion", Text),
    ("style", Word(&["v2"])),
    ("renderer", Word(&["skyline", "webview"])),
    ("componentFramework", FRAMEWORK),
    ("lazyCodeLoading", Word(&["requiredComponents"])),
    ("displayMode", Word(&["desktop", "mobile", "pad"])),
    ("requiredPrivateInfos", List(&Word(PRIVATE))),
    ("requiredBackgroundModes", List(&Text)),
    ("requireBackgroundModes", List(&Text)),
    ("embeddedAppIdList", List(&Text)),
    ("mimeTypeDeclarations", Map(&List(&Text))),
    ("permission", Object(PERMISSION)),
    ("networkTimeout", Object(TIMEOUT)),
    ("resolveAlias", Map(&Text)),
    ("useExtendedLib", EXTENDED),
    ("rendererOptions", OPTIONS),
    (
        "workers",
        Either(
            &[Expected::Object, Expected::Text],
            &[Text, Whole(&["path", "isSubpackage"], WORKERS)],
        ),
    ),
    (
        "functionalPages",
        Either(&[Expected::Object, Expected::Bool], &[Bool, Whole(&["independent"], FUNCTIONAL)]),
    ),
    ("enablePassiveEvent", PASSIVE),
    ("singlePage", SINGLE),
    ("halfPage", Object(&[("firstPageNavigationStyle", NAVIGATION)])),
    ("appBar", Object(&[("custom", Bool)])),
    ("debugOptions", Object(&[("enableFPSPanel", Bool)])),
    ("miniApp", Object(&[("useAuthorizePage", Bool)])),
    ("agent", Object(&[])),
    ("entranceDeclare", Object(&[("locationMessage", Object(&[("path", Text), ("query", Text)]))])),
    ("accountCardPackage", Whole(&["root", "cardList"], CARDS)),
    ("chatTools", List(&Whole(&["root", "entryPagePath", "desc"], CHAT))),
    ("static", List(&Whole(&["pattern", "platforms"], STATIC))),
    ("cloudConfig", Object(&[("gatewayDomain", Text), ("publicKey", Text), ("gatewayId", Text)])),
    ("cloud", Bool),
    ("debug", Bool),
    ("resizable", Bool),
    ("frameset", Bool),
    ("darkmode", Bool),
    ("lazyCodeLoadingLegacy", Bool),
    ("keepContextPageInCycleJump", Bool),
    ("__usePrivacyCheck__", Bool),
]);

const WINDOW: Fields = &[
    ("navigationBarBackgroundColor", Themed(&Colour)),
    ("navigationBarTextStyle", Themed(&Word(&["black", "white"]))),
    ("navigationBarTitleText", Text),
    ("navigationStyle", NAVIGATION),
    ("backgroundColor", Themed(&Colour)),
    ("backgroundColorTop", Themed(&Text)),
    ("backgroundColorBottom", Themed(&Text)),
    ("backgroundColorContent", Themed(&Text)),
    ("backgroundTextStyle", Themed(&Word(&["dark", "light"]))),
    ("enablePullDownRefresh", Bool),
    ("onReachBottomDistance", Number),
    ("pageOrientation", ORIENTATION),
    ("renderingMode", RENDERING),
    ("restartStrategy", RESTART),
    ("visualEffectInBackground", EFFECT),
    ("initialRenderingCache", CACHE),
    ("handleWebviewPreload", PRELOADED),
    ("homeButton", Bool),
];

const NAVIGATION: Schema = Word(&["custom", "default"]);
const ORIENTATION: Schema = Word(&["auto", "landscape", "portrait"]);
/// The platform spells it like this.
const RENDERING: Schema = Word(&["mixed", "seperated"]);
const RESTART: Schema = Word(&["homePage", "homePageAndLatestPage"]);
const EFFECT: Schema = Word(&["hidden", "none"]);
const CACHE: Schema = Word(&["capture", "dynamic", "static"]);
const PRELOADED: Schema = Word(&["auto", "manual", "static"]);
const FRAMEWORK: Schema = Word(&["exparser", "glass-easel"]);
const SINGLE: Schema = Object(&[("navigationBarFit", Word(&["float", "squeezed"]))]);
const PASSIVE: Schema = Either(&[Expected::Object, Expected::Bool], &[Bool, Map(&Bool)]);

const TAB_BAR: Schema = Whole(
    &["list"],
    &[
        ("list", List(&Whole(&["pagePath"], TAB))),
        ("custom", Bool),
        ("color", Themed(&Text)),
        ("selectedColor", Themed(&Text)),
        ("backgroundColor", Themed(&Text)),
        ("borderStyle", Themed(&Word(&["black", "white"]))),
        ("position", Word(&["bottom", "top"])),
    ],
);

const TAB: Fields = &[
    ("pagePath", Text),
    ("text", Text),
    ("iconPath", Themed(&Text)),
    ("selectedIconPath", Themed(&Text)),
    ("renderer", Word(&["cover-view", "skyline", "webview"])),
];

const PRELOAD: Fields = &[("network", Word(&["all", "wifi"])), ("packages", List(&Text))];

const PRIVATE: &[&str] = &[
    "chooseAddress",
    "chooseLocation",
    "choosePoi",
    "getFuzzyLocation",
    "getLocation",
    "onLocationChange",
    "startLocationUpdate",
    "startLocationUpdateBackground",
];

const PERMISSION: Fields = &[
    ("scope.userLocation", Whole(&["desc"], &[("desc", Text)])),
    ("scope.userFuzzyLocation", Whole(&["desc"], &[("desc", Text)])),
];

const TIMEOUT: Fields = &[
    ("request", Number),
    ("connectSocket", Number),
    ("uploadFile", Number),
    ("downloadFile", Number),
];

const OPTIONS: Schema = Object(&[("defaultDisplayBlock", Bool), ("skyline", Object(SKYLINE))]);

const SKYLINE: Fields = &[
    ("disableABTest", Bool),
    ("sdkVersionBegin", Text),
    ("sdkVersionEnd", Text),
    ("iosVersionBegin", Text),
    ("iosVersionEnd", Text),
    ("androidVersionBegin", Text),
    ("androidVersionEnd", Text),
    ("defaultContentBox", Bool),
    ("defaultDisplayBlock", Bool),
];

const WORKERS: Fields = &[("path", Text), ("isSubpackage", Bool)];
const FUNCTIONAL: Fields = &[("independent", Bool)];
const CARDS: Fields = &[
    ("root", Text),
    (
        "cardList",
        List(&Whole(&["type", "componentPath"], &[("type", Number), ("componentPath", Text)])),
    ),
];
const CHAT: Fields =
    &[("root", Text), ("entryPagePath", Text), ("desc", Text), ("scopes", List(&Text))];
const STATIC: Fields = &[
    ("pattern", Text),
    ("platforms", List(&Word(&["mini-android", "mini-ios", "mini-ohos", "mini-weixin"]))),
];

/// The .json of a page or a component.
pub const PAGE: Schema = Object(&[
    ("navigationBarBackgroundColor", Themed(&Colour)),
    ("navigationBarTextStyle", Themed(&Word(&["black", "white"]))),
    ("navigationBarTitleText", Text),
    ("navigationStyle", NAVIGATION),
    ("backgroundColor", Themed(&Colour)),
    ("backgroundColorTop", Themed(&Text)),
    ("backgroundColorBottom", Themed(&Text)),
    ("backgroundColorContent", Themed(&Text)),
    ("backgroundTextStyle", Themed(&Word(&["dark", "light"]))),
    ("enablePullDownRefresh", Bool),
    ("onReachBottomDistance", Number),
    ("pageOrientation", ORIENTATION),
    ("renderingMode", RENDERING),
    ("restartStrategy", RESTART),
    ("visualEffectInBackground", EFFECT),
    ("initialRenderingCache", CACHE),
    ("handleWebviewPreload", PRELOADED),
    ("homeButton", Bool),
    ("disableScroll", Bool),
    ("disableSwipeBack", Bool),
    ("component", Bool),
    ("style", Word(&["v2"])),
    ("renderer", Word(&["cover-view", "skyline", "webview", "xr-frame"])),
    ("rendererOptions", Object(&[("skyline", Object(SKYLINE))])),
    ("componentFramework", FRAMEWORK),
    ("styleIsolation", Word(ISOLATION)),
    ("pureDataPattern", Text),
    ("usingComponents", Map(&Text)),
    ("componentPlaceholder", Map(&Text)),
    ("componentGenerics", Map(&GENERIC)),
    ("enablePassiveEvent", PASSIVE),
    ("singlePage", SINGLE),
]);

const ISOLATION: &[&str] =
    &["apply-shared", "isolated", "page-apply-shared", "page-isolated", "page-shared", "shared"];

const GENERIC: Schema = Either(
    &[Expected::Object, Expected::Bool],
    &[Whole(&["default"], &[("default", Text)]), Bool, Null],
);

/// project.config.json.
pub const PROJECT: Schema = Object(&[
    ("libVersion", BaseLibrary),
    ("appid", Text),
    ("projectname", Text),
    ("compileType", Text),
    ("miniprogramRoot", Text),
    ("srcMiniprogramRoot", Text),
    ("pluginRoot", Text),
    ("pluginAppid", Text),
    ("cloudfunctionRoot", Text),
    ("cloudfunctionTemplateRoot", Text),
    ("cloudcontainerRoot", Text),
    ("cloudbaseRoot", Text),
    ("qcloudRoot", Text),
    ("jsserverRoot", Text),
    ("simulatorType", Text),
    ("editorSetting", Object(EDITOR)),
    ("packOptions", Object(&[("ignore", List(&PACKED)), ("include", List(&PACKED))])),
    ("watchOptions", Object(&[("ignore", List(&Text))])),
    ("setting", Object(SETTING)),
    ("staticServerOptions", Object(&[("servePath", Text)])),
    (
        "scripts",
        Object(&[("beforeCompile", Text), ("beforePreview", Text), ("beforeUpload", Text)]),
    ),
    ("debugOptions", Object(&[("hideInDevtools", List(&Text))])),
    ("condition", Object(CONDITION)),
]);

const EDITOR: Fields = &[
    ("tabIndent", Word(&["auto", "insertSpaces", "tab"])),
    ("tabSize", Either(&[Expected::Number], &[Number, Word(&["\t"])])),
];

const PACKED: Schema = Whole(&["type", "value"], &[("type", Text), ("value", Text)]);

const SETTING: Fields = &[
    ("es6", Bool),
    ("enhance", Bool),
    ("postcss", Bool),
    ("minified", Bool),
    ("minifyWXSS", Bool),
    ("minifyWXML", Bool),
    ("uglifyFileName", Bool),
    ("ignoreUploadUnusedFiles", Bool),
    ("ignoreDevUnusedFiles", Bool),
    ("ignoreCodeQuality", Bool),
    ("autoAudits", Bool),
    ("urlCheck", Bool),
    ("compileHotReLoad", Bool),
    ("preloadBackgroundData", Bool),
    ("lazyloadPlaceholderEnable", Bool),
    ("useStaticServer", Bool),
    ("disableUseStrict", Bool),
    ("uploadWithSourceMap", Bool),
    ("localPlugins", Bool),
    ("packNpmManually", Bool),
    ("packNpmRelationList", List(&NPM)),
    ("coverView", Bool),
    ("checkInvalidKey", Bool),
    ("showShadowRootInWxmlPanel", Bool),
    ("useIsolateContext", Bool),
    ("useMultiFrameRuntime", Bool),
    ("useApiHook", Bool),
    ("useApiHostProcess", Bool),
    ("useLanDebug", Bool),
    ("enableEngineNative", Bool),
    ("showES6CompileOption", Bool),
    (
        "useCompilerPlugins",
        Either(&[Expected::Array, Expected::Bool], &[List(&Word(COMPILERS)), Bool]),
    ),
    ("babelSetting", Object(&[("outputPath", Text), ("ignore", List(&Text))])),
];

const COMPILERS: &[&str] = &["less", "sass", "typescript"];

const NPM: Schema = Whole(
    &["packageJsonPath", "miniprogramNpmDistDir"],
    &[("packageJsonPath", Text), ("miniprogramNpmDistDir", Text)],
);

const CONDITION: Fields = &[
    ("game", Object(LAUNCHES)),
    ("gamePlugin", Object(LAUNCHES)),
    ("plugin", Object(LAUNCHES)),
    ("miniprogram", Object(LAUNCHES)),
];

const LAUNCHES: Fields = &[("current", Number), ("list", List(&Object(LAUNCH)))];

const LAUNCH: Fields = &[
    ("name", Text),
    ("pathName", Text),
    ("query", Text),
    ("launchMode", Text),
    ("scene", Either(&[Expected::Number, Expected::Text], &[Number, Text, Null])),
];

/// The theme.
pub const THEME: Schema = Object(&[("light", Map(&Text)), ("dark", Map(&Text))]);
