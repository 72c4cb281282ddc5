# The sum of the fourth column, with the whole file in memory.
use strict;
use warnings;

my ($head, @lines) = <>;
my $sum = 0;
for my $line (@lines) {
    $sum += (split /,/, $line)[3];
}
printf "%.2f\n", $sum;
