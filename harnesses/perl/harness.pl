#!/usr/bin/perl
# A harness for Perl, as harnesses/OWN.md builds it.
use strict;
use warnings;
use Cwd;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID);

die "run me by scalecheck, with --harness\n" unless defined $ENV{SCALECHECK_IN} && defined $ENV{SCALECHECK_OUT};
open(my $in, "<&=", $ENV{SCALECHECK_IN}) or die "no requests: $!";
open(my $out, ">&=", $ENV{SCALECHECK_OUT}) or die "no answers: $!";
sub say_line { syswrite($out, "$_[0]\n") }

my (%answers, $function, $make);
my $home = getcwd();
sub found { main->can($_[0]) or die "no function $_[0]\n" }

$answers{load} = sub {
    require $ENV{SCALECHECK_FILE};
    $function = found($ENV{SCALECHECK_FUNCTION});
    $make = found($ENV{SCALECHECK_MAKE}) if $ENV{SCALECHECK_MAKE};
    "ok";
};

my @inputs;

sub decoded {
    my ($shape, $bytes) = @_;
    return $bytes if $shape eq "text" || $shape eq "bytes";
    my @lines = split /\n/, $bytes;
    return [map { $_ + 0 } @lines] if $shape eq "ints";
    return [map { [map { $_ + 0 } split / /] } @lines] if $shape eq "pairs";
    return [map { [split /,/] } @lines] if $shape eq "rows";
    return \@lines;
}

sub next_of {
    my ($file) = @_;
    my $length = <$file> // die "its input ends early\n";
    read($file, my $bytes, $length) == $length or die "its input ends early\n";
    $bytes;
}

$answers{setup} = sub {
    my ($n, $seed, $count, $shape, $path) = @_;
    if ($make) {
        @inputs = map { $make->($n, $seed + $_) } 0 .. $count - 1;
    } elsif ($shape eq "size") {
        @inputs = ($n);
    } else {
        open(my $file, "<:raw", $path) or die "$path: $!\n";
        @inputs = map { decoded($shape, next_of($file)) } 1 .. $count;
    }
    "ok";
};

sub copied {
    my ($value) = @_;
    return [map { ref ? copied($_) : $_ } @$value] if ref $value eq "ARRAY";
    return +{map { ($_ => copied($value->{$_})) } keys %$value} if ref $value eq "HASH";
    $value;
}
sub fresh { map { copied($inputs[$_ % @inputs]) } 0 .. $_[0] - 1 }

my $kept;

$answers{run} = sub {
    my ($calls, $inputs) = @_;
    my @made = fresh($inputs);
    my @order = map { $made[$_ % $inputs] } 0 .. $calls - 1;
    my $cpu = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
    my $wall = clock_gettime(CLOCK_MONOTONIC);
    $kept = $function->($_) for @order;
    $wall = clock_gettime(CLOCK_MONOTONIC) - $wall;
    $cpu = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $cpu;
    sprintf("batch %d %.0f %.0f", $calls, $wall * 1e9, $cpu * 1e9);
};

$answers{once} = sub { $kept = $function->(fresh(1)); "once" };

$answers{check} = sub {
    my ($first, $second) = map { chdir $home; $function->(fresh(1)) } 1 .. 2;
    return "check unknown" if !defined $first || ref $first;
    $first eq $second ? "check same" : "check differs";
};

$answers{quit} = sub { exit 0 };

say_line("hello 1 perl $] pid=$$ clock=process_cputime");
while (my $line = <$in>) {
    chomp $line;
    my ($word, @rest) = split / /, $line, 6;
    chdir $home;
    my $answer = eval { ($answers{$word} or die "no request $word\n")->(@rest) };
    say_line($answer // "fail raised " . join(" ", split(" ", $@)));
}
