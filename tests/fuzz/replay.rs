//! Each target with each file of its corpus, and with changes of them. The same changes each time: a failure stays one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ecs_image_pipeline_fuzz::TARGETS;

/// How many changed inputs each target is given.
const CHANGED: usize = 2000;

/// What an input is likely to be read differently for.
const WORDS: [&[u8]; 24] = [
    b"\xff",
    b"\0",
    b"%",
    b"%2F",
    b"%252f",
    b"+",
    b"&",
    b"=",
    b"\"",
    b"\\u",
    b"\\ud83d",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b"</",
    b"<![CDATA[",
    b"&amp;",
    b"\n",
    b"9999",
    b"SecurityToken=",
    b"\xf0\x9f\x98\x80",
    b"****",
];

/// SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn change(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let place = random.below(input.len() + 1);
    let end = (place + random.below(16)).min(input.len());
    match random.below(7) {
        0 if place < input.len() => input[place] ^= 1 << random.below(8),
        1 if place < input.len() => input[place] = random.next() as u8,
        2 => drop(input.drain(place..end)),
        3 => input.truncate(place),
        4 => drop(input.splice(place..place, input[place..end].to_vec())),
        5 => drop(input.splice(place..end, WORDS[random.below(WORDS.len())].iter().copied())),
        _ => {
            let start = random.below(other.len() + 1);
            let part = other[start..(start + random.below(64)).min(other.len())].to_vec();
            input.splice(place..end, part);
        }
    }
}

#[test]
fn the_corpus_and_changes_of_it() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let seeds: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
        assert!(seeds.len() >= 4, "{name} has a corpus");
        let run = |input: &[u8]| {
            let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
            assert!(outcome.is_ok(), "{name} fails with {:?}", String::from_utf8_lossy(input));
        };
        run(b"");
        seeds.iter().for_each(|seed| run(seed));
        let mut random = Random(1);
        for _ in 0..CHANGED {
            let mut input = seeds[random.below(seeds.len())].clone();
            for _ in 0..=random.below(6) {
                let other = &seeds[random.below(seeds.len())];
                change(&mut input, other, &mut random);
            }
            run(&input);
        }
    }
}
