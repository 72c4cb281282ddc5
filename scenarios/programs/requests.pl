# Sends N requests to a server of its own: over a connection each (each), or all over one (one).
use Socket;
use IO::Handle;
my ($how, $count) = @ARGV;
socket my $listener, PF_INET, SOCK_STREAM, 0 or die "socket: $!";
bind $listener, sockaddr_in(0, INADDR_LOOPBACK) or die "bind: $!";
listen $listener, 64 or die "listen: $!";
my $address = getsockname $listener;
my $server = fork // die "fork: $!";
if (!$server) {
    while (accept my $client, $listener) {
        $client->autoflush(1);
        while (my $line = <$client>) { print $client $line }
    }
    exit 0;
}
my $connection;
my $answers = 0;
for my $number (1 .. $count) {
    if ($how eq "each" || !$connection) {
        socket $connection, PF_INET, SOCK_STREAM, 0 or die "socket: $!";
        connect $connection, $address or die "connect: $!";
        $connection->autoflush(1);
    }
    print $connection "$number\n";
    $answers++ if <$connection> == $number;
    close $connection if $how eq "each";
}
kill TERM => $server;
waitpid $server, 0;
print "$answers\n";
