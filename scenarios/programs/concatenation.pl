# Turns a file's lines round: puts each before the text so far, which copies all of it.
use strict;
use warnings;

my $text = '';
while (my $line = <>) {
    $text = $line . $text;
}
print length $text, "\n";
