# Adds up the numbers to N modulo 7: with a process for each (each), or in one (one).
how=$1 count=$2
if [ "$how" = one ]; then
  exec awk -v count="$count" 'BEGIN { for (i = 1; i <= count; i++) sum += i % 7; print sum }'
fi
sum=0 i=0
while [ "$i" -lt "$count" ]; do
  i=$((i + 1))
  sum=$((sum + $(expr "$i" % 7)))
done
echo "$sum"
