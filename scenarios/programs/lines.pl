# Writes N lines to a file: each at once (flushed), or as a buffer fills up (buffered).
use strict;
use warnings;
use IO::Handle;

my ($how, $count) = @ARGV;
open my $file, ">", "$ENV{OUT}/lines" or die "$ENV{OUT}/lines: $!";
$file->autoflush($how eq "flushed");
print {$file} "line $_\n" for 1 .. $count;
close $file or die "lines: $!";
