# Finds 5,000 keys in a sorted file of 10-byte records by halving the range that can hold them.
use strict;
use warnings;

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my $records = (-s $file) / 10;
my ($reads, $found, $key) = (0, 0, 1);
for (1 .. 5_000) {
    $key = $key * 48271 % 2147483647;    # the next of a fixed sequence of keys
    my $wanted = 1 + $key % $records;
    my ($low, $high) = (0, $records);
    while ($low < $high) {
        my $middle = int(($low + $high) / 2);
        sysseek $file, 10 * $middle, 0;
        sysread $file, my $record, 10;
        $reads++;
        if ($record < $wanted) { $low = $middle + 1 }
        else                   { $high = $middle }
    }
    $found++ if $low + 1 == $wanted;
}
print "$found\n";

if (my $counters = $ENV{SCALECHECK_COUNTERS}) {
    open my $out, '>>', $counters or die "$counters: $!\n";
    print $out "reads $reads\n";
}
