# Counts the lines of a file, byte by byte: from a buffer that perl keeps (buffered), or with a call each (unbuffered).
my ($how, $path) = @ARGV;
open my $file, "<:raw", $path or die "$path: $!";
my ($lines, $byte) = (0);
if ($how eq "buffered") {
    while (read $file, $byte, 1) { $lines++ if $byte eq "\n" }
} else {
    while (sysread $file, $byte, 1) { $lines++ if $byte eq "\n" }
}
print "$lines\n";
