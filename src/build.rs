//! Rebuilds when a template or a rule's page is added or removed, which the embedding macro alone does not notice.

fn main() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=src/check/pages");
}
