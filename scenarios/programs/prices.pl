# Looks N prices of 20 goods up through a cache: by the good (good), or by the whole request, which never comes again
# (request).
use strict;
use warnings;

my ($how, $count) = @ARGV;
my ($sum, $misses, %cache) = (0, 0);
for my $request (1 .. $count) {
    my $good = $request % 20;
    my $key  = $how eq "good" ? $good : "$good for customer $request";
    if (!exists $cache{$key}) {
        $misses++;
        $cache{$key} = 100 + 7 * $good;
    }
    $sum += $cache{$key};
}
print "$sum\n";
open my $counters, ">>", $ENV{SCALECHECK_COUNTERS} or die "$ENV{SCALECHECK_COUNTERS}: $!";
print {$counters} "cache.misses $misses\n";
