//! The tool that shows the cause of a symptom, by the program that is measured.

use super::advice::Profiling;

const SHARE: &str = "Look for the part whose share rises with n";
const LINE: &str = "Look for the line whose calls or time rise faster than n";
const HOLDER: &str = "Look for the allocation that is held at the peak and grows with n";

fn under(what: &'static str, look: &'static str, prefix: &'static str, read: &[&str]) -> Profiling {
    let read = read.iter().map(ToString::to_string).collect();
    Profiling { what, look, prefix: Some(prefix), replaces_program: false, read }
}

/// The interpreter with its profiler in place of the program.
fn instead(what: &'static str, look: &'static str, prefix: &'static str, read: &[&str]) -> Profiling {
    Profiling { replaces_program: true, ..under(what, look, prefix, read) }
}

/// Where the time goes.
pub(super) fn time(program: &str) -> Profiling {
    match program {
        "python" => instead(
            "Profile it by function",
            SHARE,
            "python3 -m cProfile -o profile.out",
            &["python3 -c \"import pstats; pstats.Stats('profile.out').sort_stats('cumulative').print_stats(15)\""],
        ),
        "node" => instead(
            "Profile it by function",
            SHARE,
            "node --cpu-prof --cpu-prof-name=profile.cpuprofile",
            &["npx speedscope profile.cpuprofile"],
        ),
        "perl" => instead(
            "Profile it by line (cpan Devel::NYTProf)",
            LINE,
            "perl -d:NYTProf",
            &["nytprofcsv && head -40 nytprof/*-line.csv"],
        ),
        "ruby" => instead(
            "Profile it by function (gem install stackprof)",
            SHARE,
            "stackprof run --mode cpu -o profile.dump -- ruby",
            &["stackprof profile.dump --text --limit 15"],
        ),
        "java" => instead(
            "Record it",
            SHARE,
            "java -XX:StartFlightRecording=filename=profile.jfr",
            &["jfr view hot-methods profile.jfr"],
        ),
        "awk" | "gawk" => instead("Profile it by line", LINE, "gawk --profile=profile.awk", &["cat profile.awk"]),
        "sqlite3" => instead(
            "Ask the database for its plan",
            "Look for SCAN inside a loop, where SEARCH ... USING INDEX would do",
            "sqlite3 -cmd '.output plan.txt' -cmd '.eqp on' -cmd '.timer on'",
            &["head -40 plan.txt"],
        ),
        "psql" => Profiling {
            what: "Have the database log the plan of every statement",
            look: "Look for Seq Scan inside a Nested Loop, and for rows that rise faster than n",
            prefix: None,
            replaces_program: false,
            read: [
                "psql -c \"ALTER SYSTEM SET session_preload_libraries = 'auto_explain'\"",
                "psql -c 'ALTER SYSTEM SET auto_explain.log_min_duration = 0' -c 'SELECT pg_reload_conf()'",
            ]
            .map(str::to_string)
            .to_vec(),
        },
        _ => under(
            "Profile it by function",
            SHARE,
            "perf record -g -o perf.data --",
            &["perf report -i perf.data --no-children --stdio | head -40"],
        ),
    }
}

/// Who holds the memory.
pub(super) fn memory(program: &str) -> Profiling {
    match program {
        "python" => instead(
            "Profile its allocations (pip install memray)",
            HOLDER,
            "python3 -m memray run -f -o memory.bin",
            &["python3 -m memray summary memory.bin"],
        ),
        "node" => instead(
            "Profile its heap",
            HOLDER,
            "node --heap-prof --heap-prof-name=memory.heapprofile",
            &["npx speedscope memory.heapprofile"],
        ),
        _ => under(
            "Profile its allocations",
            HOLDER,
            "valgrind --tool=massif --massif-out-file=massif.out",
            &["ms_print massif.out | head -60"],
        ),
    }
}

/// What is read and written in small pieces.
pub(super) fn system_calls() -> Profiling {
    under(
        "Count its system calls",
        "Look for the call whose count rises with n",
        "strace -c -f -o strace.out",
        &["head -20 strace.out"],
    )
}

/// Which statement repeats.
pub(super) fn queries() -> Profiling {
    Profiling {
        what: "Switch on the query log of the database that it asks, and run it once",
        look: "Look for the statement that repeats once an item",
        prefix: None,
        replaces_program: false,
        read: [
            "psql -c \"ALTER SYSTEM SET log_statement = 'all'\" -c 'SELECT pg_reload_conf()'  # PostgreSQL",
            "mysql -e \"SET GLOBAL general_log = ON; SHOW VARIABLES LIKE 'general_log_file'\"  # MySQL",
        ]
        .map(str::to_string)
        .to_vec(),
    }
}
