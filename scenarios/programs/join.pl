# Turns a file's lines round: collects them and joins them once.
use strict;
use warnings;

my @lines = <>;
my $text = join '', reverse @lines;
print length $text, "\n";
