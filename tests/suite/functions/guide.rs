//! The guide "bring your own language", followed in an empty folder.

use super::*;

/// The guide's pieces of Perl: the user's file, and the harness.
fn guide() -> (String, String) {
    let text = fs::read_to_string(harnesses().join("OWN.md")).expect("the guide");
    let blocks: Vec<&str> = text.split("```perl\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let (user, harness) = blocks.split_first().expect("blocks of Perl");
    (user.to_string(), harness.join("\n"))
}

fn harnesses() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("harnesses")
}

/// A folder with what the guide lets one write.
fn followed(spec: &str) -> Project {
    let (user, harness) = guide();
    let mut project = Project::new(spec, &user);
    fs::write(project.folder.path().join("harness.pl"), harness).expect("written");
    project.target().harness = ["perl", "harness.pl"].map(String::from).to_vec();
    project
}

#[test]
fn the_guides_pieces_are_the_shipped_files() {
    let shipped = |name: &str| fs::read_to_string(harnesses().join("perl").join(name)).expect("it is there");
    assert_eq!(guide(), (shipped("dedupe.pl"), shipped("harness.pl")));
}

#[test]
fn who_follows_the_guide_measures() {
    let project = followed("perl:dedupe.pl:dedupe").given("words");
    let mut bench = project.bench();
    let path = bundle(project.folder.path(), &["one\ntwo\none\n"; 1000]);
    let sample = bench.measure(&trial(10, 1), Some(&path));
    assert!(value(&sample, "cpu") > 0.0 && value(&sample, "trial.calls") > 10.0, "{sample:?}");
    // Perl doesn't tell what it allocates: the process's peak is taken.
    assert!(value(&sample, "memory") > 1e6);
    assert_eq!(bench.caveats(), []);
}

#[test]
fn a_processs_peak_knows_nothing_of_the_sizes_before() {
    let project = followed("perl:dedupe.pl:dedupe").given("words");
    let mut bench = project.bench();
    let mut memory = |n, input: &str| {
        let path = bundle(project.folder.path(), &vec![input; 10_000_usize.div_ceil(n)]);
        value(&bench.measure(&trial(n as u64, 1), Some(&path)), "memory")
    };
    let large = memory(200_000, &"word\n".repeat(200_000));
    let small = memory(10, &"word\n".repeat(10));
    assert!(small < 15e6 && large > small + 5e6, "{small} and {large}");
}

#[test]
fn what_goes_wrong_in_the_guides_harness_is_told() {
    let sample = followed("perl:dedupe.pl:missing").once();
    assert!(reason(&sample).contains("no function missing"), "{sample:?}");
    // It wants a list, and is given n.
    let sample = followed("perl:dedupe.pl:dedupe").once();
    assert!(reason(&sample).contains("as an ARRAY ref"), "{sample:?}");
    let by_hand = std::process::Command::new("perl").arg(harnesses().join("perl/harness.pl")).output().expect("perl");
    assert!(String::from_utf8_lossy(&by_hand.stderr).contains("run me by scalecheck"));
}

#[test]
fn the_guides_harness_makes_inputs_and_comes_back_to_its_folder() {
    let mut project = followed("perl:dedupe.pl:f");
    let user = "sub make { my ($n, $seed) = @_; [($seed) x $n] }\n\
                sub f { -e 'harness.pl' or die 'elsewhere'; @{$_[0]} == 10 or die 'not ten'; select(undef, undef, undef, 0.002); chdir '/'; 1 }\n1;\n";
    fs::write(project.folder.path().join("dedupe.pl"), user).expect("written");
    project.target().make = Some("make".into());
    assert_eq!(project.bench().measure(&trial(10, 0), None).end, SampleEnd::Completed);
}

#[test]
fn the_guides_harness_copies_what_an_input_holds() {
    let mut project = followed("perl:dedupe.pl:f");
    let user = "sub make { return { map { ($_ => [1]) } 1 .. $_[0] } }\n\
                sub f { for (values %{$_[0]}) { @$_ or die 'not fresh'; pop @$_ } 1 }\n1;\n";
    fs::write(project.folder.path().join("dedupe.pl"), user).expect("written");
    project.target().make = Some("make".into());
    assert_eq!(project.bench().measure(&trial(10, 0), None).end, SampleEnd::Completed);
}
