//! Scenario files: what is read, how faults are shown, which layer wins, what is written.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use scalecheck::model::{
    Bytes, Class, ClockChoice, Generator, Hooks, Input, Metric, Scenario, Settings, Size, Sizes, Stdin, Target,
    Template,
};
use scalecheck::scenario::{Faults, Overrides, Profile, contradictions, hash, parse, to_toml};

use crate::dice::Dice;

fn read(text: &str) -> Result<Scenario, Faults> {
    under(text, &Overrides::default())
}

fn under(text: &str, overrides: &Overrides) -> Result<Scenario, Faults> {
    parse(text, Path::new("scenarios/dedupe.toml"), "dedupe", overrides)
}

pub(crate) fn sound(text: &str) -> Scenario {
    read(text).unwrap_or_else(|faults| panic!("{faults}\nin\n{text}"))
}

/// The faults as they are shown.
pub(crate) fn faults(text: &str) -> String {
    match read(text) {
        Ok(scenario) => panic!("read without a fault: {scenario:?}"),
        Err(faults) => faults.render(false),
    }
}

fn n(n: u64) -> Size {
    Size::new(n).expect("a size")
}

/// What every scenario needs, to stand below the part under test.
pub(crate) const TARGET: &str = "\n[target]\ncommand = ['run', '{n}']\n";

const FULL: &str = r#"
about    = "Duplicate detection in the nightly import"
location = "src/import.py:89"
needs    = ["python3"]
expect_broken = ["time"]
[target]
command = ["python3", "dedupe.py", "{input}"]
[input]
generate = ["ints", "sorted"]
seed = 7
[sizes]
from = 10
to = "1m"
[expect]
time = "O(n log n)"
memory = { class = "O(n)", tight = true }
queries = "O(1)"
io.read_bytes = "O(n)"
[[expect.limit]]
metric = "time"
at = "1m"
max = "2s"
[scale]
development = 10
production = 5_000
peak = "1m"
time_budget = "30s"
memory_budget = "1GiB"
[settings]
budget = "30s"
[profile.quick]
sizes.to = "100k"
settings.budget = "5s"
"#;

#[test]
fn every_fault_of_a_file_is_shown_with_what_to_type() {
    let text = "\
[expct]
time = 'O(n)'
[target]
command = ['sort', '{n}']
[sizes]
from = 0
to = '1kk'
[input]
generate = 'intz'
expect_broken = ['time']
[expect]
tiem = 'O(n)'
[[expect.limit]]
metric = 'time'
max = '2 bananas'
";
    insta::assert_snapshot!(faults(text), @r#"
    error: unknown key `expct`
      ╭▸ scenarios/dedupe.toml:1:2
      │
    1 │ [expct]
      ╰╴ ━━━━━ did you mean `expect`?
    error: `from`: `0` is no size
      ╭▸ scenarios/dedupe.toml:6:8
      │
    6 │ from = 0
      ╰╴       ━ expected a size such as 10_000, "10k" or "1m"
    error: `to`: `1kk` is no size
      ╭▸ scenarios/dedupe.toml:7:6
      │
    7 │ to = '1kk'
      ╰╴     ━━━━━ expected a size such as 10_000, "10k" or "1m"
    error: `generate`: unknown generator `intz`
      ╭▸ scenarios/dedupe.toml:9:12
      │
    9 │ generate = 'intz'
      ╰╴           ━━━━━━ did you mean "ints"?
    error: unknown key `expect_broken` in [input]
       ╭▸ scenarios/dedupe.toml:10:1
       │
    10 │ expect_broken = ['time']
       ╰╴━━━━━━━━━━━━━ it belongs at the top of the file, before the first [table]
    error: unknown metric `tiem`
       ╭▸ scenarios/dedupe.toml:12:1
       │
    12 │ tiem = 'O(n)'
       ╰╴━━━━ did you mean `time`?
    error: a limit has no `at`
       ╭▸ scenarios/dedupe.toml:13:1
       │
    13 │ [[expect.limit]]
       ╰╴━━━━━━━━━━━━━━━━ expected metric = "time", at = "1m", max = "2s"
    error: `max`: `2 bananas` is no duration
       ╭▸ scenarios/dedupe.toml:15:7
       │
    15 │ max = '2 bananas'
       ╰╴      ━━━━━━━━━━━ expected a duration above 0, such as "500ms", "30s" or "1m 30s"
    "#);
}

#[test]
fn what_was_expected_is_said_for_every_kind_of_value() {
    let cases = [
        ("about = 3", "`about`: found a whole number"),
        ("needs = 'perl'", "`needs`: found a text"),
        ("needs = ['']", "an empty text"),
        ("needs = [1979-05-27]", "found a date"),
        ("sizes.from = -5", "`-5` is no size"),
        ("sizes.from = 1.5", "`1.5` is no size"),
        ("sizes.from = nan", "`nan` is no size"),
        ("sizes.to = inf", "`inf` is no size"),
        ("sizes.to = 99999999999999999999", "`99999999999999999999` is no size"),
        ("sizes.to = 9007199254740994", "is no size"),
        ("sizes.to = 5", "`to` must be a size of at least `from`"),
        ("sizes.from = '2m'", "`to` must be a size of at least `from`"),
        ("sizes.list = []", "`list` has no sizes"),
        ("sizes.list = [10, '10']", "size 10 is listed twice"),
        ("sizes.list = [10, [20]]", "found an array"),
        ("sizes = { list = [10], to = 20 }", "sizes are given twice"),
        ("sizes = 10", "`sizes`: found a whole number"),
        ("input.generate = 'wrods'", "did you mean \"words\"?"),
        ("input.generate = 'zebras'", "expected one of ints, sorted"),
        ("input.generate = ['ints', 'ints']", "`ints` is named twice"),
        ("input = { generate = 'ints', command = ['x'] }", "[input] is made twice"),
        ("input = { generate = 'ints', shell = true }", "`shell` says nothing"),
        ("input = {}", "[input] says nothing to make"),
        ("input = { command = ['x', '{n}'], seed = -1 }", "expected a whole number from 0"),
        ("input = { command = ['x', '{n}'], seed = 1.0 }", "`1.0` is no seed"),
        ("check = { output = 'x', file = 'y' }", "[check] checks in several ways"),
        ("settings.budget = 0", "`0` is no duration"),
        ("settings.timeout = 'soon'", "such as \"500ms\", \"30s\""),
        ("settings.timeout = -inf", "is no duration"),
        ("settings.rounds = 0", "0 is out of range"),
        ("settings.warmup = 5000000000", "5000000000 is out of range"),
        ("settings.clock = 'wal'", "did you mean \"wall\"?"),
        ("settings.strict = 'yes'", "expected `true` or `false`"),
        ("settings.memory_limit = 0", "a number of bytes above 0"),
        ("settings.memory_limit = '2 bananas'", "such as \"512MiB\""),
        ("scale = { development = 100, peak = 10 }", "`peak` is below `development`"),
        ("expect.time = 'fast'", "`fast` is no growth class"),
        ("expect.time = 3", "expected a growth class"),
        ("expect.time = { tight = true }", "`time` has no class"),
        ("expect.time = { class = 'n', tihgt = true }", "did you mean `tight`?"),
        ("expect.memroy = 'n'", "did you mean `memory`?"),
        ("expect.'two words' = 'n'", "`two words` is no metric"),
        ("expect.limits = 'n'", "[[expect.limit]]"),
        ("expect.limit = 3", "tables under [[expect.limit]]"),
        ("expect.limit = [3]", "found a whole number"),
        ("expect.limit = [{ metric = 'time', at = 10, max = '2GB' }]", "is no duration"),
        ("expect.limit = [{ metric = 'memory', at = 10, max = '2s' }]", "is no number of bytes"),
        ("expect.limit = [{ metric = 'queries', at = 10, max = nan }]", "`nan` is no amount"),
        ("expect_broken = ['time']", "of which nothing is declared"),
        ("expect_broken = ['tiem']", "did you mean `time`?"),
        ("profile.fast = {}", "unknown key `fast` in [profile]"),
        ("profile.quick.budget = 3", "it belongs in [settings]"),
        ("profile.quick.sizes.from = '2m'", "`to` must be a size of at least `from`"),
        ("command = ['x']", "unknown key `command`"),
        ("timeout = 3", "it belongs in [settings]"),
        ("setup = 'make'", "it belongs in [hooks]"),
    ];
    for (text, words) in cases {
        let shown = faults(&format!("{text}{TARGET}"));
        assert!(shown.contains(words), "{text}: {words} in\n{shown}");
    }
}

#[test]
fn commands_say_how_they_are_written() {
    for (target, words) in [
        ("", "the scenario has no [target]"),
        ("[target]", "[target] has no `command`"),
        ("[target]\ncommand = 'sort -n {n}'", r#"write command = ["sort", "-n", "{n}"], or add shell = true"#),
        ("[target]\ncommand = []", "no program is named"),
        ("[target]\ncommand = ['', '{n}']", "no program is named"),
        ("[target]\ncommand = ['x', 3]", "found a whole number"),
        ("[target]\ncommand = ['x', '{n}']\nshell = true", "because `shell = true`"),
        ("[target]\ncommand = ' '\nshell = true", "the script is empty"),
        ("[target]\ncommand = [\"x\\u0000\", '{n}']", "NUL"),
        ("[target]\ncommand = ['x', '{n}']\nstdin = 'a'\nstdin_text = 'b'", "stdin is given twice"),
        ("[target]\ncommand = ['x', '{n}']\nenv = { 'A=B' = 'c' }", "can't be a variable's name"),
        ("[target]\ncommand = ['x', '{n}']\nenv.LANG = 3", "`LANG`: found a whole number"),
        ("[target]\ncommand = ['x', '{n}']\nprogram = 'f'", "unknown key `program` in [target]"),
        ("[target]\ncommand = ['x', '{n}']\nmake = 'f'", "`make` says nothing of a command"),
        ("[target]\ncommand = ['x', '{n}']\nfunction = 'c:x.c:f'", "`command` says nothing of a function"),
        ("[target]\nfunction = 'dedupe'", "`dedupe` is no function: expected LANGUAGE:FILE:NAME"),
        ("[target]\nfunction = 'pyton:x.py:f'", "did you mean \"python\"?"),
        ("[target]\nfunction = 'perl:x.pl:f'", "any other needs harness ="),
        ("[target]\nfunction = 'c:x.c:f'\nstdin = 'a'", "`stdin` says nothing of a function"),
        ("[target]\nfunction = 'c:x.c:f'\nmake = 'g'\n[input]\ngenerate = 'ints'", "the input is made twice"),
        ("[target]\nfunction = 'c:x.c:f'\n[check]\noutput = 'g'", "a function prints nothing"),
        ("[target]\nfunction = 'c:x.c:f'\n[counters]\nqueries = '(\\d+) q'", "append `name value` lines"),
        ("[target]\ncommand = ['x', '{input}']", "no input is made"),
        ("[target]\ncommand = ['x']", "nothing depends on the size N"),
        ("[target]\ncommand = ['x', '{n}']\n[input]\ngenerate = 'ints'", "nothing reads it"),
        ("[target]\ncommand = ['x', '{input}']\n[input]\ncommand = ['date']", "doesn't know the size N"),
    ] {
        let shown = faults(&format!("about = 'x'\n{target}\n"));
        assert!(shown.contains(words), "{target}: {words} in\n{shown}");
    }
}

#[test]
fn a_script_that_reads_its_size_from_the_environment_is_taken() {
    for text in [
        "[target]\ncommand = 'seq $SCALECHECK_N'\nshell = true",
        "[target]\ncommand = ['x']\nenv.SIZE = '{n}'",
        "[target]\ncommand = ['x']\n[hooks]\nprepare = 'make-data $SCALECHECK_N'",
        "[target]\ncommand = ['x']\nstdin_text = '{n}'",
    ] {
        assert_eq!(contradictions(&sound(text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_no_toml_is_shown_where_it_breaks() {
    for (text, words) in [
        ("about = \n", "dedupe.toml:1:"),
        ("[target\ncommand = ['x']", "unclosed table"),
        ("[target]\ncommand = ['{n}']\ncommand = ['{n}']", "duplicate key"),
        ("[target]\n[target]\ncommand = ['{n}']", "duplicate key"),
        ("\u{0}\u{1}\u{2}", "dedupe.toml:1:"),
        ("", "the file is empty"),
        ("# only a comment\n", "the scenario has no [target]"),
        (" \n\t\n", "the file is empty"),
    ] {
        assert!(faults(text).contains(words), "{text:?}: {words} in\n{}", faults(text));
    }
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let deep = format!("about = {}1{}{TARGET}", open.repeat(50_000), close.repeat(50_000));
        assert!(read(&deep).is_err());
    }
    assert!(read(&format!("{}a = 1{TARGET}", "a.".repeat(50_000))).is_err());
    assert!(read(&format!("[{}a]{TARGET}", "a.".repeat(50_000))).is_err());
    assert!(read(&format!("{TARGET}[expect]\n{}a = 1\n", "a.".repeat(50_000))).is_err());
}

#[test]
fn many_faults_are_counted_not_shown() {
    let lines: Vec<String> = (0..1000).map(|at| format!("key{at} = 1")).collect();
    let shown = faults(&(lines.join("\n") + TARGET));
    assert!(shown.contains("and 960 more faults"), "{shown}");
}

#[test]
fn control_characters_reach_no_terminal() {
    let shown = faults(&format!("\"\\u001b[31mred\" = 1\nneeds = '\u{9b}31m'{TARGET}"));
    assert!(!shown.contains(['\u{1b}', '\u{9b}']), "{shown:?}");
    let Err(colored) = read("x = 1") else { panic!("a fault") };
    assert!(colored.render(true).contains('\u{1b}'));
}

#[test]
fn a_full_file_says_all_of_a_scenario() {
    let scenario = sound(FULL);
    let Target::Command(target) = &scenario.target else { panic!("a command") };
    assert_eq!(target.argv.len(), 3);
    assert_eq!(scenario.inputs, [Generator::Ints, Generator::Sorted].map(Input::Generated));
    assert_eq!((scenario.seed, scenario.folder.as_path()), (7, Path::new("scenarios")));
    assert_eq!(scenario.sizes, Sizes::Range { from: n(10), to: n(1_000_000) });
    let classes: Vec<(Metric, Class, bool)> =
        scenario.expect.iter().map(|expect| (expect.metric.clone(), expect.class, expect.tight)).collect();
    let wanted = [
        (Metric::Time, Class::LINEARITHMIC, false),
        (Metric::Memory, Class::LINEAR, true),
        (Metric::counter("queries"), Class::CONSTANT, false),
        (Metric::counter("io.read_bytes"), Class::LINEAR, false),
    ];
    assert_eq!(classes, wanted, "in the order written");
    assert_eq!(scenario.limits.iter().map(|limit| limit.max).collect::<Vec<_>>(), [2.0]);
    assert_eq!(scenario.scale.memory_budget, Some(Bytes(1 << 30)));
    assert_eq!(scenario.expect_broken, [Metric::Time]);
    assert_eq!(scenario.settings.budget, Duration::from_secs(30));
}

#[test]
fn what_a_file_leaves_out_has_its_default() {
    let scenario = sound(TARGET);
    assert_eq!(scenario.sizes, Sizes::Range { from: n(10), to: n(1_000_000) });
    assert_eq!((scenario.settings, scenario.hooks), (Settings::default(), Hooks::default()));
    let Target::Command(target) = scenario.target else { panic!("a command") };
    assert_eq!((target.shell, target.stdin), (false, Stdin::Empty));
}

#[test]
fn the_stronger_layer_wins() {
    let quick = |overrides: &Overrides| Overrides { profile: Profile::Quick, ..overrides.clone() };
    let seconds = |text: &str, overrides: &Overrides| {
        under(text, overrides).unwrap_or_else(|faults| panic!("{faults}")).settings.budget.as_secs()
    };
    let plain = Overrides::default();
    let given = Overrides { budget: Some(Duration::from_secs(1)), ..Overrides::default() };
    let file = format!("{TARGET}[settings]\nbudget = 50\n");
    let both = format!("{file}[profile.quick]\nsettings.budget = 5\n");
    assert_eq!(seconds(TARGET, &plain), 60, "the default");
    assert_eq!(seconds(TARGET, &quick(&plain)), 20, "the built-in profile over the default");
    assert_eq!(seconds(&file, &quick(&plain)), 50, "the file over the built-in profile");
    assert_eq!(seconds(&both, &quick(&plain)), 5, "the file's profile over the file");
    assert_eq!(seconds(&both, &plain), 50, "only where it is asked for");
    assert_eq!(seconds(&both, &quick(&given)), 1, "the command line over all");
}

#[test]
fn a_profile_replaces_one_end_of_the_range() {
    let text = format!("{TARGET}[sizes]\nfrom = 20\nto = 500\n[profile.nightly]\nsizes.to = '1m'\n");
    let nightly = Overrides { profile: Profile::Nightly, ..Overrides::default() };
    let sizes = |overrides: &Overrides| under(&text, overrides).expect("sound").sizes;
    assert_eq!(sizes(&nightly), Sizes::Range { from: n(20), to: n(1_000_000) });
    assert_eq!(sizes(&Overrides::default()), Sizes::Range { from: n(20), to: n(500) });
    let list = Overrides { sizes: Some(Sizes::List(vec![n(7)])), ..nightly };
    assert_eq!(sizes(&list), Sizes::List(vec![n(7)]));
}

#[test]
fn every_override_reaches_its_setting() {
    let hooks = Hooks { setup: Some("s".into()), prepare: None, conclude: Some("c".into()), cleanup: None };
    let overrides = Overrides {
        profile: Profile::Default,
        sizes: Some(Sizes::List(vec![n(5)])),
        seed: Some(9),
        hooks: hooks.clone(),
        budget: Some(Duration::from_secs(1)),
        timeout: Some(Duration::from_secs(2)),
        rounds: Some(3),
        warmup: Some(4),
        clock: Some(ClockChoice::Wall),
        strict: Some(true),
        memory_limit: Some(Bytes(5)),
        output_limit: Some(Bytes(6)),
        process_limit: Some(7),
        disk_limit: Some(Bytes(8)),
        ignore_failure: Some(true),
        settle: Some(false),
    };
    let text = format!("{TARGET}[hooks]\nsetup = 'file'\nprepare = 'p'\n");
    let scenario = under(&text, &overrides).expect("sound");
    let wanted = Settings {
        budget: Duration::from_secs(1),
        timeout: Duration::from_secs(2),
        rounds: Some(3),
        warmup: 4,
        clock: ClockChoice::Wall,
        strict: true,
        memory_limit: Some(Bytes(5)),
        output_limit: Bytes(6),
        process_limit: 7,
        disk_limit: Bytes(8),
        ignore_failure: true,
        settle: false,
    };
    assert_eq!((scenario.settings, scenario.seed), (wanted, 9));
    assert_eq!(scenario.hooks, Hooks { prepare: Some("p".into()), ..hooks }, "each hook on its own");
}

#[test]
fn the_hash_is_of_the_definition_alone() {
    let before = sound(FULL).hash;
    assert_eq!(before.len(), 64);
    let turned = "[scale]\nmemory_budget = '1024MiB' # the same\n[target]\ncommand = ['x', '{n}']";
    let plain = "\u{feff}[target]\r\ncommand = [\r\n 'x', '{n}',\r\n]\r\n[scale]\r\nmemory_budget = '1GiB'";
    assert_eq!(sound(turned).hash, sound(plain).hash, "layout is no part of it");
    let given = Overrides { seed: Some(1), profile: Profile::Quick, rounds: Some(2), ..Overrides::default() };
    assert_eq!(under(FULL, &given).expect("sound").hash, before, "settings from elsewhere are no part of it");
    for (from, to) in [
        ("sizes.to = \"100k\"", "sizes.to = \"10k\""),
        ("settings.budget = \"5s\"", "settings.budget = \"6s\""),
        ("\"dedupe.py\"", "\"dedupe2.py\""),
        ("seed = 7", "seed = 8"),
        ("O(1)", "O(n)"),
        ("peak = \"1m\"", "peak = \"2m\""),
        ("nightly import", "weekly import"),
    ] {
        let changed = FULL.replace(from, to);
        assert_ne!(changed, FULL, "{from}");
        assert_ne!(sound(&changed).hash, before, "{from}");
    }
}

#[test]
fn seeds_of_all_64_bits_are_written_and_read() {
    let mut scenario = sound("[target]\ncommand = ['x', '{n}']");
    for seed in [0, 1, i64::MAX as u64, u64::MAX] {
        scenario.seed = seed;
        assert_eq!(sound(&to_toml(&scenario)).seed, seed);
    }
}

#[test]
fn a_saved_scenario_has_the_hash_that_it_is_read_with() {
    let scenario = sound(&FULL[..FULL.find("[profile").expect("a profile")]);
    assert_eq!(hash(&scenario), scenario.hash);
    assert_eq!(sound(&to_toml(&scenario)), scenario);
}

#[test]
fn odd_texts_are_written_so_that_they_read_back() {
    for odd in ["", "\"", "'''", "\\", "line\nline\n", "\u{7f}\t\u{0}", "größer 🦀", "{n} {{seed}}", "# none", "\r\n"]
    {
        let mut scenario = sound("[target]\ncommand = ['x', '{n}']");
        scenario.about = Some(odd.to_string());
        let Target::Command(target) = &mut scenario.target else { panic!("a command") };
        target.env.insert(format!("V{}", odd.replace(['=', '\0'], "")), Template::new(odd));
        target.stdin = Stdin::Text(Template::new(odd));
        let again = sound(&to_toml(&scenario));
        assert_eq!(again, Scenario { hash: again.hash.clone(), ..scenario }, "{odd:?}");
    }
}

proptest! {
    #[test]
    fn whatever_a_scenario_holds_is_written_as_toml(seed: u64) {
        let mut scenario = Dice::new(seed).scenario();
        scenario.expect.sort_by(|a, b| a.metric.cmp(&b.metric));
        scenario.expect.dedup_by(|a, b| a.metric == b.metric);
        let text = to_toml(&scenario);
        prop_assert!(text.parse::<toml::Table>().is_ok(), "{}", text);
    }

    #[test]
    fn junk_is_refused_without_a_panic(text in "\\PC{0,200}") {
        if let Err(faults) = read(&text) {
            prop_assert!(!faults.render(true).is_empty());
        }
    }

    #[test]
    fn a_spoilt_file_is_read_or_refused_without_a_panic(
        at: prop::sample::Index,
        length in 0usize..20,
        with in "[\\[\\]{}=\"'\\.,#a0é\n-]{0,4}",
    ) {
        let at = at.index(FULL.len());
        let end = (at + length).min(FULL.len());
        let spoilt = format!("{}{with}{}", &FULL[..at], &FULL[end..]);
        if let Err(faults) = read(&spoilt) {
            prop_assert!(!faults.render(false).is_empty());
        }
    }
}

#[test]
fn a_pattern_of_counters_is_one_group_at_most_and_its_name_is_free() {
    let with = |line: &str| format!("{TARGET}[counters]\n{line}\n[expect]\nqueries = \"O(1)\"\n");
    let scenario = sound(&with("queries = '(\\d+) queries'"));
    assert_eq!(scenario.counters["queries"], r"(\d+) queries");
    for (line, said) in [
        ("queries = '('", "no regular expression"),
        ("queries = '(a)(b)'", "several groups"),
        ("\"io.read_bytes\" = 'x'", "measured by scalecheck itself"),
        ("time = 'x'", "measured by scalecheck itself"),
        ("instructions = 'x'", "measured by scalecheck itself"),
    ] {
        let error = under(&with(line), &Overrides::default()).expect_err(line);
        assert!(error.render(false).contains(said), "{line}: {}", error.render(false));
    }
}

#[test]
fn a_misspelt_metric_of_scalechecks_own_is_a_fault_with_the_nearest_name() {
    let faults = |line: &str| {
        let text = format!("{TARGET}[expect]\n{line}\n");
        parse(&text, "x.toml".as_ref(), "x", &Overrides::default()).expect_err(line).render(false)
    };
    assert!(faults("\"io.raed_bytes\" = \"O(n)\"").contains("did you mean `io.read_bytes`?"));
    assert!(faults("system.call = \"O(1)\"").contains("did you mean `system.calls`?"));
    assert!(faults("[[expect.limit]]\nmetric = \"alloc.pek\"\nat = 10\nmax = 5").contains("`alloc.peak`?"));
    assert!(faults("\"io.nothing_of_the_kind\" = \"O(n)\"").contains("expected one of instructions, "));
}

#[test]
fn a_language_without_a_harness_has_that_fault_alone() {
    let shown = faults("about = 'x'\n[target]\nfunction = 'perl:x.pl:f'\n[input]\ngenerate = 'ints'\n");
    assert!(shown.contains("any other needs harness =") && !shown.contains("nothing reads it"), "{shown}");
}
