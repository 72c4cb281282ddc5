use strict;
use warnings;

# How many different words there are.
sub dedupe {
    my ($words) = @_;
    my %seen;
    $seen{$_} = 1 for @$words;
    return scalar keys %seen;
}

1;
