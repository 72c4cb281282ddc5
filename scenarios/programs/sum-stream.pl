# The sum of the fourth column, line by line.
use strict;
use warnings;

my $sum = 0;
while (my $line = <>) {
    next if $. == 1;
    $sum += (split /,/, $line)[3];
}
printf "%.2f\n", $sum;
