# Counts the items of a file that stood there before: looks each up among those seen.
use strict;
use warnings;

my (%seen, $duplicates);
while (my $item = <>) {
    $duplicates += $seen{$item}++ ? 1 : 0;
}
print "$duplicates\n";
