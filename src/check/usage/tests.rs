//! The rules about uses, over small programs.
