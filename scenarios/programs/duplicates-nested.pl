# Counts the items of a file that stood there before: holds each against all before it.
use strict;
use warnings;

my @items = <>;
my $duplicates = 0;
for my $place (0 .. $#items) {
    for my $earlier (0 .. $place - 1) {
        if ($items[$earlier] == $items[$place]) { $duplicates++; last }
    }
}
print "$duplicates\n";
