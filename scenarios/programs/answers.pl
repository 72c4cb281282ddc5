# Sends N questions to another process: one at a time, waiting for each answer (each), or all at once (batch).
use strict;
use warnings;
use IO::Handle;

my ($how, $count) = @ARGV;
my $size = $how eq "batch" ? $count : 1;
pipe(my $questions, my $ask) and pipe(my $answers, my $answer) or die "pipe: $!";
$_->autoflush for $ask, $answer;
defined(my $child = fork) or die "fork: $!";
if (!$child) {
    close $ask;
    while (my $line = <$questions>) {
        print {$answer} join(" ", map { $_ + 1 } split " ", $line), "\n";
    }
    exit;
}
my $sum = 0;
for my $at (1 .. $count / $size) {
    print {$ask} join(" ", $at .. $at + $size - 1), "\n";
    $sum += $_ for split " ", <$answers>;
}
close $ask;
waitpid $child, 0;
print "$sum\n";
