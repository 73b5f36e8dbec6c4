//! A module as printable ASCII, for a string in JavaScript. Each byte keeps a text of its own, so what repeats in the
//! module repeats in the text, and gzip and brotli make it as small as the module itself. Base64, which has three bytes
//! lie across four characters, hides that from them: 30 % more after gzip.
//!
//! `src/js/module/printable.ts` reads it back: 512 hexadecimal digits, the bytes from the most frequent on; then the
//! module. A byte among the first 87 is one character, any other is `!` or ` ` and one character.

use std::cmp::Reverse;
use std::fmt::Write;

/// All printable characters but those that a string may have to escape, whichever its quotes, and `<`, of which HTML
/// could make a tag. The first two are marks.
fn alphabet() -> Vec<char> {
    (' '..='~').filter(|character| !"\"'\\`$<".contains(*character)).collect()
}

/// The text of a module.
pub fn encode(module: &[u8]) -> String {
    let mut counts = [0_usize; 256];
    for byte in module {
        counts[usize::from(*byte)] += 1;
    }
    let mut order: Vec<u8> = (0..=u8::MAX).collect();
    order.sort_by_key(|byte| Reverse(counts[usize::from(*byte)]));

    let alphabet = alphabet();
    let (marks, characters) = alphabet.split_at(2);
    let mut codes = vec![String::new(); 256];
    let mut text = String::with_capacity(512 + module.len() * 9 / 8);
    for (rank, byte) in order.iter().enumerate() {
        let code = &mut codes[usize::from(*byte)];
        if let Some(turn) = (rank / characters.len()).checked_sub(1) {
            code.push(marks[turn]);
        }
        code.push(characters[rank % characters.len()]);
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.extend(module.iter().map(|byte| codes[usize::from(*byte)].as_str()));
    text
}
