# Opens a file N times: each is closed at once (closed), or all stay open to the end (kept).
my ($how, $count) = @ARGV;
my @kept;
for (1 .. $count) {
    open my $file, "<", $0 or die "$0: $!";
    push @kept, $file if $how eq "kept";
}
print "$count\n";
