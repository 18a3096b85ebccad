//! What can be wrong with a project.

/// What folders have that lie below one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A manifest.
    Manifest,
    /// A mini-program, but no manifest.
    ProgramWithoutManifest,
    /// A mini-program.
    Program,
}

/// What is wrong with a project, or between it and its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProjectFault {
    /// There is no app.json where one must be.
    NotAMiniProgram {
        /// Why it was looked for there.
        miniprogram_root: Option<String>,
    },
    /// No project was found.
    NoProject,
    /// What is wanted is not in the folder itself, but below it.
    OnlyBelow {
        /// What is there.
        sign: Sign,
        /// Some of the folders, from where the user is.
        folders: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// There is no manifest.
    NoManifest,
    /// There is a manifest already.
    ManifestExists,
    /// The folder for a new project holds something.
    NotEmpty,
    /// The plugin's subpackage would have no page.
    NoPageInPackage {
        /// Its root.
        root: String,
    },
    /// A page to be written lies in a subpackage that is not the plugin's.
    InOtherPackage {
        /// That subpackage's root.
        root: String,
    },
    /// A page of the main package lies below the root of the plugin's subpackage.
    MainPageInRoot {
        /// The page.
        page: String,
    },
    /// One subpackage root lies in another.
    NestedRoot {
        /// The other root.
        other: String,
    },
    /// An existing page whose files are not there.
    NoPageFile {
        /// The file that was looked for.
        file: String,
    },
    /// A file that `packages` of an mpx program names is not there.
    NoPackageFile,
    /// The manifest names a page in a project of a framework for which kaibo writes none.
    PageOfFramework {
        /// The framework.
        framework: &'static str,
    },
    /// A program that names the live plugin is of a framework that kaibo does not read.
    UnsupportedFramework {
        /// The framework.
        framework: &'static str,
    },
    /// Both `subPackages` and `subpackages` are there.
    BothSpellings,
}

impl ProjectFault {
    /// The stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAMiniProgram { .. } => "not-a-mini-program",
            Self::NoProject => "no-project",
            Self::OnlyBelow { .. } => "only-below",
            Self::NoManifest => "no-manifest",
            Self::ManifestExists => "manifest-exists",
            Self::NotEmpty => "not-empty",
            Self::NoPageInPackage { .. } => "no-page-in-package",
            Self::InOtherPackage { .. } => "in-other-package",
            Self::MainPageInRoot { .. } => "main-page-in-root",
            Self::NestedRoot { .. } => "nested-root",
            Self::NoPageFile { .. } => "no-page-file",
            Self::NoPackageFile => "no-package-file",
            Self::PageOfFramework { .. } => "page-of-framework",
            Self::UnsupportedFramework { .. } => "unsupported-framework",
            Self::BothSpellings => "both-spellings",
        }
    }
}
