// Workloads of textbook growth, timed in process by the thread's CPU time: the C++ half of ../curves/unseen.jsonl.
//
//   algorithms             names and classes, a line each
//   algorithms NAME SEED   a line `n,seconds` a sample, then `beyond,n,seconds` for sizes past the ladder
#include <bits/stdc++.h>
#include <time.h>
using namespace std;
using u64 = unsigned long long;
using Run = function<u64()>;

enum Ladder { GEOMETRIC, EVERY, DOUBLINGS };
struct Workload {
  const char* growth;
  double from, to;
  function<Run(long)> make;
  Ladder ladder = GEOMETRIC;
};

// What a run returns goes here, so that no compiler leaves the work out.
static volatile u64 sink;

static u64 state = 88172645463325252ull;
static u64 draw() {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}
static vector<int> ints(long n) {
  vector<int> v(n);
  for (auto& x : v) x = draw() % (4 * n + 1);
  return v;
}
static string letters(long n, int k) {
  string s(n, 'a');
  for (auto& c : s) c = 'a' + draw() % k;
  return s;
}

static map<string, Workload> workloads() {
  map<string, Workload> w;
  w["linked-list"] = {"O(n)", 10, 3e5, [](long n) -> Run {
    return [n] {
      forward_list<int> l;
      for (long i = 0; i < n; i++) l.push_front(i);
      u64 s = 0;
      for (int x : l) s += x;
      return s;
    };
  }};
  w["pointer-chase"] = {"O(n)", 100, 2e6, [](long n) -> Run {
    auto p = make_shared<vector<int>>(n);
    iota(p->begin(), p->end(), 0);
    for (long i = n - 1; i > 0; i--) swap((*p)[i], (*p)[draw() % i]);
    return [p, n] {
      u64 x = 0;
      for (long i = 0; i < n; i++) x = (*p)[x];
      return x;
    };
  }};
  w["tree-insert"] = {"O(n log n)", 10, 3e5, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v] {
      set<int> s;
      for (int x : *v) s.insert(x);
      return (u64)s.size();
    };
  }};
  w["radix-sort"] = {"O(n)", 50, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      vector<unsigned> a(v->begin(), v->end()), b(n);
      for (int p = 0; p < 32; p += 8) {
        size_t c[257] = {0};
        for (auto x : a) c[((x >> p) & 255) + 1]++;
        for (int i = 0; i < 256; i++) c[i + 1] += c[i];
        for (auto x : a) b[c[(x >> p) & 255]++] = x;
        a.swap(b);
      }
      return (u64)a[n / 2];
    };
  }};
  w["counting-sort"] = {"O(n)", 50, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      array<int, 1024> c{};
      for (int x : *v) c[x & 1023]++;
      u64 s = 0;
      vector<int> o;
      o.reserve(n);
      for (int i = 0; i < 1024; i++)
        for (int k = 0; k < c[i]; k++) o.push_back(i);
      return s + o[n / 2];
    };
  }};
  w["kmp"] = {"O(n)", 32, 3e6, [](long n) -> Run {
    auto t = make_shared<string>(letters(n, 2));
    return [t] {
      string p = "abaabab";
      vector<int> f(p.size() + 1, 0);
      for (size_t i = 1, k = 0; i < p.size(); i++) {
        while (k && p[i] != p[k]) k = f[k];
        if (p[i] == p[k]) k++;
        f[i + 1] = k;
      }
      u64 c = 0;
      size_t k = 0;
      for (char ch : *t) {
        while (k && ch != p[k]) k = f[k];
        if (ch == p[k]) k++;
        if (k == p.size()) {
          c++;
          k = f[k];
        }
      }
      return c;
    };
  }};
  w["naive-search"] = {"O(n^2)", 16, 3e4, [](long n) -> Run {
    auto t = make_shared<string>(n, 'a');
    auto p = make_shared<string>(n / 2, 'a');
    p->back() = 'b';
    return [t, p] {
      u64 c = 0;
      long m = p->size();
      for (long i = 0; i + m <= (long)t->size(); i++) {
        long j = 0;
        while (j < m && (*t)[i + j] == (*p)[j]) j++;
        c += j;
      }
      return c;
    };
  }};
  w["lcs"] = {"O(n^2)", 16, 8e3, [](long n) -> Run {
    auto a = make_shared<string>(letters(n, 4)), b = make_shared<string>(letters(n, 4));
    return [a, b, n] {
      vector<int> r(n + 1, 0);
      for (char x : *a) {
        int d = 0;
        for (long j = 1; j <= n; j++) {
          int t = r[j];
          r[j] = x == (*b)[j - 1] ? d + 1 : max(r[j], r[j - 1]);
          d = t;
        }
      }
      return (u64)r[n];
    };
  }};
  w["floyd"] = {"O(n^3)", 4, 400, [](long n) -> Run {
    auto d = make_shared<vector<int>>(n * n);
    for (auto& x : *d) x = 1 + draw() % 1000;
    return [d, n] {
      auto e = *d;
      for (long k = 0; k < n; k++)
        for (long i = 0; i < n; i++)
          for (long j = 0; j < n; j++) e[i * n + j] = min(e[i * n + j], e[i * n + k] + e[k * n + j]);
      return (u64)e[n];
    };
  }};
  w["matrix-chain"] = {"O(n^3)", 6, 500, [](long n) -> Run {
    auto p = make_shared<vector<int>>(n + 1);
    for (auto& x : *p) x = 1 + draw() % 50;
    return [p, n] {
      vector<u64> m(n * n, 0);
      for (long l = 1; l < n; l++)
        for (long i = 0; i + l < n; i++) {
          u64 b = ~0ull;
          for (long k = i; k < i + l; k++)
            b = min(b, m[i * n + k] + m[(k + 1) * n + i + l] + (u64)(*p)[i] * (*p)[k + 1] * (*p)[i + l + 1]);
          m[i * n + i + l] = b;
        }
      return m[n - 1];
    };
  }};
  w["gauss"] = {"O(n^3)", 4, 400, [](long n) -> Run {
    auto d = make_shared<vector<double>>(n * n);
    for (auto& x : *d) x = 1 + draw() % 1000;
    return [d, n] {
      auto a = *d;
      for (long k = 0; k < n; k++)
        for (long i = k + 1; i < n; i++) {
          double f = a[i * n + k] / (a[k * n + k] + 1e-9);
          for (long j = k; j < n; j++) a[i * n + j] -= f * a[k * n + j];
        }
      return (u64)fabs(a[n * n - 1]);
    };
  }};
  w["fft"] = {"O(n log n)", 4, 19, [](long n) -> Run {
    long N = 1L << n;
    auto v = make_shared<vector<complex<double>>>(N);
    for (auto& x : *v) x = draw() % 100;
    return [v, N] {
      auto a = *v;
      for (long i = 1, j = 0; i < N; i++) {
        long b = N >> 1;
        for (; j & b; b >>= 1) j ^= b;
        j ^= b;
        if (i < j) swap(a[i], a[j]);
      }
      for (long l = 2; l <= N; l <<= 1) {
        double g = 2 * M_PI / l;
        complex<double> wl(cos(g), sin(g));
        for (long i = 0; i < N; i += l) {
          complex<double> q(1);
          for (long j = 0; j < l / 2; j++) {
            auto u = a[i + j], x = a[i + j + l / 2] * q;
            a[i + j] = u + x;
            a[i + j + l / 2] = u - x;
            q *= wl;
          }
        }
      }
      return (u64)abs(a[1]);
    };
  }, DOUBLINGS};
  w["bubble-sort"] = {"O(n^2)", 10, 1.2e4, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      auto a = *v;
      for (long i = 0; i < n; i++)
        for (long j = 0; j + 1 < n - i; j++)
          if (a[j] > a[j + 1]) swap(a[j], a[j + 1]);
      return (u64)a[n / 2];
    };
  }};
  w["selection-sort"] = {"O(n^2)", 10, 2e4, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      auto a = *v;
      for (long i = 0; i < n; i++) {
        long m = i;
        for (long j = i + 1; j < n; j++)
          if (a[j] < a[m]) m = j;
        swap(a[i], a[m]);
      }
      return (u64)a[n / 2];
    };
  }};
  w["dijkstra-grid"] = {"O(n log n)", 64, 4e5, [](long n) -> Run {
    long k = sqrt((double)n);
    auto c = make_shared<vector<int>>(k * k);
    for (auto& x : *c) x = 1 + draw() % 9;
    return [c, k] {
      vector<int> d(k * k, 1 << 30);
      priority_queue<pair<int, int>, vector<pair<int, int>>, greater<>> q;
      d[0] = 0;
      q.push({0, 0});
      while (!q.empty()) {
        auto [x, u] = q.top();
        q.pop();
        if (x > d[u]) continue;
        int r = u / k, cc = u % k;
        auto go = [&](int v) {
          int y = x + (*c)[v];
          if (y < d[v]) {
            d[v] = y;
            q.push({y, v});
          }
        };
        if (r) go(u - k);
        if (r + 1 < k) go(u + k);
        if (cc) go(u - 1);
        if (cc + 1 < k) go(u + 1);
      }
      return (u64)d[k * k - 1];
    };
  }};
  w["tree-lookup"] = {"O(log n)", 10, 1e6, [](long n) -> Run {
    auto s = make_shared<set<int>>();
    for (long i = 0; i < n; i++) s->insert(i * 2);
    return [s, n] {
      u64 c = 0;
      for (int i = 0; i < 64; i++) c += s->count(draw() % (2 * n));
      return c;
    };
  }};
  w["lower-bound-small"] = {"O(log n)", 8, 4e3, [](long n) -> Run {
    auto v = make_shared<vector<int>>(n);
    iota(v->begin(), v->end(), 0);
    return [v, n] {
      u64 c = 0;
      for (int i = 0; i < 64; i++) c += *lower_bound(v->begin(), v->end(), (int)(draw() % n));
      return c;
    };
  }};
  w["power-mod"] = {"O(log n)", 4, 4e15, [](long n) -> Run {
    return [n] {
      u64 r = 1, b = 3;
      for (long e = n; e; e >>= 1) {
        if (e & 1) r = (unsigned __int128)r * b % 1000000007ull;
        b = (unsigned __int128)b * b % 1000000007ull;
      }
      return r;
    };
  }};
  w["digits-div"] = {"O(log n)", 4, 4e15, [](long n) -> Run {
    return [n] {
      u64 s = 0;
      for (int k = 0; k < 8; k++)
        for (long e = n - k; e > 0; e /= 3) s += e % 3;
      return s;
    };
  }};
  w["sum-to-root"] = {"O(sqrt n)", 100, 1e12, [](long n) -> Run {
    return [n] {
      u64 s = 0;
      for (u64 i = 1; i * i <= (u64)n; i++) s += n % i;
      return s;
    };
  }};
  w["divisors-of-all"] = {"O(n^1.5)", 30, 1e5, [](long n) -> Run {
    return [n] {
      u64 s = 0;
      for (long k = 1; k <= n; k++)
        for (long i = 1; i * i <= k; i++) s += (k % i == 0);
      return s;
    };
  }};
  w["block-queries"] = {"O(n^1.5)", 64, 2e5, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      long b = sqrt((double)n);
      u64 s = 0;
      for (long q = 0; q < n; q++) {
        long at = draw() % (n - b + 1);
        for (long i = 0; i < b; i++) s += (*v)[at + i] ^ s;
      }
      return s;
    };
  }};
  w["sort-each-row"] = {"O(n^2 log n)", 8, 1.2e3, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      u64 s = 0;
      for (long i = 0; i < n; i++) {
        auto a = *v;
        for (auto& x : a) x ^= (x * 2654435761u + i) >> 7;
        sort(a.begin(), a.end());
        s += a[n / 2];
      }
      return s;
    };
  }};
  w["pairs-bsearch"] = {"O(n^2 log n)", 8, 2e3, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    sort(v->begin(), v->end());
    return [v, n] {
      u64 c = 0;
      for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++)
          c += binary_search(v->begin(), v->end(), (int)(((*v)[i] * 31 + (*v)[j]) % (4 * n + 1)));
      return c;
    };
  }};
  w["fibonacci"] = {"O(2^n)", 4, 34, [](long n) -> Run {
    return [n] {
      function<u64(int)> z;
      struct R {
        static u64 f(int k) { return k < 2 ? k + sink % 2 : f(k - 1) + f(k - 2); }
      };
      return R::f(n);
    };
  }, EVERY};
  w["subset-products"] = {"O(2^n)", 2, 22, [](long n) -> Run {
    return [n] {
      u64 s = 0;
      for (u64 m = 0; m < (1ull << n); m++) s += __builtin_popcountll(m * m);
      return s;
    };
  }, EVERY};
  w["all-orders"] = {"O(n!)", 2, 10, [](long n) -> Run {
    return [n] {
      vector<int> p(n);
      iota(p.begin(), p.end(), 0);
      u64 s = 0;
      do s += p[0] * p[n - 1];
      while (next_permutation(p.begin(), p.end()));
      return s;
    };
  }, EVERY};
  w["hash-lookup"] = {"O(1)", 10, 2e6, [](long n) -> Run {
    auto s = make_shared<unordered_map<int, int>>();
    for (long i = 0; i < n; i++) (*s)[i * 7] = i;
    return [s, n] {
      u64 c = 0;
      for (int i = 0; i < 64; i++) c += s->count((draw() % n) * 7);
      return c;
    };
  }};
  w["fixed-work"] = {"O(1)", 10, 1e6, [](long n) -> Run {
    return [n] {
      u64 s = n;
      for (int i = 0; i < 20000; i++) s = s * 6364136223846793005ull + 1442695040888963407ull;
      return s;
    };
  }};
  w["stack-ops"] = {"O(1)", 10, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v] {
      u64 s = 0;
      for (int i = 0; i < 2000; i++) {
        v->push_back(i);
        s += v->back();
        v->pop_back();
      }
      return s;
    };
  }};
  w["memset"] = {"O(n)", 1e3, 2e7, [](long n) -> Run {
    auto v = make_shared<vector<char>>(n);
    return [v, n] {
      memset(v->data(), draw(), n);
      return (u64)(*v)[n / 2];
    };
  }};
  w["make-heap"] = {"O(n)", 20, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      auto a = *v;
      make_heap(a.begin(), a.end());
      return (u64)a[0];
    };
  }};
  w["count-inversions"] = {"O(n log n)", 10, 4e5, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      auto a = *v;
      vector<int> b(n);
      struct R {
        static u64 f(int* a, int* b, long n) {
          if (n < 2) return 0;
          long m = n / 2;
          u64 c = f(a, b, m) + f(a + m, b, n - m);
          long i = 0, j = m, k = 0;
          while (i < m && j < n)
            if (a[i] <= a[j])
              b[k++] = a[i++];
            else {
              c += m - i;
              b[k++] = a[j++];
            }
          while (i < m) b[k++] = a[i++];
          while (j < n) b[k++] = a[j++];
          copy(b, b + n, a);
          return c;
        }
      };
      return R::f(a.data(), b.data(), n);
    };
  }};
  w["closest-pair"] = {"O(n^2)", 8, 1.5e4, [](long n) -> Run {
    auto x = make_shared<vector<float>>(n), y = make_shared<vector<float>>(n);
    for (auto& a : *x) a = draw() % 100000;
    for (auto& a : *y) a = draw() % 100000;
    return [x, y, n] {
      float b = 1e30;
      for (long i = 0; i < n; i++)
        for (long j = i + 1; j < n; j++) {
          float dx = (*x)[i] - (*x)[j], dy = (*y)[i] - (*y)[j];
          b = min(b, dx * dx + dy * dy);
        }
      return (u64)b;
    };
  }};
  w["triangles"] = {"O(n^3)", 4, 350, [](long n) -> Run {
    auto m = make_shared<vector<char>>(n * n);
    for (auto& c : *m) c = draw() & 1;
    return [m, n] {
      u64 c = 0;
      for (long i = 0; i < n; i++)
        for (long j = i + 1; j < n; j++)
          if ((*m)[i * n + j])
            for (long k = j + 1; k < n; k++) c += (*m)[i * n + k] & (*m)[j * n + k];
      return c;
    };
  }};
  w["word-count"] = {"O(n)", 20, 4e5, [](long n) -> Run {
    auto v = make_shared<vector<string>>();
    for (long i = 0; i < n; i++) v->push_back(letters(6, 5));
    return [v] {
      unordered_map<string, int> m;
      for (auto& s : *v) m[s]++;
      return (u64)m.size();
    };
  }};
  w["union-find"] = {"O(n)", 20, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(2 * n);
    for (auto& x : *v) x = draw() % n;
    return [v, n] {
      vector<int> p(n);
      iota(p.begin(), p.end(), 0);
      auto f = [&](int x) {
        while (p[x] != x) x = p[x] = p[p[x]];
        return x;
      };
      for (long i = 0; i < n; i++) p[f((*v)[2 * i])] = f((*v)[2 * i + 1]);
      return (u64)f(0);
    };
  }};
  w["suffix-sort"] = {"O(n log n)", 10, 2e5, [](long n) -> Run {
    auto t = make_shared<string>(letters(n, 20));
    return [t, n] {
      vector<int> s(n);
      iota(s.begin(), s.end(), 0);
      sort(s.begin(), s.end(), [&](int a, int b) { return t->compare(a, string::npos, *t, b, string::npos) < 0; });
      return (u64)s[0];
    };
  }};
  w["knapsack"] = {"O(n^2)", 8, 8e3, [](long n) -> Run {
    auto v = make_shared<vector<int>>(n);
    for (auto& x : *v) x = 1 + draw() % 100;
    return [v, n] {
      vector<int> d(n + 1, 0);
      for (int x : *v)
        for (long c = n; c >= x; c--) d[c] = max(d[c], d[c - x] + x * 3);
      return (u64)d[n];
    };
  }};
  w["erase-front"] = {"O(n^2)", 32, 1e5, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v] {
      auto a = *v;
      u64 s = 0;
      while (!a.empty()) {
        s += a[0];
        a.erase(a.begin());
      }
      return s;
    };
  }};
  w["quadratic-tail"] = {"O(n^2)", 32, 5e4, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v, n] {
      u64 s = 0;
      for (int x : *v)
        for (int k = 0; k < 200; k++) s = s * 31 + x;
      for (long i = 0; i < n; i += 16)
        for (long j = 0; j < n; j += 16) s += (*v)[i] * (*v)[j];
      return s;
    };
  }};
  w["linear-then-set"] = {"O(n)", 20, 1e6, [](long n) -> Run {
    auto v = make_shared<vector<int>>(ints(n));
    return [v] {
      unordered_set<int> s;
      s.reserve(v->size());
      for (int x : *v) s.insert(x);
      return (u64)s.size();
    };
  }};
  return w;
}

static double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// Seconds a call on an input of its own, over as many calls as half a millisecond holds.
static double sample(const Workload& w, long n) {
  Run run = w.make(n);
  double start = cpu_seconds();
  sink = run();
  double once = cpu_seconds() - start;
  long calls = clamp((long)(5e-4 / max(once, 1e-8)), 1L, 200000L);
  start = cpu_seconds();
  for (long i = 0; i < calls; i++) sink = run();
  return (cpu_seconds() - start) / calls;
}

static vector<long> sizes(const Workload& w) {
  vector<long> all;
  if (w.ladder == GEOMETRIC)
    for (int i = 0; i <= 10; i++) all.push_back(lround(w.from * pow(w.to / w.from, i / 10.0)));
  else
    for (long n = w.from; n <= w.to; n++) all.push_back(n);
  return all;
}

int main(int count, char** arguments) {
  auto all = workloads();
  if (count < 3) {
    for (auto& [name, w] : all) printf("%s\t%s\n", name.c_str(), w.growth);
    return 0;
  }
  const Workload& w = all.at(arguments[1]);
  state ^= strtoull(arguments[2], nullptr, 10) * 0x9E3779B97F4A7C15ull;
  auto shown = [&](long n) { return w.ladder == DOUBLINGS ? 1L << n : n; };
  vector<long> ladder = sizes(w);
  sample(w, ladder[0]);
  for (int round = 0; round < 5; round++) {
    auto order = ladder;
    for (size_t i = order.size() - 1; i > 0; i--) swap(order[i], order[draw() % (i + 1)]);
    for (long n : order) printf("%ld,%.9g\n", shown(n), sample(w, n));
  }
  long top = ladder.back();
  vector<long> beyond = w.ladder == GEOMETRIC ? vector<long>{2 * top, 4 * top} : vector<long>{top + 1, top + 2};
  for (long n : beyond) {
    if (!strcmp(w.growth, "O(n!)") && n > 11) continue;  // hours
    double runs[3] = {sample(w, n), sample(w, n), sample(w, n)};
    sort(runs, runs + 3);
    printf("beyond,%ld,%.9g\n", shown(n), runs[1]);
  }
}
