//! Each file of the core uses files of its own floor and of lower ones, without a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// From the ground up.
const FLOORS: [&str; 8] = [
    "messages characters percent_encoding redact",
    "issue",
    "value timestamp",
    "credentials endpoint ram_policy schema",
    "operations sign response",
    "diagnose",
    "client",
    "wasm",
];

#[test]
fn no_use_goes_up_or_round() {
    let mut sources = BTreeMap::new();
    read(Path::new("src"), "", &mut sources);
    let floor = |file: &str| {
        let folder = file.split("::").next().unwrap_or_default();
        FLOORS.iter().position(|floor| floor.split(' ').any(|name| name == folder)).expect(file)
    };
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        sources.iter().map(|(file, source)| (file.as_str(), used(file, source, &sources))).collect();
    for (file, used) in &left {
        assert!(used.iter().all(|other| floor(other) <= floor(file)), "{file} uses a file above it: {used:?}");
    }
    while let Some(lowest) = left.iter().find(|(_, used)| used.is_empty()).map(|(file, _)| *file) {
        left.remove(lowest);
        left.values_mut().for_each(|used| used.retain(|other| *other != lowest));
    }
    assert!(left.is_empty(), "these files form a circle, or use one: {left:#?}");
}

/// The source of each file below a folder, by its path in the crate. Tests are left out.
fn read(folder: &Path, parent: &str, sources: &mut BTreeMap<String, String>) {
    for path in folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let module = if name == "mod" { parent.to_owned() } else { format!("{parent}::{name}") };
        if path.is_dir() {
            read(&path, &module, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "lib" {
            let source = std::fs::read_to_string(&path).expect("a text");
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            sources.insert(module.trim_start_matches(':').to_owned(), code.to_owned());
        }
    }
}

/// The files that a file names by a path from `crate::`, comments excepted.
fn used<'s>(file: &str, source: &str, sources: &'s BTreeMap<String, String>) -> BTreeSet<&'s str> {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let code = source.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
    let statements = code.split("crate::").skip(1).filter_map(|rest| rest.split(';').next());
    let paths = statements.flat_map(|path| {
        let (base, group) = path.trim_end_matches('}').split_once('{').unwrap_or((path, ""));
        group.split(',').map(move |name| format!("{base}{}::", name.trim()))
    });
    let is_in = |module: &str, path: &str| path.starts_with(&format!("{module}::"));
    paths
        .filter_map(|path| sources.keys().filter(|module| is_in(module, &path)).max_by_key(|module| module.len()))
        .map(String::as_str)
        .filter(|module| *module != file)
        .collect()
}
