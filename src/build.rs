//! Rebuilds when a template is added or removed, which the embedding macro alone does not notice.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
