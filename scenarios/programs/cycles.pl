# Makes N nodes, each dropped at once: with a link back that keeps it alive (cycle), or without (plain).
my ($how, $count) = @ARGV;
for (1 .. $count) {
    my $node = { payload => "x" x 100 };
    $node->{self} = $node if $how eq "cycle";
}
print "$count\n";
