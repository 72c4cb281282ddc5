# Reads 50,000 records of 10 bytes from all over a file, each by its offset.
use strict;
use warnings;

open my $file, '<:raw', $ARGV[0] or die "$ARGV[0]: $!\n";
my $records = (-s $file) / 10;
my ($key, $sum) = (1, 0);
for (1 .. 50_000) {
    $key = $key * 48271 % 2147483647;    # the next of a fixed sequence of places
    sysseek $file, 10 * ($key % $records), 0;
    sysread $file, my $record, 10;
    $sum += $record;
}
print "$sum\n";
