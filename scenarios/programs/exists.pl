# Checks N uploads into one folder: asks for the folder each time (each), or once (once).
use strict;
use warnings;

my ($how, $count) = @ARGV;
my $there = -d ".";
my $accepted = 0;
for (1 .. $count) {
    $there = -d "." if $how eq "each";
    $accepted++ if $there;
}
print "$accepted\n";
