# Counts the lines that are followed by a larger one: the file is read once (once), or anew for each line (again).
my ($how, $path) = @ARGV;
sub lines {
    open my $file, "<", $path or die "$path: $!";
    my @lines = <$file>;
    return \@lines;
}
my $lines = lines();
my $rising = 0;
for my $i (0 .. $#$lines - 1) {
    my $now = $how eq "once" ? $lines : lines();
    $rising++ if $now->[$i] < $now->[$i + 1];
}
print "$rising\n";
