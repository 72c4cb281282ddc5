#!/usr/bin/perl
# A harness for Perl, as harnesses/OWN.md builds it.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID);

open(my $in, "<&=", $ENV{SCALECHECK_IN}) or die;
open(my $out, ">&=", $ENV{SCALECHECK_OUT}) or die;
sub say_line { syswrite($out, "$_[0]\n") }

my ($function, @inputs, $kept);

# A list is copied, so that the function may change it; anything else is given as it is.
sub fresh { map { my $input = $inputs[$_ % @inputs]; ref $input ? [@$input] : $input } 0 .. $_[0] - 1 }

sub decoded {
    my ($shape, $bytes) = @_;
    return $bytes if $shape eq "text" || $shape eq "bytes";
    return [split /\n/, $bytes];
}

my %answers = (
    load => sub {
        require $ENV{SCALECHECK_FILE};
        $function = main->can($ENV{SCALECHECK_FUNCTION}) or return "fail no function $ENV{SCALECHECK_FUNCTION}";
        "ok";
    },
    setup => sub {
        my ($n, $seed, $count, $shape, $path) = @_;
        @inputs = ($n);
        return "ok" if $shape eq "size";
        open(my $file, "<:raw", $path) or die "$path: $!";
        @inputs = map { read($file, my $bytes, <$file>); decoded($shape, $bytes) } 1 .. $count;
        "ok";
    },
    run => sub {
        my ($calls, $inputs) = @_;
        my @made = fresh($inputs);
        my @order = map { $made[$_ % $inputs] } 0 .. $calls - 1;
        my $cpu = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
        my $wall = clock_gettime(CLOCK_MONOTONIC);
        $kept = $function->($_) for @order;
        $wall = clock_gettime(CLOCK_MONOTONIC) - $wall;
        $cpu = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $cpu;
        sprintf("batch %d %.0f %.0f", $calls, $wall * 1e9, $cpu * 1e9);
    },
    once => sub { $kept = $function->(fresh(1)); "once" },
    check => sub {
        my ($first, $second) = map { $function->(fresh(1)) } 1 .. 2;
        ref $first ? "check unknown" : $first eq $second ? "check same" : "check differs";
    },
    quit => sub { exit 0 },
);

say_line("hello 1 perl $] pid=$$ clock=process_cputime");
while (my $line = <$in>) {
    chomp $line;
    my ($word, @rest) = split / /, $line, 6;
    my $answer = eval { $answers{$word}->(@rest) };
    say_line($answer // "fail raised " . join(" ", split(" ", $@)));
}
